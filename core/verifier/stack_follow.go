package verifier

import (
	"slices"

	"bpfplay/core/insn"
)

// followPointers finds the pointers to stacks before each instruction of a function, and notes the accesses through them
// (compute_subprog_args).
func (v *env) followPointers(f *useInstance, args *[6]stackPtr) []*stackPtrs {
	u := &v.uses
	ptrs := make([]*stackPtrs, f.count)
	entry := new(stackPtrs)
	ptrs[0] = entry
	for r := range entry.regs {
		entry.regs[r] = noStackPtr
		if args != nil && r >= 1 && r <= 5 {
			entry.regs[r] = args[r]
		}
	}
	entry.regs[10] = singlePtr(int8(f.depth), 0)
	for n := range entry.slots {
		entry.slots[n] = noStackPtr
	}
	log := v.level&logLevel2 != 0
	if log {
		v.logf("subprog#%d: analyzing (depth %d)...\n", f.subprog, f.depth)
	}
	order := v.orderOf(f.subprog)
	parents := func(frame int) *[maxStack / regSize]stackPtr { return u.called[u.calls[frame]] }
	flow(v, order, f.start, ptrs, func(idx int, in, after *stackPtrs) {
		after.after(v, v.insns[idx], f.depth, parents)
		if log {
			v.logPointers(idx, in, after)
		}
	}, v.joinPointers)
	for _, idx := range slices.Backward(order) {
		i, in := v.insns[idx], ptrs[idx-f.start]
		v.recordAccess(f, in, idx)
		call := i.Code == insn.BPF_JMP|insn.BPF_CALL
		if call && i.Src != insn.BPF_PSEUDO_CALL {
			v.recordCall(f, in, idx)
		}
		if call && i.Src == insn.BPF_PSEUDO_CALL || v.aux[idx].callsCallback {
			u.called[idx] = &in.slots
		}
	}
	if log {
		v.logSubprogPointers(f, ptrs)
	}
	return ptrs
}

// joinPointers combines the pointers before target with those after idx. It returns in if they add nothing.
func (v *env) joinPointers(idx, target int, in, out *stackPtrs) *stackPtrs {
	joined, changed := *in, false
	one := func(name string, n int, p *stackPtr, q stackPtr) {
		old := *p
		r := old.join(q)
		if r.equal(old) {
			return
		}
		*p, changed = r, true
		if v.level&logLevel2 != 0 {
			v.logf("arg JOIN insn %d -> %d "+name+": %s + %s => %s\n", idx, target, n, old, q, r)
		}
	}
	for r := range joined.regs {
		one("r%d", r, &joined.regs[r], out.regs[r])
	}
	for n := range joined.slots {
		one("fp%+d", -(n+1)*regSize, &joined.slots[n], out.slots[n])
	}
	if !changed {
		return in
	}
	return new(joined)
}
