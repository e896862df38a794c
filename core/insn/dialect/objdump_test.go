package dialect_test

import (
	"strings"
	"testing"

	"bpfplay/core/insn"
	"bpfplay/core/insn/dialect"
)

// relocated is the listing by llvm-objdump -dr of a program with each kind of relocation.
const relocated = `Disassembly of section xdp:

0000000000000000 <prog>:
       0:	18 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00	r1 = 0 ll
		0000000000000000:  R_BPF_64_64	counts
       2:	18 02 00 00 08 00 00 00 00 00 00 00 00 00 00 00	r2 = 8 ll
		0000000000000010:  R_BPF_64_64	.rodata
       4:	18 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00	r3 = 0 ll
		0000000000000020:  R_BPF_64_64	local
       6:	85 10 00 00 ff ff ff ff	call -1
		0000000000000030:  R_BPF_64_32	bpf_rdonly_cast
       7:	85 10 00 00 ff ff ff ff	call -1
		0000000000000038:  R_BPF_64_32	local
       8:	95 00 00 00 00 00 00 00	exit
		0000000000000040:  R_BPF_64_NODYLD32	counts
		0000000000000088:  R_BPF_64_64	elsewhere

0000000000000048 <local>:
       9:	95 00 00 00 00 00 00 00	exit
`

// TestRelocations reads operands that the linker or loader fills in.
func TestRelocations(t *testing.T) {
	p, _, err := dialect.Read(relocated)
	if err != nil {
		t.Fatal(err)
	}
	want := `r1 = map_fd 0
r2 = map_value(0)+8
r3 = subprog[+4]
call bpf_unspec#0
call pc+1
exit
exit
`
	if got := insn.Text(p.Insns); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	refs := []insn.Ref{
		{Insn: 0, Kind: insn.RefMap, Name: "counts", Line: 5, Col: 34},
		{Insn: 2, Kind: insn.RefMapValue, Name: ".rodata", Line: 7, Col: 34},
		{Insn: 6, Kind: insn.RefFunction, Name: "bpf_rdonly_cast", Line: 11, Col: 34},
	}
	for k, r := range p.Refs {
		if k >= len(refs) || r != refs[k] {
			t.Errorf("reference %d is %+v, want the references %+v", k, r, refs)
		}
	}
	if len(p.Refs) != len(refs) {
		t.Errorf("%d references, want %d", len(p.Refs), len(refs))
	}
}

// TestObjdumpForms reads listings without bytes, of a part of a section, and with source lines.
func TestObjdumpForms(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no bytes", "Disassembly of section xdp:\n\n0000000000000000 <prog>:\n       0:\tr1 = 4886718345 ll\n       2:\tif r0 == 0 goto +1 <out>\n" +
			"       3:\tr0 = *(u16 *)skb[12]\n0000000000000020 <out>:\n       4:\texit\n", "r1 = 0x123456789 ll\nif r0 == 0x0 goto +1\nr0 = *(u16 *)skb[12]\nexit\n"},
		{"no bytes, with comments", "Disassembly of section xdp:\n       0:\tr1 = 7 // seven\n       1:\texit", "r1 = 7\nexit\n"},
		{"source lines", "       0:\tb7 00 00 00 01 00 00 00\tr0 = 1\n; return 1;\n       1:\t95 00 00 00 00 00 00 00\texit", "r0 = 1\nexit\n"},
		{"unknown to llvm-objdump", "       0:\tc3 21 00 00 e1 00 00 00\t<unknown>", "r2 = atomic_xchg((u32 *)(r1 + 0), r2)\n"},
		{"from the middle", "      20:\tb7 00 00 00 01 00 00 00\tr0 = 1\n      21:\t95 00 00 00 00 00 00 00\texit", "r0 = 1\nexit\n"},
		{"bytes alone", "       0:\t95 00 00 00 00 00 00 00", "exit\n"},
	} {
		p, d, err := dialect.Read(c.text)
		if got := insn.Text(p.Insns); err != nil || d != dialect.Objdump || got != c.want {
			t.Errorf("%s: read as %q, %v, %v, want %q", c.name, got, d, err, c.want)
		}
	}
}

// TestFunctionsOfAnotherSection reads a program and the functions in .text that it calls, in the order in which libbpf appends
// them. testdata/objdump-functions.txt is what clang 19 makes of a program with a callback, static functions that call another,
// a global function and one that is not used.
func TestFunctionsOfAnotherSection(t *testing.T) {
	listing := sample(t, "objdump-functions.txt")
	p, d, err := dialect.Read(listing)
	if err != nil || d != dialect.Objdump || len(p.Refs) > 0 {
		t.Fatalf("read as %v, %v, references %+v", d, err, p.Refs)
	}
	want := `r1 = 0
*(u32 *)(r10 - 4) = r1
r3 = r10
r3 += -4
r1 = 3
r2 = subprog[+18]
r4 = 0
call bpf_loop#181
r6 = *(u32 *)(r10 - 4)
r1 = r6
r2 = r6
call pc+23
r7 = r0
r1 = r6
r2 = 1
call pc+15
r8 = r0
r8 += r7
r1 = r6
call pc+20
r8 += r0
r0 = r8
exit
r6 = r2
r2 = 3
call pc+5
r1 = *(u32 *)(r6 + 0)
r1 += r0
*(u32 *)(r6 + 0) = r1
r0 = 0
exit
r0 = r2
r0 *= r1
r0 += 3
exit
r6 = r2
call pc-6
r6 *= -7
r0 += r6
exit
r0 = r1
r0 *= 3
exit
`
	if got := insn.Text(p.Insns); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	lines := strings.Split(listing, "\n")
	for k, line := range p.Lines {
		if index := strings.Split(lines[line-1], ":")[0]; p.Insns[k].Code == insn.BPF_JMP|insn.BPF_EXIT && !strings.Contains(lines[line-1], "exit") {
			t.Errorf("instruction %d has line %d, which shows %s", k, line, index)
		}
	}
	_, program, _ := strings.Cut(listing, "Disassembly of section xdp")
	const missing = "line 10, column 34: the function at instruction 6 of .text is not shown: paste the disassembly of .text too (and 2 more)"
	if p, _, err := dialect.Read("Disassembly of section xdp" + program); err == nil || err.Error() != missing || len(p.Refs) != 1 || p.Refs[0].Name != "glob" {
		t.Errorf("without .text: %v, want %s and a reference to glob", err, missing)
	}
	shown := strings.Replace(listing, "      21:\t07 00 00 00 03 00 00 00\tr0 += 3\n      22:\t95 00 00 00 00 00 00 00\texit\n", "", 1)
	shown = strings.Replace(shown, "call 18\n", "call 23\n", 1)
	shown = strings.Replace(shown, "85 10 00 00 12", "85 10 00 00 17", 1)
	const beyond = "line 57, column 34: the function at instruction 24 of .text is not shown: paste the disassembly of .text too"
	if _, _, err := dialect.Read(shown); err == nil || err.Error() != beyond {
		t.Errorf("with a part of .text: %v, want %s", err, beyond)
	}
}

// TestFunctionsOfTheSameSection reads a callback in the section of the program, whose relocation names the section.
func TestFunctionsOfTheSameSection(t *testing.T) {
	p, _, err := dialect.Read("Disassembly of section .text:\n\n0000000000000000 <prog>:\n" +
		"       0:\t18 02 00 00 20 00 00 00 00 00 00 00 00 00 00 00\tr2 = 32 ll\n\t\t0000000000000000:  R_BPF_64_64\t.text\n" +
		"       2:\t85 10 00 00 01 00 00 00\tcall 1\n       3:\t95 00 00 00 00 00 00 00\texit\n\n" +
		"0000000000000020 <callback>:\n       4:\tb7 00 00 00 00 00 00 00\tr0 = 0\n       5:\t95 00 00 00 00 00 00 00\texit\n")
	if want := "r2 = subprog[+3]\ncall pc+1\nexit\nr0 = 0\nexit\n"; err != nil || insn.Text(p.Insns) != want {
		t.Errorf("read as %q, %v, want %q", insn.Text(p.Insns), err, want)
	}
}
