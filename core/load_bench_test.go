package core_test

import (
	"path/filepath"
	"strings"
	"testing"

	"bpfplay/core/recording"
)

// slowestLoad is the recorded load whose verification takes longest: it ends at the limit of 1,000,000 instructions inside
// callbacks.
const slowestLoad = "prog-2026-87"

// BenchmarkSlowestLoad replays slowestLoad.
func BenchmarkSlowestLoad(b *testing.B) {
	lines, err := linesIn(filepath.Join("testdata", "recordings-programs", "7.3.txt.gz"))
	if err != nil {
		b.Fatal(err)
	}
	var before []string
	load := ""
	for _, line := range lines {
		switch {
		case len(before) == 0 && strings.HasPrefix(line, "kernel "):
			before = append(before, line)
			continue
		case len(before) == 1 && !strings.HasPrefix(line, "scenario "+slowestLoad+" "):
			continue
		}
		if strings.HasPrefix(line, "bpf 5 ") && strings.HasSuffix(line, " = -7") {
			load, _, _ = strings.Cut(line, " =")
			break
		}
		before = append(before, line)
	}
	var r recording.Replayer
	for _, line := range before {
		if !recording.IsEffect(line) {
			line, _, _ = strings.Cut(line, " =")
			r.Line(line)
		}
	}
	if r.Err() != nil || load == "" {
		b.Fatalf("%s: %v", slowestLoad, r.Err())
	}
	b.ReportAllocs()
	for b.Loop() {
		if got := r.Line(load); len(got) == 0 || got[0] != load+" = -7" {
			b.Fatalf("%q: want -7 (E2BIG)", got)
		}
	}
}
