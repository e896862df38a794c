package core

// slab keeps rows of one size by number. Rows that nobody wrote take no memory, so that a map of any size costs
// nothing to make: they are nil, and stand for zeroes.
type slab struct {
	stride int    // bytes of a row
	shift  uint   // a chunk has 1<<shift rows
	rows   uint64 // how many there can be: the last chunk is no longer than that
	chunks [][]byte
}

// chunkBytes is about how large a chunk is. The first one grows up to it by doubling.
const chunkBytes = 64 << 10

func newSlab(stride int, rows uint64) slab {
	s := slab{stride: max(stride, 1), rows: rows}
	for s.stride<<(s.shift+1) <= chunkBytes {
		s.shift++
	}
	return s
}

// row is row i, or nil where nothing was written.
func (s *slab) row(i uint32) []byte {
	c := int(i >> (s.shift & 31))
	if c >= len(s.chunks) {
		return nil
	}
	chunk, at := s.chunks[c], int(i&(1<<(s.shift&31)-1))*s.stride
	if at >= len(chunk) {
		return nil
	}
	return chunk[at : at+s.stride]
}

// make is row i to be written to. It may move rows of the first chunk: what row gave before is stale.
func (s *slab) make(i uint32) []byte {
	c, in := int(i>>s.shift), int(i&(1<<s.shift-1))
	for len(s.chunks) <= c {
		s.chunks = append(s.chunks, nil)
	}
	if need := (in + 1) * s.stride; need > len(s.chunks[c]) {
		rows := int(min(1<<s.shift, s.rows-uint64(c)<<s.shift))
		if c == 0 {
			rows = min(rows, max(in+1, 2*len(s.chunks[0])/s.stride))
		}
		chunk := make([]byte, rows*s.stride)
		copy(chunk, s.chunks[c])
		s.chunks[c] = chunk
	}
	return s.row(i)
}

// take copies row i to out, as far as out goes.
func (s *slab) take(i uint32, out []byte) {
	if row := s.row(i); row != nil {
		copyFew(out, row)
		return
	}
	clear(out)
}
