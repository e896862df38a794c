package dialect_test

import (
	"strings"
	"testing"

	"bpfplay/core/insn/dialect"
)

// TestExpressions evaluates constants of C. The values are those that gcc 12 converts to unsigned long on x86-64.
func TestExpressions(t *testing.T) {
	for _, c := range []struct {
		text string
		want uint64
	}{
		{"1 + 2 * 3", 7},
		{"(1 + 2) * 3", 9},
		{"10 - 4 - 3", 3},
		{"0x10 | 0x01", 0x11},
		{"0xff & ~0x0f", 0xf0},
		{"6 ^ 3", 5},
		{"1 << 4 | 2", 0x12},
		{"1 + 1 << 2", 8},
		{"1 << 31", 0xffffffff80000000},
		{"1U << 31", 0x80000000},
		{"1ULL << 32", 0x100000000},
		{"0xffffffff", 0xffffffff},
		{"0xffffffff << 8", 0xffffff00},
		{"0xffffffff + 1", 0},
		{"4294967295 + 1", 0x100000000},
		{"2147483648", 0x80000000},
		{"-2147483648", 0xffffffff80000000},
		{"-2147483647 - 1", 0xffffffff80000000},
		{"0x7fffffffffffffff", 0x7fffffffffffffff},
		{"0xffffffffffffffff", 0xffffffffffffffff},
		{"18446744073709551615ULL", 0xffffffffffffffff},
		{"~0", 0xffffffffffffffff},
		{"~0U", 0xffffffff},
		{"~0ULL", 0xffffffffffffffff},
		{"-1U", 0xffffffff},
		{"-1UL", 0xffffffffffffffff},
		{"-1 >> 1", 0xffffffffffffffff},
		{"-1U >> 1", 0x7fffffff},
		{"-1UL >> 60", 0xf},
		{"-8 / 3", 0xfffffffffffffffe},
		{"-8 % 3", 0xfffffffffffffffe},
		{"-8 / 3U", 0x55555552},
		{"-8 % 3U", 2},
		{"7 / 2", 3},
		{"7 % 4", 3},
		{"010", 8},
		{"0b101", 5},
		{"'a'", 0x61},
		{`'\n'`, 0xa},
		{`'\0'`, 0},
		{`'\''`, 0x27},
		{`'\x41'`, 0x41},
		{`'\xff'`, 0xffffffffffffffff},
		{"!0", 1},
		{"!5", 0},
		{"+7", 7},
		{"- -7", 7},
		{"(__u32)-1", 0xffffffff},
		{"(__u8)0x1ff", 0xff},
		{"(u16)-1", 0xffff},
		{"(s16)0xffff", 0xffffffffffffffff},
		{"(__s8)200", 0xffffffffffffffc8},
		{"(unsigned char)300", 0x2c},
		{"(char)200", 0xffffffffffffffc8},
		{"(short)0x18000", 0xffffffffffff8000},
		{"(unsigned short)-1", 0xffff},
		{"(int)0xffffffff", 0xffffffffffffffff},
		{"(unsigned)-1", 0xffffffff},
		{"(unsigned int)-1", 0xffffffff},
		{"(long)-1", 0xffffffffffffffff},
		{"(long long)0xffffffff", 0xffffffff},
		{"(unsigned long long)-1", 0xffffffffffffffff},
		{"(uint64_t)1 << 40", 0x10000000000},
		{"(int32_t)-1", 0xffffffffffffffff},
		{"(__be16)0x12345", 0x2345},
		{"(__u32)~0 >> 4", 0xfffffff},
		{"(__u32)(-1) + (__u64)1", 0x100000000},
		{"-1 < 0U", 0},
		{"-1 < 0", 1},
		{"1 < 2", 1},
		{"2 <= 2", 1},
		{"3 <= 2", 0},
		{"3 > 2", 1},
		{"-1 > 1UL", 1},
		{"2 >= 3", 0},
		{"3 >= 3", 1},
		{"1 == 1", 1},
		{"1 != 1", 0},
		{"1 && 0", 0},
		{"1 || 0", 1},
		{"0 || 0", 0},
		{"BPF_OP(0xff) + 1", 0xf1},
		{"BPF_SRC(0xff)", 8},
		{"BPF_SIZE(-1)", 0x18},
		{"BPF_MODE(BPF_ATOMIC | BPF_DW)", 0xc0},
		{"BPF_CLASS(0x1ff)", 7},
		{"1 ? 2 : 3", 2},
		{"0 ? 2 : 3", 3},
		{"0 ? 1 : 0 ? 2 : 3", 3},
		{"1 ? -1 : 0U", 0xffffffff},
		{"1 == 1 ? BPF_X : BPF_K", 8},
		{"sizeof(int)", 4},
		{"sizeof(char)", 1},
		{"sizeof(__u64) * 2", 0x10},
		{"sizeof(long long)", 8},
		{"sizeof(unsigned short)", 2},
		{"sizeof(void *)", 8},
		{"-sizeof(int)", 0xfffffffffffffffc},
		{"INT_MIN", 0xffffffff80000000},
		{"INT_MAX", 0x7fffffff},
		{"UINT_MAX", 0xffffffff},
		{"LLONG_MIN", 0x8000000000000000},
		{"LLONG_MAX", 0x7fffffffffffffff},
		{"S32_MIN - 1LL", 0xffffffff7fffffff},
		{"U32_MAX + 1", 0},
		{"BPF_F_CURRENT_CPU << 4", 0xffffffff0},
		{"-(1 << 3)", 0xfffffffffffffff8},
		{"((((5))))", 5},
		{"1 +/* two */2", 3},
		{"XDP_PASS", 2},
		{"TC_ACT_UNSPEC", 0xffffffffffffffff},
	} {
		p, _, err := dialect.Read("BPF_LD_IMM64(BPF_REG_1, " + c.text + "),")
		if err != nil || len(p.Insns) != 2 {
			t.Errorf("%s is read as %+v, %v, want %#x", c.text, p.Insns, err, c.want)
			continue
		}
		if got := uint64(uint32(p.Insns[0].Imm)) | uint64(uint32(p.Insns[1].Imm))<<32; got != c.want {
			t.Errorf("%s is %#x, want %#x", c.text, got, c.want)
		}
	}
}

// TestExpressionMistakes checks the message and column of each mistake in an expression.
func TestExpressionMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "column 25: want a number, not \")\""},
		{"1 +", "column 28: want a number, not \")\""},
		{"*1", "column 25: want a number, not \"*\""},
		{"(1", "column 28: want \")\", not \",\""},
		{"(int 1)", "column 30: want \")\", not \"1\""},
		{"1 ? 2", "column 30: want \":\", not \")\""},
		{"1 << 32", "column 27: invalid shift of a 32-bit number by 32: want 0 to 31"},
		{"1ULL << 64", "column 30: invalid shift of a 64-bit number by 64: want 0 to 63"},
		{"1 >> -1", "column 27: invalid shift of a 32-bit number by -1: want 0 to 31"},
		{"1 / 0", "column 27: division by 0: want another divisor"},
		{"1 % (2 - 2)", "column 27: division by 0: want another divisor"},
		{"0x", "column 25: invalid number \"0x\""},
		{"09", "column 25: invalid number \"09\""},
		{"1_000", "column 25: invalid number \"1_000\""},
		{"0o17", "column 25: invalid number \"0o17\""},
		{"18446744073709551616", "column 25: invalid number \"18446744073709551616\""},
		{"''", "column 25: invalid character '': want one, such as 'a'"},
		{"'ab'", "column 25: invalid character 'ab': want one, such as 'a'"},
		{"nothing", "column 25: unknown constant nothing"},
		{"BPF_FUNC_nothing", "column 25: unknown constant BPF_FUNC_nothing"},
		{"sizeof(struct nothing)", "column 39: unknown size of \"nothing\""},
		{"sizeof 4", "column 32: want \"(\", not \"4\""},
		{"offsetof(struct nothing, mark)", "column 50: unknown field mark of struct nothing"},
		{strings.Repeat("(", 101) + "1", "column 126: expression is nested too deeply: want 100 levels at most"},
		{strings.Repeat("~", 101) + "1", "column 126: expression is nested too deeply: want 100 levels at most"},
	} {
		_, _, err := dialect.Read("BPF_LD_IMM64(BPF_REG_1, " + c.text + "),")
		if want := "line 1, " + c.want; err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", c.text, err, want)
		}
	}
}
