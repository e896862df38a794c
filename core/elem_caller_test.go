package core

import (
	"encoding/binary"
	"testing"

	"bpfplay/core/abi"
)

// caller makes element calls through bpf(), as a program would: everything passes through its memory.
type caller struct {
	k    *Kernel
	mem  *Pages
	attr abi.Attr
}

// Addresses of a caller's arguments.
const (
	callerAttr  = ArenaStart
	callerKey   = ArenaStart + 0x1000
	callerValue = ArenaStart + 0x2000
	callerOut   = ArenaStart + 0x4000
)

func newCaller(t testing.TB, release string) *caller {
	t.Helper()
	r, err := abi.ParseRelease(release)
	if err != nil {
		t.Fatal(err)
	}
	k, err := New(NewMachine(r))
	if err != nil {
		t.Fatal(err)
	}
	return &caller{k: k, mem: k.tasks[0].Mem.(*Pages)}
}

func (c *caller) bpf(cmd abi.Cmd, size uint32) int64 {
	c.mem.Poke(callerAttr, c.attr[:size])
	return c.k.bpf(c.k.tasks[0], cmd, callerAttr, size)
}

// create creates a map and returns its descriptor.
func (c *caller) create(t testing.TB, typ abi.MapType, key, value, entries, flags uint32) uint32 {
	t.Helper()
	c.attr = abi.Attr{}
	c.attr.PutU32(&abi.MapTypeField, uint32(typ))
	c.attr.PutU32(&abi.KeySize, key)
	c.attr.PutU32(&abi.ValueSize, value)
	c.attr.PutU32(&abi.MaxEntries, entries)
	size := uint32(abi.MaxEntries.End())
	if flags != 0 {
		c.attr.PutU32(&abi.MapFlagsField, flags)
		size = uint32(abi.MapFlagsField.End())
	}
	fd := c.bpf(abi.BPF_MAP_CREATE, size)
	if fd < 0 {
		t.Fatalf("create of a map of type %s: %s", typ, abi.Errno(-fd).Name())
	}
	return uint32(fd)
}

// elem makes an element call. A key or value that is nil is passed as NULL; out goes to callerOut.
func (c *caller) elem(cmd abi.Cmd, fd uint32, key, value []byte, flags uint64) int64 {
	c.attr = abi.Attr{}
	c.attr.PutU32(&abi.ElemMapFD, fd)
	if key != nil {
		c.mem.Poke(callerKey, key)
		binary.LittleEndian.PutUint64(c.attr[abi.ElemKey.Offset:], callerKey)
	}
	size := uint32(abi.ElemValue.End())
	switch cmd {
	case abi.BPF_MAP_UPDATE_ELEM:
		c.mem.Poke(callerValue, value)
		binary.LittleEndian.PutUint64(c.attr[abi.ElemValue.Offset:], callerValue)
		binary.LittleEndian.PutUint64(c.attr[abi.UpdateFlags.Offset:], flags)
		size = uint32(abi.UpdateFlags.End())
	case abi.BPF_MAP_DELETE_ELEM:
		size = uint32(abi.ElemKey.End())
	default:
		binary.LittleEndian.PutUint64(c.attr[abi.ElemValueOut.Offset:], callerOut)
	}
	return c.bpf(cmd, size)
}

// out returns the bytes that the last call wrote.
func (c *caller) out(n uint32) []byte {
	b := make([]byte, n)
	c.mem.CopyFromUser(b, callerOut)
	return b
}
