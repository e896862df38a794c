package history

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// ReleaseFit compares one release with the results of a pasted text.
type ReleaseFit struct {
	Release abi.Release
	Calls   int // calls compared
	Judged  int // results that the release had to return by itself
	Wrong   int // of them, results that differ from those of the text
	First   int // the first call of the history that differs, from 1; 0 for none
}

// Fit compares all releases with the results of a pasted text, oldest first.
type Fit []ReleaseFit

// Fit replays the history on every release and compares the results. It returns nil if the history has no results of a
// text.
func (s *Session) Fit() Fit {
	if !slices.ContainsFunc(s.calls, func(c Call) bool { return c.Known }) {
		return nil
	}
	var fit Fit
	for _, e := range core.Releases {
		fit = append(fit, s.fitOn(e.Release))
	}
	return fit
}

// fitOn is Fit for one release. A call that cannot be made ends the comparison, and the rest counts as wrong.
func (s *Session) fitOn(release abi.Release) ReleaseFit {
	fit := ReleaseFit{Release: release, Calls: len(s.calls)}
	k, err := core.New(s.machine.On(release))
	broken := err != nil
	for i := range s.calls {
		c := &s.calls[i]
		ret := int64(core.NotEmulated)
		if broken = broken || c.Check(k) != nil; !broken {
			ret = k.Run(&c.Call)
		}
		if !c.Known || c.Op == core.OpTraced {
			continue
		}
		fit.Judged++
		if !c.Agrees(ret) {
			if fit.Wrong++; fit.First == 0 {
				fit.First = i + 1
			}
		}
	}
	return fit
}

// Best returns the releases with the fewest different results, oldest first.
func (f Fit) Best() []abi.Release {
	least := -1
	var best []abi.Release
	for _, r := range f {
		switch {
		case least < 0 || r.Wrong < least:
			least, best = r.Wrong, []abi.Release{r.Release}
		case r.Wrong == least:
			best = append(best, r.Release)
		}
	}
	return best
}

// Of returns the comparison with a release; nil if it was not compared.
func (f Fit) Of(release abi.Release) *ReleaseFit {
	for i := range f {
		if f[i].Release == release {
			return &f[i]
		}
	}
	return nil
}

// Spans names releases with those between them joined: "4.4 and 4.19 to 7.3". The releases must be in order.
func Spans(releases []abi.Release) string {
	var spans []string
	first, last := "", ""
	end := func() {
		switch {
		case first == "":
		case first == last:
			spans = append(spans, first)
		default:
			spans = append(spans, first+" to "+last)
		}
		first = ""
	}
	for _, e := range core.Releases {
		if !slices.Contains(releases, e.Release) {
			end()
			continue
		}
		if last = e.Name; first == "" {
			first = e.Name
		}
	}
	end()
	for _, r := range releases {
		if !slices.ContainsFunc(core.Releases, func(e core.Emulation) bool { return e.Release == r }) {
			spans = append(spans, r.String())
		}
	}
	return english.List(spans)
}
