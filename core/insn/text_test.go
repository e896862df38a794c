package insn_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// register draws the number of a register that exists.
var register = rapid.Uint8Range(0, insn.MAX_BPF_REG-1)

// valid draws an instruction that the newest release has; a 64-bit immediate load has two halves.
var valid = rapid.Custom(func(t *rapid.T) []insn.Insn {
	f := &insn.Forms[rapid.IntRange(0, len(insn.Forms)-1).Draw(t, "form")]
	var codes []uint8
	for code := range 256 {
		if f.Has(uint8(code)) {
			codes = append(codes, uint8(code))
		}
	}
	i := insn.Insn{Code: rapid.SampledFrom(codes).Draw(t, "code"), Src: f.Src, Off: f.Off, Imm: f.Imm}
	free := f.Fields(i.Code)
	if free&insn.Dst != 0 {
		i.Dst = register.Draw(t, "dst")
	}
	if free&insn.Src != 0 {
		i.Src = register.Draw(t, "src")
	}
	if free&insn.Off != 0 {
		i.Off = rapid.Int16().Draw(t, "off")
	}
	if free&insn.Imm != 0 {
		i.Imm = rapid.Int32().Draw(t, "imm")
	}
	if i.IsLoadImm64() {
		return []insn.Insn{i, {Imm: rapid.Int32().Draw(t, "high")}}
	}
	return []insn.Insn{i}
})

// anything draws an instruction of any bytes.
var anything = rapid.Custom(func(t *rapid.T) []insn.Insn {
	return []insn.Insn{{
		Code: rapid.Uint8().Draw(t, "code"),
		Dst:  rapid.Uint8Range(0, 15).Draw(t, "dst"),
		Src:  rapid.Uint8Range(0, 15).Draw(t, "src"),
		Off:  rapid.SampledFrom([]int16{0, 0, 1, 8, -1, math.MinInt16}).Draw(t, "off"),
		Imm:  rapid.SampledFrom([]int32{0, 0, 1, 16, 0x50, -1, math.MinInt32}).Draw(t, "imm"),
	}}
})

// assemble fails the test if text has a mistake.
func assemble(t rapid.TB, text string) []insn.Insn {
	t.Helper()
	p, err := insn.Assemble(text)
	if err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return p.Insns
}

// TestTextOfValid holds that valid instructions survive being written and read, and that none needs a directive.
func TestTextOfValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		insns := slices.Concat(rapid.SliceOfN(valid, 1, 8).Draw(t, "insns")...)
		text := insn.Text(insns)
		if got := assemble(t, text); !slices.Equal(got, insns) {
			t.Fatalf("%+v came back as %+v from:\n%s", insns, got, text)
		}
		if strings.Contains(text, ".insn") {
			t.Fatalf("a valid instruction of %+v is written as a directive:\n%s", insns, text)
		}
	})
}

// TestTextOfAnything holds that any bytes survive being written and read.
func TestTextOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		insns := slices.Concat(rapid.SliceOfN(rapid.OneOf(anything, valid), 1, 8).Draw(t, "insns")...)
		text := insn.Text(insns)
		if got := assemble(t, text); !slices.Equal(got, insns) {
			t.Fatalf("%+v came back as %+v from:\n%s", insns, got, text)
		}
	})
}

// TestLogTextIsAssembly holds that the log's line of a valid instruction reads back to it, apart from two facts that the
// log omits: the kind of a 64-bit immediate load, and which module a kernel function is of.
func TestLogTextIsAssembly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		insns := valid.Draw(t, "insn")
		i := insns[0]
		printed := string(insn.AppendLog(nil, insns, 0, abi.Newest, nil))
		_, text, _ := strings.Cut(printed, ") ")
		if i.IsLoadImm64() {
			insns[0].Src = 0
			text += " ll"
		}
		if i.Code == insn.BPF_JMP|insn.BPF_CALL && i.Src == insn.BPF_PSEUDO_KFUNC_CALL {
			insns[0].Off = 0
		}
		if i.Code == insn.BPF_ALU64|insn.BPF_MOV|insn.BPF_X && i.Off == insn.BPF_ADDR_SPACE_CAST {
			insns = insns[:1]
		}
		if got := assemble(t, text); !slices.Equal(got, insns) {
			t.Fatalf("%+v came back as %+v from %q", insns, got, text)
		}
	})
}

// TestAssemble checks single statements in every form, and their bytes.
func TestAssemble(t *testing.T) {
	for _, c := range []struct {
		text string
		want []insn.Insn
	}{
		{"r0 = 1", []insn.Insn{{Code: 0xb7, Imm: 1}}},
		{"w0 = -1", []insn.Insn{{Code: 0xb4, Imm: -1}}},
		{"r0 = *(u32 *)(r1 + 4)", []insn.Insn{{Code: 0x61, Src: 1, Off: 4}}},
		{"w0 = *(u32 *)(r1 +4)", []insn.Insn{{Code: 0x61, Src: 1, Off: 4}}},
		{"*(u64*)(r10-8) = r1", []insn.Insn{{Code: 0x7b, Dst: 10, Src: 1, Off: -8}}},
		{"*(u8 *)(fp - 0x1) = 0xff", []insn.Insn{{Code: 0x72, Dst: 10, Off: -1, Imm: 255}}},
		{"if r0 == 0x0 goto +3", []insn.Insn{{Code: 0x15, Off: 3}}},
		{"if w1 s<= w2 goto pc-2", []insn.Insn{{Code: 0xde, Dst: 1, Src: 2, Off: -2}}},
		{"if r1 > 0xffffffff goto -0x1 <loop+0x8>", []insn.Insn{{Code: 0x25, Dst: 1, Imm: -1, Off: -1}}},
		{"call bpf_map_lookup_elem#1", []insn.Insn{{Code: 0x85, Imm: 1}}},
		{"call bpf_map_lookup_elem", []insn.Insn{{Code: 0x85, Imm: 1}}},
		{"call 12", []insn.Insn{{Code: 0x85, Imm: 12}}},
		{"call pc+5", []insn.Insn{{Code: 0x85, Src: 1, Imm: 5}}},
		{"call kernel-function#77@2", []insn.Insn{{Code: 0x85, Src: 2, Off: 2, Imm: 77}}},
		{"r1 = map_fd 3", []insn.Insn{{Code: 0x18, Dst: 1, Src: 1, Imm: 3}, {}}},
		{"r1 = map_value(3)+8", []insn.Insn{{Code: 0x18, Dst: 1, Src: 2, Imm: 3}, {Imm: 8}}},
		{"r1 = 0x123456789 ll", []insn.Insn{{Code: 0x18, Dst: 1, Imm: 0x23456789}, {Imm: 1}}},
		{"r1 = -1ll", []insn.Insn{{Code: 0x18, Dst: 1, Imm: -1}, {Imm: -1}}},
		{"r0 = *(u16 *)skb[12]", []insn.Insn{{Code: 0x28, Imm: 12}}},
		{"r0 = *(u8 *)skb[r7 + -1]", []insn.Insn{{Code: 0x50, Src: 7, Imm: -1}}},
		{"lock *(u64 *)(r1 + 0) += r2", []insn.Insn{{Code: 0xdb, Dst: 1, Src: 2}}},
		{"w2 = atomic_fetch_add((u32 *)(r1 + 4), w2)", []insn.Insn{{Code: 0xc3, Dst: 1, Src: 2, Off: 4, Imm: 1}}},
		{"r2 = atomic64_fetch_or((u64 *)(r1 -8), r2)", []insn.Insn{{Code: 0xdb, Dst: 1, Src: 2, Off: -8, Imm: 0x41}}},
		{"w2 = xchg32_32(r1 + 0, w2)", []insn.Insn{{Code: 0xc3, Dst: 1, Src: 2, Imm: 0xe1}}},
		{"r0 = cmpxchg_64(r1 + 8, r0, r2)", []insn.Insn{{Code: 0xdb, Dst: 1, Src: 2, Off: 8, Imm: 0xf1}}},
		{"r3 = load_acquire((u8 *)(r1 + 2))", []insn.Insn{{Code: 0xd3, Dst: 3, Src: 1, Off: 2, Imm: 0x100}}},
		{"store_release((u16 *)(r1 - 2), r4)", []insn.Insn{{Code: 0xcb, Dst: 1, Src: 4, Off: -2, Imm: 0x110}}},
		{"r1 = (s8)r2", []insn.Insn{{Code: 0xbf, Dst: 1, Src: 2, Off: 8}}},
		{"w1 s/= w2", []insn.Insn{{Code: 0x3c, Dst: 1, Src: 2, Off: 1}}},
		{"r1 = be16 r1", []insn.Insn{{Code: 0xdc, Dst: 1, Imm: 16}}},
		{"(u32) r0 = (u32) r1", []insn.Insn{{Code: 0xbc, Src: 1}}},
		{".8byte 0x00000001000000b7", []insn.Insn{{Code: 0xb7, Imm: 1}}},
		{".byte 0xb7, 0, 0, 0, 1, 0, 0, 0", []insn.Insn{{Code: 0xb7, Imm: 1}}},
		{"r0 = 1; exit", []insn.Insn{{Code: 0xb7, Imm: 1}, {Code: 0x95}}},
		{"r0 = 1 ; R0_w=1 R10=fp0", []insn.Insn{{Code: 0xb7, Imm: 1}}},
		{"; set r0\nr0 = 1 # one\n// done\n/* all\n of it */ exit", []insn.Insn{{Code: 0xb7, Imm: 1}, {Code: 0x95}}},
		{"mov r0, 1", []insn.Insn{{Code: 0xb7, Imm: 1}}},
		{"ldxw %r0, [%r1+4]", []insn.Insn{{Code: 0x61, Src: 1, Off: 4}}},
		{"stdw [r10-8], 0x11", []insn.Insn{{Code: 0x7a, Dst: 10, Off: -8, Imm: 17}}},
		{"jeq r0, 1, +3", []insn.Insn{{Code: 0x15, Imm: 1, Off: 3}}},
		{"lddw r1, 0x1122334455667788", []insn.Insn{{Code: 0x18, Dst: 1, Imm: 0x55667788}, {Imm: 0x11223344}}},
		{"be16 r3", []insn.Insn{{Code: 0xdc, Dst: 3, Imm: 16}}},
		{"r0 = 010", []insn.Insn{{Code: 0xb7, Imm: 8}}},
		{"r0 = - 0b11", []insn.Insn{{Code: 0xb7, Imm: -3}}},
		{"(u32) r0 += (u32) 5", []insn.Insn{{Code: 0x04, Imm: 5}}},
		{"(u32) r0 = (u32) 5", []insn.Insn{{Code: 0xb4, Imm: 5}}},
		{"r1 = &(void __percpu *)(r2)", []insn.Insn{{Code: 0xbf, Dst: 1, Src: 2, Off: -1}}},
		{"r1 = addr_space_cast(r2, 0, 1)", []insn.Insn{{Code: 0xbf, Dst: 1, Src: 2, Off: 1, Imm: 1}}},
		{"r1 = map[idx:3]+8", []insn.Insn{{Code: 0x18, Dst: 1, Src: 6, Imm: 3}, {Imm: 8}}},
		{"r1 = map_value(3)", []insn.Insn{{Code: 0x18, Dst: 1, Src: 2, Imm: 3}, {}}},
		{"lddw r1, map_fd 3", []insn.Insn{{Code: 0x18, Dst: 1, Src: 1, Imm: 3}, {}}},
		{"r0 = *(u8 *)skb[r7]", []insn.Insn{{Code: 0x50, Src: 7}}},
		{"w0 = cmpxchg32_32(r1 + 8, w0, w2)", []insn.Insn{{Code: 0xc3, Dst: 1, Src: 2, Off: 8, Imm: 0xf1}}},
		{"nospec", []insn.Insn{{Code: 0xc2}}},
		{"gotox r3", []insn.Insn{{Code: 0x0d, Dst: 3}}},
		{"callx r3", []insn.Insn{{Code: 0x8d, Dst: 3}}},
		{"call local +2", []insn.Insn{{Code: 0x85, Src: 1, Imm: 2}}},
		{"call helper 5", []insn.Insn{{Code: 0x85, Imm: 5}}},
		{"call runtime 5", []insn.Insn{{Code: 0x85, Src: 2, Imm: 5}}},
		{"call unknown#999", []insn.Insn{{Code: 0x85, Imm: 999}}},
		{"ldabsh 12", []insn.Insn{{Code: 0x28, Imm: 12}}},
		{"ldindb r7, -1", []insn.Insn{{Code: 0x50, Src: 7, Imm: -1}}},
		{"movsx832 r1, r2", []insn.Insn{{Code: 0xbc, Dst: 1, Src: 2, Off: 8}}},
		{"lock and32 [r1+4], r2", []insn.Insn{{Code: 0xc3, Dst: 1, Src: 2, Off: 4, Imm: 0x50}}},
		{"lock xchg [r1], r2", []insn.Insn{{Code: 0xdb, Dst: 1, Src: 2, Imm: 0xe1}}},
		{".insn code=0xb7 dst=1 src=2 off=-3 imm=4", []insn.Insn{{Code: 0xb7, Dst: 1, Src: 2, Off: -3, Imm: 4}}},
		{"r0 = 1; goto +0; if r0 == 0 goto +0; .insn code=0x95; lock *(u32 *)(r1 + 0) += r2; mov r1, 2; *(u8 *)(r1 + 0) = 3",
			[]insn.Insn{{Code: 0xb7, Imm: 1}, {Code: 0x05}, {Code: 0x15}, {Code: 0x95}, {Code: 0xc3, Dst: 1, Src: 2}, {Code: 0xb7, Dst: 1, Imm: 2},
				{Code: 0x72, Dst: 1, Imm: 3}}},
		{"r0 = 1; if it is set, go on", []insn.Insn{{Code: 0xb7, Imm: 1}}},
		{"r0 = 1; exit the program", []insn.Insn{{Code: 0xb7, Imm: 1}}},
		{"r0 = 1; call it a day", []insn.Insn{{Code: 0xb7, Imm: 1}}},
	} {
		if got := assemble(t, c.text); !slices.Equal(got, c.want) {
			t.Errorf("Assemble(%q) = %+v, want %+v", c.text, got, c.want)
		}
	}
}

// TestLabels checks jumps, calls and function addresses by name.
func TestLabels(t *testing.T) {
	got := insn.Text(assemble(t, `
		r1 = subprog[callback]
	again:
		if r1 == 0 goto out
		r0 = 1 ll
		goto again
	1:	call sub
		goto 1b
		gotol 1f
	1: out: exit
	callback:
	sub:	r0 = 2; l0_%=: goto l0_%=; goto <sub>
		exit`))
	want := `r1 = subprog[+9]
if r1 == 0x0 goto +6
r0 = 0x1 ll
goto -4
call pc+3
goto -2
gotol +0
exit
r0 = 2
goto -1
goto -3
exit
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestMistakes checks the message and place of each mistake.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"r0 = 0\n\n  r0 = r11", `line 3, column 8: unknown register "r11": want r0 to r10`},
		{"r0 == 1", `line 1, column 4: want an operator, not "="`},
		{"r0 = w1", `line 1, column 6: registers of different width: want r1, not w1`},
		{"r0 = 0x100000000", `line 1, column 6: invalid immediate 0x100000000: want 32 bits, or ll after it for a 64-bit load`},
		{"goto nowhere", `line 1, column 6: undefined label "nowhere"`},
		{"a: exit\na: exit", `line 2, column 1: duplicate label "a"`},
		{"call bpf_map_lookup_elem#2", `line 1, column 6: bpf_map_lookup_elem is helper 1, not 2`},
		{"call bpf_nothing", `line 1, column 6: unknown helper or label "bpf_nothing"`},
		{"frob r1", `line 1, column 1: unknown instruction "frob"`},
		{"r0 = *(u24 *)(r1 + 0)", `line 1, column 8: unknown type "u24": want u8, u16, u32 or u64`},
		{"*(u32 *)(r1 + 40000) = 1", `line 1, column 13: invalid offset + 40000: want -32768 to 32767`},
		{"exit 1", `line 1, column 6: unexpected "1" after the instruction`},
		{"r0 =", `line 1, column 5: want an immediate, not the end of the statement`},
		{"r0 = *(u32 *)(r1 + 4", `line 1, column 21: want ")", not the end of the statement`},
		{"r1 = 1; r11 = 2", `line 1, column 9: unknown register "r11": want r0 to r10`},
		{"r0 = 09", `line 1, column 6: invalid number "09"`},
		{"r0 = 1_000", `line 1, column 6: invalid number "1_000"`},
		{"r0 = 0o17", `line 1, column 6: invalid number "0o17"`},
		{"r0 = -0xg", `line 1, column 6: invalid number "-0xg"`},
		{"w0 = 5 ll", `line 1, column 6: a 64-bit immediate needs a whole register: want r0, not w0`},
		{"w0 = r1", `line 1, column 6: registers of different width: want w1, not r1`},
		{"r1 = -r2", `line 1, column 7: the operand must be the register that is assigned, r1`},
		{"r1 = be16 r2", `line 1, column 11: the operand must be the register that is assigned, r1`},
		{"r1 = counts", `line 1, column 6: unknown operand "counts"`},
		{"r1 = map[id:3", `line 1, column 6: want ] after the map`},
		{"r1 = map[idx:x]+8", `line 1, column 6: invalid index of a map`},
		{"r1 = add_fetch((u32 *)(r1 + 0), r1)", `line 1, column 6: unknown operand "add_fetch"`},
		{"*(s8 *)(r1 + 0) = 1", `line 1, column 20: stores have no sign: want u8, u16, u32 or u64`},
		{"r1 = *(u16 *)skb[12]", `line 1, column 7: packet loads go to r0: want u8, u16 or u32`},
		{"r0 = *(u64 *)skb[12]", `line 1, column 7: packet loads go to r0: want u8, u16 or u32`},
		{"w1 = (s32)w2", `line 1, column 6: want (s8), (s16) or, in 64-bit moves, (s32)`},
		{"r1 = addr_space_cast(r2, 65536, 1)", `line 1, column 26: invalid address space 65536: want 0 to 65535`},
		{"r1 = cmpxchg_64(r2 + 0, r0, r3)", `line 1, column 6: cmpxchg compares with r0 and returns the old value in r0`},
		{"r1 = xchg_64(r2 + 0, r3)", `line 1, column 6: the old value goes to the register that has the new one`},
		{"lock nand [r1], r2", `line 1, column 6: unknown atomic operation "nand": want add, or, and, xor, xchg or cmpxchg`},
		{"if r0 0 goto +1", `line 1, column 7: want an operator, not "0"`},
		{"if r0 == 0 jump +1", `line 1, column 12: want goto, not "jump"`},
		{"goto +40000", `line 1, column 6: invalid distance +40000: want -32768 to 32767`},
		{"goto", `line 1, column 5: want a label or a distance such as +3, not the end of the statement`},
		{"goto far\n" + strings.Repeat("exit\n", 40000) + "far: exit",
			`line 1, column 6: label "far" is 40000 instructions away: want -32768 to 32767; use gotol`},
		{"%", `line 1, column 1: want an instruction, not "%"`},
		{"r% = 1", `line 1, column 1: unknown instruction "r"`},
		{".insn code=256", `line 1, column 12: invalid opcode 256: want 0 to 255`},
		{".insn code=0xb7 dst=16", `line 1, column 21: invalid register number 16: want 0 to 15`},
		{".insn opcode=0xb7", `line 1, column 7: unknown field "opcode": want code, dst, src, off or imm`},
		{".byte 0xb7, 0, 0", `line 1, column 7: 3 bytes are not a whole number of instructions: want a multiple of 8`},
		{".byte 256", `line 1, column 7: invalid byte 256: want -128 to 255`},
		{"r0 = r0 r0\nr99 = 1", `line 1, column 9: unexpected "r0" after the instruction (and 1 more)`},
	} {
		_, err := insn.Assemble(c.text)
		if err == nil {
			t.Errorf("Assemble(%q) has no mistake, want %s", c.text, c.want)
		} else if err.Error() != c.want {
			t.Errorf("Assemble(%q): %v, want %s", c.text, err, c.want)
		}
	}
}

// FuzzAssemble holds that any text can be read as assembly, and that the result can be written and read again.
func FuzzAssemble(f *testing.F) {
	f.Add("r0 = 1\nexit")
	f.Add("1: if r1 s> 5 goto 1b; lock *(u32 *)(r1 + 4) += r2")
	f.Add("lock fetch add32 [%r10-4], %r1\njne %r1, 1, exit\nexit")
	f.Add(".byte 1,2,3,4,5,6,7,8\n.insn code=0xff dst=15 imm=-1")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := insn.Assemble(text)
		if len(p.Lines) != len(p.Insns) {
			t.Fatalf("%d lines for %d instructions", len(p.Lines), len(p.Insns))
		}
		if err != nil {
			return
		}
		again, err := insn.Assemble(insn.Text(p.Insns))
		if err != nil || !slices.Equal(again.Insns, p.Insns) {
			t.Fatalf("%+v came back as %+v, %v", p.Insns, again.Insns, err)
		}
	})
}

// FuzzText holds that any bytes can be written as a program.
func FuzzText(f *testing.F) {
	f.Add([]byte{0x18, 1, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		insns := insn.DecodeAll(raw)
		p, err := insn.Assemble(insn.Text(insns))
		if err != nil || !slices.Equal(p.Insns, insns) {
			t.Fatalf("%+v came back as %+v, %v", insns, p.Insns, err)
		}
		for at := range insns {
			insn.AppendLog(nil, insns, at, abi.Newest, nil)
		}
	})
}

// TestCompilerOutput reads what clang -S writes: directives and data are skipped, and symbols are named.
func TestCompilerOutput(t *testing.T) {
	p, err := insn.Assemble(`	.text
	.file	"count.c"
	.section	xdp,"ax",@progbits
	.globl	count                           # -- Begin function count
	.p2align	3
	.type	count,@function
count:                                  # @count
# %bb.0:
	*(u32 *)(r10 - 4) = 0
	r2 = r10
	r2 += -4
	r1 = counts ll
	r3 = each ll
	call 164
.LBB0_2:
	w0 = 2
	exit
each:
	w0 = 0
	exit
.Lfunc_end0:
	.size	count, .Lfunc_end0-count
	.section	.maps,"aw",@progbits
	.globl	counts
counts:
	.zero	32
	.byte	1
	.section	license,"aw",@progbits
_license:
	.asciz	"GPL"
	.data
	.quad	each
	.bss
	.zero	8
	.text
	.addrsig
	.addrsig_sym count
	exit
`)
	if err != nil {
		t.Fatal(err)
	}
	want := `*(u32 *)(r10 - 4) = 0
r2 = r10
r2 += -4
r1 = map_fd 0
r3 = subprog[+4]
call bpf_for_each_map_elem#164
w0 = 2
exit
w0 = 0
exit
exit
`
	if got := insn.Text(p.Insns); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if len(p.Refs) != 1 || p.Refs[0].Name != "counts" || p.Refs[0].Insn != 3 || p.Refs[0].Line != 12 {
		t.Errorf("references %+v, want counts in instruction 3 at line 12", p.Refs)
	}
}

// TestTarget follows branches, calls and function addresses.
func TestTarget(t *testing.T) {
	insns := assemble(t, "goto +1\nexit\nif r1 == 0x0 goto -2\ngotol +1\ncall pc-1\ncall 1\nr1 = subprog[+2]\nr1 = map_fd 2\nr2 = 1")
	want := []int{2, -1, 1, 5, 4, -1, 9, -1, -1, -1, -1}
	for at := range insns {
		got, ok := insn.Target(insns, at)
		if !ok {
			got = -1
		}
		if got != want[at] {
			t.Errorf("instruction %d leads to %d, want %d", at, got, want[at])
		}
	}
}
