package core_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/recording"
)

// TestEveryCheckIsReachedOrListed replays every recording and collects the checks that refused a call.
// testdata/unreached.txt lists exactly the others, each with the reason.
func TestEveryCheckIsReachedOrListed(t *testing.T) {
	listed := unreachedChecks(t)
	files, err := filepath.Glob("testdata/recordings*/*.txt.gz")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	reached := map[string]bool{}
	for _, file := range files {
		var r recording.Replayer
		for _, line := range readRecording(t, file) {
			if recording.IsEffect(line) {
				continue
			}
			r.Line(line)
			for _, e := range r.Events() {
				if e.Kind == core.Checked && !e.Passed {
					reached[e.Check.Name] = true
				}
			}
		}
	}
	for _, c := range core.Checks() {
		reason, isListed := listed[c.Name]
		switch {
		case reached[c.Name] && isListed:
			t.Errorf("a recording reaches %s, which unreached.txt lists as: %s", c.Name, reason)
		case !reached[c.Name] && !isListed:
			t.Errorf("no recording reaches %s (%s in %s: %s), and unreached.txt does not list it", c.Name, c.Errno.Name(), c.Func, c.Must)
		}
		delete(listed, c.Name)
	}
	for name := range listed {
		t.Errorf("unreached.txt lists %s, but no check has this name", name)
	}
}

// unreachedChecks reads testdata/unreached.txt: the name of a check, a dash and the reason in each line.
func unreachedChecks(t *testing.T) map[string]string {
	text, err := os.ReadFile("testdata/unreached.txt")
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		name, reason, ok := strings.Cut(line, " — ")
		switch {
		case !ok || reason == "":
			t.Errorf("unreached.txt: invalid line %q: want \"name — reason\"", line)
		case reasons[name] != "":
			t.Errorf("unreached.txt lists %s twice", name)
		default:
			reasons[name] = reason
		}
	}
	return reasons
}
