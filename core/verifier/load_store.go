package verifier

import "bpfplay/core/insn"

// noteType refuses an instruction that paths use with pointers that need different code.
func (v *env) noteType(t regType) {
	prev := &v.aux[v.insnIdx].ptrType
	switch {
	case *prev == notInit:
		*prev = t
	case *prev != t && (ownCode(t) || ownCode(*prev)):
		v.refuse(differentPointers)
	}
}

func ownCode(t regType) bool {
	switch t.base() {
	case ptrToCtx, ptrToSocket, ptrToSockCommon, ptrToTCPSock, ptrToXDPSock, ptrToBTFID:
		return true
	}
	return false
}

// checkLoad checks a load (check_load_mem).
func (v *env) checkLoad(i insn.Insn) {
	v.regArg(i.Src, srcOp)
	v.regArg(i.Dst, dstNoMark)
	t := v.regs()[i.Src].typ
	v.change(i.Dst)
	v.checkMem(access{n: i.Src, off: int64(i.Off), size: i.Bytes(), value: int(i.Dst), sx: i.Mode() == insn.BPF_MEMSX})
	v.noteType(t)
	v.sane(&v.regs()[i.Dst], "ldx")
	v.changed(&v.regs()[i.Dst])
}

// checkStore checks a store of a register.
func (v *env) checkStore(i insn.Insn) {
	v.regArg(i.Src, srcOp)
	v.regArg(i.Dst, srcOp)
	t := v.regs()[i.Dst].typ
	v.checkMem(access{n: i.Dst, off: int64(i.Off), size: i.Bytes(), write: true, value: int(i.Src)})
	v.noteType(t)
}

// checkStoreImm checks a store of a constant.
func (v *env) checkStoreImm(i insn.Insn) {
	v.regArg(i.Dst, srcOp)
	t := v.regs()[i.Dst].typ
	if t == ptrToCtx && !v.in(sinceStToCtx) {
		v.refuse(stToCtx, i.Dst, v.typeName(t))
	}
	v.checkMem(access{n: i.Dst, off: int64(i.Off), size: i.Bytes(), write: true, value: -1})
	if v.in(sinceStPointers) {
		v.noteType(t)
	}
}
