package core

// lpmNode follows struct lpm_trie_node, without the value.
type lpmNode struct {
	child  [2]uint32
	head   uint32 // the first bytes of the data, big-endian
	prefix uint16 // at most 8 * LPM_DATA_SIZE_MAX
	flags  uint8
}

// lpmNodes are the nodes of a trie by number. Node 0 holds the root as its first child. They are not rows of a slab, so
// that a step of a walk reads one cache line and decodes nothing: with rows of bytes, a lookup takes almost twice as long.
type lpmNodes struct {
	chunks [][]lpmNode
	count  uint32 // nodes that were ever used, without node 0
}

// A chunk has 1<<lpmChunkShift nodes. The first one grows to it by doubling.
const (
	lpmChunkShift = 12
	lpmNodeSize   = 16
)

func newLPMNodes() lpmNodes { return lpmNodes{chunks: [][]lpmNode{make([]lpmNode, 1)}} }

func (s *lpmNodes) at(n uint32) *lpmNode {
	return &s.chunks[n>>lpmChunkShift][n&(1<<lpmChunkShift-1)]
}

// add adds a node and returns its number. It may move the nodes of the first chunk.
func (s *lpmNodes) add() uint32 {
	s.count++
	last := len(s.chunks) - 1
	switch in := int(s.count) - last<<lpmChunkShift; {
	case in == 1<<lpmChunkShift:
		s.chunks = append(s.chunks, make([]lpmNode, 1<<lpmChunkShift))
	case in == len(s.chunks[last]):
		s.chunks[last] = append(s.chunks[last], make([]lpmNode, in)...)
	}
	return s.count
}

// held returns the bytes of all chunks.
func (s *lpmNodes) held() int {
	last := len(s.chunks) - 1
	return (last<<lpmChunkShift + len(s.chunks[last])) * lpmNodeSize
}
