package verifier

import "bpfplay/core/abi"

// Program types, BPF_PROG_TYPE_*.
const (
	progSocketFilter    = 1
	progKprobe          = 2
	progSchedCls        = 3
	progSchedAct        = 4
	progTracepoint      = 5
	progXDP             = 6
	progPerfEvent       = 7
	progCgroupSKB       = 8
	progCgroupSock      = 9
	progLWTIn           = 10
	progLWTOut          = 11
	progLWTXmit         = 12
	progSockOps         = 13
	progSKSKB           = 14
	progCgroupDevice    = 15
	progSKMsg           = 16
	progRawTracepoint   = 17
	progCgroupSockAddr  = 18
	progLWTSeg6Local    = 19
	progSKReuseport     = 21
	progFlowDissector   = 22
	progCgroupSysctl    = 23
	progRawTracepointWr = 24
	progCgroupSockopt   = 25
	progTracing         = 26
	progStructOps       = 27
	progExt             = 28
	progLSM             = 29
	progSKLookup        = 30
	progSyscall         = 31
	progNetfilter       = 32
)

// Release gates of the rules about maps and programs.
var (
	sinceTypedLockLog  = abi.Since{abi.V5_12} // socket filters have their own message about locks
	sinceSleepLock     = abi.Since{abi.V6_6}  // sleepable programs may lock
	sinceTracingTimers = abi.Since{abi.V6_18} // tracing programs may use timers
	sinceTracingHashes = abi.Since{abi.V6_1}  // tracing programs may use hashes without preallocation
	sinceStorageSleeps = abi.Since{abi.V6_2}
)

// isTracing follows is_tracing_prog_type.
func isTracing(r abi.Release, typ uint32) bool {
	switch typ {
	case progKprobe, progTracepoint, progPerfEvent, progRawTracepoint:
		return true
	case progRawTracepointWr:
		return sinceTypedLockLog.In(r)
	}
	return false
}

// sleepableMaps lists the maps that a sleepable program may use, and since when.
var sleepableMaps = []struct {
	Type  abi.MapType
	Since abi.Since
}{
	{abi.BPF_MAP_TYPE_HASH, abi.Since{}},
	{abi.BPF_MAP_TYPE_LRU_HASH, abi.Since{}},
	{abi.BPF_MAP_TYPE_ARRAY, abi.Since{}},
	{abi.BPF_MAP_TYPE_PERCPU_HASH, abi.Since{abi.V5_12}},
	{abi.BPF_MAP_TYPE_PERCPU_ARRAY, abi.Since{abi.V5_12}},
	{abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, abi.Since{abi.V5_12}},
	{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, abi.Since{abi.V5_12}},
	{abi.BPF_MAP_TYPE_HASH_OF_MAPS, abi.Since{abi.V5_12}},
	{abi.BPF_MAP_TYPE_RINGBUF, abi.Since{abi.V5_11}},
	{abi.BPF_MAP_TYPE_INODE_STORAGE, abi.Since{abi.V5_17}},
	{abi.BPF_MAP_TYPE_SK_STORAGE, abi.Since{abi.V5_17}},
	{abi.BPF_MAP_TYPE_TASK_STORAGE, abi.Since{abi.V5_17}},
	{abi.BPF_MAP_TYPE_USER_RINGBUF, abi.Since{abi.V6_1}},
	{abi.BPF_MAP_TYPE_CGRP_STORAGE, abi.Since{abi.V6_2}},
	{abi.BPF_MAP_TYPE_QUEUE, abi.Since{abi.V6_7}},
	{abi.BPF_MAP_TYPE_STACK, abi.Since{abi.V6_7}},
	{abi.BPF_MAP_TYPE_ARENA, abi.Since{abi.V6_9}},
	{abi.BPF_MAP_TYPE_INSN_ARRAY, abi.Since{abi.V6_19}},
	{abi.BPF_MAP_TYPE_LPM_TRIE, abi.Since{abi.V7_0}},
	{abi.BPF_MAP_TYPE_PROG_ARRAY, abi.Since{abi.V7_1}},
	{abi.BPF_MAP_TYPE_RHASH, abi.Since{abi.V7_2}},
}

// checkMapForProgram follows check_map_prog_compatibility.
func (v *env) checkMapForProgram(m *Map) {
	typ := v.prog.Type
	tracing := isTracing(v.release, typ)
	if m.Exclusive {
		v.refuse(mapExclusive)
	}
	v.checkHashForTracing(m, tracing)
	if m.Lock >= 0 {
		switch {
		case typ == progSocketFilter && v.in(sinceTypedLockLog):
			v.refuse(lockInSocketFilter)
		case tracing || typ == progSocketFilter:
			v.refuse(lockInTracing)
		case v.prog.Sleepable && !v.in(sinceSleepLock) && v.in(sinceTypedLockLog):
			v.refuse(lockInSleepable)
		}
	}
	if m.Timer >= 0 && tracing && !v.in(sinceTracingTimers) {
		v.refuse(timerInTracing)
	}
	if m.Type == abi.BPF_MAP_TYPE_STRUCT_OPS {
		v.refuse(structOpsInProgram)
	}
	if v.prog.Sleepable {
		v.checkSleepableMap(m)
	}
}

// isHash reports whether elements of the map can be allocated at run time.
func isHash(m *Map) bool {
	return m.Type == abi.BPF_MAP_TYPE_HASH || m.Type == abi.BPF_MAP_TYPE_PERCPU_HASH || m.Type == abi.BPF_MAP_TYPE_HASH_OF_MAPS
}

// checkHashForTracing tests that tracing programs use preallocated hashes.
func (v *env) checkHashForTracing(m *Map, tracing bool) {
	inner := m.Inner
	prealloc := (!isHash(m) || m.Prealloc) && (inner == nil || !isHash(inner) || inner.Prealloc)
	if !tracing || prealloc || v.in(sinceTracingHashes) {
		return
	}
	if v.prog.Type == progPerfEvent {
		v.refuse(perfEventHash)
	}
	v.logf("trace type programs with run-time allocated hash maps are unsafe. Switch to preallocated hash maps.\n")
}

// checkSleepableMap tests that a sleepable program may use the map.
func (v *env) checkSleepableMap(m *Map) {
	for _, row := range sleepableMaps {
		if row.Type != m.Type || !v.in(row.Since) {
			continue
		}
		if isHash(m) && !m.Prealloc && !v.in(sinceTracingHashes) {
			v.refuse(sleepableHash)
		}
		return
	}
	switch {
	case v.in(sinceStorageSleeps):
		v.refuse(sleepableMapStorage)
	case v.in(sinceTypedLockLog):
		v.refuse(sleepableMapRingbuf)
	}
	v.refuse(sleepableMap)
}

// checkSingleMaps refuses a second map of a type that a program may use once.
func (v *env) checkSingleMaps(m *Map) {
	switch m.Type {
	case abi.BPF_MAP_TYPE_CGROUP_STORAGE, abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		for _, used := range v.usedMaps {
			if used.Type == m.Type && used.Ref != m.Ref {
				v.refuse(oneCgroupStorage)
			}
		}
	case abi.BPF_MAP_TYPE_ARENA:
		v.decline("programs with an arena")
	}
}
