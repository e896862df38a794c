package abi

// Since says from when a rule holds: in every release from Mainline on, and in a stable series from a backport on.
// The zero value holds in every release.
type Since struct {
	Mainline Release
	Stable   []Release // the first release of each older series that has it too
}

// From is a rule that came with a mainline release, and with the stable releases named behind it.
func From(mainline Release, stable ...Release) Since { return Since{mainline, stable} }

// In says whether the rule holds in r.
func (s Since) In(r Release) bool {
	return r >= s.Mainline || len(s.Stable) > 0 && s.backported(r)
}

// backported says whether the rule holds in r, which is older than the mainline release that brought it.
func (s Since) backported(r Release) bool {
	for _, first := range s.Stable {
		if r.Series() == first.Series() && r >= first {
			return true
		}
	}
	return false
}
