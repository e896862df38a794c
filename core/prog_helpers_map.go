package core

import "bpfplay/core/interp"

// Follows the helper functions of kernel/bpf/helpers.c that access elements of maps.

// bpfMapLookupElem follows bpf_map_lookup_elem: it returns the address of the value, of the running CPU's copy, or of the
// inner map.
func bpfMapLookupElem(m *interp.Machine, a *[5]uint64) uint64 { return lookupOn(m, a, m.CPU) }

// bpfMapLookupPercpuElem follows bpf_map_lookup_percpu_elem, whose third argument is a CPU.
func bpfMapLookupPercpuElem(m *interp.Machine, a *[5]uint64) uint64 {
	cpu := uint32(a[2])
	if uint64(cpu) >= uint64(runOf(m).k.Machine.CPUs) {
		return 0
	}
	return lookupOn(m, a, int(cpu))
}

func lookupOn(m *interp.Machine, a *[5]uint64, cpu int) uint64 {
	mp := mapArg(m, a[0])
	if mp == nil {
		return 0
	}
	ops := mp.ops.prog
	if ops == nil {
		return m.Fail("map type has no lookup", a[0])
	}
	key := m.Memory(a[1], int(mp.KeySize))
	if key == nil {
		return 0
	}
	k := runOf(m).k
	if ops.inner != nil {
		if inner := ops.inner(mp, key); inner != nil {
			return k.mapAddr(inner)
		}
		return 0
	}
	if elem, ok := ops.find(k, mp, key); ok {
		return mp.elemAddr(elem, cpu)
	}
	return 0
}

// bpfMapUpdateElem follows bpf_map_update_elem.
func bpfMapUpdateElem(m *interp.Machine, a *[5]uint64) uint64 {
	mp := mapArg(m, a[0])
	if mp == nil {
		return 0
	}
	key, value := m.Memory(a[1], int(mp.KeySize)), m.Memory(a[2], int(mp.ValueSize))
	if key == nil || value == nil {
		return 0
	}
	k := runOf(m).k
	if mp.ops.prog != nil && mp.ops.prog.update != nil {
		return minusOp(k, mp.ops.prog.update(k, mp, m.CPU, key, value, a[3]))
	}
	return minusOp(k, mp.ops.update(k, nil, mp, key, value, a[3]))
}

// bpfMapDeleteElem follows bpf_map_delete_elem.
func bpfMapDeleteElem(m *interp.Machine, a *[5]uint64) uint64 {
	mp := mapArg(m, a[0])
	if mp == nil {
		return 0
	}
	key := m.Memory(a[1], int(mp.KeySize))
	if key == nil {
		return 0
	}
	return minusOp(runOf(m).k, mp.ops.delete(runOf(m).k, nil, mp, key))
}

// bpfMapPushElem follows bpf_map_push_elem.
func bpfMapPushElem(m *interp.Machine, a *[5]uint64) uint64 {
	mp, value := valueArg(m, a)
	if value == nil {
		return 0
	}
	return minusOp(runOf(m).k, mp.ops.update(runOf(m).k, nil, mp, nil, value, a[2]))
}

// bpfMapPopElem follows bpf_map_pop_elem. If the map is empty, the value is zeroed.
func bpfMapPopElem(m *interp.Machine, a *[5]uint64) uint64 {
	mp, value := valueArg(m, a)
	if value == nil {
		return 0
	}
	e := mp.ops.lookupAndDelete(runOf(m).k, nil, mp, nil, value, 0)
	if e != 0 {
		clear(value)
	}
	return minusOp(runOf(m).k, e)
}

// bpfMapPeekElem follows bpf_map_peek_elem. A bloom filter reads the value instead of writing it.
func bpfMapPeekElem(m *interp.Machine, a *[5]uint64) uint64 {
	mp, value := valueArg(m, a)
	if value == nil {
		return 0
	}
	e := mp.ops.lookup(runOf(m).k, nil, mp, nil, value, 0)
	if e != 0 && !mp.ops.valueIsAsked {
		clear(value)
	}
	return minusOp(runOf(m).k, e)
}

// valueArg returns the map and the value that are the first two arguments. value is nil if the run stops.
func valueArg(m *interp.Machine, a *[5]uint64) (mp *Map, value []byte) {
	if mp = mapArg(m, a[0]); mp == nil {
		return nil, nil
	}
	return mp, m.Memory(a[1], int(mp.ValueSize))
}

// bpfSpinLock follows bpf_spin_lock. A run waits while another run has the lock.
func bpfSpinLock(m *interp.Machine, a *[5]uint64) uint64 {
	lock := m.Memory(a[0], 4)
	switch {
	case lock == nil:
	case lock[0] != 0:
		m.Wait()
	default:
		lock[0] = 1
	}
	return 0
}

// bpfSpinUnlock follows bpf_spin_unlock.
func bpfSpinUnlock(m *interp.Machine, a *[5]uint64) uint64 {
	if lock := m.Memory(a[0], 4); lock != nil {
		lock[0] = 0
	}
	return 0
}

// MAX_TAIL_CALL_CNT is the number of tail calls that a run may make.
const MAX_TAIL_CALL_CNT = 33

// bpfTailCall follows bpf_tail_call: it runs on with another program. If it cannot, the program goes on after the call.
func bpfTailCall(m *interp.Machine, a *[5]uint64) uint64 {
	mp := mapArg(m, a[1])
	if mp == nil {
		return 0
	}
	index := uint32(a[2])
	if index >= mp.MaxEntries || m.TailCalls >= MAX_TAIL_CALL_CNT {
		return 0
	}
	if p := mp.progAt(index); p != nil {
		m.TailCall(runOf(m).k.programOf(p))
	}
	return 0
}
