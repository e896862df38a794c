package core

import (
	"encoding/binary"
	"testing"

	"bpfplay/core/abi"
)

// TestNoBytesAreReadFromAnywhere holds a value of no bytes to be there, wherever its address leads.
func TestNoBytesAreReadFromAnywhere(t *testing.T) {
	c := newCaller(t, "6.18")
	fd := c.create(t, abi.BPF_MAP_TYPE_RINGBUF, 0, 0, PAGE_SIZE, 0)
	c.attr = abi.Attr{}
	c.attr.PutU32(&abi.ElemMapFD, fd)
	binary.LittleEndian.PutUint64(c.attr[abi.ElemValue.Offset:], 1<<63)
	if ret := c.bpf(abi.BPF_MAP_UPDATE_ELEM, uint32(abi.UpdateFlags.End())); ret != -int64(abi.ENOTSUPP) {
		t.Errorf("an update of a ring buffer answers %d: it has to refuse with ENOTSUPP, since there is nothing to copy", ret)
	}
}
