package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var sincePacketsInvalid = abi.Since{abi.V6_2} // packet pointers are not readable after a move

const maxPacketOff = 0xffff

// initPacket reports whether r is the unmodified start of the packet.
func initPacket(r *reg) bool {
	return r.typ == ptrToPacket && r.id == 0 && r.off == 0 && r.varOff.equals(0)
}

// matchPacket notes the bytes that a comparison of packet pointers proves readable (try_match_pkt_pointers).
func (v *env) matchPacket(i insn.Insn, dst, src *reg, other *vstate, byReg, is32 bool) bool {
	if !byReg || is32 {
		return false
	}
	op := i.Op()
	if op != insn.BPF_JGT && op != insn.BPF_JLT && op != insn.BPF_JGE && op != insn.BPF_JLE {
		return false
	}
	var r *reg
	n := i.Dst
	ptrFirst := true
	switch {
	case dst.typ == ptrToPacket && src.typ == ptrToPacketEnd, dst.typ == ptrToPacketMeta && initPacket(src):
		r = dst
	case dst.typ == ptrToPacketEnd && src.typ == ptrToPacket, initPacket(dst) && src.typ == ptrToPacketMeta:
		r, n, ptrFirst = src, i.Src, false
	default:
		return false
	}
	greater := op == insn.BPF_JGT || op == insn.BPF_JGE
	strict := op == insn.BPF_JGT || op == insn.BPF_JLT
	// The pointer is before the end on the branch that jumps if "ptr < end" or "end > ptr" is the condition.
	goodJumps := greater != ptrFirst
	good, bad := v.cur, other
	if goodJumps {
		good, bad = other, v.cur
	}
	// A strict condition proves one byte more on the branch on which it holds.
	open := strict == goodJumps
	v.goodPacket(good, r, open)
	if b := &bad.cur().regs[n]; b.typ == ptrToPacket {
		b.rng = atPktEnd
		if !open {
			b.rng = beyondPktEnd
		}
	}
	return true
}

// goodPacket raises the range of all pointers with the same variable part as r.
func (v *env) goodPacket(st *vstate, r *reg, open bool) {
	off := uint64(r.off)
	switch {
	case v.circular:
		off = r.umax
		if off == 0 && open || off > maxPacketOff {
			return
		}
	case r.off < 0 || r.off == 0 && open || r.umax > maxPacketOff || r.umax+off > maxPacketOff:
		return
	}
	rng := int32(off)
	if open {
		rng++
	}
	t, id := r.typ, r.id
	st.each(func(q *reg) {
		if q.typ == t && q.id == id {
			q.rng = max(q.rng, rng)
		}
	})
}

// mayAccessPacket reports whether programs of this type access the packet directly, or through a helper if proto is not nil.
func (v *env) mayAccessPacket(proto *helperProto, write bool) bool {
	switch v.prog.Type {
	case progLWTIn, progLWTOut, progLWTSeg6Local, progSKReuseport, progFlowDissector, progCgroupSKB:
		if write {
			return false
		}
	case progSchedCls, progSchedAct, progXDP, progLWTXmit, progSKSKB, progSKMsg:
	case progCgroupSockopt:
		return true
	default:
		return false
	}
	return proto == nil || proto.PktAccess
}

// checkPacket refuses an access outside of the bytes that a comparison with the end proved (check_packet_access).
func (v *env) checkPacket(n uint8, r *reg, off int64, size int, zeroOK bool) {
	if v.circular {
		if r.rng < 0 {
			v.refuse(packetRangeUnknown, n)
		}
		v.checkRegion(n, r, off, size, int64(r.rng), zeroOK)
		return
	}
	if r.smin < 0 {
		v.refuse(regionNegative, n)
	}
	if r.rng < 0 {
		v.refuse(packetRangeUnknown, n)
	}
	if !v.regionFits(n, r, off, size, int64(r.rng), zeroOK) {
		v.refuse(packetRange, n)
	}
}

// forgetPackets makes all packet pointers invalid, after a helper that may move the packet.
func (v *env) forgetPackets() {
	v.cur.eachPlace(func(p place, r *reg) {
		if r.isPktAny() {
			v.lost(p, r, causePacket)
		}
		switch {
		case !r.isPktAny():
		case v.in(sincePacketsInvalid):
			v.invalidate(r)
		default:
			v.unknown(r)
		}
	})
}

// invalidate takes a pointer away: programs without CAP_PERFMON must not see it as a number.
func (v *env) invalidate(r *reg) {
	if v.allowPtrLeaks {
		v.unknown(r)
	} else {
		v.notInit(r)
	}
}
