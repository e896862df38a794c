// Package insn is for eBPF instructions: their encoding, the instruction set of each release, and assembly text.
package insn

import "encoding/binary"

// Size is the size of an encoded instruction in bytes. A 64-bit immediate load takes two.
const Size = 8

// Insn follows struct bpf_insn.
type Insn struct {
	Code     uint8
	Dst, Src uint8 // register numbers of 4 bits
	Off      int16
	Imm      int32
}

// Decode reads the instruction in the first [Size] bytes of b.
func Decode(b []byte) Insn {
	return Insn{
		Code: b[0],
		Dst:  b[1] & 0xf,
		Src:  b[1] >> 4,
		Off:  int16(binary.LittleEndian.Uint16(b[2:])),
		Imm:  int32(binary.LittleEndian.Uint32(b[4:])),
	}
}

// Append appends the [Size] bytes of i to b.
func (i Insn) Append(b []byte) []byte {
	b = append(b, i.Code, i.Dst&0xf|i.Src<<4)
	b = binary.LittleEndian.AppendUint16(b, uint16(i.Off))
	return binary.LittleEndian.AppendUint32(b, uint32(i.Imm))
}

// DecodeAll reads the instructions in b. Bytes after the last whole instruction are ignored.
func DecodeAll(b []byte) []Insn {
	insns := make([]Insn, len(b)/Size)
	for i := range insns {
		insns[i] = Decode(b[i*Size:])
	}
	return insns
}

// AppendAll appends the bytes of insns to b.
func AppendAll(b []byte, insns []Insn) []byte {
	for _, i := range insns {
		b = i.Append(b)
	}
	return b
}

// Class returns the instruction class of the opcode, such as [BPF_ALU64].
func (i Insn) Class() uint8 { return i.Code & 0x07 }

// Op returns the operation of an arithmetic or jump instruction, such as [BPF_ADD].
func (i Insn) Op() uint8 { return i.Code & 0xf0 }

// Source returns [BPF_K] or [BPF_X].
func (i Insn) Source() uint8 { return i.Code & 0x08 }

// Mode returns the mode of a load or store, such as [BPF_MEM].
func (i Insn) Mode() uint8 { return i.Code & 0xe0 }

// SizeBits returns the size of a load or store as encoded, such as [BPF_DW].
func (i Insn) SizeBits() uint8 { return i.Code & 0x18 }

// Bytes returns the number of bytes that a load or store accesses.
func (i Insn) Bytes() int { return accessBytes[i.SizeBits()>>3] }

var accessBytes = [4]int{BPF_W >> 3: 4, BPF_H >> 3: 2, BPF_B >> 3: 1, BPF_DW >> 3: 8}

// IsLoadImm64 reports whether i is the first half of a 64-bit immediate load.
func (i Insn) IsLoadImm64() bool { return i.Code == BPF_LD|BPF_IMM|BPF_DW }
