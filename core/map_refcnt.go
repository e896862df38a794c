package core

import "bpfplay/core/abi"

// Follows the counts of references in kernel/bpf/syscall.c. refcnt counts all references to a map: files, pins and
// elements of outer maps. usercnt counts only the references of user space: files and pins.

var (
	sinceMaxRefs  = abi.Since{abi.V4_6} // BPF_MAX_REFCNT
	sinceAtomic64 = abi.Since{abi.V5_5} // 64-bit counts need no limit
)

// BPF_MAX_REFCNT is the maximum number of references while the kernel counts them in 32 bits.
const BPF_MAX_REFCNT = 32768

// setRefcnt sets refcnt and records the event.
func (k *Kernel) setRefcnt(in string, m *Map, n int64) {
	was := m.refcnt
	m.refcnt = n
	k.note(Event{Kind: RefcntSet, Func: in, Map: m.Nr, A: uint64(was), B: uint64(n)})
}

// setUsercnt does the same for usercnt.
func (k *Kernel) setUsercnt(in string, m *Map, n int64) {
	if !abi.SinceUsercnt.In(k.Machine.Release) {
		return
	}
	was := m.usercnt
	m.usercnt = n
	k.note(Event{Kind: UsercntSet, Func: in, Map: m.Nr, A: uint64(was), B: uint64(n)})
}

// bpfMapInc follows bpf_map_inc. It takes a reference that is not from user space.
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

// bpfMapIncWithUref follows bpf_map_inc_with_uref. It takes a reference for a file or a pin.
func (k *Kernel) bpfMapIncWithUref(m *Map) abi.Errno {
	if e := k.bpfMapInc(m); e != 0 {
		return e
	}
	k.setUsercnt("bpf_map_inc_with_uref", m, m.usercnt+1)
	return 0
}

// bpfMapPutUref follows bpf_map_put_uref. Some types drop their elements with the last user reference, because user
// space can no longer remove them.
func (k *Kernel) bpfMapPutUref(m *Map) {
	k.setUsercnt("bpf_map_put_uref", m, m.usercnt-1)
	if m.usercnt == 0 && m.ops.mapReleaseUref != nil {
		m.ops.mapReleaseUref(k, m)
	}
}

// bpfMapPut follows bpf_map_put. The last reference removes the id and schedules the freeing.
func (k *Kernel) bpfMapPut(m *Map) {
	k.setRefcnt("bpf_map_put", m, m.refcnt-1)
	if m.refcnt != 0 {
		return
	}
	k.bpfMapFreeID(m)
	if !sincePutLate.In(k.Machine.Release) {
		k.putMapBTF(m)
	}
	if m.freeAfter != graceNone {
		k.callRCU("bpf_map_put", workItem{m: m}, m.freeAfter)
	} else {
		k.scheduleWork(workItem{m: m})
	}
}

// bpfMapPutWithUref follows bpf_map_put_with_uref.
func (k *Kernel) bpfMapPutWithUref(m *Map) {
	if abi.SinceUsercnt.In(k.Machine.Release) {
		k.bpfMapPutUref(m)
	}
	k.bpfMapPut(m)
}

// bpfMapRelease follows bpf_map_release, which runs after the last close of a file.
func (k *Kernel) bpfMapRelease(f *File) {
	k.noteFile(f, Event{Kind: Released, Func: "bpf_map_release"})
	if f.Map.ops.mapRelease != nil {
		f.Map.ops.mapRelease(k, f.Map, f)
	}
	k.bpfMapPutWithUref(f.Map)
}

var (
	sinceInnerGrace = abi.Since{abi.V6_8}                                                                               // a removed inner map waits for a grace period
	sinceInnerTrace = abi.Since{abi.V6_8, abi.V5_10 + 214, abi.V5_15 + 155, abi.V6_1 + 75, abi.V6_6 + 14, abi.V6_7 + 2} // both kinds of grace period
)

// bpfMapFDPutPtr follows bpf_map_fd_put_ptr: an outer map drops its reference to an inner map. Unless the outer map is
// being freed, a program may still use the inner map.
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
