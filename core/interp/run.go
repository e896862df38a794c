package interp

import (
	"encoding/binary"
	"math/bits"

	"bpfplay/core/insn"
)

// run runs at most budget instructions and returns what remains of it. An instruction that faults is not counted.
//
// All instructions are cases of one switch, without calls where possible: BenchmarkRun takes twice as long with a function
// for each.
func (m *Machine) run(budget int) int {
	r, ops, pc := &m.Regs, m.Program.ops, m.PC
	for ; budget > 0; budget-- {
		o := &ops[pc]
		b := r[o.src&15] + o.imm
		d := &r[o.dst&15]
		pc++
		switch o.code {
		case groupALU64 | insn.BPF_ADD>>4:
			*d += b
		case groupALU64 | insn.BPF_SUB>>4:
			*d -= b
		case groupALU64 | insn.BPF_MUL>>4:
			*d *= b
		case groupALU64 | insn.BPF_DIV>>4:
			*d = div(*d, b)
		case groupALU64 | insn.BPF_OR>>4:
			*d |= b
		case groupALU64 | insn.BPF_AND>>4:
			*d &= b
		case groupALU64 | insn.BPF_LSH>>4:
			*d <<= b & 63
		case groupALU64 | insn.BPF_RSH>>4:
			*d >>= b & 63
		case groupALU64 | insn.BPF_NEG>>4:
			*d = -*d
		case groupALU64 | insn.BPF_MOD>>4:
			*d = mod(*d, b)
		case groupALU64 | insn.BPF_XOR>>4:
			*d ^= b
		case groupALU64 | insn.BPF_MOV>>4:
			*d = b
		case groupALU64 | insn.BPF_ARSH>>4:
			*d = uint64(int64(*d) >> (b & 63))
		case groupALU64 | opSDiv:
			*d = uint64(sdiv(int64(*d), int64(b)))
		case groupALU64 | opSMod:
			*d = uint64(smod(int64(*d), int64(b)))

		case groupALU32 | insn.BPF_ADD>>4:
			*d = uint64(uint32(*d) + uint32(b))
		case groupALU32 | insn.BPF_SUB>>4:
			*d = uint64(uint32(*d) - uint32(b))
		case groupALU32 | insn.BPF_MUL>>4:
			*d = uint64(uint32(*d) * uint32(b))
		case groupALU32 | insn.BPF_DIV>>4:
			*d = div(uint64(uint32(*d)), uint64(uint32(b)))
		case groupALU32 | insn.BPF_OR>>4:
			*d = uint64(uint32(*d) | uint32(b))
		case groupALU32 | insn.BPF_AND>>4:
			*d = uint64(uint32(*d) & uint32(b))
		case groupALU32 | insn.BPF_LSH>>4:
			*d = uint64(uint32(*d) << (b & 31))
		case groupALU32 | insn.BPF_RSH>>4:
			*d = uint64(uint32(*d) >> (b & 31))
		case groupALU32 | insn.BPF_NEG>>4:
			*d = uint64(-uint32(*d))
		case groupALU32 | insn.BPF_MOD>>4:
			*d = mod(uint64(uint32(*d)), uint64(uint32(b)))
		case groupALU32 | insn.BPF_XOR>>4:
			*d = uint64(uint32(*d) ^ uint32(b))
		case groupALU32 | insn.BPF_MOV>>4:
			*d = uint64(uint32(b))
		case groupALU32 | insn.BPF_ARSH>>4:
			*d = uint64(uint32(int32(*d) >> (b & 31)))
		case groupALU32 | opSDiv:
			*d = uint64(uint32(sdiv(int64(int32(*d)), int64(int32(b)))))
		case groupALU32 | opSMod:
			*d = uint64(uint32(smod(int64(int32(*d)), int64(int32(b)))))

		case groupJMP | insn.BPF_JA>>4:
			pc += int(o.off)
		case groupJMP | insn.BPF_JEQ>>4:
			if *d == b {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JGT>>4:
			if *d > b {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JGE>>4:
			if *d >= b {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JSET>>4:
			if *d&b != 0 {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JNE>>4:
			if *d != b {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JSGT>>4:
			if int64(*d) > int64(b) {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JSGE>>4:
			if int64(*d) >= int64(b) {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JLT>>4:
			if *d < b {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JLE>>4:
			if *d <= b {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JSLT>>4:
			if int64(*d) < int64(b) {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JSLE>>4:
			if int64(*d) <= int64(b) {
				pc += int(o.off)
			}
		case groupJMP | insn.BPF_JCOND>>4:
			if f := &m.Frames[m.Depth-1]; f.loops == 0 {
				pc += int(o.off)
			} else {
				f.loops--
			}

		case groupJMP32 | insn.BPF_JEQ>>4:
			if uint32(*d) == uint32(b) {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JGT>>4:
			if uint32(*d) > uint32(b) {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JGE>>4:
			if uint32(*d) >= uint32(b) {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JSET>>4:
			if uint32(*d)&uint32(b) != 0 {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JNE>>4:
			if uint32(*d) != uint32(b) {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JSGT>>4:
			if int32(*d) > int32(b) {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JSGE>>4:
			if int32(*d) >= int32(b) {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JLT>>4:
			if uint32(*d) < uint32(b) {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JLE>>4:
			if uint32(*d) <= uint32(b) {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JSLT>>4:
			if int32(*d) < int32(b) {
				pc += int(o.off)
			}
		case groupJMP32 | insn.BPF_JSLE>>4:
			if int32(*d) <= int32(b) {
				pc += int(o.off)
			}

		case opLoad8, opLoad16, opLoad32, opLoad64:
			n := 1 << (o.code & 3)
			if i := b>>32 - addrHigh; i < uint64(len(m.Space.regions)) {
				if bs, at := m.Space.regions[i].bytes, int(uint32(b)); at+n <= len(bs) {
					*d = load(bs[at : at+n])
					continue
				}
			}
			v, ok := m.Space.Load(b, n)
			if !ok {
				return m.badAccess(pc, b, budget)
			}
			*d = v
		case opLoadS8, opLoadS16, opLoadS32:
			n := 1 << (o.code - opLoadS8)
			v, ok := m.Space.Load(b, n)
			if !ok {
				return m.badAccess(pc, b, budget)
			}
			shift := 64 - 8*n
			*d = uint64(int64(v<<shift) >> shift)
		case opStore8, opStore16, opStore32, opStore64:
			n := 1 << (o.code - opStore8)
			addr := *d + uint64(int64(o.off))
			if i := addr>>32 - addrHigh; i < uint64(len(m.Space.regions)) {
				if bs, at := m.Space.regions[i].bytes, int(uint32(addr)); at+n <= len(bs) {
					store(bs[at:at+n], b)
					continue
				}
			}
			if !m.Space.Store(addr, n, b) {
				return m.badAccess(pc, addr, budget)
			}
		case opAtomic32, opAtomic64:
			addr := *d + uint64(int64(o.off))
			mem := m.Space.Bytes(addr, 4<<(o.code-opAtomic32))
			if mem == nil {
				return m.badAccess(pc, addr, budget)
			}
			if !m.atomic(mem, r[o.src&15], o) {
				return m.stop(pc-1, "unknown atomic operation", 0, budget)
			}

		case opCall:
			if uint32(o.off) >= uint32(len(m.Helpers)) || m.Helpers[o.off] == nil {
				return m.stop(pc-1, "helper is not supported", uint64(o.off), budget)
			}
			m.PC = pc
			v := m.Helpers[o.off](m, m.args())
			if !m.moved {
				r[0] = v
			} else {
				m.moved = false
				ops, pc = m.Program.ops, m.PC
				if m.Waiting {
					return budget - 1
				}
			}
			if m.Status == Faulted {
				return m.stop(pc-1, m.Fault.Why, m.Fault.Addr, budget)
			}
		case opCallFunc:
			m.PC = pc
			m.enter(pc+int(o.off), nil)
			if m.Status == Faulted {
				return m.stop(pc-1, m.Fault.Why, m.Fault.Addr, budget)
			}
			pc = m.PC
		case groupJMP | insn.BPF_EXIT>>4:
			m.PC = pc
			if !m.exit() {
				return budget - 1
			}
			ops, pc = m.Program.ops, m.PC
		case opPacket:
			v, ok := m.loadPacket(int32(b), int(o.off))
			r[0] = v
			if ok {
				continue
			}
			m.PC = pc
			if !m.exit() {
				return budget - 1
			}
			ops, pc = m.Program.ops, m.PC

		case opImm64:
			*d = b
			pc++
		case opMovS8:
			*d = uint64(int64(int8(b)))
		case opMovS16:
			*d = uint64(int64(int16(b)))
		case opMovS32:
			*d = uint64(int64(int32(b)))
		case opMovS8W:
			*d = uint64(uint32(int32(int8(b))))
		case opMovS16W:
			*d = uint64(uint32(int32(int16(b))))
		case opSwap16:
			*d = uint64(bits.ReverseBytes16(uint16(*d)))
		case opSwap32:
			*d = uint64(bits.ReverseBytes32(uint32(*d)))
		case opSwap64:
			*d = bits.ReverseBytes64(*d)
		case opLow16:
			*d = uint64(uint16(*d))
		case opLow32:
			*d = uint64(uint32(*d))
		default:
			return m.stop(pc-1, "unknown instruction", 0, budget)
		}
	}
	m.PC = pc
	return 0
}

// stop stops the run before the instruction at pc.
func (m *Machine) stop(pc int, why string, addr uint64, budget int) int {
	m.PC = pc
	m.fault(why, addr)
	return budget
}

// badAccess stops the run at the instruction before pc, which accessed addr.
func (m *Machine) badAccess(pc int, addr uint64, budget int) int {
	return m.stop(pc-1, "no memory", addr, budget)
}

func load(b []byte) uint64 {
	switch len(b) {
	case 8:
		return binary.LittleEndian.Uint64(b)
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	}
	return uint64(b[0])
}

func store(b []byte, v uint64) {
	switch len(b) {
	case 8:
		binary.LittleEndian.PutUint64(b, v)
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(v))
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(v))
	default:
		b[0] = byte(v)
	}
}

func div(a, b uint64) uint64 {
	if b == 0 {
		return 0
	}
	return a / b
}

func mod(a, b uint64) uint64 {
	if b == 0 {
		return a
	}
	return a % b
}

// sdiv divides with the rules of eBPF, which are those of Go except for 0.
func sdiv(a, b int64) int64 {
	if b == 0 {
		return 0
	}
	return a / b // math.MinInt64 / -1 is math.MinInt64
}

func smod(a, b int64) int64 {
	if b == 0 {
		return a
	}
	return a % b // math.MinInt64 % -1 is 0
}

// loadPacket loads n bytes of the packet in network byte order. ok is false outside of the packet, which ends the function
// with 0.
func (m *Machine) loadPacket(off int32, n int) (v uint64, ok bool) {
	if m.Packet == nil {
		return 0, false
	}
	b := m.Packet(m, off, n)
	for _, x := range b {
		v = v<<8 | uint64(x)
	}
	return v, b != nil
}
