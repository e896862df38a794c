package core

// slab stores rows of one size by number. Unwritten rows are nil, take no memory and count as zeroes, so that creating a
// map of any size is cheap.
type slab struct {
	stride int    // bytes of a row
	shift  uint   // a chunk has 1<<shift rows
	rows   uint64 // maximum number of rows, which limits the last chunk
	chunks [][]byte
	held   int // bytes of all chunks
}

// chunkBytes is the approximate size of a chunk. The first one grows to it by doubling.
const chunkBytes = 64 << 10

func newSlab(stride int, rows uint64) slab {
	s := slab{stride: max(stride, 1), rows: rows}
	for s.stride<<(s.shift+1) <= chunkBytes {
		s.shift++
	}
	return s
}

// row returns row i, or nil if it was never written.
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

// make returns row i for writing. It may move the rows of the first chunk, which invalidates slices from row.
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
		s.held += len(chunk) - len(s.chunks[c])
		s.chunks[c] = chunk
	}
	return s.row(i)
}

// take copies row i to out, up to the length of out.
func (s *slab) take(i uint32, out []byte) {
	if row := s.row(i); row != nil {
		copyFew(out, row)
		return
	}
	clear(out)
}
