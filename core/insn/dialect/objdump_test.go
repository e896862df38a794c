package dialect_test

import (
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
