package insn

import "bpfplay/core/abi"

// gate is a release that extends the instruction set.
type gate uint8

// The gates.
const (
	since3_18  gate = iota
	since4_14       // JLT, JLE, JSLT, JSLE
	since4_16       // calls between functions
	since5_0        // 32-bit ARSH
	since5_1        // JMP32
	since5_2        // BPF_PSEUDO_MAP_VALUE
	since5_10       // BPF_PSEUDO_BTF_ID
	since5_12       // atomics other than add
	since5_13       // BPF_PSEUDO_FUNC and kernel functions
	since5_14       // BPF_PSEUDO_MAP_IDX
	since6_6        // the instructions of -mcpu=v4
	sinceGotol      // 6.6 as well, and a stable release
	since6_9        // may_goto and addr_space_cast
	since6_15       // load_acquire and store_release
	since6_19       // gotox
)

// gates holds the releases of each gate.
var gates = [...]abi.Since{
	since3_18:  abi.SinceRelease,
	since4_14:  abi.Since{abi.V4_14},
	since4_16:  abi.Since{abi.V4_16},
	since5_0:   abi.Since{abi.V5_0},
	since5_1:   abi.Since{abi.V5_1},
	since5_2:   abi.Since{abi.V5_2},
	since5_10:  abi.Since{abi.V5_10},
	since5_12:  abi.Since{abi.V5_12},
	since5_13:  abi.Since{abi.V5_13},
	since5_14:  abi.Since{abi.V5_14},
	since6_6:   abi.Since{abi.V6_6},
	sinceGotol: abi.Since{abi.V6_6, abi.V6_1 + 192},
	since6_9:   abi.Since{abi.V6_9},
	since6_15:  abi.Since{abi.V6_15},
	since6_19:  abi.Since{abi.V6_19},
}

// In reports whether release r has the additions of the gate.
func (g gate) In(r abi.Release) bool { return gates[g].In(r) }

// Fields is a set of the fields of an instruction.
type Fields uint8

// The fields of struct bpf_insn other than code. Operand is Src if the opcode has [BPF_X], else Imm.
const (
	Dst Fields = 1 << iota
	Src
	Off
	Imm
	Operand
)

// Shape is how an instruction is written.
type Shape uint8

// The shapes of assembly text.
const (
	ShapeALU     Shape = iota // r1 += r2
	ShapeMov                  // r1 = r2
	ShapeMovSX                // r1 = (s8)r2
	ShapeCast                 // r1 = addr_space_cast(r2, 0, 1)
	ShapeNeg                  // r1 = -r1
	ShapeEnd                  // r1 = be16 r1
	ShapeLoad                 // r1 = *(u32 *)(r2 + 4)
	ShapeStore                // *(u32 *)(r1 + 4) = r2
	ShapeLock                 // lock *(u32 *)(r1 + 4) += r2
	ShapeFetch                // r2 = atomic_fetch_add((u32 *)(r1 + 4), r2)
	ShapeXchg                 // r2 = xchg32_32(r1 + 4, r2)
	ShapeCmpXchg              // r0 = cmpxchg32_32(r1 + 4, r0, r2)
	ShapeAcquire              // r1 = load_acquire((u32 *)(r2 + 4))
	ShapeRelease              // store_release((u32 *)(r1 + 4), r2)
	ShapeAbs                  // r0 = *(u32 *)skb[4]
	ShapeInd                  // r0 = *(u32 *)skb[r1 + 4]
	ShapeImm64                // r1 = 5 ll
	ShapePseudo               // r1 = map_fd 3
	ShapeIf                   // if r1 == r2 goto +3
	ShapeGoto                 // goto +3
	ShapeGotol                // gotol +3
	ShapeGotox                // gotox r1
	ShapeCall                 // call bpf_map_lookup_elem#1
	ShapeLocal                // call pc+3
	ShapeKfunc                // call kernel-function#3
	ShapeExit                 // exit
)

// Form is one instruction of the set, or one for each opcode that Classes, Sizes and a free Operand admit.
// A field outside Free has the value of the field of the same name here.
type Form struct {
	Shape   Shape
	Classes uint8 // set of classes, 1 << BPF_ALU
	Code    uint8 // opcode without class and size, and with BPF_K if Operand is free
	Sizes   uint8 // set of sizes, 1 << (BPF_W >> 3); zero if the opcode has none
	Free    Fields
	Src     uint8
	Off     int16
	Imm     int32
	since   gate
	Name    string // operator, or name of the instruction, in assembly text
}

const (
	alu     = 1<<BPF_ALU | 1<<BPF_ALU64
	words   = 1<<(BPF_W>>3) | 1<<(BPF_DW>>3)
	narrow  = 1<<(BPF_B>>3) | 1<<(BPF_H>>3) | 1<<(BPF_W>>3)
	anySize = words | narrow
)

// Forms is the instruction set.
var Forms = []Form{
	{Shape: ShapeALU, Classes: alu, Code: BPF_ADD, Free: Dst | Operand, since: since3_18, Name: "+="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_SUB, Free: Dst | Operand, since: since3_18, Name: "-="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_MUL, Free: Dst | Operand, since: since3_18, Name: "*="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_DIV, Free: Dst | Operand, since: since3_18, Name: "/="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_OR, Free: Dst | Operand, since: since3_18, Name: "|="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_AND, Free: Dst | Operand, since: since3_18, Name: "&="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_LSH, Free: Dst | Operand, since: since3_18, Name: "<<="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_RSH, Free: Dst | Operand, since: since3_18, Name: ">>="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_MOD, Free: Dst | Operand, since: since3_18, Name: "%="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_XOR, Free: Dst | Operand, since: since3_18, Name: "^="},
	{Shape: ShapeALU, Classes: 1 << BPF_ALU64, Code: BPF_ARSH, Free: Dst | Operand, since: since3_18, Name: "s>>="},
	{Shape: ShapeALU, Classes: 1 << BPF_ALU, Code: BPF_ARSH, Free: Dst | Operand, since: since5_0, Name: "s>>="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_DIV, Free: Dst | Operand, Off: 1, since: since6_6, Name: "s/="},
	{Shape: ShapeALU, Classes: alu, Code: BPF_MOD, Free: Dst | Operand, Off: 1, since: since6_6, Name: "s%="},
	{Shape: ShapeMov, Classes: alu, Code: BPF_MOV, Free: Dst | Operand, since: since3_18, Name: "="},
	{Shape: ShapeMovSX, Classes: alu, Code: BPF_MOV | BPF_X, Free: Dst | Src, Off: 8, since: since6_6, Name: "(s8)"},
	{Shape: ShapeMovSX, Classes: alu, Code: BPF_MOV | BPF_X, Free: Dst | Src, Off: 16, since: since6_6, Name: "(s16)"},
	{Shape: ShapeMovSX, Classes: 1 << BPF_ALU64, Code: BPF_MOV | BPF_X, Free: Dst | Src, Off: 32, since: since6_6, Name: "(s32)"},
	{Shape: ShapeCast, Classes: 1 << BPF_ALU64, Code: BPF_MOV | BPF_X, Free: Dst | Src, Off: BPF_ADDR_SPACE_CAST, Imm: 1, since: since6_9, Name: "addr_space_cast"},
	{Shape: ShapeCast, Classes: 1 << BPF_ALU64, Code: BPF_MOV | BPF_X, Free: Dst | Src, Off: BPF_ADDR_SPACE_CAST, Imm: 1 << 16, since: since6_9, Name: "addr_space_cast"},
	{Shape: ShapeNeg, Classes: alu, Code: BPF_NEG, Free: Dst, since: since3_18, Name: "-"},
	{Shape: ShapeEnd, Classes: 1 << BPF_ALU, Code: BPF_END | BPF_TO_LE, Free: Dst, Imm: 16, since: since3_18, Name: "le16"},
	{Shape: ShapeEnd, Classes: 1 << BPF_ALU, Code: BPF_END | BPF_TO_LE, Free: Dst, Imm: 32, since: since3_18, Name: "le32"},
	{Shape: ShapeEnd, Classes: 1 << BPF_ALU, Code: BPF_END | BPF_TO_LE, Free: Dst, Imm: 64, since: since3_18, Name: "le64"},
	{Shape: ShapeEnd, Classes: 1 << BPF_ALU, Code: BPF_END | BPF_TO_BE, Free: Dst, Imm: 16, since: since3_18, Name: "be16"},
	{Shape: ShapeEnd, Classes: 1 << BPF_ALU, Code: BPF_END | BPF_TO_BE, Free: Dst, Imm: 32, since: since3_18, Name: "be32"},
	{Shape: ShapeEnd, Classes: 1 << BPF_ALU, Code: BPF_END | BPF_TO_BE, Free: Dst, Imm: 64, since: since3_18, Name: "be64"},
	{Shape: ShapeEnd, Classes: 1 << BPF_ALU64, Code: BPF_END, Free: Dst, Imm: 16, since: since6_6, Name: "bswap16"},
	{Shape: ShapeEnd, Classes: 1 << BPF_ALU64, Code: BPF_END, Free: Dst, Imm: 32, since: since6_6, Name: "bswap32"},
	{Shape: ShapeEnd, Classes: 1 << BPF_ALU64, Code: BPF_END, Free: Dst, Imm: 64, since: since6_6, Name: "bswap64"},

	{Shape: ShapeLoad, Classes: 1 << BPF_LDX, Code: BPF_MEM, Sizes: anySize, Free: Dst | Src | Off, since: since3_18, Name: "u"},
	{Shape: ShapeLoad, Classes: 1 << BPF_LDX, Code: BPF_MEMSX, Sizes: narrow, Free: Dst | Src | Off, since: since6_6, Name: "s"},
	{Shape: ShapeStore, Classes: 1 << BPF_ST, Code: BPF_MEM, Sizes: anySize, Free: Dst | Off | Imm, since: since3_18, Name: "u"},
	{Shape: ShapeStore, Classes: 1 << BPF_STX, Code: BPF_MEM, Sizes: anySize, Free: Dst | Src | Off, since: since3_18, Name: "u"},

	{Shape: ShapeLock, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_ADD, since: since3_18, Name: "+="},
	{Shape: ShapeLock, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_OR, since: since5_12, Name: "|="},
	{Shape: ShapeLock, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_AND, since: since5_12, Name: "&="},
	{Shape: ShapeLock, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_XOR, since: since5_12, Name: "^="},
	{Shape: ShapeFetch, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_ADD | BPF_FETCH, since: since5_12, Name: "add"},
	{Shape: ShapeFetch, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_OR | BPF_FETCH, since: since5_12, Name: "or"},
	{Shape: ShapeFetch, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_AND | BPF_FETCH, since: since5_12, Name: "and"},
	{Shape: ShapeFetch, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_XOR | BPF_FETCH, since: since5_12, Name: "xor"},
	{Shape: ShapeXchg, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_XCHG, since: since5_12, Name: "xchg"},
	{Shape: ShapeCmpXchg, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: words, Free: Dst | Src | Off, Imm: BPF_CMPXCHG, since: since5_12, Name: "cmpxchg"},
	{Shape: ShapeAcquire, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: anySize, Free: Dst | Src | Off, Imm: BPF_LOAD_ACQ, since: since6_15, Name: "load_acquire"},
	{Shape: ShapeRelease, Classes: 1 << BPF_STX, Code: BPF_ATOMIC, Sizes: anySize, Free: Dst | Src | Off, Imm: BPF_STORE_REL, since: since6_15, Name: "store_release"},

	{Shape: ShapeAbs, Classes: 1 << BPF_LD, Code: BPF_ABS, Sizes: narrow, Free: Imm, since: since3_18},
	{Shape: ShapeInd, Classes: 1 << BPF_LD, Code: BPF_IND, Sizes: narrow, Free: Src | Imm, since: since3_18},
	{Shape: ShapeImm64, Classes: 1 << BPF_LD, Code: BPF_IMM, Sizes: 1 << (BPF_DW >> 3), Free: Dst | Imm, since: since3_18},
	{Shape: ShapePseudo, Classes: 1 << BPF_LD, Code: BPF_IMM, Sizes: 1 << (BPF_DW >> 3), Free: Dst | Imm, Src: BPF_PSEUDO_MAP_FD, since: since3_18, Name: "map_fd"},
	{Shape: ShapePseudo, Classes: 1 << BPF_LD, Code: BPF_IMM, Sizes: 1 << (BPF_DW >> 3), Free: Dst | Imm, Src: BPF_PSEUDO_MAP_VALUE, since: since5_2, Name: "map_value"},
	{Shape: ShapePseudo, Classes: 1 << BPF_LD, Code: BPF_IMM, Sizes: 1 << (BPF_DW >> 3), Free: Dst | Imm, Src: BPF_PSEUDO_BTF_ID, since: since5_10, Name: "btf_id"},
	{Shape: ShapePseudo, Classes: 1 << BPF_LD, Code: BPF_IMM, Sizes: 1 << (BPF_DW >> 3), Free: Dst | Imm, Src: BPF_PSEUDO_FUNC, since: since5_13, Name: "subprog"},
	{Shape: ShapePseudo, Classes: 1 << BPF_LD, Code: BPF_IMM, Sizes: 1 << (BPF_DW >> 3), Free: Dst | Imm, Src: BPF_PSEUDO_MAP_IDX, since: since5_14, Name: "map_idx"},
	{Shape: ShapePseudo, Classes: 1 << BPF_LD, Code: BPF_IMM, Sizes: 1 << (BPF_DW >> 3), Free: Dst | Imm, Src: BPF_PSEUDO_MAP_IDX_VALUE, since: since5_14, Name: "map_idx_value"},

	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JEQ, Free: Dst | Operand | Off, since: since3_18, Name: "=="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JGT, Free: Dst | Operand | Off, since: since3_18, Name: ">"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JGE, Free: Dst | Operand | Off, since: since3_18, Name: ">="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JSET, Free: Dst | Operand | Off, since: since3_18, Name: "&"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JNE, Free: Dst | Operand | Off, since: since3_18, Name: "!="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JSGT, Free: Dst | Operand | Off, since: since3_18, Name: "s>"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JSGE, Free: Dst | Operand | Off, since: since3_18, Name: "s>="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JLT, Free: Dst | Operand | Off, since: since4_14, Name: "<"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JLE, Free: Dst | Operand | Off, since: since4_14, Name: "<="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JSLT, Free: Dst | Operand | Off, since: since4_14, Name: "s<"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP, Code: BPF_JSLE, Free: Dst | Operand | Off, since: since4_14, Name: "s<="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JEQ, Free: Dst | Operand | Off, since: since5_1, Name: "=="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JGT, Free: Dst | Operand | Off, since: since5_1, Name: ">"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JGE, Free: Dst | Operand | Off, since: since5_1, Name: ">="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JSET, Free: Dst | Operand | Off, since: since5_1, Name: "&"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JNE, Free: Dst | Operand | Off, since: since5_1, Name: "!="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JSGT, Free: Dst | Operand | Off, since: since5_1, Name: "s>"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JSGE, Free: Dst | Operand | Off, since: since5_1, Name: "s>="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JLT, Free: Dst | Operand | Off, since: since5_1, Name: "<"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JLE, Free: Dst | Operand | Off, since: since5_1, Name: "<="},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JSLT, Free: Dst | Operand | Off, since: since5_1, Name: "s<"},
	{Shape: ShapeIf, Classes: 1 << BPF_JMP32, Code: BPF_JSLE, Free: Dst | Operand | Off, since: since5_1, Name: "s<="},
	{Shape: ShapeGoto, Classes: 1 << BPF_JMP, Code: BPF_JA, Free: Off, since: since3_18, Name: "goto"},
	{Shape: ShapeGotol, Classes: 1 << BPF_JMP32, Code: BPF_JA, Free: Imm, since: sinceGotol, Name: "gotol"},
	{Shape: ShapeGoto, Classes: 1 << BPF_JMP, Code: BPF_JCOND, Free: Off, since: since6_9, Name: "may_goto"},
	{Shape: ShapeGotox, Classes: 1 << BPF_JMP, Code: BPF_JA | BPF_X, Free: Dst, since: since6_19, Name: "gotox"},
	{Shape: ShapeCall, Classes: 1 << BPF_JMP, Code: BPF_CALL, Free: Imm, since: since3_18, Name: "call"},
	{Shape: ShapeLocal, Classes: 1 << BPF_JMP, Code: BPF_CALL, Free: Imm, Src: BPF_PSEUDO_CALL, since: since4_16, Name: "call"},
	{Shape: ShapeKfunc, Classes: 1 << BPF_JMP, Code: BPF_CALL, Free: Imm | Off, Src: BPF_PSEUDO_KFUNC_CALL, since: since5_13, Name: "call"},
	{Shape: ShapeExit, Classes: 1 << BPF_JMP, Code: BPF_EXIT, since: since3_18, Name: "exit"},
}

// Since returns the releases that have the form.
func (f *Form) Since() abi.Since { return gates[f.since] }

// Has reports whether code is an opcode of the form.
func (f *Form) Has(code uint8) bool {
	rest := code &^ 7
	if f.Free&Operand != 0 {
		rest &^= BPF_X
	}
	if f.Sizes != 0 {
		if f.Sizes>>(code>>3&3)&1 == 0 {
			return false
		}
		rest &^= BPF_DW
	}
	return f.Classes>>(code&7)&1 != 0 && rest == f.Code
}

// Fields returns the fields that the form leaves free in an instruction with this opcode: a subset of Dst, Src, Off and Imm.
func (f *Form) Fields(code uint8) Fields {
	free := f.Free &^ Operand
	if f.Free&Operand == 0 {
		return free
	}
	if code&BPF_X != 0 {
		return free | Src
	}
	return free | Imm
}

// Match reports whether i is of the form: an opcode of it, registers that exist, and reserved fields as the form has them.
func (f *Form) Match(i Insn) bool {
	if !f.Has(i.Code) {
		return false
	}
	free := f.Fields(i.Code)
	return (free&Dst != 0 && i.Dst < MAX_BPF_REG || i.Dst == 0) &&
		(free&Src != 0 && i.Src < MAX_BPF_REG || i.Src == f.Src) &&
		(free&Off != 0 || i.Off == f.Off) &&
		(free&Imm != 0 || i.Imm == f.Imm)
}

// FormOf returns the form of i, or nil if no release has such an instruction.
// It does not look at the second half of a 64-bit immediate load.
func FormOf(i Insn) *Form {
	for k := range Forms {
		if f := &Forms[k]; f.Match(i) {
			return f
		}
	}
	return nil
}

// Known reports whether release r has an instruction with this opcode, whatever its other fields.
// It follows bpf_opcode_in_insntable.
func Known(code uint8, r abi.Release) bool {
	for k := range Forms {
		if f := &Forms[k]; f.Has(code) && f.since.In(r) {
			return true
		}
	}
	return false
}

// Valid reports whether release r has instruction i: its opcode, its registers and its reserved fields.
// It does not look at the second half of a 64-bit immediate load.
func Valid(i Insn, r abi.Release) bool {
	f := FormOf(i)
	return f != nil && f.since.In(r)
}
