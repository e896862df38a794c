package match

import (
	"bytes"
	"encoding/binary"

	"bpfplay/core/abi"
)

// coveredTries is the most elements of a trie that are compared with a key.
const coveredTries = 256

// isUncovered reports whether the map is a trie of which no element has a prefix of the key, so that its lookup fails.
func (s *step) isUncovered(key []byte) bool {
	if s.m.Type.Keys() != abi.KeyPrefix || len(key) < 4 || s.k.Count(s.m) > coveredTries {
		return false
	}
	for at, more := s.k.NextKey(s.m, nil); more; at, more = s.k.NextKey(s.m, at) {
		if isPrefix(at, key) {
			return false
		}
	}
	return true
}

// isPrefix reports whether a key of a trie is a prefix of another, or equal to it.
func isPrefix(short, long []byte) bool {
	n := binary.LittleEndian.Uint32(short)
	if len(short) != len(long) || n > binary.LittleEndian.Uint32(long) {
		return false
	}
	whole, rest := 4+n/8, n%8
	return bytes.Equal(short[4:whole], long[4:whole]) && (rest == 0 || (short[whole]^long[whole])>>(8-rest) == 0)
}

// tooLong returns a prefix one bit longer than the keys of the trie.
func (s *step) tooLong() []byte {
	key := make([]byte, s.m.KeySize)
	if len(key) >= 4 {
		binary.LittleEndian.PutUint32(key, uint32(len(key)-4)*8+1)
	}
	return key
}
