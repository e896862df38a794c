package sliced

import (
	"slices"
	"testing"
)

// TestWorkRunsInSlices runs work to its end, stops other work in the middle, and lets a fault through.
func TestWorkRunsInSlices(t *testing.T) {
	var done []int
	count := func(pause func()) {
		defer func() { done = append(done, -1) }()
		for i := range 3 {
			done = append(done, i)
			pause()
		}
	}
	w := New(count)
	if len(done) != 0 {
		t.Error("the work begins before the first Step")
	}
	steps := 0
	for w.Step() {
		steps++
	}
	if steps != 3 || !slices.Equal(done, []int{0, 1, 2, -1}) || w.Step() {
		t.Errorf("%d steps did %v", steps, done)
	}
	done = nil
	w = New(count)
	w.Step()
	if w.Stop(); !slices.Equal(done, []int{0, -1}) || w.Step() {
		t.Errorf("stopped work did %v", done)
	}
	defer func() {
		if recover() != "planted" {
			t.Error("a fault does not reach the caller of Step")
		}
	}()
	New(func(func()) { panic("planted") }).Step()
}
