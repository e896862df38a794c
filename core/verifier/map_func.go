package verifier

import (
	"slices"

	"bpfplay/core/abi"
)

// Helpers that the checks of maps and paths name, BPF_FUNC_*.
const (
	funcMapLookup        = 1
	funcMapUpdate        = 2
	funcMapDelete        = 3
	funcMapPush          = 87
	funcMapPop           = 88
	funcMapPeek          = 89
	funcKptrXchg         = 194
	funcMapLookupPercpu  = 195
	funcUserRingbufDrain = 209
)

// mapHelpers are the helpers that suit one group of map types and no other map.
type mapHelpers struct {
	types []abi.MapType
	funcs []int32 // the only helpers for these types
	also  []int32 // helpers for these types that suit others as well
}

// mapHelperRows are the map types that restrict their helpers, and the helpers that restrict their maps.
var mapHelperRows = []mapHelpers{
	{types: []abi.MapType{abi.BPF_MAP_TYPE_PROG_ARRAY}, funcs: []int32{tailCallFunc}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY}, funcs: []int32{22, 25, 55, 111, 121}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_RINGBUF}, funcs: []int32{130, 131, 134, 198, 199, 200}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_USER_RINGBUF}, funcs: []int32{funcUserRingbufDrain}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_STACK_TRACE}, funcs: []int32{27}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_CGROUP_ARRAY}, funcs: []int32{33, 37}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_CGROUP_STORAGE, abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE}, funcs: []int32{81}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_CPUMAP}, also: []int32{51}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_DEVMAP, abi.BPF_MAP_TYPE_DEVMAP_HASH, abi.BPF_MAP_TYPE_XSKMAP}, also: []int32{51, funcMapLookup}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, abi.BPF_MAP_TYPE_HASH_OF_MAPS}, also: []int32{funcMapLookup}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_SOCKMAP}, funcs: []int32{52, 53, 60}, also: []int32{82, funcMapLookup}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_SOCKHASH}, funcs: []int32{70, 71, 72}, also: []int32{82, funcMapLookup}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_REUSEPORT_SOCKARRAY}, also: []int32{82}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_QUEUE, abi.BPF_MAP_TYPE_STACK}, also: []int32{funcMapPush, funcMapPop, funcMapPeek}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_BLOOM_FILTER}, also: []int32{funcMapPush, funcMapPeek}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_SK_STORAGE}, funcs: []int32{107, 108}, also: []int32{funcKptrXchg}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_INODE_STORAGE}, funcs: []int32{145, 146}, also: []int32{funcKptrXchg}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_TASK_STORAGE}, funcs: []int32{156, 157}, also: []int32{funcKptrXchg}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_CGRP_STORAGE}, funcs: []int32{210, 211}, also: []int32{funcKptrXchg}},
	{types: []abi.MapType{abi.BPF_MAP_TYPE_INSN_ARRAY}},
}

// sharedHelpers are the helpers that suit several rows of mapHelperRows, but not every map.
var sharedHelpers = []struct {
	funcs []int32
	types []abi.MapType
}{
	{[]int32{51}, []abi.MapType{abi.BPF_MAP_TYPE_DEVMAP, abi.BPF_MAP_TYPE_DEVMAP_HASH, abi.BPF_MAP_TYPE_CPUMAP, abi.BPF_MAP_TYPE_XSKMAP}},
	{[]int32{82}, []abi.MapType{abi.BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, abi.BPF_MAP_TYPE_SOCKMAP, abi.BPF_MAP_TYPE_SOCKHASH}},
	{[]int32{funcMapPop}, []abi.MapType{abi.BPF_MAP_TYPE_QUEUE, abi.BPF_MAP_TYPE_STACK}},
	{[]int32{funcMapPush, funcMapPeek}, []abi.MapType{abi.BPF_MAP_TYPE_QUEUE, abi.BPF_MAP_TYPE_STACK, abi.BPF_MAP_TYPE_BLOOM_FILTER}},
	{[]int32{funcMapLookupPercpu}, []abi.MapType{abi.BPF_MAP_TYPE_PERCPU_ARRAY, abi.BPF_MAP_TYPE_PERCPU_HASH, abi.BPF_MAP_TYPE_LRU_PERCPU_HASH}},
}

// checkMapFunc refuses a helper that does not suit the type of its map (check_map_func_compatibility).
func (v *env) checkMapFunc(m *Map, id int32) {
	if m == nil {
		return
	}
	bad := func() { v.refuse(mapHelper, uint32(m.Type), v.helperName(id), id) }
	for i := range mapHelperRows {
		row := &mapHelperRows[i]
		own := slices.Contains(row.funcs, id)
		if !slices.Contains(row.types, m.Type) {
			if own {
				bad()
			}
			continue
		}
		if !own && !slices.Contains(row.also, id) && !v.mayUpdateSockmap(m, id) {
			bad()
		}
	}
	for _, row := range sharedHelpers {
		if slices.Contains(row.funcs, id) && !slices.Contains(row.types, m.Type) {
			bad()
		}
	}
}

// mayUpdateSockmap follows may_update_sockmap: some program types change SOCKMAP and SOCKHASH with the general helpers.
func (v *env) mayUpdateSockmap(m *Map, id int32) bool {
	if m.Type != abi.BPF_MAP_TYPE_SOCKMAP && m.Type != abi.BPF_MAP_TYPE_SOCKHASH || id != funcMapUpdate && id != funcMapDelete {
		return false
	}
	switch v.prog.Type {
	case progSKReuseport, progSKLookup:
		return true
	case progSocketFilter, progSchedCls, progSchedAct, progXDP, progFlowDissector:
		if !v.in(sinceSockmapFewTypes) {
			return true
		}
	case progSockOps:
		if id == funcMapDelete && v.in(sinceSockOpsDelete) {
			return true
		}
	}
	v.logf("cannot update sockmap in this context\n")
	return false
}

var (
	// sinceSockOpsDelete is the release in which SOCK_OPS programs delete from sockmaps; 6.1.192 and 5.10.262 are the oldest
	// of their series known to let them.
	sinceSockOpsDelete = abi.Since{abi.V6_10, abi.V6_1 + 192, abi.V5_10 + 262}
	// sinceSockmapFewTypes is the release in which only programs that look for a socket and SOCK_OPS change sockmaps.
	sinceSockmapFewTypes = abi.Since{abi.V7_3}
)

var mapHelper = &Rule{
	Name:  "mapHelper",
	Func:  "check_map_func_compatibility",
	Must:  "the helper suits map->map_type",
	Errno: abi.EINVAL,
	Log:   "cannot pass map_type %d into func %s#%d",
	Why:   "This helper does not work on maps of this type.",
	Fix:   "Use the helpers of the map type: push, pop and peek for queues and stacks, ringbuf helpers for ring buffers, tail_call for program arrays.",
}
