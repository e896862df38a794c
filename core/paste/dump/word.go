package dump

import (
	"strconv"

	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// cellDecoder appends the bytes of one cell of a dump to dst, in memory order.
type cellDecoder func(dst []byte, cell string) ([]byte, bool)

// dumpWord is a cell that is a number: as these tools run on little-endian machines, its lowest byte comes first
// in memory.
type word struct {
	name   string // as od -t spells it
	digits int    // characters of a cell, 0 if they vary: then decimals have no leading zeros
	base   int
	size   int // bytes
}

func (w word) decode(dst []byte, cell string) ([]byte, bool) {
	if w.digits != 0 && len(cell) != w.digits || w.base == 10 && w.digits == 0 && len(cell) > 1 && cell[0] == '0' {
		return dst, false
	}
	value, err := strconv.ParseUint(cell, w.base, w.size*8)
	if err != nil && w.digits == 0 && w.base == 10 {
		var signed int64
		signed, err = strconv.ParseInt(cell, 10, w.size*8)
		value = uint64(signed)
	}
	if err != nil {
		return dst, false
	}
	return appendWord(dst, value, w.size), true
}

// appendWord appends the size lowest bytes of value, lowest first.
func appendWord(dst []byte, value uint64, size int) []byte {
	for range size {
		dst = append(dst, byte(value))
		value >>= 8
	}
	return dst
}

// decodePairs reads hex digits two by two, in the order in which they stand.
func decodePairs(dst []byte, cell string) ([]byte, bool) {
	if cell == "" || len(cell)%2 != 0 {
		return dst, false
	}
	start := len(dst)
	for i := 0; i < len(cell); i += 2 {
		high, low := paste.HexDigit(cell[i]), paste.HexDigit(cell[i+1])
		if high < 0 || low < 0 {
			return dst[:start], false
		}
		dst = append(dst, byte(high<<4|low))
	}
	return dst, true
}

// decodeReversedPairs reads a word whose highest byte stands first.
func decodeReversedPairs(dst []byte, cell string) ([]byte, bool) {
	start := len(dst)
	dst, ok := decodePairs(dst, cell)
	for i, j := start, len(dst)-1; i < j; i, j = i+1, j-1 {
		dst[i], dst[j] = dst[j], dst[i]
	}
	return dst, ok
}

func decodeBits(dst []byte, cell string) ([]byte, bool) {
	return word{digits: 8, base: 2, size: 1}.decode(dst, cell)
}

// isHex tells whether text is nothing but hex digits, at least one.
func isHex(text string) bool { return text != "" && literal.HexPrefix(text) == len(text) }
