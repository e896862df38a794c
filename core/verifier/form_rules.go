package verifier

import "bpfplay/core/abi"

// formRule is a rule about the fields of one instruction.
func formRule(name, fn, must, log, why, fix string) *Rule {
	return newRule(Rule{Name: name, Func: fn, Must: must, Errno: abi.EINVAL, Log: log, Why: why, Fix: fix})
}

var (
	regNumber = formRule("regNumber", "check_reg_arg", "regno < MAX_BPF_REG", "R%d is invalid",
		"Programs have the registers r0 to r10.", "")
	negReserved = formRule("negReserved", "check_alu_op", "BPF_K, src_reg == 0, off == 0, imm == 0", "BPF_NEG uses reserved fields",
		"A negation has one operand. The other fields must be 0.", "Set src, off and imm to 0.")
	endReserved = formRule("endReserved", "check_alu_op", "src_reg == 0, off == 0, imm is 16, 32 or 64", "BPF_END uses reserved fields",
		"A byte swap has a width of 16, 32 or 64 bits in imm. The other fields must be 0.", "Set imm to 16, 32 or 64, and src and off to 0.")
	movReserved = formRule("movReserved", "check_alu_op", "unused fields of BPF_MOV are 0", "BPF_MOV uses reserved fields",
		"A move takes a register or imm. The unused fields must be 0. Since 6.6, off can be 8, 16 or 32 to extend the sign.", "Set the unused fields to 0.")
	castSpaces = formRule("castSpaces", "check_alu_op", "imm == 1 || imm == 1 << 16", "addr_space_cast insn can only convert between address space 1 and 0",
		"A cast goes from address space 1, the arena, to 0 or back.", "")
	castWithoutArena = formRule("castWithoutArena", "check_alu_op", "prog->aux->arena", "addr_space_cast insn can only be used in a program that has an associated arena",
		"A cast between address spaces needs a map of type ARENA.", "")
	aluOpcode = formRule("aluOpcode", "check_alu_op", "opcode <= BPF_END", "invalid BPF_ALU opcode %x",
		"This arithmetic operation does not exist.", "")
	aluReserved = formRule("aluReserved", "check_alu_op", "unused fields of the operation are 0", "BPF_ALU uses reserved fields",
		"An arithmetic operation takes a register or imm. The unused fields must be 0. Since 6.6, off is 1 for a signed division.", "Set the unused fields to 0.")
	divByZero = formRule("divByZero", "check_alu_op", "insn->imm != 0", "div by zero",
		"The program divides by the constant 0.", "")
	invalidShift = formRule("invalidShift", "check_alu_op", "0 <= imm && imm < size", "invalid shift %d",
		"A shift by a constant is 0 to 31 for 32-bit operations, 0 to 63 for 64-bit ones.", "")
	ldxFields = formRule("ldxFields", "resolve_pseudo_ldimm64", "BPF_MODE(insn->code) == BPF_MEM && insn->imm == 0", "BPF_LDX uses reserved fields",
		"A load has no immediate, and a mode that this release knows.", "Set imm to 0.")
	stxFields = formRule("stxFields", "do_check", "BPF_MODE(insn->code) == BPF_MEM && insn->imm == 0", "BPF_STX uses reserved fields",
		"A store of a register has no immediate.", "Set imm to 0.")
	stFields = formRule("stFields", "do_check", "BPF_MODE(insn->code) == BPF_MEM && insn->src_reg == BPF_REG_0", "BPF_ST uses reserved fields",
		"A store of a constant has no source register.", "Set src to 0.")
	xaddFields = formRule("xaddFields", "check_xadd", "BPF_SIZE is BPF_W or BPF_DW, and imm == 0", "BPF_XADD uses reserved fields",
		"This release only has the atomic addition of 4 or 8 bytes.", "")
	atomicOp = formRule("atomicOp", "check_atomic", "imm is an atomic operation", "BPF_ATOMIC uses invalid atomic opcode %02x",
		"This release has no atomic operation with this number in imm.", "")
	atomicSize = formRule("atomicSize", "check_atomic", "BPF_SIZE is BPF_W or BPF_DW", "invalid atomic operand size",
		"Atomic operations work on 4 or 8 bytes.", "")
	callFields = formRule("callFields", "do_check", "unused fields of BPF_CALL are 0", "BPF_CALL uses reserved fields",
		"A call has the function in imm and its kind in src: 0 helper, 1 function of the program, 2 kernel function. dst and off are 0.", "Set dst and off to 0.")
	jaFields = formRule("jaFields", "do_check", "unused fields of BPF_JA are 0", "BPF_JA uses reserved fields",
		"An unconditional jump has only a distance: in off, or in imm for the 32-bit form.", "Set the other fields to 0.")
	gotoxFields = formRule("gotoxFields", "check_jmp_fields", "src_reg == 0, imm == 0, off == 0", "BPF_JA|BPF_X uses reserved fields",
		"An indirect jump has only a destination register.", "Set the other fields to 0.")
	exitFields = formRule("exitFields", "do_check", "all fields of BPF_EXIT are 0", "BPF_EXIT uses reserved fields",
		"exit has no operands. It returns r0.", "Set all fields to 0.")
	mayGotoFields = formRule("mayGotoFields", "check_cond_jmp_op", "src_reg == BPF_MAY_GOTO, dst_reg == 0, imm == 0, off != 0", "invalid may_goto off %d imm %d",
		"may_goto has only a distance, which is not 0.", "")
	mayGotoImm = formRule("mayGotoImm", "check_jmp_fields", "src_reg == BPF_MAY_GOTO, dst_reg == 0, imm == 0", "invalid may_goto imm %d",
		"may_goto has only a distance.", "")
	jumpOpcode = formRule("jumpOpcode", "check_cond_jmp_op", "opcode <= BPF_JSLE", "invalid BPF_JMP/JMP32 opcode %x",
		"This conditional jump does not exist.", "")
	jumpReserved = formRule("jumpReserved", "check_cond_jmp_op", "unused fields of the jump are 0", "BPF_JMP/JMP32 uses reserved fields",
		"A conditional jump compares dst with a register or with imm. The unused field must be 0.", "Set the unused field to 0.")
	ldAbsProgram = formRule("ldAbsProgram", "check_ld_abs", "may_access_skb(prog_type)", "BPF_LD_[ABS|IND] instructions not allowed for this program type",
		"Only socket filters and traffic classifiers have packet loads.", "Read the packet through data and data_end.")
	ldAbsFields = formRule("ldAbsFields", "check_ld_abs", "unused fields of the packet load are 0", "BPF_LD_[ABS|IND] uses reserved fields",
		"A packet load has an offset in imm, and for BPF_IND a source register. The other fields are 0.", "Set the other fields to 0.")
	ldMode = formRule("ldMode", "do_check", "mode is BPF_ABS, BPF_IND or BPF_IMM", "invalid BPF_LD mode",
		"This kind of load does not exist.", "")
	loadImmSize = formRule("loadImmSize", "check_ld_imm", "BPF_SIZE(insn->code) == BPF_DW", "invalid BPF_LD_IMM insn",
		"This is not an instruction. A jump may have led to the second half of a 64-bit immediate load.", "Correct the jump's offset by one.")
)
