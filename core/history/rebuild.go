package history

import (
	"slices"

	"bpfplay/core"
)

// Kept is a call that cannot be made at its place in a history.
type Kept struct {
	Call
	After int    // the number of calls before it that are made
	Why   string // why it cannot be made
}

// Rebuilding is [Build] for calls of which some may be impossible, for example because their task does not exist. Those are
// kept. at counts all calls.
func Rebuilding(m core.Machine, calls []Call, at Step) (*Building, error) {
	return begin(m, calls, at, true)
}

// Merge returns the calls of a history and the kept ones at their places, for [Rebuilding].
func Merge(calls []Call, kept []Kept) []Call {
	all := make([]Call, 0, len(calls)+len(kept)+1)
	for n := 0; ; n++ {
		for ; len(kept) > 0 && kept[0].After <= n; kept = kept[1:] {
			all = append(all, kept[0].Call)
		}
		if n == len(calls) {
			return all
		}
		all = append(all, calls[n])
	}
}

// MergedAt returns the index in Merge's result of call n of the history, counted from 1.
func MergedAt(n int, kept []Kept) int {
	before, _ := slices.BinarySearchFunc(kept, n, func(k Kept, n int) int { return k.After - n })
	return n - 1 + before
}
