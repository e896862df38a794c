package core

import (
	"bpfplay/core/insn"
	"bpfplay/core/interp"
)

// keptInsns is how many of the last instructions of a run are kept for display.
const keptInsns = 512

// Executed is an instruction that ran.
type Executed struct {
	Prog  int     // number of the program
	Insn  int     // index of the instruction
	Wrote RegView // the value written to a register or to memory; r0 for calls and exit
	Taken bool    // it is a jump that was taken
}

// ran returns the instructions of all rounds so far.
func (t *testCall) ran() uint64 {
	if t.rounds == 0 {
		return t.steps
	}
	return t.steps + t.run.machine.Steps
}

// running returns the program that runs, after tail calls.
func (t *testCall) running() *Prog {
	if p, ok := t.run.machine.Program.Ref.(*Prog); ok {
		return p
	}
	return t.prog
}

// runInsns runs at most n instructions of a run, until its round ends or it waits. If keep is true, or if the tracer will
// pause, it keeps the last instructions.
func (k *Kernel) runInsns(t *testCall, n int, keep bool) {
	m := t.run.machine
	for n > 0 {
		chunk := k.tracer.runAhead(n)
		if keep {
			chunk = min(chunk, max(n-keptInsns, 0))
		}
		before, round := t.ran(), t.rounds
		if chunk == 0 {
			chunk = 1
			k.stepKept(t)
		} else {
			t.step(k, chunk)
		}
		did := int(t.ran() - before)
		k.tracer.ran(uint64(did))
		n -= did
		if did < chunk || t.rounds != round || m.Waiting {
			return
		}
	}
}

// stepKept runs one instruction and keeps it.
func (k *Kernel) stepKept(t *testCall) {
	m := t.run.machine
	p, pc, before := t.running(), m.PC, t.ran()
	in := p.Insns[pc]
	e := Executed{Prog: p.Nr, Insn: pc}
	stored := uint64(int64(in.Imm))
	if in.Class() == insn.BPF_STX {
		stored = m.Regs[in.Src&15]
	}
	round := t.rounds
	t.step(k, 1)
	if t.ran() == before || m.Waiting {
		return
	}
	value := m.Regs[in.Dst&15]
	switch in.Class() {
	case insn.BPF_ST, insn.BPF_STX:
		value = stored
	case insn.BPF_JMP, insn.BPF_JMP32:
		value = m.Regs[0]
		e.Taken = t.rounds == round && (m.PC != pc+1 || t.running() != p)
	case insn.BPF_LD:
		if !in.IsLoadImm64() {
			value = m.Regs[0]
		}
	}
	e.Wrote = t.run.regView(value)
	if t.recent = append(t.recent, e); len(t.recent) >= 2*keptInsns {
		t.recent = append([]Executed(nil), t.recent[len(t.recent)-keptInsns:]...)
	}
}

// lastKept returns the kept instructions, oldest first.
func (t *testCall) lastKept() []Executed {
	kept := t.recent[max(0, len(t.recent)-keptInsns):]
	return kept[:len(kept):len(kept)]
}

// faultOf returns why the next instruction cannot run, or "".
func faultOf(m *interp.Machine) string {
	if m.Status != interp.Faulted {
		return ""
	}
	return m.Fault.Why
}
