package core

import "bpfplay/core/abi"

// mapTypeOps are the operations of each map type, in the order in which the types register themselves.
var mapTypeOps = []struct {
	typ abi.MapType
	ops *MapOps
}{
	{abi.BPF_MAP_TYPE_HASH, &htabMapOps},
	{abi.BPF_MAP_TYPE_PERCPU_HASH, &htabPercpuMapOps},
	{abi.BPF_MAP_TYPE_LRU_HASH, &htabLRUMapOps},
	{abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, &htabLRUPercpuMapOps},
	{abi.BPF_MAP_TYPE_ARRAY, &arrayMapOps},
	{abi.BPF_MAP_TYPE_PERCPU_ARRAY, &percpuArrayMapOps},
	{abi.BPF_MAP_TYPE_STACK_TRACE, &stackTraceMapOps},
	{abi.BPF_MAP_TYPE_LPM_TRIE, &trieMapOps},
	{abi.BPF_MAP_TYPE_QUEUE, &queueMapOps},
	{abi.BPF_MAP_TYPE_STACK, &stackMapOps},
	{abi.BPF_MAP_TYPE_BLOOM_FILTER, &bloomFilterMapOps},
	{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, &arrayOfMapsMapOps},
	{abi.BPF_MAP_TYPE_HASH_OF_MAPS, &htabOfMapsMapOps},
	{abi.BPF_MAP_TYPE_RHASH, &rhtabMapOps},
	{abi.BPF_MAP_TYPE_PROG_ARRAY, &progArrayOps},
	{abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY, &perfEventArrayOps},
	{abi.BPF_MAP_TYPE_CGROUP_ARRAY, &cgroupArrayOps},
	{abi.BPF_MAP_TYPE_DEVMAP, &devMapOps},
	{abi.BPF_MAP_TYPE_DEVMAP_HASH, &devMapHashOps},
	{abi.BPF_MAP_TYPE_CPUMAP, &cpuMapOps},
	{abi.BPF_MAP_TYPE_XSKMAP, &xskMapOps},
	{abi.BPF_MAP_TYPE_SOCKMAP, &sockMapOps},
	{abi.BPF_MAP_TYPE_SOCKHASH, &sockHashOps},
	{abi.BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, &reuseportArrayOps},
	{abi.BPF_MAP_TYPE_CGROUP_STORAGE, &cgroupStorageMapOps},
	{abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, &percpuCgroupStorageMapOps},
	{abi.BPF_MAP_TYPE_SK_STORAGE, &skStorageMapOps},
	{abi.BPF_MAP_TYPE_INODE_STORAGE, &inodeStorageMapOps},
	{abi.BPF_MAP_TYPE_TASK_STORAGE, &taskStorageMapOps},
	{abi.BPF_MAP_TYPE_CGRP_STORAGE, &cgrpStorageMapOps},
	{abi.BPF_MAP_TYPE_STRUCT_OPS, &bpfStructOpsMapOps},
	{abi.BPF_MAP_TYPE_RINGBUF, &ringbufMapOps},
	{abi.BPF_MAP_TYPE_USER_RINGBUF, &ringbufMapOps},
	{abi.BPF_MAP_TYPE_ARENA, &arenaMapOps},
	{abi.BPF_MAP_TYPE_INSN_ARRAY, &insnArrayMapOps},
}

// mapType follows struct bpf_map_type_list: one entry of the list of registered types.
type mapType struct {
	typ  abi.MapType
	name string // as in the machine's list
	ops  *MapOps
}

// bootTypes registers the types of the release, or those that the machine asks for.
func (k *Kernel) bootTypes() {
	r := k.Machine.Release
	for _, row := range mapTypeOps {
		if abi.MapTypes[row.typ].Since > r {
			continue
		}
		k.bpfRegisterMapType(mapType{typ: row.typ, name: row.typ.Short(), ops: row.ops})
	}
	for _, t := range k.Machine.Types {
		k.bpfRegisterMapType(registered(t))
	}
}

// mapTypeOf returns the type with a number, or nil if the release does not have it.
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

// registered returns the ops of a type that the machine registers at boot. The first patch has no map types, so such a
// type has only map_alloc and map_free. Its map_alloc may be configured to fail.
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

// newMap follows bpf_map_init_from_attr: it creates a map with the properties of an attr.
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

// sinceOwnFlags is the first release where map_flags does not keep the access mode of the descriptor.
var sinceOwnFlags = abi.Since{abi.V5_2}

// bpfMapFlagsRetainPermanent follows bpf_map_flags_retain_permanent.
func (k *Kernel) bpfMapFlagsRetainPermanent(flags uint32) uint32 {
	if sinceOwnFlags.In(k.Machine.Release) {
		return flags &^ objFlagMask
	}
	return flags
}

// dropMap removes a freed map from the kernel.
func (k *Kernel) dropMap(m *Map) {
	k.memory -= m.memory
	for i, other := range k.maps {
		if other == m {
			k.maps = append(k.maps[:i], k.maps[i+1:]...)
			return
		}
	}
}
