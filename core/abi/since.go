package abi

// Since is the set of releases that have a change: all from Mainline on, and those of older stable series from a backport on.
// The zero value contains every release.
type Since struct {
	Mainline Release
	Stable   []Release // the first release of each older series that has it too
}

// From returns the releases from mainline on, and from each of the stable releases on in its series.
func From(mainline Release, stable ...Release) Since { return Since{mainline, stable} }

// In reports whether r has the change.
func (s Since) In(r Release) bool {
	return r >= s.Mainline || len(s.Stable) > 0 && s.backported(r)
}

// backported reports whether r, which is older than Mainline, has a backport.
func (s Since) backported(r Release) bool {
	for _, first := range s.Stable {
		if r.Series() == first.Series() && r >= first {
			return true
		}
	}
	return false
}
