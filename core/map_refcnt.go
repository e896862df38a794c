package core

import "bpfplay/core/abi"

// Follows the counts of references in kernel/bpf/syscall.c. refcnt counts everything that holds a map: files, pins,
// slots of outer maps. usercnt counts only what user space can reach it by: files and pins.

var (
	sinceMaxRefs  = abi.From(abi.R(4, 6, 0)) // BPF_MAX_REFCNT
	sinceAtomic64 = abi.From(abi.R(5, 5, 0)) // counts of 64 bits need no limit
)

// BPF_MAX_REFCNT is how many references a map may have while they are counted in 32 bits.
const BPF_MAX_REFCNT = 32768

// setRefcnt changes the count of references, where all can see it.
func (k *Kernel) setRefcnt(in string, m *Map, n int64) {
	was := m.refcnt
	m.refcnt = n
	k.note(Event{Kind: RefcntSet, Func: in, Map: m.Nr, A: uint64(was), B: uint64(n)})
}

// setUsercnt does the same for the references of user space.
func (k *Kernel) setUsercnt(in string, m *Map, n int64) {
	if !abi.SinceUsercnt.In(k.Machine.Release) {
		return
	}
	was := m.usercnt
	m.usercnt = n
	k.note(Event{Kind: UsercntSet, Func: in, Map: m.Nr, A: uint64(was), B: uint64(n)})
}

// bpfMapInc follows bpf_map_inc: one more reference, of something that is no file.
func (k *Kernel) bpfMapInc(m *Map) abi.Errno {
	r := k.Machine.Release
	if sinceMaxRefs.In(r) && !sinceAtomic64.In(r) {
		if e := k.check(mapIncMax, m.refcnt < BPF_MAX_REFCNT, uint64(m.refcnt), BPF_MAX_REFCNT); e != 0 {
			return e
		}
	}
	k.setRefcnt("bpf_map_inc", m, m.refcnt+1)
	return 0
}

// bpfMapIncWithUref follows bpf_map_inc_with_uref: one more reference, of a file or a pin.
func (k *Kernel) bpfMapIncWithUref(m *Map) abi.Errno {
	if e := k.bpfMapInc(m); e != 0 {
		return e
	}
	k.setUsercnt("bpf_map_inc_with_uref", m, m.usercnt+1)
	return 0
}

// bpfMapPutUref follows bpf_map_put_uref: without user references some types let go of what they hold, as nobody could
// take it out of them any more.
func (k *Kernel) bpfMapPutUref(m *Map) {
	k.setUsercnt("bpf_map_put_uref", m, m.usercnt-1)
	if m.usercnt == 0 && m.ops.mapReleaseUref != nil {
		m.ops.mapReleaseUref(k, m)
	}
}

// bpfMapPut follows bpf_map_put: with the last reference the id goes, and the freeing is put off.
func (k *Kernel) bpfMapPut(m *Map) {
	k.setRefcnt("bpf_map_put", m, m.refcnt-1)
	if m.refcnt != 0 {
		return
	}
	k.bpfMapFreeID(m)
	if m.freeAfter != graceNone {
		m.state = MapWaiting
		k.callRCU("bpf_map_put", m, m.freeAfter, (*Kernel).scheduleWork)
	} else {
		k.scheduleWork(m)
	}
}

// bpfMapPutWithUref follows bpf_map_put_with_uref.
func (k *Kernel) bpfMapPutWithUref(m *Map) {
	if abi.SinceUsercnt.In(k.Machine.Release) {
		k.bpfMapPutUref(m)
	}
	k.bpfMapPut(m)
}

// bpfMapRelease follows bpf_map_release: a file of a map was closed for good.
func (k *Kernel) bpfMapRelease(f *File) {
	k.note(Event{Kind: Released, Func: "bpf_map_release", File: f.Nr, Map: f.Map.Nr})
	if f.Map.ops.mapRelease != nil {
		f.Map.ops.mapRelease(k, f.Map, f)
	}
	k.bpfMapPutWithUref(f.Map)
}

var (
	sinceInnerGrace = abi.From(abi.R(6, 8, 0))                                                                                         // an inner map that is taken out waits for a grace period
	sinceInnerTrace = abi.From(abi.R(6, 8, 0), abi.R(5, 10, 214), abi.R(5, 15, 155), abi.R(6, 1, 75), abi.R(6, 6, 14), abi.R(6, 7, 2)) // of both kinds, in what was changed later
)

// bpfMapFDPutPtr follows bpf_map_fd_put_ptr: an outer map lets go of an inner one. Where it is not freed itself, a
// program may just be looking at what it held.
func (k *Kernel) bpfMapFDPutPtr(inner *Map, needDefer bool) {
	switch {
	case !needDefer:
	case sinceInnerGrace.In(k.Machine.Release): // no program here sleeps
		inner.freeAfter = GraceRCU
	case sinceInnerTrace.In(k.Machine.Release):
		inner.freeAfter = GraceTasksTrace
	}
	k.bpfMapPut(inner)
}
