package match

import (
	"os"
	"path/filepath"
	"testing"
)

// disagree counts the calls of real texts whose result no emulated kernel returns, with the reason.
var disagree = map[string]int{
	"traces/inject.txt":          4, // strace itself refused four calls
	"traces/mail-wrapped.txt":    1, // no bpf file system was mounted
	"traces/newer-7.2.txt":       1, // put together from two kernels
	"texts/syz-seed-ringbuf.txt": 1, // memory that is mapped keeps a map from being frozen
}

// TestRealTextsAgree replays every complete trace and program of the corpus.
func TestRealTextsAgree(t *testing.T) {
	for _, folder := range []string{"traces", "texts", "replays"} {
		files, err := filepath.Glob("../paste/testdata/" + folder + "/*.txt")
		if err != nil || len(files) == 0 {
			t.Fatalf("no texts in %s: %v", folder, err)
		}
		for _, file := range files {
			name := folder + "/" + filepath.Base(file)
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text, res := replayed(t, string(raw), "")
			if differs := res.Judged - res.Agree; differs != disagree[name] {
				t.Errorf("%s: %d of %d results agree with %v; %d should not", name, res.Agree, res.Judged, res.Machine.Release, disagree[name])
				for i, v := range res.Verdicts {
					if c := text.Calls[i]; v.Known && !v.Agrees {
						t.Logf("line %d: %s %v said %d, we %d", c.Line, c.Name, c.Cmd, v.Want, v.Got)
					}
				}
			}
		}
	}
}
