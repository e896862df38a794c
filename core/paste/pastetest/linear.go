package pastetest

import (
	"testing"
	"time"
)

const (
	linearMost  = 3 // a square grows by 4 with twice the size
	linearNoise = 100 * time.Millisecond
	linearTries = 3
)

// Linear checks that the time of do grows with size and not with its square. It compares size with half of it, in time of the
// processors rather than of a clock, so that the work of other processes does not count.
func Linear(t testing.TB, what string, size int, do func(size int)) {
	t.Helper()
	var half, whole time.Duration
	for range linearTries {
		half, whole = processorTime(func() { do(size / 2) }), processorTime(func() { do(size) })
		if whole <= linearMost*half+linearNoise {
			return
		}
	}
	t.Errorf("%s: size %d took %v, half of it %v; want at most %d times as long", what, size, whole, half, linearMost)
}
