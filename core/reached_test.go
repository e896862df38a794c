package core

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryCheckIsReachedOrListed replays every recording and sees which checks refused a call. Those that did not are
// listed in testdata/unreached.txt, each with the reason.
func TestEveryCheckIsReachedOrListed(t *testing.T) {
	text, err := os.ReadFile("testdata/unreached.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		if key, reason, ok := strings.Cut(line, " — "); ok && reason != "" {
			listed[key] = true
		}
	}
	files, err := filepath.Glob("testdata/recordings/*.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	reached := map[string]bool{}
	for _, file := range files {
		var r Replayer
		for _, line := range readRecording(t, file) {
			if isAnswer(line) {
				continue
			}
			r.tracer.Reset()
			r.Line(line)
			for _, e := range r.tracer.Events() {
				if e.Kind == Checked && !e.Passed {
					reached[checkKey(e.Check)] = true
				}
			}
		}
	}
	for _, c := range Checks {
		if key := checkKey(c); !reached[key] && !listed[key] {
			t.Errorf("no recorded call was refused by %q, and it is not listed", key)
		}
	}
	t.Logf("%d rows of checks, %d of them listed as not reached", len(Checks), len(listed))
}

func checkKey(c *Check) string { return c.Errno.Name() + " " + c.Func + ": " + c.Must }
