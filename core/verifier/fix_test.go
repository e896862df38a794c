package verifier

import (
	"slices"
	"testing"

	"bpfplay/core/insn"
)

// TestInsertKeepsJumps inserts two instructions before each instruction of a program, and compares where its jumps lead.
func TestInsertKeepsJumps(t *testing.T) {
	p, err := insn.Assemble(`
		r0 = 5
	again:
		r0 += -1
		if r0 != 0 goto again
		if r0 == 7 goto end
		call sub
		r1 = 0x100000001 ll
	end:
		exit
	sub:
		r0 = 1
		exit`)
	if err != nil {
		t.Fatal(err)
	}
	nop := insn.Insn{Code: insn.BPF_ALU64 | insn.BPF_MOV | insn.BPF_X}
	for at := range p.Insns {
		if at > 0 && p.Insns[at-1].IsLoadImm64() {
			continue
		}
		got, ok := Insert(p.Insns, at, nop, nop)
		if !ok {
			t.Fatalf("before %d: does not fit", at)
		}
		moved := func(i int) int {
			if i > at {
				return i + 2
			}
			return i // a jump to instruction at leads to the first added one
		}
		for i := range p.Insns {
			want, _, ok := target(p.Insns, i)
			if !ok {
				continue
			}
			from := i
			if i >= at {
				from += 2
			}
			distance, _, _ := target(got, from)
			if from+1+distance != moved(i+1+want) {
				t.Errorf("before %d: instruction %d leads to %d, want %d", at, i, from+1+distance, moved(i+1+want))
			}
		}
	}
	far := make([]insn.Insn, 1<<15+1)
	far[0] = insn.Insn{Code: insn.BPF_JMP | insn.BPF_JA, Off: 1<<15 - 1}
	if _, ok := Insert(far, 1, nop); ok {
		t.Error("a distance of 2^15 fits 16 bits")
	}
}

// TestMissingNullCheck adds a check before a load from a map value, and none for another refusal.
func TestMissingNullCheck(t *testing.T) {
	load := insn.Insn{Code: insn.BPF_LDX | insn.BPF_MEM | insn.BPF_W, Dst: 1, Src: 6}
	exit := insn.Insn{Code: insn.BPF_JMP | insn.BPF_EXIT}
	p := Program{Insns: []insn.Insn{load, exit}}
	got, ok := MissingNullCheck(p, &Refusal{Message: "R6 invalid mem access 'map_value_or_null'"})
	if !ok || len(got) != 5 || !slices.Equal(got[3:], p.Insns) || got[0].Off != 2 || got[0].Op() != insn.BPF_JNE || got[0].Dst != 6 {
		t.Errorf("%v, %v", got, ok)
	}
	if got, ok := MissingNullCheck(p, &Refusal{Message: "R6 invalid mem access 'scalar'"}); ok {
		t.Errorf("a scalar gets a check: %v", got)
	}
	p.Insns = []insn.Insn{{Code: insn.BPF_JMP | insn.BPF_CALL, Imm: 2}, exit}
	got, ok = MissingNullCheck(p, &Refusal{Message: "R3 type=map_value_or_null expected=fp, pkt, map_value"})
	if !ok || len(got) != 5 || got[0].Dst != 3 {
		t.Errorf("an argument: %v, %v", got, ok)
	}
	if got, ok := MissingNullCheck(p, &Refusal{Message: "arg#0 is a map_value_or_null"}); ok {
		t.Errorf("a message without a register gets a check: %v", got)
	}
}
