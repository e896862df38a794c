package verifier

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

const (
	funcRecSize    = 8  // sizeof(struct bpf_func_info), also the least that a record has
	lineRecSize    = 16 // sizeof(struct bpf_line_info)
	maxInfoRecSize = 252
	maxLineInfo    = 0x7fffffff / lineRecSize
)

var (
	sinceFuncInfo   = abi.Since{abi.V4_20} // func_info
	sinceLineInfo   = abi.Since{abi.V5_0}  // line_info
	sinceCoreRelo   = abi.Since{abi.V5_17} // CO-RE relocations
	sinceCoreBefore = abi.Since{abi.V7_3}  // relocations are applied before functions are looked for
)

// prepareBTF follows check_btf_info_early: it takes the BTF and reads func_info before the functions are known.
func (v *env) prepareBTF() {
	if !v.in(sinceBTFFirst) || !v.takeBTF() {
		return
	}
	v.readFuncInfo()
}

// takeBTF reports whether the program has records that refer to BTF, and refuses it if the BTF is missing.
func (v *env) takeBTF() bool {
	p := v.prog
	if p.FuncInfo.Count == 0 && p.LineInfo.Count == 0 && !(p.CoreRelos != 0 && v.in(sinceCoreBefore)) {
		return false
	}
	if p.BTF == nil {
		v.refuseErrno(p.BTFErrno, progBTF)
	}
	if p.CoreRelos != 0 && v.in(sinceCoreRelo) {
		v.decline("CO-RE relocations")
	}
	return true
}

// checkBTF follows check_btf_info: it compares func_info and line_info with the functions.
func (v *env) checkBTF() {
	v.insnIdx = -1
	p := v.prog
	if !v.in(sinceFuncInfo) {
		return
	}
	if v.in(sinceBTFFirst) {
		if p.FuncInfo.Count == 0 && p.LineInfo.Count == 0 {
			v.checkAbnormalReturn()
			return
		}
	} else if !v.takeBTF() {
		v.checkAbnormalReturn()
		return
	}
	v.checkFuncInfo()
	v.checkLineInfo()
}

// readRecord reads record i, at most want bytes. A longer record must be zero past them.
func (v *env) readRecord(rs Records, i, want uint32, tail *Rule, recSize *uint32) []byte {
	b, errno := rs.Read(uint64(i)*uint64(rs.RecSize), uint64(rs.RecSize))
	if errno != 0 {
		v.refuse(infoFault)
	}
	for _, c := range b[min(want, rs.RecSize):] {
		if c != 0 {
			*recSize = min(want, rs.RecSize)
			v.refuse(tail)
		}
	}
	return b[:min(want, rs.RecSize)]
}

// readFuncInfo reads func_info, and tests what does not depend on the functions.
func (v *env) readFuncInfo() {
	rs := v.prog.FuncInfo
	if rs.Count == 0 {
		return
	}
	v.checkFuncRecSize()
	for i := range rs.Count {
		v.readFuncRecord(i)
		v.checkFuncType(i)
	}
}

// checkFuncRecSize tests the size of a func_info record.
func (v *env) checkFuncRecSize() {
	if n := v.prog.FuncInfo.RecSize; n < funcRecSize || n > maxInfoRecSize || n%4 != 0 {
		v.refuse(funcInfoRecSize, n)
	}
}

// readFuncRecord reads record i and compares it with the one before.
func (v *env) readFuncRecord(i uint32) {
	b := v.readRecord(v.prog.FuncInfo, i, funcRecSize, funcInfoTail, &v.funcRecSize)
	rec := FuncInfo{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])}
	if i == 0 && rec.InsnOff != 0 {
		v.refuse(funcInfoFirst, rec.InsnOff)
	}
	if i > 0 {
		if prev := v.funcInfo[i-1].InsnOff; rec.InsnOff <= prev {
			v.refuse(funcInfoOrder, rec.InsnOff, prev)
		}
	}
	v.funcInfo = append(v.funcInfo, rec)
}

// checkFuncType tests that record i names a function of the BTF.
func (v *env) checkFuncType(i uint32) {
	id := v.funcInfo[i].TypeID
	if !v.isFunc(id) {
		v.refuse(funcInfoType, int32(id))
	}
}

// checkFuncInfo follows check_btf_func: each function has a record, and each record a function.
func (v *env) checkFuncInfo() {
	rs := v.prog.FuncInfo
	if rs.Count == 0 {
		v.checkAbnormalReturn()
		return
	}
	if int64(rs.Count) != int64(v.subprogCnt()) {
		v.refuse(funcInfoCount)
	}
	early := v.in(sinceBTFFirst)
	if !early {
		v.checkFuncRecSize()
	}
	for i := range rs.Count {
		if !early {
			v.readFuncRecord(i)
		}
		sub := &v.subprogs[i]
		if int64(v.funcInfo[i].InsnOff) != int64(sub.start) {
			v.refuse(funcInfoLayout)
		}
		if !early {
			v.checkFuncType(i)
		}
		sub.global = v.linkage(v.funcInfo[i].TypeID) == linkageGlobal
		if i == 0 || v.returnsInt(v.funcInfo[i].TypeID) {
			continue
		}
		switch {
		case sub.hasLdAbs:
			v.refuse(ldAbsNeedsInt)
		case sub.hasTailCall:
			v.refuse(tailCallNeedsInt)
		}
	}
}

// checkLineInfo follows check_btf_line.
func (v *env) checkLineInfo() {
	rs := v.prog.LineInfo
	if rs.Count == 0 || !v.in(sinceLineInfo) {
		return
	}
	if rs.Count > maxLineInfo || rs.RecSize < lineRecSize || rs.RecSize > maxInfoRecSize || rs.RecSize%4 != 0 {
		v.refuse(lineInfoSize)
	}
	next, prev := 0, uint32(0)
	for i := range rs.Count {
		b := v.readRecord(rs, i, lineRecSize, lineInfoTail, &v.lineRecSize)
		u32 := func(n int) uint32 { return binary.LittleEndian.Uint32(b[4*n:]) }
		rec := LineInfo{u32(0), u32(1), u32(2), u32(3)}
		switch {
		case i > 0 && rec.InsnOff <= prev || int64(rec.InsnOff) >= int64(len(v.insns)):
			v.refuse(lineInfoOff, i, rec.InsnOff, prev, len(v.insns))
		case v.insns[rec.InsnOff].Code == 0:
			v.refuse(lineInfoCode, i)
		case !v.prog.BTF.HasString(rec.LineOff) || !v.prog.BTF.HasString(rec.FileNameOff):
			v.refuse(lineInfoNames, i)
		}
		if next < v.subprogCnt() {
			switch start := v.subprogs[next].start; {
			case int(rec.InsnOff) == start:
				next++
			case start < int(rec.InsnOff):
				v.refuse(lineInfoFunc, next)
			}
		}
		prev = rec.InsnOff
		v.lineInfo = append(v.lineInfo, rec)
	}
	if next != v.subprogCnt() {
		v.refuse(lineInfoFuncs, v.subprogCnt()-next, next)
	}
}
