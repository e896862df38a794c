package history

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Cause is a failed check that explains a result, with the releases on which it does.
type Cause struct {
	Check    *core.Check
	A, B     uint64 // operands on the newest of the releases
	Releases []abi.Release
}

// Sentence returns the reason.
func (c *Cause) Sentence() string { return c.Check.Explain(c.A, c.B) }

// Causes groups the results that equal ret by their reason, the cause on the newest releases last. A release that is not
// in on does not count.
func Causes(results []Result, ret int64, on []abi.Release) []Cause {
	var causes []Cause
	for _, r := range results {
		if !r.Reached || r.Value != ret || r.Check == nil || !slices.Contains(on, r.Release) {
			continue
		}
		i := slices.IndexFunc(causes, func(c Cause) bool { return c.Check.Why == r.Check.Why })
		if i < 0 {
			i = len(causes)
			causes = append(causes, Cause{})
		}
		c := &causes[i]
		c.Check, c.A, c.B, c.Releases = r.Check, r.A, r.B, append(c.Releases, r.Release)
	}
	return causes
}
