package core

import "bpfplay/core/abi"

// Follows the arrays of perf events and cgroups in kernel/bpf/arraymap.c. User space writes descriptors.

var perfEventArrayOps = MapOps{
	name:          "perf_event_array_map_ops",
	mapAllocCheck: fdArrayMapAllocCheck,
	mapAlloc:      arrayMapAlloc,
	mapCheckBTF:   noBTF,
	mapFree:       perfEventArrayFree,
	mapRelease:    perfEventArrayRelease,
	freeWaits:     arrayFreeWaits,
	mapMetaEqual:  bpfMapMetaEqual,
	lookup:        fdArrayNoLookup,
	update:        perfEventArrayUpdateElem,
	delete:        perfEventArrayDeleteElem,
	getNextKey:    nextIndex,
	memUsage:      arrayMapMemUsage,
	inside:        objectsInside,
}

var cgroupArrayOps = MapOps{
	name:          "cgroup_array_map_ops",
	mapAllocCheck: fdArrayMapAllocCheck,
	mapAlloc:      arrayMapAlloc,
	mapCheckBTF:   noBTF,
	mapFree:       arrayMapFree,
	freeWaits:     arrayFreeWaits,
	mapMetaEqual:  bpfMapMetaEqual,
	lookup:        fdArrayNoLookup,
	update:        cgroupArrayUpdateElem,
	delete:        cgroupArrayDeleteElem,
	getNextKey:    nextIndex,
	memUsage:      arrayMapMemUsage,
	inside:        objectsInside,
}

// sinceFDLookup is the first release with map_fd_sys_lookup_elem.
var sinceFDLookup = abi.Since{abi.V4_13}

// fdArrayMapAllocCheck follows fd_array_map_alloc_check.
func fdArrayMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	value := c.attr.U32(&abi.ValueSize)
	if e := k.check(fdArrayValue, value == 4, uint64(value), 0); e != 0 {
		return e
	}
	const prog = abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG
	if e := k.check(fdArrayProgFlags, c.flags()&prog&k.mapFlags == 0, uint64(c.flags()), 0); e != 0 {
		return e
	}
	return arrayMapAllocCheck(k, c)
}

// fdArrayEmpty refuses a lookup: every element is empty.
func fdArrayEmpty(k *Kernel, m *Map, key []byte) abi.Errno {
	return k.check(fdArrayMissing, false, uint64(KeyIndex(key)), uint64(m.MaxEntries))
}

// fdArrayNoLookup follows bpf_fd_array_map_lookup_elem for a type without map_fd_sys_lookup_elem.
func fdArrayNoLookup(k *Kernel, _ *bpfCall, m *Map, key, _ []byte, _ uint64) abi.Errno {
	if sinceFDLookup.In(k.Machine.Release) {
		return k.check(fdArrayUnreadable, false, uint64(m.Type), 0)
	}
	return fdArrayEmpty(k, m, key)
}

// fdArrayPlace follows the checks of bpf_fd_array_map_update_elem before the descriptor.
func fdArrayPlace(k *Kernel, m *Map, key []byte, flags uint64) abi.Errno {
	if e := k.check(fdArrayFlags, flags == abi.BPF_ANY, flags, 0); e != 0 {
		return e
	}
	index := KeyIndex(key)
	return k.check(fdArrayIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries))
}

func cgroupArrayUpdateElem(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	if e := fdArrayPlace(k, m, key, flags); e != 0 {
		return e
	}
	fd, _ := c.valueFD(value)
	g, e := objectOf[*Cgroup](k, c.task, fd, cgroupNotOpen, cgroupNoGroup)
	if e != 0 {
		return e
	}
	a := m.data.(*bpfArray)
	if a.cgroups == nil {
		a.cgroups = map[uint32]*Cgroup{}
	}
	a.cgroups[KeyIndex(key)] = g
	return 0
}

// cgroupArrayDeleteElem follows fd_array_map_delete_elem. A cgroup does not know what refers to it.
func cgroupArrayDeleteElem(k *Kernel, c *bpfCall, m *Map, key []byte) abi.Errno {
	a, at := m.data.(*bpfArray), KeyIndex(key)
	if a.cgroups[at] == nil {
		return fdArrayMapDeleteElem(k, c, m, key)
	}
	delete(a.cgroups, at)
	return 0
}

func fdArrayMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(fdArrayDeleteIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	return k.check(fdArrayDeleteEmpty, false, uint64(index), uint64(m.MaxEntries))
}
