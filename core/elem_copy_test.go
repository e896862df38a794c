package core

import (
	"encoding/binary"
	"testing"

	"bpfplay/core/abi"
)

// TestEmptyValueIsNotRead updates a ring buffer, whose value has no bytes, from an unmapped address.
func TestEmptyValueIsNotRead(t *testing.T) {
	c := newCaller(t, "6.18")
	fd := c.create(t, abi.BPF_MAP_TYPE_RINGBUF, 0, 0, PAGE_SIZE, 0)
	c.attr = abi.Attr{}
	c.attr.PutU32(&abi.ElemMapFD, fd)
	binary.LittleEndian.PutUint64(c.attr[abi.ElemValue.Offset:], 1<<63)
	if ret := c.bpf(abi.BPF_MAP_UPDATE_ELEM, uint32(abi.UpdateFlags.End())); ret != -int64(abi.ENOTSUPP) {
		t.Errorf("update of a ring buffer returned %d, want ENOTSUPP because no bytes are copied", ret)
	}
}
