package match

import (
	"os"
	"path/filepath"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/paste/readers"
)

// FuzzReplay replays any text that can be read. Nothing may panic, and the calls can be made again.
func FuzzReplay(f *testing.F) {
	for _, folder := range []string{"traces", "texts"} {
		files, err := filepath.Glob("../paste/testdata/" + folder + "/*.txt")
		if err != nil || len(files) == 0 {
			f.Fatalf("no texts in %s: %v", folder, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(raw))
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<14 {
			return
		}
		text, err := readers.Read(s, readers.Options{})
		if err != nil {
			return
		}
		r, err := New(text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for !r.Step(100) {
		}
		res := r.Result()
		if len(res.Verdicts) != len(text.Calls) || res.Agree > res.Judged || res.Judged > len(text.Calls) {
			t.Fatalf("%d verdicts on %d calls, %d of %d agree", len(res.Verdicts), len(text.Calls), res.Agree, res.Judged)
		}
		again, err := history.With(res.Machine, res.Calls)
		if err != nil {
			t.Fatalf("the history cannot be made again: %v", err)
		}
		for i, v := range res.Verdicts {
			if v.Call < 0 || res.From[v.Call] != i {
				continue
			}
			if _, ret := again.Call(v.Call + 1); ret != v.Got {
				t.Fatalf("call %d returned %d, and %d when it is made again", i, v.Got, ret)
			}
		}
	})
}
