package history

import (
	"errors"
	"slices"

	"bpfplay/core"
)

// Kept is a call that cannot be made at its place in a history.
type Kept struct {
	Call
	After int    // the number of calls before it that are made
	Why   string // why it cannot be made
}

// Rebuild returns a session that makes the given calls. Calls that cannot be made, for example because their task does not
// exist, are left out and returned. The error is Machine.Check's.
func Rebuild(m core.Machine, calls []Call) (*Session, []Kept, error) {
	s, err := NewSession(m)
	if err != nil {
		return nil, nil, err
	}
	var kept []Kept
	var over *budgetError // no call after it is tried, because each would replay the history
	for _, c := range calls {
		err := error(over)
		if over == nil {
			_, err = s.Replay(c)
			errors.As(err, &over)
		}
		if err != nil {
			kept = append(kept, Kept{c, s.Len(), err.Error()})
		}
	}
	return s, kept, nil
}

// Merge returns the calls of a history and the kept ones at their places, for Rebuild.
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
