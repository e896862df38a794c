package history

import (
	"bytes"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/verifier"
)

// mostInsns is the largest program that a trace reads: BPF_COMPLEXITY_LIMIT_INSNS.
const mostInsns = core.BPF_COMPLEXITY_LIMIT_INSNS

// loadedInsns reads the program that a task is about to load; nil for another call, or if it cannot be read.
func loadedInsns(t *core.Task, c *core.Call) []insn.Insn {
	if c.Op != core.OpBpf || commandOf(c) != abi.BPF_PROG_LOAD || t == nil {
		return nil
	}
	attr, ok := readAttr(t, c)
	if !ok {
		return nil
	}
	count := attr.U32(&abi.InsnCnt)
	if count > mostInsns {
		return nil
	}
	return insn.DecodeAll(userBytes(t, attr.U64(&abi.Insns), count*insn.Size))
}

// readAttr reads the attr of a call, with zeros after its end.
func readAttr(t *core.Task, c *core.Call) (attr abi.Attr, ok bool) {
	n := min(uint64(uint32(c.Args[2])), uint64(len(attr)))
	return attr, t.Mem.CopyFromUser(attr[:n], c.Args[1]) == 0
}

// mostLog is the largest log that a trace reads, in bytes.
const mostLog = 1 << 20

// verifierLog reads the log that BPF_PROG_LOAD has written, up to its NUL.
func verifierLog(t *core.Task, c *core.Call) string {
	attr, ok := readAttr(t, c)
	if !ok || attr.U32(&abi.LogLevel) == 0 {
		return ""
	}
	log := userBytes(t, attr.U64(&abi.LogBuf), min(attr.U32(&abi.LogSize), mostLog))
	text, _, _ := bytes.Cut(log, []byte{0})
	return string(text)
}

// ProgramRefusal returns why the verifier refused the program; nil if it did not.
func (t *Trace) ProgramRefusal() *verifier.Refusal {
	for i := len(t.Events) - 1; i >= 0; i-- {
		if e := t.Events[i]; e.Kind == core.ProgRefused {
			return e.Refusal
		}
	}
	return nil
}

// Undecided returns why the emulated verifier cannot decide about the program; "" if it decided.
func (t *Trace) Undecided() string {
	for i := len(t.Events) - 1; i >= 0; i-- {
		if e := t.Events[i]; e.Kind == core.Undecided {
			return *e.Path
		}
	}
	return ""
}

// LoadedProg returns the program that the call loaded, as it was after the call; nil if it loaded none.
func (t *Trace) LoadedProg() *core.ProgView {
	if t.Insns == nil || t.Result < 0 {
		return nil
	}
	for i := len(t.Events) - 1; i >= 0; i-- {
		if e := t.Events[i]; e.Kind == core.FDInstalled {
			return progOfFile(t.View(len(t.Events)), e.File)
		}
	}
	return nil
}

// progOfFile returns the program of a file in a view.
func progOfFile(v *core.View, file int) *core.ProgView {
	for _, f := range v.Files {
		if f.Nr != file {
			continue
		}
		for i := range v.Progs {
			if v.Progs[i].Nr == f.Prog {
				return &v.Progs[i]
			}
		}
	}
	return nil
}
