package core

import "bpfplay/core/abi"

// typeRow admits one map type, from a release on. Of two rows of one type the later holds.
type typeRow struct {
	typ   abi.MapType
	since abi.Since
	ops   *MapOps
}

// mapTypeRows are all map types, in the order in which they register themselves where they still do.
var mapTypeRows = []typeRow{}

// mapType follows struct bpf_map_type_list: one entry of the list of registered types.
type mapType struct {
	typ  abi.MapType
	name string // as the machine's list has it
	ops  *MapOps
}

// bootTypes registers the types of the release, or those that the machine asks for.
func (k *Kernel) bootTypes() {
	r := k.Machine.Release
	for _, row := range mapTypeRows {
		if !row.since.In(r) {
			continue
		}
		if t := k.mapTypeOf(row.typ); t != nil {
			t.ops = row.ops
			continue
		}
		k.bpfRegisterMapType(mapType{typ: row.typ, name: row.typ.Short(), ops: row.ops})
	}
	for _, t := range k.Machine.Types {
		k.bpfRegisterMapType(registered(t))
	}
}

// mapTypeOf finds a type by its number; nil where the release does not have it.
func (k *Kernel) mapTypeOf(typ abi.MapType) *mapType {
	for i := range k.types {
		if k.types[i].typ == typ {
			return &k.types[i]
		}
	}
	return nil
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

// newMap follows bpf_map_init_from_attr: it makes a bare map of an attr.
func (k *Kernel) newMap(attr *abi.Attr) *Map {
	k.made++
	m := &Map{
		Nr:         k.made,
		KeySize:    attr.U32(&abi.KeySize),
		ValueSize:  attr.U32(&abi.ValueSize),
		MaxEntries: attr.U32(&abi.MaxEntries),
		Flags:      attr.U32(&abi.MapFlagsField),
		Extra:      attr.U64(&abi.MapExtra),
	}
	k.maps = append(k.maps, m)
	return m
}

// dropMap forgets a map that was freed.
func (k *Kernel) dropMap(m *Map) {
	k.memory -= m.memory
	for i, other := range k.maps {
		if other == m {
			k.maps = append(k.maps[:i], k.maps[i+1:]...)
			return
		}
	}
}
