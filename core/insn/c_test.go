package insn_test

import (
	"testing"

	"bpfplay/core/insn"
)

// TestAppendC writes instructions in the macros of include/linux/filter.h.
func TestAppendC(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"r1 ^= r2", "BPF_ALU64_REG(BPF_XOR, BPF_REG_1, BPF_REG_2),"},
		{"w1 s>>= 3", "BPF_ALU32_IMM(BPF_ARSH, BPF_REG_1, 3),"},
		{"r1 s/= r2", "BPF_ALU64_REG_OFF(BPF_DIV, BPF_REG_1, BPF_REG_2, 1),"},
		{"w1 s%= 3", "BPF_ALU32_IMM_OFF(BPF_MOD, BPF_REG_1, 3, 1),"},
		{"r1 = r2", "BPF_MOV64_REG(BPF_REG_1, BPF_REG_2),"},
		{"w1 = -2147483648", "BPF_MOV32_IMM(BPF_REG_1, -2147483647 - 1),"},
		{"w1 = (s16)w2", "BPF_MOVSX32_REG(BPF_REG_1, BPF_REG_2, 16),"},
		{"r1 = -r1", "BPF_ALU64_IMM(BPF_NEG, BPF_REG_1, 0),"},
		{"r1 = le16 r1", "BPF_ENDIAN(BPF_TO_LE, BPF_REG_1, 16),"},
		{"r1 = be64 r1", "BPF_ENDIAN(BPF_TO_BE, BPF_REG_1, 64),"},
		{"r1 = bswap32 r1", "BPF_BSWAP(BPF_REG_1, 32),"},
		{"r1 = addr_space_cast(r2, 0, 1)", "BPF_RAW_INSN(0xbf, BPF_REG_1, BPF_REG_2, 1, 1),"},
		{"r1 = *(u8 *)(r2 + 4)", "BPF_LDX_MEM(BPF_B, BPF_REG_1, BPF_REG_2, 4),"},
		{"r1 = *(s16 *)(r2 + 4)", "BPF_LDX_MEMSX(BPF_H, BPF_REG_1, BPF_REG_2, 4),"},
		{"*(u32 *)(r10 - 4) = r1", "BPF_STX_MEM(BPF_W, BPF_REG_10, BPF_REG_1, -4),"},
		{"*(u64 *)(r10 - 8) = 5", "BPF_ST_MEM(BPF_DW, BPF_REG_10, -8, 5),"},
		{"lock *(u64 *)(r1 + 0) &= r2", "BPF_ATOMIC_OP(BPF_DW, BPF_AND, BPF_REG_1, BPF_REG_2, 0),"},
		{"w2 = atomic_fetch_or((u32 *)(r1 + 4), w2)", "BPF_ATOMIC_OP(BPF_W, BPF_OR | BPF_FETCH, BPF_REG_1, BPF_REG_2, 4),"},
		{"r2 = xchg_64(r1 + 0, r2)", "BPF_ATOMIC_OP(BPF_DW, BPF_XCHG, BPF_REG_1, BPF_REG_2, 0),"},
		{"r0 = cmpxchg_64(r1 + 0, r0, r2)", "BPF_ATOMIC_OP(BPF_DW, BPF_CMPXCHG, BPF_REG_1, BPF_REG_2, 0),"},
		{"r1 = load_acquire((u8 *)(r2 + 1))", "BPF_ATOMIC_OP(BPF_B, BPF_LOAD_ACQ, BPF_REG_1, BPF_REG_2, 1),"},
		{"store_release((u16 *)(r1 - 2), r2)", "BPF_ATOMIC_OP(BPF_H, BPF_STORE_REL, BPF_REG_1, BPF_REG_2, -2),"},
		{"r0 = *(u16 *)skb[12]", "BPF_LD_ABS(BPF_H, 12),"},
		{"r0 = *(u8 *)skb[r7 - 1]", "BPF_LD_IND(BPF_B, BPF_REG_7, -1),"},
		{"if r1 s> r2 goto -3", "BPF_JMP_REG(BPF_JSGT, BPF_REG_1, BPF_REG_2, -3),"},
		{"if w1 & 4 goto +3", "BPF_JMP32_IMM(BPF_JSET, BPF_REG_1, 4, 3),"},
		{"goto -1", "BPF_JMP_A(-1),"},
		{"may_goto +1", "BPF_RAW_INSN(0xe5, BPF_REG_0, BPF_REG_0, 1, 0),"},
		{"gotol +70000", "BPF_JMP32_A(70000),"},
		{"gotox r1", "BPF_RAW_INSN(0xd, BPF_REG_1, BPF_REG_0, 0, 0),"},
		{"call bpf_map_lookup_elem", "BPF_EMIT_CALL(BPF_FUNC_map_lookup_elem),"},
		{"call 99999", "BPF_EMIT_CALL(99999),"},
		{"call pc+2", "BPF_CALL_REL(2),"},
		{"call kernel-function#77@2", "BPF_CALL_KFUNC(2, 77),"},
		{"exit", "BPF_EXIT_INSN(),"},
		{"r1 = 0x1122334455667788 ll", "BPF_LD_IMM64(BPF_REG_1, 0x1122334455667788ULL),"},
		{"r1 = map_fd 3", "BPF_LD_MAP_FD(BPF_REG_1, 3),"},
		{"r1 = map_fd(3)+8", "BPF_LD_IMM64_RAW_FULL(BPF_REG_1, 1, 0, 0, 3, 8),"},
		{"r1 = map_value(3)+8", "BPF_LD_MAP_VALUE(BPF_REG_1, 3, 8),"},
		{"r1 = btf_id 7", "BPF_LD_IMM64_RAW_FULL(BPF_REG_1, 3, 0, 0, 7, 0),"},
		{".insn code=0x18 dst=1", "BPF_RAW_INSN(0x18, BPF_REG_1, BPF_REG_0, 0, 0),"},
		{".insn code=0xb7 dst=15 src=11", "BPF_RAW_INSN(0xb7, 15, 11, 0, 0),"},
	} {
		insns := assemble(t, c.text)
		if got, n := insn.AppendC(nil, insns, 0); string(got) != c.want || n != len(insns) {
			t.Errorf("%s is written as %s and %d instructions, want %s and %d", c.text, got, n, c.want, len(insns))
		}
	}
}

// TestAppendFields writes instructions as designated initialisers without the fields that are 0.
func TestAppendFields(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"exit", "{ .code = 0x95 },"},
		{".insn code=0xb7 dst=1 src=2 off=-3 imm=-2147483648", "{ .code = 0xb7, .dst_reg = 1, .src_reg = 2, .off = -3, .imm = -2147483647 - 1 },"},
	} {
		if got := insn.AppendFields(nil, assemble(t, c.text)[0]); string(got) != c.want {
			t.Errorf("%s is written as %s, want %s", c.text, got, c.want)
		}
	}
}
