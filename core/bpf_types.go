package core

import "bpfplay/core/abi"

// typeRow admits one map type, from a release on. Of two rows of one type the later holds.
type typeRow struct {
	typ   abi.MapType
	since abi.Since
	ops   *MapOps
}

// mapTypeRows are all map types, in the order in which they register themselves where they still do.
var mapTypeRows = []typeRow{
	{abi.BPF_MAP_TYPE_HASH, abi.From(abi.R(3, 19, 0)), &htabMapOps},
	{abi.BPF_MAP_TYPE_PERCPU_HASH, abi.From(abi.R(4, 6, 0)), &htabPercpuMapOps},
	{abi.BPF_MAP_TYPE_LRU_HASH, abi.From(abi.R(4, 10, 0)), &htabLRUMapOps},
	{abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, abi.From(abi.R(4, 10, 0)), &htabLRUPercpuMapOps},
	{abi.BPF_MAP_TYPE_ARRAY, abi.From(abi.R(3, 19, 0)), &arrayMapOps},
	{abi.BPF_MAP_TYPE_PERCPU_ARRAY, abi.From(abi.R(4, 6, 0)), &percpuArrayMapOps},
	{abi.BPF_MAP_TYPE_STACK_TRACE, abi.From(abi.R(4, 6, 0)), &stackTraceMapOps},
	{abi.BPF_MAP_TYPE_LPM_TRIE, abi.From(abi.R(4, 11, 0)), &trieMapOps},
	{abi.BPF_MAP_TYPE_QUEUE, abi.From(abi.R(4, 20, 0)), &queueMapOps},
	{abi.BPF_MAP_TYPE_STACK, abi.From(abi.R(4, 20, 0)), &stackMapOps},
	{abi.BPF_MAP_TYPE_BLOOM_FILTER, abi.From(abi.R(5, 16, 0)), &bloomFilterMapOps},
	{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, abi.From(abi.R(4, 12, 0)), &arrayOfMapsMapOps},
	{abi.BPF_MAP_TYPE_HASH_OF_MAPS, abi.From(abi.R(4, 12, 0)), &htabOfMapsMapOps},
	{abi.BPF_MAP_TYPE_RHASH, abi.From(abi.MapTypes[abi.BPF_MAP_TYPE_RHASH].Since), &rhtabMapOps},
	{abi.BPF_MAP_TYPE_PROG_ARRAY, abi.From(abi.R(4, 2, 0)), &progArrayOps},
	{abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY, abi.From(abi.R(4, 3, 0)), &perfEventArrayOps},
	{abi.BPF_MAP_TYPE_CGROUP_ARRAY, abi.From(abi.R(4, 8, 0)), &cgroupArrayOps},
	{abi.BPF_MAP_TYPE_DEVMAP, abi.From(abi.R(4, 14, 0)), &devMapOps},
	{abi.BPF_MAP_TYPE_DEVMAP_HASH, abi.From(abi.R(5, 4, 0)), &devMapHashOps},
	{abi.BPF_MAP_TYPE_CPUMAP, abi.From(abi.R(4, 15, 0)), &cpuMapOps},
	{abi.BPF_MAP_TYPE_XSKMAP, abi.From(abi.R(4, 18, 0)), &xskMapOps},
	{abi.BPF_MAP_TYPE_SOCKMAP, abi.From(abi.R(4, 14, 0)), &sockMapOps},
	{abi.BPF_MAP_TYPE_SOCKHASH, abi.From(abi.R(4, 18, 0)), &sockHashOps},
	{abi.BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, abi.From(abi.R(4, 19, 0)), &reuseportArrayOps},
	{abi.BPF_MAP_TYPE_CGROUP_STORAGE, abi.From(abi.R(4, 19, 0)), &cgroupStorageMapOps},
	{abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, abi.From(abi.R(4, 20, 0)), &percpuCgroupStorageMapOps},
	{abi.BPF_MAP_TYPE_SK_STORAGE, abi.From(abi.R(5, 2, 0)), &skStorageMapOps},
	{abi.BPF_MAP_TYPE_INODE_STORAGE, abi.From(abi.R(5, 10, 0)), &inodeStorageMapOps},
	{abi.BPF_MAP_TYPE_TASK_STORAGE, abi.From(abi.R(5, 11, 0)), &taskStorageMapOps},
	{abi.BPF_MAP_TYPE_CGRP_STORAGE, abi.From(abi.R(6, 2, 0)), &cgrpStorageMapOps},
	{abi.BPF_MAP_TYPE_STRUCT_OPS, abi.From(abi.R(5, 6, 0)), &bpfStructOpsMapOps},
	{abi.BPF_MAP_TYPE_RINGBUF, abi.From(abi.R(5, 8, 0)), &ringbufMapOps},
	{abi.BPF_MAP_TYPE_USER_RINGBUF, abi.From(abi.R(6, 1, 0)), &ringbufMapOps},
	{abi.BPF_MAP_TYPE_ARENA, abi.From(abi.R(6, 9, 0)), &arenaMapOps},
	{abi.BPF_MAP_TYPE_INSN_ARRAY, abi.From(abi.R(6, 19, 0)), &insnArrayMapOps},
}

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
		Flags:      k.bpfMapFlagsRetainPermanent(attr.U32(&abi.MapFlagsField)),
		Extra:      attr.U64(&abi.MapExtra),
	}
	k.maps = append(k.maps, m)
	return m
}

// sinceOwnFlags is where what a flag says of the descriptor is no longer kept with the map.
var sinceOwnFlags = abi.From(abi.R(5, 2, 0))

// bpfMapFlagsRetainPermanent follows bpf_map_flags_retain_permanent.
func (k *Kernel) bpfMapFlagsRetainPermanent(flags uint32) uint32 {
	if sinceOwnFlags.In(k.Machine.Release) {
		return flags &^ objFlagMask
	}
	return flags
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
