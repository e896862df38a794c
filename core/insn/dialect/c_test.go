package dialect_test

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core/insn"
	"bpfplay/core/insn/dialect"
	"bpfplay/core/paste/pastetest"
)

// TestMacros reads each macro of include/linux/filter.h.
func TestMacros(t *testing.T) {
	for _, c := range []struct {
		text string
		want []insn.Insn
	}{
		{"BPF_ALU64_REG(BPF_XOR, BPF_REG_1, BPF_REG_2)", []insn.Insn{{Code: 0xaf, Dst: 1, Src: 2}}},
		{"BPF_ALU64_REG_OFF(BPF_DIV, BPF_REG_1, BPF_REG_2, 1)", []insn.Insn{{Code: 0x3f, Dst: 1, Src: 2, Off: 1}}},
		{"BPF_ALU32_REG(BPF_SUB, BPF_REG_1, BPF_REG_2)", []insn.Insn{{Code: 0x1c, Dst: 1, Src: 2}}},
		{"BPF_ALU32_REG_OFF(BPF_MOD, BPF_REG_1, BPF_REG_2, 1)", []insn.Insn{{Code: 0x9c, Dst: 1, Src: 2, Off: 1}}},
		{"BPF_ALU64_IMM(BPF_ADD, BPF_REG_2, -4)", []insn.Insn{{Code: 0x07, Dst: 2, Imm: -4}}},
		{"BPF_ALU64_IMM(BPF_ADD | BPF_X, BPF_REG_2, 4)", []insn.Insn{{Code: 0x07, Dst: 2, Imm: 4}}}, // BPF_OP drops BPF_X
		{"BPF_ALU64_IMM_OFF(BPF_MOD, BPF_REG_2, 3, 1)", []insn.Insn{{Code: 0x97, Dst: 2, Off: 1, Imm: 3}}},
		{"BPF_ALU32_IMM(BPF_ARSH, BPF_REG_2, 31)", []insn.Insn{{Code: 0xc4, Dst: 2, Imm: 31}}},
		{"BPF_ALU32_IMM_OFF(BPF_DIV, BPF_REG_2, 3, 1)", []insn.Insn{{Code: 0x34, Dst: 2, Off: 1, Imm: 3}}},
		{"BPF_ENDIAN(BPF_TO_BE, BPF_REG_3, 16)", []insn.Insn{{Code: 0xdc, Dst: 3, Imm: 16}}},
		{"BPF_ENDIAN(BPF_FROM_LE, BPF_REG_3, 64)", []insn.Insn{{Code: 0xd4, Dst: 3, Imm: 64}}},
		{"BPF_BSWAP(BPF_REG_3, 32)", []insn.Insn{{Code: 0xd7, Dst: 3, Imm: 32}}},
		{"BPF_MOV64_REG(BPF_REG_ARG2, BPF_REG_FP)", []insn.Insn{{Code: 0xbf, Dst: 2, Src: 10}}},
		{"BPF_MOV32_REG(BPF_REG_1, BPF_REG_2)", []insn.Insn{{Code: 0xbc, Dst: 1, Src: 2}}},
		{"BPF_MOV64_IMM(BPF_REG_0, 0xffffffff)", []insn.Insn{{Code: 0xb7, Imm: -1}}},
		{"BPF_MOV64_IMM(BPF_REG_0, 0x123456789)", []insn.Insn{{Code: 0xb7, Imm: 0x23456789}}}, // as C converts it
		{"BPF_MOV32_IMM(BPF_REG_0, 1)", []insn.Insn{{Code: 0xb4, Imm: 1}}},
		{"BPF_MOVSX64_REG(BPF_REG_1, BPF_REG_2, 32)", []insn.Insn{{Code: 0xbf, Dst: 1, Src: 2, Off: 32}}},
		{"BPF_MOVSX32_REG(BPF_REG_1, BPF_REG_2, 8)", []insn.Insn{{Code: 0xbc, Dst: 1, Src: 2, Off: 8}}},
		{"BPF_MOV64_RAW(BPF_X, BPF_REG_1, BPF_REG_2, 3)", []insn.Insn{{Code: 0xbf, Dst: 1, Src: 2, Imm: 3}}},
		{"BPF_MOV32_RAW(BPF_K, BPF_REG_1, 0, 3)", []insn.Insn{{Code: 0xb4, Dst: 1, Imm: 3}}},
		{"BPF_MOV64_PERCPU_REG(BPF_REG_1, BPF_REG_2)", []insn.Insn{{Code: 0xbf, Dst: 1, Src: 2, Off: -1}}},
		{"BPF_ZEXT_REG(BPF_REG_4)", []insn.Insn{{Code: 0xbc, Dst: 4, Src: 4, Imm: 1}}},
		{"BPF_LD_IMM64(BPF_REG_1, 0x1122334455667788)", []insn.Insn{{Code: 0x18, Dst: 1, Imm: 0x55667788}, {Imm: 0x11223344}}},
		{"BPF_LD_IMM64_RAW(BPF_REG_1, BPF_PSEUDO_BTF_ID, 7)", []insn.Insn{{Code: 0x18, Dst: 1, Src: 3, Imm: 7}, {}}},
		{"BPF_LD_IMM64_RAW_FULL(BPF_REG_1, 2, 3, 4, 5, 6)", []insn.Insn{{Code: 0x18, Dst: 1, Src: 2, Off: 3, Imm: 5}, {Off: 4, Imm: 6}}},
		{"BPF_LD_MAP_FD(BPF_REG_1, 3)", []insn.Insn{{Code: 0x18, Dst: 1, Src: 1, Imm: 3}, {}}},
		{"BPF_LD_MAP_FD(BPF_REG_1, sizeof(int))", []insn.Insn{{Code: 0x18, Dst: 1, Src: 1, Imm: 4}, {}}},
		{"BPF_LD_MAP_VALUE(BPF_REG_1, 3, 8)", []insn.Insn{{Code: 0x18, Dst: 1, Src: 2, Imm: 3}, {Imm: 8}}},
		{"BPF_LD_MAP_IDX(BPF_REG_1, 1)", []insn.Insn{{Code: 0x18, Dst: 1, Src: 5, Imm: 1}, {}}},
		{"BPF_LD_MAP_IDX_VALUE(BPF_REG_1, 1, 8)", []insn.Insn{{Code: 0x18, Dst: 1, Src: 6, Imm: 1}, {Imm: 8}}},
		{"BPF_LD_ABS(BPF_B, ETH_HLEN + offsetof(struct iphdr, protocol))", []insn.Insn{{Code: 0x30, Imm: 23}}},
		{"BPF_LD_IND(BPF_H, BPF_REG_7, -2)", []insn.Insn{{Code: 0x48, Src: 7, Imm: -2}}},
		{"BPF_LDX_MEM(BPF_W, BPF_REG_0, BPF_REG_1, offsetof(struct __sk_buff, mark))", []insn.Insn{{Code: 0x61, Src: 1, Off: 8}}},
		{"BPF_LDX_MEM(BPF_W, BPF_REG_0, BPF_REG_1, offsetof(struct __sk_buff, cb[1 + 1]))", []insn.Insn{{Code: 0x61, Src: 1, Off: 56}}},
		{"BPF_LDX_MEM(BPF_W, BPF_REG_0, BPF_REG_1, offsetof(xdp_md, data_end))", []insn.Insn{{Code: 0x61, Src: 1, Off: 4}}},
		{"BPF_LDX_MEM(BPF_DW, BPF_REG_0, BPF_REG_1, 0xfff8)", []insn.Insn{{Code: 0x79, Src: 1, Off: -8}}},
		{"BPF_LDX_MEMSX(BPF_H, BPF_REG_0, BPF_REG_1, 2)", []insn.Insn{{Code: 0x89, Src: 1, Off: 2}}},
		{"BPF_STX_MEM(BPF_DW, BPF_REG_10, BPF_REG_0, -8)", []insn.Insn{{Code: 0x7b, Dst: 10, Off: -8}}},
		{"BPF_STX_XADD(BPF_W, BPF_REG_0, BPF_REG_1, 4)", []insn.Insn{{Code: 0xc3, Src: 1, Off: 4}}},
		{"BPF_ATOMIC_OP(BPF_DW, BPF_ADD | BPF_FETCH, BPF_REG_10, BPF_REG_1, -8)", []insn.Insn{{Code: 0xdb, Dst: 10, Src: 1, Off: -8, Imm: 1}}},
		{"BPF_ATOMIC_OP(BPF_W, BPF_CMPXCHG, BPF_REG_10, BPF_REG_1, -4)", []insn.Insn{{Code: 0xc3, Dst: 10, Src: 1, Off: -4, Imm: 0xf1}}},
		{"BPF_ST_MEM(BPF_B, BPF_REG_10, -1, 'x')", []insn.Insn{{Code: 0x72, Dst: 10, Off: -1, Imm: 0x78}}},
		{"BPF_JMP_REG(BPF_JSGT, BPF_REG_1, BPF_REG_2, -3)", []insn.Insn{{Code: 0x6d, Dst: 1, Src: 2, Off: -3}}},
		{"BPF_JMP_IMM(BPF_JNE, BPF_REG_1, 5, 2)", []insn.Insn{{Code: 0x55, Dst: 1, Off: 2, Imm: 5}}},
		{"BPF_JMP32_REG(BPF_JLE, BPF_REG_1, BPF_REG_2, 3)", []insn.Insn{{Code: 0xbe, Dst: 1, Src: 2, Off: 3}}},
		{"BPF_JMP32_IMM(BPF_JSET, BPF_REG_1, 0x80000000, 3)", []insn.Insn{{Code: 0x46, Dst: 1, Off: 3, Imm: -1 << 31}}},
		{"BPF_JMP_A(-1)", []insn.Insn{{Code: 0x05, Off: -1}}},
		{"BPF_JMP32_A(70000)", []insn.Insn{{Code: 0x06, Imm: 70000}}},
		{"BPF_CALL_REL(-2)", []insn.Insn{{Code: 0x85, Src: 1, Imm: -2}}},
		{"BPF_CALL_KFUNC(1, 77)", []insn.Insn{{Code: 0x85, Src: 2, Off: 1, Imm: 77}}},
		{"BPF_EMIT_CALL(BPF_FUNC_ktime_get_ns)", []insn.Insn{{Code: 0x85, Imm: 5}}},
		{"BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem)", []insn.Insn{{Code: 0x85, Imm: 1}}},
		{"BPF_RAW_INSN(0, 0, 0, 0, -1)", []insn.Insn{{Imm: -1}}},
		{"BPF_EXIT_INSN()", []insn.Insn{{Code: 0x95}}},
		{"BPF_ST_NOSPEC()", []insn.Insn{{Code: 0xc2}}},
	} {
		p, d, err := dialect.Read(c.text + ",")
		if err != nil || d != dialect.C || !slices.Equal(p.Insns, c.want) {
			t.Errorf("%s is read as %+v, %v, %v, want %+v", c.text, p.Insns, d, err, c.want)
		}
	}
}

// TestMapVariables reads loads of maps whose descriptors are in variables.
func TestMapVariables(t *testing.T) {
	for _, c := range []struct {
		text, want string
		col        int
		src        uint8
	}{
		{"BPF_LD_MAP_FD(BPF_REG_1, map_fd),", "map_fd", 26, insn.BPF_PSEUDO_MAP_FD},
		{"BPF_LD_MAP_FD(BPF_REG_1, fds[i + 1]),", "fds[i+1]", 26, insn.BPF_PSEUDO_MAP_FD},
		{"BPF_LD_MAP_FD(BPF_REG_1, skel->maps.counts),", "skel->maps.counts", 26, insn.BPF_PSEUDO_MAP_FD},
		{"BPF_LD_MAP_FD(BPF_REG_1, bpf_map__fd(skel, counts)),", "bpf_map__fd(skel,counts)", 26, insn.BPF_PSEUDO_MAP_FD},
		{"BPF_LD_MAP_VALUE(BPF_REG_1, map_fd, 0),", "map_fd", 29, insn.BPF_PSEUDO_MAP_VALUE},
		{"{ .code = 0x18, .src_reg = 1, .imm = map->fd }, { },", "map->fd", 38, insn.BPF_PSEUDO_MAP_FD},
	} {
		p, _, err := dialect.Read(c.text)
		if err != nil || len(p.Refs) != 1 || p.Refs[0].Name != c.want || p.Refs[0].Col != c.col || p.Insns[0].Src != c.src {
			t.Errorf("%s is read as %+v, %v, want %s at column %d and source %d", c.text, p, err, c.want, c.col, c.src)
		}
	}
}

// TestPreprocessor reads the instructions that a little-endian compiler sees.
func TestPreprocessor(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"name", "#define KEY -4 /* of the stack */\nBPF_MOV64_IMM(BPF_REG_0, KEY),", "r0 = -4\n"},
		{"textual", "#define SUM 1 + 2\nBPF_MOV64_IMM(BPF_REG_0, SUM * 3),", "r0 = 7\n"},
		{"name of a name", "#define A B\n#define B 5\nBPF_MOV64_IMM(BPF_REG_0, A),", "r0 = 5\n"},
		{"instructions", "#define PROLOGUE \\\n\tBPF_MOV64_IMM(BPF_REG_0, 1), \\\n\tBPF_MOV64_IMM(BPF_REG_1, 2)\nPROLOGUE,\nBPF_EXIT_INSN(),", "r0 = 1\nr1 = 2\nexit\n"},
		{"unused macro", "#define RETURN(N) \\\n\tBPF_MOV64_IMM(BPF_REG_0, N), \\\n\tBPF_EXIT_INSN()\nBPF_MOV64_IMM(BPF_REG_0, 2),", "r0 = 2\n"},
		{"line ends of Windows", "#define RETURN(N) \\\r\n\tBPF_EXIT_INSN()\r\nBPF_MOV64_IMM(BPF_REG_0, 2),\r\n", "r0 = 2\n"},
		{"comments", "/* BPF_EXIT_INSN(),\n */ BPF_MOV64_IMM(BPF_REG_0, /* one */ 1), // BPF_EXIT_INSN(),\nBPF_EXIT_INSN(), /* open", "r0 = 1\nexit\n"},
		{"strings", "\"BPF_EXIT_INSN(),\", \"\\\"BPF_EXIT_INSN(),\", \"open\nBPF_MOV64_IMM(BPF_REG_0, 1),", "r0 = 1\n"},
		{"order", "#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__\nBPF_MOV64_IMM(BPF_REG_0, 1),\n#else\nBPF_MOV64_IMM(BPF_REG_0, 2),\n#endif\nBPF_EXIT_INSN(),", "r0 = 1\nexit\n"},
		{"other order", "#ifdef __BIG_ENDIAN_BITFIELD\nBPF_MOV64_IMM(BPF_REG_0, 1),\n#else\nBPF_MOV64_IMM(BPF_REG_0, 2),\n#endif", "r0 = 2\n"},
		{"negated", "#ifndef __LITTLE_ENDIAN_BITFIELD\nBPF_MOV64_IMM(BPF_REG_0, 1),\n#else\nBPF_MOV64_IMM(BPF_REG_0, 2),\n#endif", "r0 = 2\n"},
		{"unequal", "#if __BYTE_ORDER != __BIG_ENDIAN\nBPF_MOV64_IMM(BPF_REG_0, 1),\n#endif", "r0 = 1\n"},
		{"three branches", "#if 1\nBPF_MOV64_IMM(BPF_REG_0, 1),\n#elif X\nBPF_MOV64_IMM(BPF_REG_0, 2),\n#else\nBPF_MOV64_IMM(BPF_REG_0, 3),\n#endif", "r0 = 1\n"},
		{"second branch", "#if 0\n#ifdef X\nBPF_EXIT_INSN(),\n#elif Y\n#endif\n#elif 1\nBPF_MOV64_IMM(BPF_REG_0, 2),\n#else\nBPF_EXIT_INSN(),\n#endif", "r0 = 2\n"},
		{"skipped definition", "#define N 1\n#if 0\n#define N 2\n#endif\nBPF_MOV64_IMM(BPF_REG_0, N),", "r0 = 1\n"},
		{"stray ends", "#else\n#endif\n#include <linux/bpf.h>\nBPF_MOV64_IMM(BPF_REG_0, 1),", "r0 = 1\n"},
	} {
		p, _, err := dialect.Read(c.text)
		if got := insn.Text(p.Insns); err != nil || got != c.want {
			t.Errorf("%s is read as %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

// TestMacrosOfTheText expands the macros with parameters that a text defines. The results are those of gcc 12.
func TestMacrosOfTheText(t *testing.T) {
	const ret = "#define RETURN(n) BPF_MOV64_IMM(BPF_REG_0, n), \\\n\tBPF_EXIT_INSN()\n"
	for _, c := range []struct{ name, text, want string }{
		{"one instruction", "#define LOAD(r, v) BPF_MOV64_IMM(r, v)\nLOAD(BPF_REG_1, 5),\nLOAD(BPF_REG_2, (3) + 4),", "r1 = 5\nr2 = 7\n"},
		{"several instructions", ret + "RETURN(3),\nRETURN( 4 ),", "r0 = 3\nexit\nr0 = 4\nexit\n"},
		{"fields", "#define EXIT(n) ((struct bpf_insn) { .code = BPF_JMP | BPF_OP(BPF_EXIT | BPF_X), .imm = n })\nEXIT(0),", "exit\n"},
		{"a program", "#define PROGRAM(...) struct bpf_insn p[] = { __VA_ARGS__ }\nPROGRAM(BPF_MOV64_IMM(BPF_REG_0, 1), BPF_EXIT_INSN());", "r0 = 1\nexit\n"},
		{"expression", "#define SUM(a, b) a + b\nBPF_MOV64_IMM(BPF_REG_0, 2 * SUM(3, 4)),", "r0 = 10\n"},
		{"within each other", "#define TWICE(x) (2 * (x))\nBPF_MOV64_IMM(BPF_REG_0, TWICE(TWICE(TWICE(1)))),", "r0 = 8\n"},
		{"in the body of another", ret + "#define ONE() RETURN(NUMBER(0))\n#define NUMBER(n) n + 1\nONE(),", "r0 = 1\nexit\n"},
		{"named by another", ret + "#define GO RETURN\nGO(1),", "r0 = 1\nexit\n"},
		{"over lines", ret + "RETURN(\n\t/* one */ 1 +\n#if 0\n\t5\n#else\n\t6\n#endif\n),", "r0 = 7\nexit\n"},
		{"no arguments", "#define END() BPF_EXIT_INSN()\nEND( ),", "exit\n"},
		{"empty argument", "#define MOVE(sign, n) BPF_MOV64_IMM(BPF_REG_0, sign n)\nMOVE(, 1), MOVE(-, 1),", "r0 = 1\nr0 = -1\n"},
		{"a name alone", "#define n(x) 9\n#define N(n) n\nBPF_MOV64_IMM(BPF_REG_0, N(4)),", "r0 = 4\n"},
		{"itself", "#define BPF_REG_7 BPF_REG_7\n#define ONE(x) ONE x\nBPF_MOV64_IMM(BPF_REG_7, 1), ONE(1)", "r7 = 1\n"},
		{"joined words", "#define OP(op, n) BPF_ALU64_IMM(BPF_ ## op, BPF_REG_##n, 0x ## n)\nOP(ADD, 2), OP(XOR,3),", "r2 += 2\nr3 ^= 3\n"},
		{"joined names are not expanded first", "#define ADD SUB\n#define OP(op) BPF_ALU64_IMM(BPF_##op, BPF_REG_0, 1)\nOP(ADD),", "r0 += 1\n"},
		{"joined with nothing", "#define N(a, b) a##b\nBPF_MOV64_IMM(BPF_REG_0, N(,1) N(-,) N(,) N(2,3)),", "r0 = -22\n"},
		{"a comma before nothing", "#define MOVE(r, ...) BPF_MOV64_IMM(r, ##__VA_ARGS__)\nMOVE(BPF_REG_0, 4),", "r0 = 4\n"},
		{"named arguments", "#define ALL(insns...) insns\nALL(BPF_MOV64_IMM(BPF_REG_0, 1), BPF_EXIT_INSN()),", "r0 = 1\nexit\n"},
		{"strings are left out", "#define CHECK(x) check(#x) BPF_MOV64_IMM(BPF_REG_0, x)\nCHECK(1),", "r0 = 1\n"},
		{"definition and another", "#define N(x) x\nBPF_MOV64_IMM(BPF_REG_0, N(1)),\n#undef N\n#define N 2\nBPF_MOV64_IMM(BPF_REG_0, N),", "r0 = 1\nr0 = 2\n"},
		{"before the definition", "RETURN(1),\n" + ret + "RETURN(2),", "r0 = 2\nexit\n"},
		{"a macro of the kernel", "#define BPF_LD_MAP_FD(DST, FD) BPF_LD_IMM64_RAW(DST, BPF_PSEUDO_MAP_FD, FD)\nBPF_LD_MAP_FD(BPF_REG_1, fd),", "r1 = map_fd 0\n"},
	} {
		p, _, err := dialect.Read(c.text)
		if got := insn.Text(p.Insns); err != nil || got != c.want {
			t.Errorf("%s is read as %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

// TestLinesOfMacros holds that an instruction from a macro has the line that uses it, and a mistake in an argument its place.
func TestLinesOfMacros(t *testing.T) {
	p, _, err := dialect.Read("#define RETURN(n) \\\n\tBPF_MOV64_IMM(BPF_REG_0, n), \\\n\tBPF_EXIT_INSN()\n\nRETURN(1),\nRETURN(\n2),")
	if want := []int{5, 5, 6, 6}; err != nil || !slices.Equal(p.Lines, want) {
		t.Errorf("lines %v, %v, want %v", p.Lines, err, want)
	}
}

// TestSurroundings reads instructions between other code, which is skipped.
func TestSurroundings(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"parentheses", "{ .code = (BPF_ALU64 | BPF_MOV), .imm = (1) }, { (0x95), 0, 0, (0), 0 }", "r0 = 1\nexit\n"},
		{"strace's names", "insns=[{code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}]", "exit\n"},
		{"another struct", "{ .code = 6, .jt = 0 },\nBPF_EXIT_INSN(),", "exit\n"},
		{"braces in a struct", "{ .code = 1, .imm = { 1 } },\nBPF_EXIT_INSN(),", "exit\n"},
		{"an array in a struct", "{ .insns = { BPF_EXIT_INSN(), }, .result = ACCEPT, .errstr = \"BPF_FOO\" }", "exit\n"},
		{"inline assembly without its end", "asm volatile (\"r0 = 1; exit;\"", "r0 = 1\nexit\n"},
		{"a call", "bpf(BPF_PROG_LOAD, &attr); BPF_EXIT_INSN(),", "exit\n"},
	} {
		p, _, err := dialect.Read(c.text)
		if got := insn.Text(p.Insns); err != nil || got != c.want {
			t.Errorf("%s: read as %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

// TestPreprocessorTakesLinearTime reads many lines of the preprocessor, open conditionals, and definitions within definitions.
func TestPreprocessorTakesLinearTime(t *testing.T) {
	const insn = "BPF_EXIT_INSN(),\n"
	for _, c := range []struct{ front, back string }{
		{"#if 1\n", insn}, {"#if 0\n", insn}, {"#define a ", ""}, {"#define a \\\n", ""}, {"#define a b\n", "a "}, {"#define a \r", "\r"}, {"#define b a a\n#define a b b\n", insn + "a "},
		{"#define f(x) x\n", insn + "f(1) "}, {"f(1)\n#define f(x) x x\n", ""}, {"#define f(x) x\nf(", ")"}, {"#define f(x) f(x\nf(", ""}, {"#define f(x) x x x\nf(", ")"},
		{"#define f(x) x ## x ## x ## x\nf(", ")"}, {"#define f(x,", "a) x\nf(1) "}, {"#undef f\n", ""}, {"#define f(x, ...) f(__VA_ARGS__) x ## __VA_ARGS__\nf(1,", ")"},
	} {
		pastetest.Linear(t, c.front, 1<<19, func(size int) {
			n := size / (len(c.front) + len(c.back))
			if _, d, _ := dialect.Read(insn + strings.Repeat(c.front, n) + strings.Repeat(c.back, n)); d != dialect.C {
				t.Fatalf("%q is read as %s", c.front, d)
			}
		})
	}
}
