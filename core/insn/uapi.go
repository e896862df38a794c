package insn

// The parts of an opcode, from include/uapi/linux/bpf_common.h and bpf.h.
const (
	// Classes.
	BPF_LD    = 0x00
	BPF_LDX   = 0x01
	BPF_ST    = 0x02
	BPF_STX   = 0x03
	BPF_ALU   = 0x04
	BPF_JMP   = 0x05
	BPF_JMP32 = 0x06
	BPF_ALU64 = 0x07

	// Sizes of loads and stores.
	BPF_W  = 0x00
	BPF_H  = 0x08
	BPF_B  = 0x10
	BPF_DW = 0x18

	// Modes of loads and stores.
	BPF_IMM    = 0x00
	BPF_ABS    = 0x20
	BPF_IND    = 0x40
	BPF_MEM    = 0x60
	BPF_MEMSX  = 0x80
	BPF_ATOMIC = 0xc0

	// Sources of the second operand.
	BPF_K = 0x00
	BPF_X = 0x08

	// Arithmetic operations.
	BPF_ADD  = 0x00
	BPF_SUB  = 0x10
	BPF_MUL  = 0x20
	BPF_DIV  = 0x30
	BPF_OR   = 0x40
	BPF_AND  = 0x50
	BPF_LSH  = 0x60
	BPF_RSH  = 0x70
	BPF_NEG  = 0x80
	BPF_MOD  = 0x90
	BPF_XOR  = 0xa0
	BPF_MOV  = 0xb0
	BPF_ARSH = 0xc0
	BPF_END  = 0xd0

	// Jump operations.
	BPF_JA    = 0x00
	BPF_JEQ   = 0x10
	BPF_JGT   = 0x20
	BPF_JGE   = 0x30
	BPF_JSET  = 0x40
	BPF_JNE   = 0x50
	BPF_JSGT  = 0x60
	BPF_JSGE  = 0x70
	BPF_CALL  = 0x80
	BPF_EXIT  = 0x90
	BPF_JLT   = 0xa0
	BPF_JLE   = 0xb0
	BPF_JSLT  = 0xc0
	BPF_JSLE  = 0xd0
	BPF_JCOND = 0xe0

	// Byte orders of BPF_END.
	BPF_TO_LE = 0x00
	BPF_TO_BE = 0x08

	// Atomic operations, in Imm. BPF_ADD, BPF_OR, BPF_AND and BPF_XOR are others.
	BPF_FETCH     = 0x01
	BPF_XCHG      = 0xe0 | BPF_FETCH
	BPF_CMPXCHG   = 0xf0 | BPF_FETCH
	BPF_LOAD_ACQ  = 0x100
	BPF_STORE_REL = 0x110
)

// What the source register of a 64-bit immediate load says about its value.
const (
	BPF_PSEUDO_MAP_FD        = 1
	BPF_PSEUDO_MAP_VALUE     = 2
	BPF_PSEUDO_BTF_ID        = 3
	BPF_PSEUDO_FUNC          = 4
	BPF_PSEUDO_MAP_IDX       = 5
	BPF_PSEUDO_MAP_IDX_VALUE = 6
)

// What the source register of a call says about its target.
const (
	BPF_PSEUDO_CALL       = 1
	BPF_PSEUDO_KFUNC_CALL = 2
)

// Values of Off in a register move that is not a plain one.
const (
	BPF_ADDR_SPACE_CAST = 1
	BPF_ADDR_PERCPU     = -1 // in translated programs only
)

// Registers with a role.
const (
	BPF_REG_0   = 0  // return value
	BPF_REG_1   = 1  // first argument
	BPF_REG_5   = 5  // last argument
	BPF_REG_6   = 6  // first register that a call keeps
	BPF_REG_9   = 9  // last register that a call keeps
	BPF_REG_10  = 10 // frame pointer, read-only
	MAX_BPF_REG = 11
)
