package history

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// subject is what an element call is about.
type subject struct {
	m     *core.Map // nil for another call, or where its descriptor leads to no map
	key   []byte    // that it gives, of a bloom filter the value; nil where there is none
	next  uint64    // where the next key is written; 0 for a call that asks for none
	count uint64    // where a batch command tells how many elements it did; 0 for another call
	asked uint32    // how many elements a batch command was to do
}

// keyFields say, for the commands on one element, where the attr has the key and where the value.
var keyFields = map[abi.Cmd]struct{ key, value *abi.Field }{
	abi.BPF_MAP_LOOKUP_ELEM:            {&abi.ElemKey, &abi.ElemValueOut},
	abi.BPF_MAP_UPDATE_ELEM:            {&abi.ElemKey, &abi.ElemValue},
	abi.BPF_MAP_DELETE_ELEM:            {&abi.ElemKey, nil},
	abi.BPF_MAP_GET_NEXT_KEY:           {&abi.ElemKey, nil},
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: {&abi.ElemKey, &abi.ElemValueOut},
}

// batchCommands are the commands on many elements.
var batchCommands = map[abi.Cmd]bool{
	abi.BPF_MAP_LOOKUP_BATCH: true, abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: true, abi.BPF_MAP_UPDATE_BATCH: true, abi.BPF_MAP_DELETE_BATCH: true,
}

// subjectOf reads from the memory of a task what a call that it is about to make is about.
func subjectOf(t *core.Task, c *core.Call) (s subject) {
	cmd := c.Cmd() &^ abi.BPF_COMMON_ATTRS
	fields, one := keyFields[cmd]
	if c.Op != core.OpBpf || t == nil || !one && !batchCommands[cmd] {
		return s
	}
	var attr abi.Attr
	n := min(uint64(uint32(c.Args[2])), uint64(len(attr)))
	if t.Mem.CopyFromUser(attr[:n], c.Args[1]) != 0 {
		return s
	}
	fd := &abi.ElemMapFD
	if !one {
		fd = &abi.BatchMapFD
		s.count, s.asked = c.Args[1]+uint64(abi.BatchCount.Offset), attr.U32(&abi.BatchCount)
	}
	f := t.Files.File(int(int32(attr.U32(fd))))
	if f == nil || f.Map == nil {
		return s
	}
	if s.m = f.Map; !one {
		return s
	}
	if cmd == abi.BPF_MAP_GET_NEXT_KEY {
		s.next = attr.U64(&abi.ElemNextKey)
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
		return nil // checked before n bytes are allocated
	}
	b := make([]byte, n)
	if t.Mem.CopyFromUser(b, addr) != 0 {
		return nil
	}
	return b
}

// done is how many elements a batch command says it did.
func (s subject) done(t *core.Task) uint32 {
	if b := userBytes(t, s.count, 4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}
