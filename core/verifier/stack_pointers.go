package verifier

import (
	"math/bits"

	"bpfplay/core/insn"
)

// spillSlot returns the slot of eight bytes at an offset from the frame pointer, or -1.
func spillSlot(off int16) int {
	if off >= 0 || off < -maxStack || off%regSize != 0 {
		return -1
	}
	return int(-off)/regSize - 1
}

// stackPtrs are the pointers in the registers and the slots of a function before an instruction. Instructions share them if
// nothing changes between them.
type stackPtrs struct {
	regs  [11]stackPtr
	slots [maxStack / regSize]stackPtr
}

// fill loads a pointer from the slots at reg + off (fill_from_stack).
func (s *stackPtrs) fill(i insn.Insn, slots *[maxStack / regSize]stackPtr, depth int) stackPtr {
	unknown := stackPtr{frame: ptrAnyFrame, mask: 1<<(depth+1) - 1}
	if i.Src == insn.BPF_REG_10 {
		if slot := spillSlot(i.Off); slot >= 0 {
			return slots[slot]
		}
		return unknown
	}
	p := s.regs[i.Src]
	if p.count == 0 {
		return unknown
	}
	r := noStackPtr
	for _, off := range p.off[:p.count] {
		sum, ok := addOff(off, int64(i.Off))
		slot := spillSlot(sum)
		if !ok || slot < 0 {
			return unknown
		}
		r = r.join(slots[slot])
	}
	return r
}

// spill stores a pointer, or a number, in the slots at dst + off (spill_to_stack).
func (s *stackPtrs) spill(i insn.Insn) {
	val := noStackPtr
	if i.Bytes() == regSize {
		val = s.regs[i.Src]
	}
	if i.Dst == insn.BPF_REG_10 {
		if slot := spillSlot(i.Off); slot >= 0 {
			s.slots[slot] = val
		}
		return
	}
	p := s.regs[i.Dst]
	if p.count == 0 {
		for slot := range s.slots {
			s.slots[slot] = s.slots[slot].join(val)
		}
		return
	}
	for _, off := range p.off[:p.count] {
		sum, ok := addOff(off, int64(i.Off))
		slot := spillSlot(sum)
		switch {
		case !ok || slot < 0:
		case p.count == 1:
			s.slots[slot] = val
		default:
			s.slots[slot] = s.slots[slot].join(val)
		}
	}
}

// overwrite stores a number in the slots at dst + off (clear_stack_for_all_offs).
func (s *stackPtrs) overwrite(i insn.Insn) {
	p := s.regs[i.Dst]
	if i.Dst == insn.BPF_REG_10 {
		p = singlePtr(0, 0)
	}
	if p.count == 0 {
		s.overwriteAt(0, 0, false, true)
		return
	}
	for _, off := range p.off[:p.count] {
		sum, ok := addOff(off, int64(i.Off))
		if !ok {
			s.overwriteAt(0, 0, false, true)
			return
		}
		s.overwriteAt(int(sum), i.Bytes(), p.count == 1, false)
	}
}

func (s *stackPtrs) overwriteAt(off, size int, certain, all bool) {
	for n := range s.slots {
		start := -(n + 1) * regSize
		switch {
		case !all && (start >= off+size || start+regSize <= off):
		case certain:
			s.slots[n] = noStackPtr
		default:
			s.slots[n] = s.slots[n].join(noStackPtr)
		}
	}
}

// inFrame reports whether register n may point into the frame of depth.
func (s *stackPtrs) inFrame(depth int, n uint8) bool {
	p := s.regs[n]
	return n == insn.BPF_REG_10 || int(p.frame) == depth || p.frame == ptrAnyFrame && p.mask>>depth&1 == 1
}

// after computes the pointers after an instruction (arg_track_xfer). parents are the slots of the callers at their calls.
func (s *stackPtrs) after(v *env, i insn.Insn, depth int, parents func(frame int) *[maxStack / regSize]stackPtr) {
	dst, src := &s.regs[i.Dst], s.regs[i.Src]
	word := i.Mode() == insn.BPF_MEM && i.Bytes() == regSize
	switch i.Class() {
	case insn.BPF_ALU64:
		mov := i.Op() == insn.BPF_MOV
		switch {
		case mov && i.Source() == insn.BPF_X && i.Off == 0:
			*dst = src
		case mov:
			*dst = noStackPtr
		case i.Source() == insn.BPF_X:
			dst.alu(src)
		case dst.frame < 0:
		case i.Op() == insn.BPF_ADD:
			dst.add(int64(i.Imm))
		case i.Op() == insn.BPF_SUB:
			dst.add(-int64(i.Imm))
		default:
			*dst = stackPtr{frame: dst.frame}
		}
	case insn.BPF_ALU:
		*dst = noStackPtr
	case insn.BPF_JMP:
		if i.Op() == insn.BPF_CALL {
			for r := range 6 {
				s.regs[r] = noStackPtr
			}
		}
	case insn.BPF_LDX:
		switch {
		case word && s.inFrame(depth, i.Src):
			*dst = s.fill(i, &s.slots, depth)
		case word && src.frame >= 0 && int(src.frame) < depth:
			*dst = s.fill(i, parents(int(src.frame)), int(src.frame))
		case word && src.frame == ptrAnyFrame && bits.OnesCount16(src.mask) > 0:
			*dst = src
		default:
			*dst = noStackPtr
		}
	case insn.BPF_LD:
		if i.Mode() == insn.BPF_IMM {
			*dst = noStackPtr
		}
	case insn.BPF_STX:
		local := s.inFrame(depth, i.Dst)
		switch {
		case i.Mode() == insn.BPF_MEM && local:
			s.spill(i)
		case i.Mode() == insn.BPF_ATOMIC:
			if local && i.Imm != insn.BPF_LOAD_ACQ {
				s.overwrite(i)
			}
			if n, ok := v.loads(i); ok {
				s.regs[n] = noStackPtr
			}
		}
	case insn.BPF_ST:
		if i.Mode() == insn.BPF_MEM && s.inFrame(depth, i.Dst) {
			s.overwrite(i)
		}
	}
}
