package match

import (
	"bpfplay/core"
	"bpfplay/core/paste"
)

// scratchRead is the buffer of a read of an iterator if the text shows a string instead of the address.
const scratchRead = core.ArenaStart + 6*core.PAGE_SIZE

// isIterator reports whether fd is the descriptor of an open iterator.
func (s *step) isIterator(fd int64) bool {
	f := s.file(fd)
	return f != nil && core.IsIterator(f)
}

// readIterator replays a read whose buffer the text shows as a string, and compares the bytes.
func (s *step) readIterator(c core.Call) {
	c.Args[1] = scratchRead
	s.make(c)
	if s.known && s.want > 0 {
		shown := *s.c
		shown.Wrote = []paste.Memory{{Addr: scratchRead, Bytes: []byte(s.c.Path)}}
		s.c = &shown
		s.compareWrites()
	}
}
