package interp

import "bpfplay/core/insn"

// keepsHalf is set in the immediate of a BPF_CMPXCHG that does not write r0 when it succeeds.
const keepsHalf = 1 << 32

// KeepHalf makes the 32-bit BPF_CMPXCHG at an instruction keep the upper half of r0 when it succeeds, as on processors whose
// own instruction does.
func (p *Program) KeepHalf(n int) { p.ops[n].imm |= keepsHalf }

// atomic runs the atomic operation of o on mem, which has 4 or 8 bytes. It reports whether the operation exists.
func (m *Machine) atomic(mem []byte, operand uint64, o *op) bool {
	old := load(mem)
	if len(mem) == 4 {
		operand = uint64(uint32(operand))
	}
	v, known := old, true
	switch kind := uint32(o.imm); kind {
	case insn.BPF_XCHG:
		v = operand
	case insn.BPF_CMPXCHG:
		expected := m.Regs[0]
		if len(mem) == 4 {
			expected = uint64(uint32(expected))
		}
		if expected == old {
			v = operand
		}
		store(mem, v)
		if expected != old || o.imm&keepsHalf == 0 {
			m.Regs[0] = old
		}
		return true
	default:
		v, known = combine(kind&^insn.BPF_FETCH, old, operand)
	}
	if !known {
		return false
	}
	store(mem, v)
	if o.imm&insn.BPF_FETCH != 0 {
		m.Regs[o.src&15] = old
	}
	return true
}

// combine returns the result of an arithmetic operation, whose low bytes are stored. known is false for other operations.
func combine(kind uint32, a, b uint64) (v uint64, known bool) {
	switch kind {
	case insn.BPF_ADD:
		return a + b, true
	case insn.BPF_OR:
		return a | b, true
	case insn.BPF_AND:
		return a & b, true
	case insn.BPF_XOR:
		return a ^ b, true
	}
	return 0, false
}
