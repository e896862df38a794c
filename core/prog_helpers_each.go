package core

import "bpfplay/core/interp"

// BPF_MAX_LOOPS is the largest number of rounds of bpf_loop.
const BPF_MAX_LOOPS = 8 << 20

// bpfLoop follows bpf_loop: it calls a function until it returns something other than 0, and returns the number of calls.
func bpfLoop(m *interp.Machine, a *[5]uint64) uint64 {
	rounds, fn, ctx := uint64(uint32(a[0])), a[1], a[2]
	switch {
	case a[3] != 0:
		return refuse(m, loopFlags, a[3], 0)
	case rounds > BPF_MAX_LOOPS:
		return refuse(m, loopRounds, rounds, BPF_MAX_LOOPS)
	}
	next := uint64(0)
	m.CallBack(fn, func(_ *interp.Machine, ret uint64, args *[5]uint64) (uint64, bool) {
		if next == rounds || ret != 0 {
			return next, false
		}
		*args = [5]uint64{next, ctx}
		next++
		return 0, true
	})
	return 0
}

// bpfForEachMapElem follows bpf_for_each_map_elem: it calls a function with each element until the function returns
// something other than 0, and returns the number of calls.
func bpfForEachMapElem(m *interp.Machine, a *[5]uint64) uint64 {
	mp := mapArg(m, a[0])
	switch {
	case mp == nil:
		return 0
	case mp.ops.prog == nil || mp.ops.prog.each == nil:
		return m.Fail("map type has no walk", a[0])
	case a[3] != 0:
		return minusOp(runOf(m).k, runOf(m).k.check(eachFlags, false, a[3], 0))
	}
	r, addr, fn, ctx := runOf(m), a[0], a[1], a[2]
	key, keyAddr := r.takeKey(int(mp.KeySize))
	elems, calls := mp.ops.prog.each(mp), uint64(0)
	m.CallBack(fn, func(m *interp.Machine, ret uint64, args *[5]uint64) (uint64, bool) {
		elem, k, ok := uint32(0), []byte(nil), false
		if ret == 0 {
			elem, k, ok = elems()
		}
		if !ok {
			r.used -= len(key)
			return calls, false
		}
		copy(key, k)
		*args = [5]uint64{addr, keyAddr, mp.elemAddr(elem, m.CPU), ctx}
		calls++
		return 0, true
	})
	return 0
}

// keyRoomSize is room for the keys of nested walks: a key has at most MAX_BPF_STACK bytes.
const keyRoomSize = interp.MaxFrames * interp.MAX_BPF_STACK

// takeKey returns memory for a key that a callback can read, and its address.
func (r *progRun) takeKey(n int) (key []byte, addr uint64) {
	if r.keys == 0 {
		r.keyRoom = make([]byte, keyRoomSize)
		r.keys = r.k.runs.space.AddBytes(r.keyRoom)
	}
	at := r.used
	r.used += n
	return r.keyRoom[at:r.used], r.keys + uint64(at)
}
