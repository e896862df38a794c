package core

import "bpfplay/core/abi"

// Follows the functions for ids in kernel/bpf/syscall.c.

// sincePutUref is the release in which usercnt is dropped too if no file could be created.
var sincePutUref = abi.Since{abi.V5_0}

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

// idsOfMaps has the map commands, which alone take flags for the mode of the new file.
var idsOfMaps = idKind{
	attr: getNextIDCheckAttr, capable: getNextIDCapable, none: getNextIDNone,
	next: func(k *Kernel, least uint32) uint32 { return k.mapIDs.nextID(least) },

	fdAttr: getFDByIDCheckAttr, fdCapable: getFDByIDCapable, unknown: getFDByIDNone, getfd: getFDByIDGetfd,
	id: &abi.MapID,
	flags: func(k *Kernel, c *bpfCall) abi.Errno {
		flags := mapOpenFlags(k, c)
		return k.check(getFDByIDFlags, flags&^objFlagMask == 0, flags, 0)
	},
	open: func(k *Kernel, id uint32) (File, abi.Errno) {
		m := k.mapIDs.find(id)
		return File{Map: m}, k.bpfMapIncWithUref(m)
	},
	mode: func(k *Kernel, c *bpfCall) (int, abi.Errno) {
		return k.bpfGetFileFlag(mapOpenFlags(k, c), getFDByIDMode)
	},
	put: func(k *Kernel, f *File) {
		if sincePutUref.In(k.Machine.Release) {
			k.bpfMapPutWithUref(f.Map)
		} else {
			k.bpfMapPut(f.Map)
		}
	},
}

func (k *Kernel) bpfMapGetNextID(c *bpfCall) (int64, abi.Errno) { return idsOfMaps.getNextID(k, c) }
func (k *Kernel) bpfMapGetFDByID(c *bpfCall) (int64, abi.Errno) { return idsOfMaps.getFDByID(k, c) }

// mapOpenFlags returns open_flags of BPF_MAP_GET_FD_BY_ID, which the first releases do not have.
func mapOpenFlags(k *Kernel, c *bpfCall) uint64 {
	if !abi.SinceFileModes.In(k.Machine.Release) {
		return 0
	}
	return uint64(c.attr.U32(&abi.OpenFlags))
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
