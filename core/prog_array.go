package core

import (
	"encoding/binary"
	"maps"
	"slices"

	"bpfplay/core/abi"
)

// Follows the arrays of programs in kernel/bpf/arraymap.c, and bpf_prog_map_compatible in kernel/bpf/core.c.

var progArrayOps = MapOps{
	name:           "prog_array_map_ops",
	mapAllocCheck:  fdArrayMapAllocCheck,
	mapAlloc:       arrayMapAlloc,
	mapCheckBTF:    progArrayBTF,
	mapFree:        arrayMapFree,
	freeWaits:      arrayFreeWaits,
	mapReleaseUref: progArrayMapClear,
	lookup:         progArrayLookupElem,
	update:         progArrayUpdateElem,
	delete:         progArrayDeleteElem,
	getNextKey:     nextIndex,
	memUsage:       arrayMapMemUsage,
	inside:         progsInside,
}

var (
	sinceProgMaps       = abi.Since{abi.V5_18}                                                                                 // DEVMAP and CPUMAP have an owner too; xdp_has_frags must match
	sinceOwnerAttach    = abi.Since{abi.V6_18, abi.V6_17 + 3, abi.V6_12 + 53, abi.V6_6 + 112, abi.V6_1 + 156, abi.V5_15 + 195} // expected_attach_type must match
	sinceOwnerSleepable = abi.Since{abi.V7_3}                                                                                  // sleepable must match
	sinceClearDeferred  = abi.Since{abi.V5_5}                                                                                  // a kworker empties an array without user references
)

// progOwner follows struct bpf_map_owner: what all programs in a map have in common.
type progOwner struct {
	typ       uint32 // BPF_PROG_TYPE_*
	attach    uint32 // expected_attach_type
	frags     bool   // BPF_F_XDP_HAS_FRAGS
	sleepable bool
}

// mapTypeContainsProgs follows map_type_contains_progs.
func (k *Kernel) mapTypeContainsProgs(m *Map) bool {
	switch m.Type {
	case abi.BPF_MAP_TYPE_PROG_ARRAY:
		return true
	case abi.BPF_MAP_TYPE_DEVMAP, abi.BPF_MAP_TYPE_CPUMAP:
		return sinceProgMaps.In(k.Machine.Release)
	}
	return false
}

// bpfProgMapCompatible follows bpf_prog_map_compatible. The first program becomes the owner of the map.
func (k *Kernel) bpfProgMapCompatible(m *Map, p *Prog) bool {
	r := k.Machine.Release
	o := progOwner{typ: p.Type, attach: p.ExpectedAttach, frags: p.Flags&abi.BPF_F_XDP_HAS_FRAGS != 0, sleepable: p.sleepable()}
	if m.owner == nil {
		m.owner = &o
		k.note(Event{Kind: OwnerSet, Func: "bpf_prog_map_compatible", Map: m.Nr, Prog: p.Nr})
		return true
	}
	switch {
	case m.owner.typ != o.typ:
		return false
	case sinceProgMaps.In(r) && m.owner.frags != o.frags:
		return false
	case sinceOwnerSleepable.In(r) && m.owner.sleepable != o.sleepable:
		return false
	case sinceOwnerAttach.In(r) && m.Type == abi.BPF_MAP_TYPE_PROG_ARRAY && m.owner.attach != o.attach:
		return false
	}
	return true
}

// progSlots are the programs of a map by index.
type progSlots map[uint32]*Prog

// progAt returns the program in a slot of a PROG_ARRAY, or nil.
func (m *Map) progAt(index uint32) *Prog {
	if a, ok := m.data.(*bpfArray); ok {
		return a.progs[index]
	}
	return nil
}

// setSlot sets a slot to p, which may be nil, and drops the reference to the program that it held. It reports whether it
// held one.
func (k *Kernel) setSlot(in string, m *Map, index uint32, p *Prog) bool {
	a := m.data.(*bpfArray)
	old := a.progs[index]
	switch {
	case p == nil:
		delete(a.progs, index)
	case a.progs == nil:
		a.progs = progSlots{index: p}
	default:
		a.progs[index] = p
	}
	if p != nil {
		k.note(Event{Kind: SlotSet, Func: in, Map: m.Nr, Prog: p.Nr, A: uint64(index)})
	}
	if old != nil {
		k.note(Event{Kind: SlotCleared, Func: in, Map: m.Nr, Prog: old.Nr, A: uint64(index)})
		k.bpfProgPut(old)
	}
	return old != nil
}

// progArrayLookupElem follows bpf_fd_array_map_lookup_elem: it returns the id of the program.
func progArrayLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	index := KeyIndex(key)
	p := m.progAt(index)
	if !sinceFDLookup.In(k.Machine.Release) {
		p = nil
	}
	if e := k.check(fdArrayMissing, p != nil, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	binary.LittleEndian.PutUint32(out, p.ID)
	return 0
}

// progArrayUpdateElem follows bpf_fd_array_map_update_elem and prog_fd_array_get_ptr.
func progArrayUpdateElem(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	if e := fdArrayPlace(k, m, key, flags); e != 0 {
		return e
	}
	fd, _ := c.valueFD(value)
	p, e := k.bpfProgGet(c.task, uint32(fd), progNotOpen, progNoProg)
	if e != 0 {
		return e
	}
	k.bpfProgInc(p)
	ok := k.bpfProgMapCompatible(m, p)
	if e := k.check(progIncompatible, ok, uint64(p.Type), uint64(m.owner.typ)); e != 0 {
		k.bpfProgPut(p)
		return e
	}
	k.setSlot("bpf_fd_array_map_update_elem", m, KeyIndex(key), p)
	return 0
}

// progArrayDeleteElem follows fd_array_map_delete_elem.
func progArrayDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(fdArrayDeleteIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	held := k.setSlot("fd_array_map_delete_elem", m, index, nil)
	return k.check(fdArrayDeleteEmpty, held, uint64(index), uint64(m.MaxEntries))
}

// progArrayMapClear follows prog_array_map_clear, after the last reference of user space. The programs in the array may
// refer to it, so only emptying it ends the cycle.
func progArrayMapClear(k *Kernel, m *Map) {
	if !sinceClearDeferred.In(k.Machine.Release) {
		k.clearSlots(m)
		return
	}
	k.setRefcnt("prog_array_map_clear", m, m.refcnt+1)
	k.scheduleWork(workItem{m: m, kind: clearProgArray})
}

// progArrayMapClearDeferred follows prog_array_map_clear_deferred: a kworker empties the array.
func (k *Kernel) progArrayMapClearDeferred(m *Map) {
	k.clearSlots(m)
	k.bpfMapPut(m)
}

// clearSlots follows bpf_fd_array_map_clear: it empties every slot, lowest index first.
func (k *Kernel) clearSlots(m *Map) {
	for _, index := range slices.Sorted(maps.Keys(m.data.(*bpfArray).progs)) {
		k.setSlot("bpf_fd_array_map_clear", m, index, nil)
	}
}

// progsInside shows an array of programs.
func progsInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	progs := m.data.(*bpfArray).progs
	in.Holds, in.Count = abi.HoldsPrograms, uint64(len(progs))
	in.Sentence = ofSize(in.Count, uint64(m.MaxEntries), "program", "slot")
	insideSlots(m, q, in, func(i uint32) Element {
		p := progs[i]
		if p == nil {
			return element(i, IndexKey(i), nil)
		}
		e := element(i, IndexKey(i), IndexKey(p.ID))
		e.Prog = p.Nr
		return e
	})
}
