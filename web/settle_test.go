package web

// settled returns the store as components draw it.
func settled(s *Store) *Store {
	s.settle()
	return s
}
