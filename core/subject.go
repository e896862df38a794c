package core

import "bpfplay/core/abi"

// keyFields says, for the commands on one element, where the attr has the key and where the value.
var keyFields = map[abi.Cmd]struct{ key, value *abi.Field }{
	abi.BPF_MAP_LOOKUP_ELEM:            {&abi.ElemKey, &abi.ElemValueOut},
	abi.BPF_MAP_UPDATE_ELEM:            {&abi.ElemKey, &abi.ElemValue},
	abi.BPF_MAP_DELETE_ELEM:            {&abi.ElemKey, nil},
	abi.BPF_MAP_GET_NEXT_KEY:           {&abi.ElemKey, nil},
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: {&abi.ElemKey, &abi.ElemValueOut},
}

// subject is the map that an element call is about, and the key that it gives; 0 and nil for another call.
func (k *Kernel) subject(t *Task, c *Call) (nr int, key []byte) {
	row, ok := keyFields[c.Cmd()&^abi.BPF_COMMON_ATTRS]
	if c.Op != OpBpf || !ok || t == nil {
		return 0, nil
	}
	var attr abi.Attr
	n := min(uint64(uint32(c.Args[2])), uint64(len(attr)))
	if t.Mem.CopyFromUser(attr[:n], c.Args[1]) != 0 {
		return 0, nil
	}
	f := t.Files.File(int(int32(attr.U32(&abi.ElemMapFD))))
	if f == nil || f.Map == nil {
		return 0, nil
	}
	m, field := f.Map, row.key
	size := m.KeySize
	if m.ops.valueIsAsked { // a bloom filter has values only
		field, size = row.value, m.ValueSize
	}
	if field == nil || size == 0 {
		return m.Nr, nil
	}
	at := attr.U64(field)
	if t.Mem.CopyFromUser(make([]byte, 1), at+uint64(size)-1) != 0 {
		return m.Nr, nil
	}
	key = make([]byte, size)
	if t.Mem.CopyFromUser(key, at) != 0 {
		return m.Nr, nil
	}
	return m.Nr, key
}
