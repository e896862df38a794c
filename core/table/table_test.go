package table_test

import (
	"math"
	"testing"

	"bpfplay/core/table"
)

// TestIndexedHasTheZeroValueOutside looks up keys of a table, in its gap and outside.
func TestIndexedHasTheZeroValueOutside(t *testing.T) {
	words := table.Indexed[int32, string]{1: "one", 3: "three"}
	for k, want := range map[int32]string{0: "", 1: "one", 2: "", 3: "three", 4: "", -1: "", math.MinInt32: "", math.MaxInt32: ""} {
		if got := words.At(k); got != want {
			t.Errorf("At(%d) = %q, want %q", k, got, want)
		}
	}
}

// TestListedFindsItsKeys looks up listed keys, among them one with the zero value, and others.
func TestListedFindsItsKeys(t *testing.T) {
	sizes := table.Listed[string, int]{{"void", 0}, {"u8", 1}, {"u16", 2}}
	for k, want := range map[string]struct {
		size   int
		listed bool
	}{"void": {0, true}, "u8": {1, true}, "u16": {2, true}, "u32": {0, false}, "": {0, false}} {
		if got, listed := sizes.Find(k); got != want.size || listed != want.listed {
			t.Errorf("Find(%q) = %d, %t, want %d, %t", k, got, listed, want.size, want.listed)
		}
		if got := sizes.Of(k); got != want.size {
			t.Errorf("Of(%q) = %d, want %d", k, got, want.size)
		}
	}
}
