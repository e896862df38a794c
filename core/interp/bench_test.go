package interp

import (
	"testing"

	"bpfplay/core/insn"
)

// loop is a program that counts down from n in r1 and mixes numbers: 8 instructions a round.
func loop(n int32) []insn.Insn {
	const (
		k   = insn.BPF_ALU64 | insn.BPF_K
		x   = insn.BPF_ALU64 | insn.BPF_X
		mem = insn.BPF_MEM | insn.BPF_DW
	)
	return []insn.Insn{
		{Code: k | insn.BPF_MOV, Dst: 1, Imm: n},
		{Code: k | insn.BPF_MOV, Dst: 0},
		{Code: k | insn.BPF_ADD, Dst: 0, Imm: 7},
		{Code: x | insn.BPF_XOR, Dst: 0, Src: 1},
		{Code: insn.BPF_STX | mem, Dst: 10, Src: 0, Off: -8},
		{Code: k | insn.BPF_LSH, Dst: 0, Imm: 1},
		{Code: insn.BPF_LDX | mem, Dst: 2, Src: 10, Off: -8},
		{Code: x | insn.BPF_ADD, Dst: 0, Src: 2},
		{Code: k | insn.BPF_SUB, Dst: 1, Imm: 1},
		{Code: insn.BPF_JMP | insn.BPF_JNE, Dst: 1, Off: -8},
		{Code: insn.BPF_JMP | insn.BPF_EXIT},
	}
}

// BenchmarkRun reports the speed of a loop of arithmetic, stores and loads.
func BenchmarkRun(b *testing.B) {
	p, err := NewProgram(loop(1000), nil)
	if err != nil {
		b.Fatal(err)
	}
	m := New(&Space{}, nil)
	steps := uint64(0)
	for b.Loop() {
		m.Restart(p, 0)
		if m.Run(1<<30) != Exited {
			b.Fatal(m.Fault)
		}
		steps += m.Steps
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds()/1e6, "Minsn/s")
}
