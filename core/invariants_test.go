package core_test

import (
	"bpfplay/core"
	"bpfplay/core/coretest"
	"bpfplay/core/recording"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

// TestReferences counts the references to every map and program after each recorded call and compares them with their own
// reference counts.
func TestReferences(t *testing.T) {
	for _, file := range []string{
		"recordings/seed", "recordings/4.4", "recordings/4.14", "recordings/5.10", "recordings/7.3",
		"recordings-programs/5.10", "recordings-programs/7.3",
	} {
		file = filepath.Join("testdata", file+".txt.gz")
		if _, err := os.Stat(file); err != nil {
			t.Fatal(err)
		}
		lines := readRecording(t, file)
		var r recording.Replayer
		for _, line := range lines {
			if recording.IsEffect(line) {
				continue
			}
			if r.Line(line); r.Err() != nil {
				t.Fatalf("%s: %s: %v", file, line, r.Err())
			}
			if r.Kernel() == nil { // before the first scenario
				continue
			}
			if wrong := core.Miscounted(r.Kernel()); wrong != "" {
				t.Fatalf("%s: after %s: %s", file, line, wrong)
			}
		}
	}
}

// TestRandomCallsKeepCounts does the same after every random call.
func TestRandomCallsKeepCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, err := core.New(coretest.AnyMachine(t))
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 25).Draw(t, "calls") {
			c := coretest.Call(t, k)
			if _, err := k.Do(&c); err != nil {
				t.Fatal(err)
			}
			if wrong := core.Miscounted(k); wrong != "" {
				t.Fatalf("after %s: %s", c.String(), wrong)
			}
		}
	})
}
