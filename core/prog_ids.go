package core

import "bpfplay/core/abi"

// Follows the functions for ids of programs in kernel/bpf/syscall.c.

// bpfProgAllocID follows bpf_prog_alloc_id.
func (k *Kernel) bpfProgAllocID(p *Prog) {
	if !abi.SinceIDs.In(k.Machine.Release) {
		return
	}
	k.progIDs.allocCyclic(p)
	k.note(Event{Kind: IDGiven, Func: "bpf_prog_alloc_id", Prog: p.Nr, A: uint64(p.ID)})
}

// bpfProgFreeID follows bpf_prog_free_id.
func (k *Kernel) bpfProgFreeID(p *Prog) {
	if p.ID == 0 {
		return
	}
	k.progIDs.remove(p)
	k.note(Event{Kind: IDTaken, Func: "bpf_prog_free_id", Prog: p.Nr, A: uint64(p.ID)})
	p.ID = 0
}

// idsOfProgs has the commands of programs.
var idsOfProgs = idKind{
	attr: foreignCheckAttr, capable: foreignCapable, none: progNextNone,
	next: func(k *Kernel, least uint32) uint32 { return k.progIDs.nextID(least) },

	fdAttr: foreignCheckAttr, fdCapable: foreignCapable, unknown: progIDNone, getfd: progIDGetfd,
	id: &abi.ProgID,
	open: func(k *Kernel, id uint32) (File, abi.Errno) {
		p := k.progIDs.find(id)
		return File{Prog: p, Mode: O_RDWR}, k.bpfProgInc(p)
	},
	put: func(k *Kernel, f *File) { k.bpfProgPut(f.Prog) },
}

func (k *Kernel) bpfProgGetNextID(c *bpfCall) (int64, abi.Errno) { return idsOfProgs.getNextID(k, c) }
func (k *Kernel) bpfProgGetFDByID(c *bpfCall) (int64, abi.Errno) { return idsOfProgs.getFDByID(k, c) }

// bpfProgBindMap follows bpf_prog_bind_map: a program holds one more map.
func (k *Kernel) bpfProgBindMap(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	flags := c.attr.U32(&abi.BindFlags)
	if e := k.check(bindFlags, flags == 0, uint64(flags), 0); e != 0 {
		return 0, e
	}
	p, e := k.bpfProgGet(c.task, c.attr.U32(&abi.BindProgFD), bindNotOpen, bindNoProg)
	if e != 0 {
		return 0, e
	}
	fd := c.attr.U32(&abi.BindMapFD)
	f := c.task.Files.File(int(int32(fd)))
	if e := k.check(bindMapNotOpen, f != nil, uint64(fd), 0); e != 0 {
		return 0, e
	}
	if e := k.check(bindNoMap, f.Map != nil, uint64(fd), 0); e != 0 {
		return 0, e
	}
	for _, m := range p.usedMaps {
		if m == f.Map {
			return 0, 0
		}
	}
	if e := k.bpfMapInc(f.Map); e != 0 {
		return 0, e
	}
	p.usedMaps = append(p.usedMaps, f.Map)
	k.note(Event{Kind: MapBound, Func: "bpf_prog_bind_map", Prog: p.Nr, Map: f.Map.Nr})
	return 0, 0
}
