package verifier

import "bpfplay/core/abi"

var (
	regNumber = &Rule{Name: "regNumber", Func: "check_reg_arg", Must: "regno < MAX_BPF_REG", Errno: abi.EINVAL,
		Log: "R%d is invalid",
		Why: "Programs have the registers r0 to r10."}
	negReserved = &Rule{Name: "negReserved", Func: "check_alu_op", Must: "BPF_K, src_reg == 0, off == 0, imm == 0", Errno: abi.EINVAL,
		Log: "BPF_NEG uses reserved fields",
		Why: "A negation has one operand. The other fields must be 0.", Fix: "Set src, off and imm to 0."}
	endReserved = &Rule{Name: "endReserved", Func: "check_alu_op", Must: "src_reg == 0, off == 0, imm is 16, 32 or 64", Errno: abi.EINVAL,
		Log: "BPF_END uses reserved fields",
		Why: "A byte swap has a width of 16, 32 or 64 bits in imm. The other fields must be 0.", Fix: "Set imm to 16, 32 or 64, and src and off to 0."}
	movReserved = &Rule{Name: "movReserved", Func: "check_alu_op", Must: "unused fields of BPF_MOV are 0", Errno: abi.EINVAL,
		Log: "BPF_MOV uses reserved fields",
		Why: "A move takes a register or imm. The unused fields must be 0. Since 6.6, off can be 8, 16 or 32 to extend the sign.", Fix: "Set the unused fields to 0."}
	castSpaces = &Rule{Name: "castSpaces", Func: "check_alu_op", Must: "imm == 1 || imm == 1 << 16", Errno: abi.EINVAL,
		Log: "addr_space_cast insn can only convert between address space 1 and 0",
		Why: "A cast goes from address space 1, the arena, to 0 or back."}
	castWithoutArena = &Rule{Name: "castWithoutArena", Func: "check_alu_op", Must: "prog->aux->arena", Errno: abi.EINVAL,
		Log: "addr_space_cast insn can only be used in a program that has an associated arena",
		Why: "A cast between address spaces needs a map of type ARENA."}
	aluOpcode = &Rule{Name: "aluOpcode", Func: "check_alu_op", Must: "opcode <= BPF_END", Errno: abi.EINVAL,
		Log: "invalid BPF_ALU opcode %x",
		Why: "This arithmetic operation does not exist."}
	aluReserved = &Rule{Name: "aluReserved", Func: "check_alu_op", Must: "unused fields of the operation are 0", Errno: abi.EINVAL,
		Log: "BPF_ALU uses reserved fields",
		Why: "An arithmetic operation takes a register or imm. The unused fields must be 0. Since 6.6, off is 1 for a signed division.", Fix: "Set the unused fields to 0."}
	divByZero = &Rule{Name: "divByZero", Func: "check_alu_op", Must: "insn->imm != 0", Errno: abi.EINVAL,
		Log: "div by zero",
		Why: "The program divides by the constant 0."}
	invalidShift = &Rule{Name: "invalidShift", Func: "check_alu_op", Must: "0 <= imm && imm < size", Errno: abi.EINVAL,
		Log: "invalid shift %d",
		Why: "A shift by a constant is 0 to 31 for 32-bit operations, 0 to 63 for 64-bit ones."}
	ldxFields = &Rule{Name: "ldxFields", Func: "resolve_pseudo_ldimm64", Must: "BPF_MODE(insn->code) == BPF_MEM && insn->imm == 0", Errno: abi.EINVAL,
		Log: "BPF_LDX uses reserved fields",
		Why: "A load has no immediate, and a mode that this release knows.", Fix: "Set imm to 0."}
	stxFields = &Rule{Name: "stxFields", Func: "do_check", Must: "BPF_MODE(insn->code) == BPF_MEM && insn->imm == 0", Errno: abi.EINVAL,
		Log: "BPF_STX uses reserved fields",
		Why: "A store of a register has no immediate.", Fix: "Set imm to 0."}
	stFields = &Rule{Name: "stFields", Func: "do_check", Must: "BPF_MODE(insn->code) == BPF_MEM && insn->src_reg == BPF_REG_0", Errno: abi.EINVAL,
		Log: "BPF_ST uses reserved fields",
		Why: "A store of a constant has no source register.", Fix: "Set src to 0."}
	xaddFields = &Rule{Name: "xaddFields", Func: "check_xadd", Must: "BPF_SIZE is BPF_W or BPF_DW, and imm == 0", Errno: abi.EINVAL,
		Log: "BPF_XADD uses reserved fields",
		Why: "This release only has the atomic addition of 4 or 8 bytes."}
	atomicOp = &Rule{Name: "atomicOp", Func: "check_atomic", Must: "imm is an atomic operation", Errno: abi.EINVAL,
		Log: "BPF_ATOMIC uses invalid atomic opcode %02x",
		Why: "This release has no atomic operation with this number in imm."}
	atomicSize = &Rule{Name: "atomicSize", Func: "check_atomic", Must: "BPF_SIZE is BPF_W or BPF_DW", Errno: abi.EINVAL,
		Log: "invalid atomic operand size",
		Why: "Atomic operations work on 4 or 8 bytes."}
	callFields = &Rule{Name: "callFields", Func: "do_check", Must: "unused fields of BPF_CALL are 0", Errno: abi.EINVAL,
		Log: "BPF_CALL uses reserved fields",
		Why: "A call has the function in imm and its kind in src: 0 helper, 1 function of the program, 2 kernel function. dst and off are 0.", Fix: "Set dst and off to 0."}
	jaFields = &Rule{Name: "jaFields", Func: "do_check", Must: "unused fields of BPF_JA are 0", Errno: abi.EINVAL,
		Log: "BPF_JA uses reserved fields",
		Why: "An unconditional jump has only a distance: in off, or in imm for the 32-bit form.", Fix: "Set the other fields to 0."}
	gotoxFields = &Rule{Name: "gotoxFields", Func: "check_jmp_fields", Must: "src_reg == 0, imm == 0, off == 0", Errno: abi.EINVAL,
		Log: "BPF_JA|BPF_X uses reserved fields",
		Why: "An indirect jump has only a destination register.", Fix: "Set the other fields to 0."}
	exitFields = &Rule{Name: "exitFields", Func: "do_check", Must: "all fields of BPF_EXIT are 0", Errno: abi.EINVAL,
		Log: "BPF_EXIT uses reserved fields",
		Why: "exit has no operands. It returns r0.", Fix: "Set all fields to 0."}
	mayGotoFields = &Rule{Name: "mayGotoFields", Func: "check_cond_jmp_op", Must: "src_reg == BPF_MAY_GOTO, dst_reg == 0, imm == 0, off != 0", Errno: abi.EINVAL,
		Log: "invalid may_goto off %d imm %d",
		Why: "may_goto has only a distance, which is not 0."}
	mayGotoImm = &Rule{Name: "mayGotoImm", Func: "check_jmp_fields", Must: "src_reg == BPF_MAY_GOTO, dst_reg == 0, imm == 0", Errno: abi.EINVAL,
		Log: "invalid may_goto imm %d",
		Why: "may_goto has only a distance."}
	jumpOpcode = &Rule{Name: "jumpOpcode", Func: "check_cond_jmp_op", Must: "opcode <= BPF_JSLE", Errno: abi.EINVAL,
		Log: "invalid BPF_JMP/JMP32 opcode %x",
		Why: "This conditional jump does not exist."}
	jumpReserved = &Rule{Name: "jumpReserved", Func: "check_cond_jmp_op", Must: "unused fields of the jump are 0", Errno: abi.EINVAL,
		Log: "BPF_JMP/JMP32 uses reserved fields",
		Why: "A conditional jump compares dst with a register or with imm. The unused field must be 0.", Fix: "Set the unused field to 0."}
	ldAbsProgram = &Rule{Name: "ldAbsProgram", Func: "check_ld_abs", Must: "may_access_skb(prog_type)", Errno: abi.EINVAL,
		Log: "BPF_LD_[ABS|IND] instructions not allowed for this program type",
		Why: "Only socket filters and traffic classifiers have packet loads.", Fix: "Read the packet through data and data_end."}
	ldAbsFields = &Rule{Name: "ldAbsFields", Func: "check_ld_abs", Must: "unused fields of the packet load are 0", Errno: abi.EINVAL,
		Log: "BPF_LD_[ABS|IND] uses reserved fields",
		Why: "A packet load has an offset in imm, and for BPF_IND a source register. The other fields are 0.", Fix: "Set the other fields to 0."}
	ldMode = &Rule{Name: "ldMode", Func: "do_check", Must: "mode is BPF_ABS, BPF_IND or BPF_IMM", Errno: abi.EINVAL,
		Log: "invalid BPF_LD mode",
		Why: "This kind of load does not exist."}
	loadImmSize = &Rule{Name: "loadImmSize", Func: "check_ld_imm", Must: "BPF_SIZE(insn->code) == BPF_DW", Errno: abi.EINVAL,
		Log: "invalid BPF_LD_IMM insn",
		Why: "This is not an instruction. A jump may have led to the second half of a 64-bit immediate load.", Fix: "Correct the jump's offset by one."}
)
