package web

// OpenBroken opens a link with a broken percent escape. go-app cannot parse such an address, so the work takes the place
// of the link there. The notice shows a link that cannot be opened, to be corrected by hand.
func (s *Store) OpenBroken(fragment string) {
	work := ""
	if s.session.Len() > 0 {
		work = s.Link().String()
	}
	s.host.SetFragment(work)
	err := s.Load(fragment)
	if err == nil {
		s.remember()
		return
	}
	s.notice = Notice{Text: "The link is broken, and nothing was changed: " + err.Error() + ".", Bad: true, Link: s.host.Address() + "#" + fragment}
	s.changed()
}
