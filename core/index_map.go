package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// The maps whose keys are indices of four bytes.

// KeyIndex reads a key of four bytes.
func KeyIndex(key []byte) uint32 { return binary.LittleEndian.Uint32(key) }

// putIndex writes a key of four bytes.
func putIndex(key []byte, index uint32) { binary.LittleEndian.PutUint32(key, index) }

// nextIndex follows map_get_next_key of these maps: it returns the next index, or the first one if the key is out of range.
// Empty elements are listed too.
func nextIndex(k *Kernel, m *Map, key, out []byte) abi.Errno {
	next := uint32(0)
	if key != nil {
		if index := KeyIndex(key); index < m.MaxEntries {
			if e := k.check(lastIndex, index != m.MaxEntries-1, uint64(index), uint64(m.MaxEntries)); e != 0 {
				return e
			}
			next = index + 1
		}
	}
	putIndex(out, next)
	return 0
}

// valueFD returns the descriptor in a value and the caller's file of it, or nil if it is not open.
func (c *bpfCall) valueFD(value []byte) (fd uint32, f *File) {
	fd = binary.LittleEndian.Uint32(value)
	return fd, c.task.Files.File(int(int32(fd)))
}
