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
	if r >= s.Mainline {
		return true
	}
	for _, first := range s.Stable {
		if r.Series() == first.Series() && r >= first {
			return true
		}
	}
	return false
}
