package verifier

import (
	"math"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// sinceFastcall is the release that drops the spills around the call of a helper that keeps r1 to r5.
var sinceFastcall = abi.Since{abi.V6_12}

const calleeClobbers = 0x3f // r0 to r5

// markFastcalls finds spills and fills of the lowest slots of a function that only surround calls of helpers
// (mark_fastcall_patterns).
func (v *env) markFastcalls() {
	if !v.in(sinceFastcall) {
		return
	}
	for n := range v.subprogCnt() {
		sub := &v.subprogs[n]
		end := v.subprogs[n+1].start
		lowest := int16(0)
		for _, i := range v.insns[sub.start:end] {
			if isSpill(i) {
				lowest = min(lowest, i.Off)
			}
		}
		for idx := sub.start; idx < end; idx++ {
			if i := v.insns[idx]; i.Code == insn.BPF_JMP|insn.BPF_CALL && i.Src == 0 {
				v.markFastcall(sub, idx, lowest)
			}
		}
	}
}

// isSpill and isFill report whether i moves 8 bytes between a register and the stack.
func isSpill(i insnT) bool {
	return i.Code == insn.BPF_STX|insn.BPF_MEM|insn.BPF_DW && i.Dst == insn.BPF_REG_10
}

func isFill(i insnT) bool {
	return i.Code == insn.BPF_LDX|insn.BPF_MEM|insn.BPF_DW && i.Src == insn.BPF_REG_10
}

// markFastcall follows mark_fastcall_pattern_for_call.
func (v *env) markFastcall(sub *subprog, call int, lowest int16) {
	p := v.helper(v.insns[call].Imm)
	if p == nil {
		return
	}
	use, _ := v.useDef(v.insns[call])
	keeps := calleeClobbers &^ use
	if p.Ret.base() != retVoid {
		keeps &^= 1
	}
	off, pairs := lowest, 0
	for k := 1; k <= 6 && call-k >= 0 && call+k < len(v.insns); k++ {
		spill, fill := v.insns[call-k], v.insns[call+k]
		if v.aux[call-k+1].jumpTarget || v.aux[call+k].jumpTarget || !isSpill(spill) || !isFill(fill) {
			break
		}
		if spill.Src != fill.Dst || keeps>>spill.Src&1 == 0 || spill.Off != off || fill.Off != off {
			break
		}
		keeps &^= 1 << spill.Src
		v.aux[call-k].fastcall, v.aux[call+k].fastcall = true, true
		off += regSize
		pairs++
	}
	if pairs == 0 {
		return
	}
	if p.Fastcall {
		sub.fastcalls = true
	} else {
		sub.keepsFastcall = true
	}
	sub.fastcallOff = min(sub.fastcallOff, off)
}

// checkFastcall notes an access to the stack at off: if others than the spills use their slots, the spills stay
// (check_fastcall_stack_contract).
func (v *env) checkFastcall(f *frame, off int64) {
	sub := &v.subprogs[f.subprog]
	if int64(sub.fastcallOff) <= off || v.aux[v.insnIdx].fastcall {
		return
	}
	sub.fastcallOff, sub.fastcalls = math.MinInt16, false
	for i := sub.start; i < v.subprogs[f.subprog+1].start; i++ {
		v.aux[i].fastcall = false
	}
}

// dropFastcalls takes the spills that are not needed from the stack depth (remove_fastcall_spills_fills).
func (v *env) dropFastcalls() {
	for n := range v.subprogCnt() {
		if sub := &v.subprogs[n]; sub.fastcalls && !sub.keepsFastcall {
			sub.stackDepth = -int(sub.fastcallOff)
		}
	}
}
