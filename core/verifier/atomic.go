package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// sinceZextKept is the release in which the verifier finds reads of an upper half without following paths.
var sinceZextKept = abi.Since{abi.V7_3}

// readsSwapped notes that the upper half of r0 is read after a 32-bit BPF_CMPXCHG (mark_insn_zext).
func (v *env) readsSwapped(f *frame) {
	if f.swapped != 0 {
		v.aux[f.swapped-1].zextDst = true
		f.swapped = 0
	}
}

// keptHalves returns the 32-bit BPF_CMPXCHG that leave the upper half of r0 as it is when they succeed. The kernel adds the
// zero extension only if it saw a read of all of r0. From 6.18 on it forgets those after the point at which it prunes a path.
func (v *env) keptHalves() (all []int) {
	if !v.static || v.in(sinceZextKept) {
		return nil
	}
	for n, i := range v.insns {
		if i.Class() == insn.BPF_STX && i.Mode() == insn.BPF_ATOMIC && i.Imm == insn.BPF_CMPXCHG && i.Bytes() == 4 && !v.aux[n].zextDst {
			all = append(all, n)
		}
	}
	return all
}

// atomicAccess checks an atomic operation (check_atomic).
func (v *env) atomicAccess(i insn.Insn) {
	v.checkAtomic(i)
	name := "BPF_ATOMIC"
	if !v.in(sinceAtomics) {
		name = "BPF_XADD"
	}
	a := access{n: i.Dst, off: int64(i.Off), size: i.Bytes(), value: -1, strict: true}
	if i.Imm == insn.BPF_LOAD_ACQ || i.Imm == insn.BPF_STORE_REL {
		v.checkAcquire(i, a)
		return
	}
	v.regArg(i.Src, srcOp)
	v.regArg(i.Dst, srcOp)
	if i.Imm == insn.BPF_CMPXCHG {
		v.regArg(0, srcOp)
		if v.isPointerValue(0) {
			v.refuse(leaksInto, 0, "mem")
		}
	}
	if v.isPointerValue(i.Src) {
		v.refuse(leaksInto, i.Src, "mem")
	}
	v.atomicPointer(name, i.Dst)
	to := -1
	if i.Imm&insn.BPF_FETCH != 0 {
		to = int(i.Src)
		if i.Imm == insn.BPF_CMPXCHG {
			to = 0
		}
		v.regArg(uint8(to), dstOp)
		if to == 0 && a.size == 4 && i.Imm == insn.BPF_CMPXCHG {
			v.cur.cur().swapped = v.insnIdx + 1
		}
	}
	v.checkMem(a)
	if to >= 0 {
		b := a
		b.value = to
		v.change(uint8(to))
		v.checkMem(b)
		v.changed(&v.regs()[to])
	}
	if v.in(sinceStPointers) {
		v.noteType(v.regs()[i.Dst].typ)
	}
	a.write = true
	v.checkMem(a)
}

// checkAcquire checks a load-acquire or store-release.
func (v *env) checkAcquire(i insn.Insn, a access) {
	regs := v.regs()
	if i.Imm == insn.BPF_LOAD_ACQ {
		v.regArg(i.Src, srcOp)
		v.regArg(i.Dst, dstNoMark)
		t := regs[i.Src].typ
		a.n, a.value = i.Src, int(i.Dst)
		v.change(i.Dst)
		v.checkMem(a)
		v.noteType(t)
		if noAtomic(t) {
			v.refuse(atomicSource, i.Src, v.typeName(t))
		}
		v.sane(&regs[i.Dst], "atomic_load")
		v.changed(&regs[i.Dst])
		return
	}
	v.regArg(i.Src, srcOp)
	v.regArg(i.Dst, srcOp)
	t := regs[i.Dst].typ
	a.write, a.value = true, int(i.Src)
	v.checkMem(a)
	v.noteType(t)
	v.atomicPointer("BPF_ATOMIC", i.Dst)
}

func noAtomic(t regType) bool {
	switch t.base() {
	case ptrToCtx, ptrToPacket, ptrToPacketMeta, ptrToFlowKeys, ptrToSocket, ptrToSockCommon, ptrToTCPSock, ptrToXDPSock:
		return true
	}
	return false
}

func (v *env) atomicPointer(name string, n uint8) {
	if t := v.regs()[n].typ; noAtomic(t) {
		v.refuse(atomicTarget, name, n, v.typeName(t))
	}
}
