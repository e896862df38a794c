package core

import (
	"encoding/binary"

	"bpfplay/core/insn"
	"bpfplay/core/table"
)

// Follows bpf_insn_prepare_dump in kernel/bpf/syscall.c, for programs that the kernel leaves as they are.

// The source registers of an ld_imm64 that names a map, as the kernel shows it.
const (
	dumpMap   = 1 // BPF_PSEUDO_MAP_FD, with the id of the map
	dumpValue = 2 // BPF_PSEUDO_MAP_VALUE, likewise
)

// dumpSources are these registers, by the one that the program was loaded with. The others have no rewritten form here.
var dumpSources = table.Listed[uint8, uint8]{{0, 0}, {1, dumpMap}, {5, dumpMap}, {2, dumpValue}, {6, dumpValue}}

// xlated returns the instructions of the program as the kernel shows them. It returns nil if the kernel may have rewritten
// one: a call, an access to the context, a division, or a jump, whose dead branch it removes.
func (p *Prog) xlated() (b []byte) {
	for at := 0; at < len(p.Insns); at++ {
		i := p.Insns[at]
		if i.IsLoadImm64() && at+1 < len(p.Insns) {
			at++
			next := p.Insns[at]
			source, ok := dumpSources.Find(i.Src)
			if !ok {
				return nil
			}
			if source != 0 {
				i.Src, i.Imm = source, int32(p.usedMaps[i.Imm].ID)
			}
			b = next.Append(i.Append(b))
			continue
		}
		if !leftAlone(i) {
			return nil
		}
		b = i.Append(b)
	}
	return b
}

// framePointer is R10.
const framePointer = 10

// leftAlone reports whether the kernel never rewrites an instruction.
func leftAlone(i insn.Insn) bool {
	switch i.Class() {
	case insn.BPF_ALU, insn.BPF_ALU64:
		return i.Op() != insn.BPF_DIV && i.Op() != insn.BPF_MOD && (i.Op() != insn.BPF_MOV || i.Off == 0)
	case insn.BPF_LDX:
		return i.Src == framePointer && i.Mode() == insn.BPF_MEM
	case insn.BPF_ST, insn.BPF_STX:
		return i.Dst == framePointer && i.Mode() == insn.BPF_MEM
	}
	return i.Class() == insn.BPF_JMP && i.Op() == insn.BPF_EXIT
}

// ksymBase is the address of the first program's machine code. The kernel chooses addresses at random.
const ksymBase = 0xffffffffc0000000

// ksym returns the address of the program's machine code.
func (p *Prog) ksym() []byte {
	return binary.LittleEndian.AppendUint64(nil, ksymBase+uint64(p.Nr)*PAGE_SIZE)
}
