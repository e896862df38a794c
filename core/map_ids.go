package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows the functions for ids in kernel/bpf/syscall.c.

var (
	sincePutUref = abi.From(abi.R(5, 0, 0)) // usercnt is dropped too if no file could be created
)

// objFlagMask follows BPF_OBJ_FLAG_MASK.
const objFlagMask = abi.BPF_F_RDONLY | abi.BPF_F_WRONLY

// bpfMapAllocID follows bpf_map_alloc_id: it assigns an id to the map.
func (k *Kernel) bpfMapAllocID(m *Map) {
	if !abi.SinceIDs.In(k.Machine.Release) {
		return
	}
	k.mapIDs.allocCyclic(m)
	k.note(Event{Kind: IDGiven, Func: "bpf_map_alloc_id", Map: m.Nr, A: uint64(m.ID)})
}

// bpfMapFreeID follows bpf_map_free_id: the map can no longer be found by its id.
func (k *Kernel) bpfMapFreeID(m *Map) {
	if m.ID == 0 {
		return
	}
	k.mapIDs.remove(m)
	k.note(Event{Kind: IDTaken, Func: "bpf_map_free_id", Map: m.Nr, A: uint64(m.ID)})
	m.ID = 0
}

// bpfMapGetNextID follows bpf_obj_get_next_id for maps.
func (k *Kernel) bpfMapGetNextID(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, getNextIDCheckAttr); e != 0 {
		return 0, e
	}
	start := c.attr.U32(&abi.StartID)
	if e := k.check(getNextIDStart, start < idEnd, uint64(start), idEnd); e != 0 {
		return 0, e
	}
	caps := c.task.Cred.Caps
	if e := k.check(getNextIDCapable, caps.Has(abi.CAP_SYS_ADMIN), uint64(caps), 0); e != 0 {
		return 0, e
	}
	m := k.mapIDs.getNext(start + 1)
	if e := k.check(getNextIDNone, m != nil, uint64(start), 0); e != 0 {
		return 0, e
	}
	return 0, k.putU32(c, getNextIDFault, c.uattr+uint64(abi.NextID.Offset), m.ID)
}

// putU32 follows put_user of four bytes.
func (k *Kernel) putU32(c *bpfCall, fault *Check, addr uint64, v uint32) abi.Errno {
	b := k.scratch[:4]
	binary.LittleEndian.PutUint32(b, v)
	left := c.task.Mem.CopyToUser(addr, b)
	return k.check(fault, left == 0, addr, uint64(v))
}

// bpfMapGetFDByID follows bpf_map_get_fd_by_id: it opens a new file for the map with an id.
func (k *Kernel) bpfMapGetFDByID(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, getFDByIDCheckAttr); e != 0 {
		return 0, e
	}
	var flags uint32
	if abi.SinceFileModes.In(k.Machine.Release) {
		flags = c.attr.U32(&abi.OpenFlags)
		if e := k.check(getFDByIDFlags, flags&^objFlagMask == 0, uint64(flags), 0); e != 0 {
			return 0, e
		}
	}
	caps := c.task.Cred.Caps
	if e := k.check(getFDByIDCapable, caps.Has(abi.CAP_SYS_ADMIN), uint64(caps), 0); e != 0 {
		return 0, e
	}
	mode, e := k.bpfGetFileFlag(uint64(flags), getFDByIDMode)
	if e != 0 {
		return 0, e
	}
	m := k.mapIDs.find(c.attr.U32(&abi.MapID))
	if e := k.check(getFDByIDNone, m != nil, uint64(c.attr.U32(&abi.MapID)), 0); e != 0 {
		return 0, e
	}
	if e := k.bpfMapIncWithUref(m); e != 0 {
		return 0, e
	}
	fd, e := k.anonInodeGetfd(getFDByIDGetfd, c.task, File{Map: m, Mode: mode})
	if e != 0 {
		if sincePutUref.In(k.Machine.Release) {
			k.bpfMapPutWithUref(m)
		} else {
			k.bpfMapPut(m)
		}
		return 0, e
	}
	return int64(fd), 0
}

// bpfGetFileFlag follows bpf_get_file_flag: it returns the open mode of a new file.
func (k *Kernel) bpfGetFileFlag(flags uint64, both *Check) (mode int, e abi.Errno) {
	r, w := flags&abi.BPF_F_RDONLY != 0, flags&abi.BPF_F_WRONLY != 0
	switch e = k.check(both, !r || !w, flags, 0); {
	case r:
		return O_RDONLY, e
	case w:
		return O_WRONLY, e
	}
	return O_RDWR, e
}
