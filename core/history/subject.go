package history

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// subject is the map, key and buffers that an element call refers to.
type subject struct {
	m     *core.Map // nil for another call, or if the descriptor does not refer to a map
	key   []byte    // the value for a bloom filter; nil if the call has no key
	next  uint64    // address of the next key; 0 for other commands
	value uint64    // address of the value; 0 for commands without one
	count uint64    // address of the count of a batch command; 0 for other commands
	asked uint32    // the count that a batch command asks for
}

// keyFields are the fields of the attr that point to the key and the value, by command on one element.
var keyFields = table.Indexed[abi.Cmd, struct{ key, value *abi.Field }]{
	abi.BPF_MAP_LOOKUP_ELEM:            {&abi.ElemKey, &abi.ElemValueOut},
	abi.BPF_MAP_UPDATE_ELEM:            {&abi.ElemKey, &abi.ElemValue},
	abi.BPF_MAP_DELETE_ELEM:            {&abi.ElemKey, nil},
	abi.BPF_MAP_GET_NEXT_KEY:           {&abi.ElemKey, nil},
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: {&abi.ElemKey, &abi.ElemValueOut},
}

// subjectOf reads the subject of a call that a task is about to make from the task's memory.
func subjectOf(t *core.Task, c *core.Call) (s subject) {
	cmd := commandOf(c)
	fields := keyFields.At(cmd)
	one := fields.key != nil
	if c.Op != core.OpBpf || t == nil || !one && MapFD.At(cmd) != &abi.BatchMapFD {
		return s
	}
	var attr abi.Attr
	n := min(uint64(uint32(c.Args[2])), uint64(len(attr)))
	if t.Mem.CopyFromUser(attr[:n], c.Args[1]) != 0 {
		return s
	}
	if !one {
		s.count, s.asked = c.Args[1]+uint64(abi.BatchCount.Offset), attr.U32(&abi.BatchCount)
	}
	f := t.Files.File(int(int32(attr.U32(MapFD.At(cmd)))))
	if f == nil || f.Map == nil {
		return s
	}
	if s.m = f.Map; !one {
		return s
	}
	if cmd == abi.BPF_MAP_GET_NEXT_KEY {
		s.next = attr.U64(&abi.ElemNextKey)
	}
	if fields.value != nil {
		s.value = attr.U64(fields.value)
	}
	field, size := fields.key, s.m.KeySize
	if s.m.ValueIsKey() {
		field, size = fields.value, s.m.ValueSize
	}
	if field != nil {
		s.key = userBytes(t, attr.U64(field), size)
	}
	return s
}

// userBytes returns n bytes of a task's memory, nil if n is 0 or they cannot be read.
func userBytes(t *core.Task, addr uint64, n uint32) []byte {
	var last [1]byte
	if n == 0 || t.Mem.CopyFromUser(last[:], addr+uint64(n)-1) != 0 {
		return nil // tested before n bytes are allocated
	}
	b := make([]byte, n)
	if t.Mem.CopyFromUser(b, addr) != 0 {
		return nil
	}
	return b
}

// done returns the count that a batch command wrote back.
func (s subject) done(t *core.Task) uint32 {
	if b := userBytes(t, s.count, 4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}
