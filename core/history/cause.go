package history

import (
	"slices"

	"bpfplay/core/abi"
)

// Cause is one reason of a result, with the releases on which it holds.
type Cause struct {
	Result   Result // on the newest of the releases
	Releases []abi.Release
}

// Causes groups the results that equal ret by their cause, the cause on the newest release last. Releases that are not in on
// do not count.
func Causes(results []Result, ret int64, on []abi.Release) []Cause {
	var causes []Cause
	for _, r := range results {
		if !r.Reached || r.Value != ret || !slices.Contains(on, r.Release) {
			continue
		}
		i := slices.IndexFunc(causes, func(c Cause) bool { return c.Result.SameCause(r) })
		if i < 0 {
			i = len(causes)
			causes = append(causes, Cause{})
		}
		c := &causes[i]
		c.Result, c.Releases = r, append(c.Releases, r.Release)
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return int(a.Result.Release) - int(b.Result.Release) })
	return causes
}
