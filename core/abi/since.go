package abi

// Since is the set of releases that have a change: all from the first one on, and from each of the others, which are
// backports, all later ones of its stable series. An empty Since has every release.
//
//	Since{V6_1, V5_15 + 76, V5_10 + 152} // backported to 5.15.76 and 5.10.152
type Since []Release

// In reports whether r has the change.
func (s Since) In(r Release) bool {
	return len(s) == 0 || r >= s[0] || len(s) > 1 && s.backported(r)
}

// Mainline returns the first release of all; the seed if every release has the change.
func (s Since) Mainline() Release {
	if len(s) == 0 {
		return Seed
	}
	return s[0]
}

// backported reports whether r, which is older than the first release, has a backport.
func (s Since) backported(r Release) bool {
	for _, first := range s[1:] {
		if r.Series() == first.Series() && r >= first {
			return true
		}
	}
	return false
}
