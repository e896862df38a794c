package dialect_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"bpfplay/core/insn"
	"bpfplay/core/insn/dialect"
)

// counter is the program that the samples show: it counts in a map, and calls a function.
const counter = `r6 = r1
r1 = 0
*(u32 *)(r10 - 4) = r1
r2 = r10
r2 += -4
r1 = map_fd 3
call bpf_map_lookup_elem#1
if r0 == 0x0 goto +2
r1 = 1
lock *(u64 *)(r0 + 0) += r1
r1 = r6
call pc+1
exit
w0 = 2
exit
`

// translated is counter after the kernel has translated it and inlined the lookup.
const translated = `r6 = r1
r1 = 0
*(u32 *)(r10 - 4) = r1
r2 = r10
r2 += -4
r1 = map_fd 0
r1 += 312
r0 = *(u32 *)(r2 + 0)
if r0 >= 0x4 goto +3
r0 <<= 3
r0 += r1
goto +1
r0 = 0
if r0 == 0x0 goto +2
r1 = 1
lock *(u64 *)(r0 + 0) += r1
r1 = r6
call pc+1
exit
w0 = 2
exit
`

func sample(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestRead reads the same program from a sample of each dialect.
func TestRead(t *testing.T) {
	unnamed := strings.Replace(counter, "map_fd 3", "map_fd 0", 1)
	for _, c := range []struct {
		file    string
		dialect dialect.Dialect
		want    string
		ref     string
	}{
		{"log.txt", dialect.Log, "", "0xffff8881329ba800"},
		{"xlated.txt", dialect.Xlated, translated, "map[id:121597]"},
		{"xlated-opcodes.txt", dialect.Xlated, translated, "map[id:121597]"},
		{"objdump.txt", dialect.Objdump, unnamed, "counts"},
		{"macros.c", dialect.C, unnamed, "map_fd"},
		{"fields.c", dialect.C, unnamed, "counts"},
		{"inline.c", dialect.Inline, unnamed, "counts"},
		{"strace.txt", dialect.Strace, counter, ""},
		{"bytes.hex", dialect.Hex, counter, ""},
		{"assembly.s", dialect.Assembly, counter, ""},
		{"mnemonics.s", dialect.Assembly, counter, ""},
	} {
		p, d, err := dialect.Read(sample(t, c.file))
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if d != c.dialect {
			t.Errorf("%s is read as %v, want %v", c.file, d, c.dialect)
		}
		want := c.want
		if c.file == "log.txt" { // a log shows the address of the map
			want = strings.Replace(counter, "map_fd 3", c.ref+" ll", 1)
		}
		if got := insn.Text(p.Insns); got != want {
			t.Errorf("%s is\n%s, want\n%s", c.file, got, want)
		}
		refs := ""
		for _, r := range p.Refs {
			refs += r.Name
		}
		if refs != c.ref {
			t.Errorf("%s names %q, want %q", c.file, refs, c.ref)
		}
	}
}

// TestMistakes checks the message and place of each mistake in each dialect.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"0: (b7) r0 = 1\n2: (95) exit\nprocessed 2 insns", "line 2, column 1: instruction 1 is missing: the next one shown is 2"},
		{"0: (b7) r0 = r1\n1: (95) exit", "line 1, column 9: opcode 0xb7 does not fit the instruction, which has 0xbf"},
		{"b7 00 00 00 01 00 00", "line 1, column 1: 7 bytes are left after the last whole instruction of 8"},
		{"b7 00 00 00 01 00 00 00\n 95 00 0g", "line 2, column 9: want pairs of hex digits, not 'g'"},
		{"b7 00 00 00 01 00 00 00\n95 0", "line 2, column 5: want pairs of hex digits, not the end of the line"},
		{"b7 00 00 00 01 00 00 00 r0 = 1", "line 1, column 25: want pairs of hex digits, not 'r'"},
		{"0xb7, 0x00, 0x0, 0x00, 0x01, 0x00, 0x00, 0x00, 0xzz", "line 1, column 50: want pairs of hex digits, not 'z'"},
		{"b7 00 00 00 01 00 00 00 95 0x", "line 1, column 30: want pairs of hex digits, not the end of the line"},
		{"0: (b7) r0 = 1\n0: (b7) r0 = 2\n1: (95) exit", "line 2, column 9: instruction 0 differs from that of line 1"},
		{"0: (b7) r0 = zero\n1: (95) exit", "line 1, column 14: unknown operand \"zero\""},
		{"Disassembly of section xdp:\n", "line 1, column 1: no instructions found"},
		{"Disassembly of section a:\n 0:\texit\nDisassembly of section b:\n 0:\texit", "line 3, column 1: a second section begins here: paste one at a time"},
		{"Disassembly of section a:\n 0:\texit\n 2:\texit", "line 3, column 1: instruction 1 is missing: the next one shown is 2"},
		{"Disassembly of section a:\n 0:\t<unknown>", "line 2, column 5: want an instruction, not \"<\""},
		{"asm volatile (\"\" ::: \"memory\");", "line 1, column 1: no instructions found"},
		{"asm volatile (\"r0 = %[size];\" :: __imm_const(size", "line 1, column 21: unknown operand \"size\""},
		{"asm volatile (\".8byte %[x]; exit;\" :: __imm_insn(x, BPF_MOV64_IMM(r0, 1)));", "line 1, column 23: want a number of 64 bits, not \"x\""},
		{"BPF_MOV64_IMM(BPF_REG_11, 1),", "line 1, column 15: unknown constant BPF_REG_11"},
		{"BPF_MOV64_IMM(BPF_REG_0, 1),\nBPF_SK_LOOKUP(sk_lookup_tcp),", "line 2, column 1: unknown macro BPF_SK_LOOKUP"},
		{"{ .code = BPF_ALU64 | BPF_MOV, .dst_reg = 16 }", "line 1, column 1: invalid dst_reg 16: want -8 to 15"},
		{"BPF_SK_LOOKUP(f(1), 2), BPF_EXIT_INSN(), BPF_FOO(),", "line 1, column 1: unknown macro BPF_SK_LOOKUP (and 1 more)"},
		{"BPF_DIRECT_PKT_R2, BPF_EXIT_INSN(),", "line 1, column 1: unknown macro BPF_DIRECT_PKT_R2: paste its #define too"},
		{"{ BPF_EXIT_INSN(), BPF_DIRECT_PKT_R2 }", "line 1, column 20: unknown macro BPF_DIRECT_PKT_R2: paste its #define too"},
		{"BPF_MOV64_IMM(BPF_REG_0", "line 1, column 24: want \",\", not the end"},
		{"BPF_MOV64_IMM(BPF_REG_0, 1", "line 1, column 27: want \")\", not the end"},
		{"BPF_MOV64_IMM(BPF_REG_0)", "line 1, column 24: want \",\", not \")\""},
		{"BPF_MOV64_IMM(BPF_REG_0, 1, 2),", "line 1, column 27: want \")\", not \",\""},
		{"BPF_MOV64_IMM(16, 1),", "line 1, column 1: invalid dst_reg 16: want -8 to 15"},
		{"BPF_JMP_A(65536),", "line 1, column 11: invalid offset 65536: want 16 bits"},
		{"BPF_JMP_A(-32769),", "line 1, column 11: invalid offset -32769: want 16 bits"},
		{"BPF_RAW_INSN(0x195, 0, 0, 0, 0),", "line 1, column 1: invalid code 405: want -128 to 255"},
		{"BPF_LD_IMM64_RAW_FULL(1, 0, 0, 70000, 0, 0),", "line 1, column 1: invalid off 70000: want -32768 to 32767"},
		{"BPF_LDX_MEM(BPF_W, BPF_REG_0, BPF_REG_1, offsetof(struct __sk_buff, cb[1))", "line 1, column 73: want \"]\", not \")\""},
		{"#define N N\nBPF_MOV64_IMM(BPF_REG_0, N),", "line 2, column 26: unknown constant N"},
		{"#define LOAD(r, v) BPF_MOV64_IMM(r, v)\nBPF_EXIT_INSN(),\n  LOAD(BPF_REG_1),", "line 3, column 3: macro LOAD takes 2 arguments, not 1"},
		{"#define LOAD(r, v) BPF_MOV64_IMM(r, v)\nLOAD(BPF_REG_1, 1, 2),", "line 2, column 1: macro LOAD takes 2 arguments, not 3"},
		{"#define ONE() 1\nBPF_MOV64_IMM(BPF_REG_0, ONE(1)),", "line 2, column 26: macro ONE takes 0 arguments, not 1"},
		{"#define LOAD(r, ...) BPF_MOV64_IMM(r, __VA_ARGS__)\nLOAD(BPF_REG_1),", "line 2, column 1: want a number, not \")\""},
		{"#define LOAD(r, v) BPF_MOV64_IMM(r, v)\nLOAD(BPF_REG_1, x), LOAD(BPF_REG_16, 1)", "line 2, column 17: unknown constant x (and 1 more)"},
		{"#define LOAD(r, v) BPF_MOV64_IMM(r, v)\nLOAD(BPF_REG_1, (1),", "line 2, column 1: missing ) after the arguments of macro LOAD"},
		{"#define OP(a, b) BPF_ALU64_IMM(a ## b, BPF_REG_0, 1)\nOP(BPF_ADD, -),", `line 2, column 1: macro OP joins "BPF_ADD" and "-", which is not one word or sign`},
		{"#define M(x) x x\nBPF_MOV64_IMM(BPF_REG_0, " + strings.Repeat("M(", 30) + "1" + strings.Repeat(")", 30) + "),", "line 2, column 26: macros expand to more than 1048576 tokens"},
		{"#if 0\n#elif DEBUG\nBPF_EXIT_INSN(),\n#endif", "line 2, column 1: unknown condition: paste the branch that counts"},
		{"{ .code = 0x95 }, { .code = 0xb7, .imm =", "line 1, column 41: want a number, not the end"},
		{"{ .code = 0x95, 1 }", "line 1, column 17: unknown field \"1\": want code, dst_reg, src_reg, off or imm"},
		{"{ .code = 0x95 .imm = 1 }", "line 1, column 16: want \",\", not \".\""},
		{"{ 0x1ff, 0, 0, 0, 0 }", "line 1, column 1: invalid code 511: want -128 to 255"},
		{"{ 0x95, 0, 0, 0, 1 << 33 }", "line 1, column 20: invalid shift of a 32-bit number by 33: want 0 to 31"},
		{"{ .insns = { BPF_EXIT_INSN() } }, { .insns = { BPF_EXIT_INSN() } }", "line 1, column 38: a second program begins here: paste one at a time"},
		{"/* BPF_EXIT_INSN() */", "line 1, column 1: no instructions found"},
		{"#ifdef DEBUG\nBPF_EXIT_INSN(),\n#endif", "line 1, column 1: unknown condition: paste the branch that counts"},
		{"insns=[{code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}, ...]",
			"line 1, column 91: the trace leaves out instructions here: strace -v shows all"},
		{"BPF_LDX_MEM(BPF_W, BPF_REG_0, BPF_REG_1, offsetof(struct __sk_buff, nothing))", "line 1, column 69: unknown field nothing of struct __sk_buff"},
	} {
		_, _, err := dialect.Read(c.text)
		if err == nil {
			t.Errorf("%q has no mistake, want %s", c.text, c.want)
		} else if err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

// TestHex checks the forms in which bytes are written.
func TestHex(t *testing.T) {
	want := []insn.Insn{{Code: 0xb7, Imm: 1}, {Code: 0x95}}
	for _, text := range []string{
		"b7000000010000009500000000000000",
		"b7 00 00 00 01 00 00 00\n95 00 00 00 00 00 00 00",
		"0xb7, 0x00, 0x0, 0x00, 0x01, 0x00, 0x00, 0x00, 0x95, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00",
		`"\xb7\x00\x00\x00\x01\x00\x00\x00\x95\x00\x00\x00\x00\x00\x00\x00"`,
		"00000000  b7 00 00 00 01 00 00 00  95 00 00 00 00 00 00 00  |................|",
		"  00000000  b7 00 00 00 01 00 00 00  95 00 00 00 00 00 00 00  |................|",
		"00000000: b700 0000 0100 0000 9500 0000 0000 0000  ................",
		"\t00000000: b700 0000 0100 0000 9500 0000 0000 0000  ................",
		"0xb7,0x0,0x0,0x0,0x1,0x0,0x0,0x0,\r\n0x95,0x0,0x0,0x0,0x0,0x0,0x0,0x0\r\n",
	} {
		p, d, err := dialect.Read(text)
		if err != nil || d != dialect.Hex || !slices.Equal(p.Insns, want) {
			t.Errorf("Read(%q) = %+v, %v, %v, want %+v", text, p.Insns, d, err, want)
		}
	}
}

// FuzzRead holds that any text can be read in every dialect.
func FuzzRead(f *testing.F) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if text, err := os.ReadFile("testdata/" + file.Name()); err == nil {
			f.Add(string(text))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, d, err := dialect.Read(text)
		if d.String() == "" || len(p.Lines) != len(p.Insns) {
			t.Fatalf("dialect %d, %d lines for %d instructions", d, len(p.Lines), len(p.Insns))
		}
		if err == nil {
			for _, r := range p.Refs {
				if r.Insn >= len(p.Insns) {
					t.Fatalf("%+v refers to no instruction", r)
				}
			}
		}
	})
}

// TestShortInitializers reads instructions whose last fields are left out, which are zero in C, and lists that are not
// instructions.
func TestShortInitializers(t *testing.T) {
	for text, want := range map[string][]insn.Insn{
		"{{0xb7, 0, 0, 0, 3}, {0x95}}":                    {{Code: 0xb7, Imm: 3}, {Code: 0x95}},
		"{{0xb7, 0, 0, 0, 3,}, {0xbf, 6, 1,}, {0x95, 0}}": {{Code: 0xb7, Imm: 3}, {Code: 0xbf, Dst: 6, Src: 1}, {Code: 0x95}},
	} {
		program, _, err := dialect.Read(text)
		if err != nil || !slices.Equal(program.Insns, want) {
			t.Errorf("%s is read as %+v, %v, want %+v", text, program.Insns, err, want)
		}
	}
	if program, _, err := dialect.Read("{{0xb7, 0, 0, 0, 3}, {0x95, 0, 0, 0, 0, 0}}"); err != nil || len(program.Insns) != 1 {
		t.Errorf("six values are read as an instruction: %+v, %v", program.Insns, err)
	}
}
