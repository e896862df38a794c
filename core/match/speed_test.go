package match

import (
	"bpfplay/core/paste/readers"
	"strings"
	"testing"
)

// walkedTrace returns a trace of 10,000 calls that fill a map, iterate over it and empty it.
func walkedTrace() string {
	calls := []string{strings.Replace(hash3, "max_entries=2", "max_entries=4000", 1)}
	add := func(n int, lines ...string) {
		for range n {
			calls = append(calls, lines...)
		}
	}
	add(3000, update3+"0\n")
	add(1, first3+"0\n")
	add(2999, lookup3+"0\n", next3+"0\n")
	add(999, "bpf(BPF_MAP_DELETE_ELEM, {map_fd=3, key=0x7ffe1000}, 16) = 0\n")
	return strings.Join(calls, "")
}

// BenchmarkReplay replays 10,000 calls on every kernel that could have made them.
func BenchmarkReplay(b *testing.B) {
	text, err := readers.Read(walkedTrace(), readers.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := New(text, Options{})
		if err != nil {
			b.Fatal(err)
		}
		for !r.Step(1000) {
		}
		if res := r.Result(); res.Agree != len(text.Calls) {
			b.Fatalf("%d of %d agree", res.Agree, len(text.Calls))
		}
	}
	b.ReportMetric(float64(len(text.Calls)), "calls")
}

// TestALongTraceIsReplayedInSteps checks that no step makes more calls than its limit.
func TestALongTraceIsReplayedInSteps(t *testing.T) {
	text, err := readers.Read(walkedTrace(), readers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for done := false; !done; {
		before, _ := r.Progress()
		done = r.Step(500)
		if made, _ := r.Progress(); made-before > 500 {
			t.Fatalf("a step of 500 calls made %d", made-before)
		}
	}
	if made, total := r.Progress(); made != total || made < len(text.Calls) {
		t.Errorf("%d of %d calls were made, of a text of %d", made, total, len(text.Calls))
	}
	if res := r.Result(); res.Agree != res.Judged || res.Inferred != 0 {
		t.Errorf("%d of %d agree, %d inferred", res.Agree, res.Judged, res.Inferred)
	}
}
