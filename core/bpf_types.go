package core

import "bpfplay/core/abi"

// mapType follows struct bpf_map_type_list: one entry of the list of registered types.
type mapType struct {
	typ  abi.MapType
	name string // as the machine's list has it
	ops  *MapOps
}

// bpfRegisterMapType follows bpf_register_map_type: the newest entry is found first.
func (k *Kernel) bpfRegisterMapType(t mapType) {
	k.types = append([]mapType{t}, k.types...)
}

// registered makes the ops of a type that the machine registers at boot: the patch brings no map type of its own, so
// such a type has nothing but map_alloc and map_free, and may be told to refuse.
func registered(t RegisteredType) mapType {
	return mapType{typ: t.Type, name: t.String(), ops: &MapOps{
		mapAlloc: func(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
			if t.Refuses != 0 {
				k.note(Event{Kind: AllocFailed, Func: "map_alloc", A: uint64(t.Type), Errno: t.Refuses})
				return nil, k.check(mapAllocRefuses[t.Refuses], false, uint64(t.Type), 0)
			}
			return k.newMap(&c.attr), 0
		},
		mapFree: func(*Kernel, *Map) {},
	}}
}

// newMap makes a bare map of an attr.
func (k *Kernel) newMap(attr *abi.Attr) *Map {
	k.made++
	m := &Map{
		Nr:         k.made,
		KeySize:    attr.U32(&abi.KeySize),
		ValueSize:  attr.U32(&abi.ValueSize),
		MaxEntries: attr.U32(&abi.MaxEntries),
	}
	k.maps = append(k.maps, m)
	k.note(Event{Kind: Allocated, Func: "map_alloc", Map: m.Nr, A: uint64(attr.U32(&abi.MapTypeField))})
	return m
}

// dropMap forgets a map that was freed.
func (k *Kernel) dropMap(m *Map) {
	for i, other := range k.maps {
		if other == m {
			k.maps = append(k.maps[:i], k.maps[i+1:]...)
			return
		}
	}
}
