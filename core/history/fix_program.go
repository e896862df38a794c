package history

import (
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/verifier"
)

// costProgram is the cost of changed instructions: they come before any change of the attr.
const costProgram = 0.5

// nullChecks is the maximum number of checks that a fix inserts.
const nullChecks = 8

// longProgram is the number of instructions from which verifying a program many times takes too long.
const longProgram = 256

// fixProgram returns the program with the null checks that it lacks, if the verifier then accepts it.
func (s *Session) fixProgram(n int) []Fix {
	c := &s.calls[n-1].Call
	if c.Op != core.OpBpf || c.Cmd() != abi.BPF_PROG_LOAD {
		return nil
	}
	bench := newFixBench(s, n)
	attr := bench.attrOf(c)
	insns, refusal := bench.load(c)
	fix := Fix{Nr: n, Call: *c, Machine: s.machine, cost: costProgram}
	for range nullChecks {
		fixed, ok := verifier.MissingNullCheck(verifier.Program{Insns: insns}, refusal)
		if !ok || attr == nil {
			return nil
		}
		fix.Call = withInsns(fix.Call, attr, fixed)
		r := bench.try(&fix.Call)
		fix.Edits = append(fix.Edits, Edit{
			What: "before instruction " + abi.KindInsn.Format(uint64(refusal.Insn)), From: "no null check", To: added(fixed, refusal.Insn), Field: &abi.Insns,
		})
		fix.Results = append(fix.Results, r)
		if r.Reached && r.Value >= 0 {
			return []Fix{fix}
		}
		if insns, refusal = bench.load(&fix.Call); refusal == nil {
			return nil
		}
	}
	return nil
}

// isLongProgram reports whether call n loads a long program.
func (s *Session) isLongProgram(n int) bool {
	c := &s.calls[n-1].Call
	return c.Op == core.OpBpf && c.Cmd() == abi.BPF_PROG_LOAD && c.Attr() != nil && abi.InsnCnt.Value(c.Attr()) >= longProgram
}

// load loads a program and returns it with the reason why the verifier refused it.
func (b *fixBench) load(c *core.Call) ([]insn.Insn, *verifier.Refusal) {
	task := b.kernel.Task(c.Task)
	if task == nil {
		return nil, nil
	}
	for _, w := range c.Writes {
		b.kernel.Poke(task, w)
	}
	t := Trace{Insns: loadedInsns(task, c)}
	var tracer core.Tracer
	b.kernel.Watch(&tracer)
	m := meter{most: fixWork, slice: b.session.fixSlice}
	if m.run(b.kernel, &tracer, func() { b.kernel.Run(c) }) != nil {
		b.boot() // the kernel is in the middle of the call
		return nil, nil
	}
	b.kernel.Watch(nil)
	t.Events = tracer.Events()
	if slices.ContainsFunc(t.Events, changesKernel) {
		b.boot()
	}
	return t.Insns, t.ProgramRefusal()
}

// withInsns returns a call that loads other instructions from the same address.
func withInsns(c core.Call, attr []byte, insns []insn.Insn) core.Call {
	c.Writes = slices.Clone(c.Writes)
	editAttr(&c, &abi.InsnCnt, func(attr []byte) { abi.InsnCnt.Put(attr, uint64(len(insns))) })
	at := abi.Insns.Value(attr)
	c.Writes = slices.DeleteFunc(c.Writes, func(w core.Write) bool { return w.Addr == at })
	c.Writes = append(c.Writes, core.Write{Addr: at, Bytes: insn.AppendAll(nil, insns)})
	return c
}

// added returns the inserted instructions as text.
func added(insns []insn.Insn, at int) string {
	return strings.ReplaceAll(strings.TrimSuffix(insn.Text(insns[at:at+3]), "\n"), "\n", "; ")
}
