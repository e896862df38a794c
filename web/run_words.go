package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/insn"
)

// regKinds names the kinds of registers as the verifier does.
var regKinds = [...]string{
	core.RegScalar: "SCALAR", core.RegStack: "PTR_TO_STACK", core.RegCtx: "PTR_TO_CTX", core.RegPacket: "PTR_TO_PACKET",
	core.RegMap: "CONST_PTR_TO_MAP", core.RegElem: "PTR_TO_MAP_VALUE", core.RegRing: "PTR_TO_MEM", core.RegFunc: "PTR_TO_FUNC",
	core.RegMemory: "PTR_TO_MEM",
}

// regWords returns the value of a register: a number, or the memory that it refers to.
func (r *Runs) regWords(v core.RegView) string {
	switch v.Kind {
	case core.RegStack:
		return "fp" + offset(v.Off)
	case core.RegCtx:
		return "ctx" + offset(v.Off)
	case core.RegPacket:
		return "packet" + offset(v.Off)
	case core.RegMap:
		return r.mapName(v.Map)
	case core.RegElem:
		return r.elemName(v) + offset(v.Off)
	case core.RegRing:
		return "record"
	case core.RegFunc:
		return "function at " + strconv.FormatInt(v.Off, 10)
	case core.RegMemory:
		return fmt.Sprintf("0x%x", v.Value)
	}
	if s := int64(v.Value); s < 0 && s > -1<<20 {
		return strconv.FormatInt(s, 10)
	}
	if v.Value >= 1<<32 {
		return fmt.Sprintf("0x%x", v.Value)
	}
	return strconv.FormatUint(v.Value, 10)
}

// elemName names the element that a register points into.
func (r *Runs) elemName(v core.RegView) string {
	name := r.mapName(v.Map) + "[" + strconv.FormatUint(uint64(v.Elem), 10) + "]"
	if v.CPU > 0 {
		name += " of CPU " + strconv.Itoa(v.CPU)
	}
	return name
}

func offset(off int64) string {
	if off == 0 {
		return ""
	}
	return fmt.Sprintf("%+d", off)
}

// producedWords returns the value that an instruction produced.
func (r *Runs) producedWords(e core.Executed, in insn.Insn) string {
	switch {
	case in.Class() == insn.BPF_JMP || in.Class() == insn.BPF_JMP32:
		switch in.Code & 0xf0 {
		case insn.BPF_CALL, insn.BPF_EXIT:
			return r.regWords(e.Wrote)
		case insn.BPF_JA:
			return ""
		}
		if e.Taken {
			return "taken"
		}
		return "not taken"
	}
	return r.regWords(e.Wrote)
}

// runState returns the position of a run.
func runState(v *core.RunView) string {
	switch {
	case v.Fault != "":
		return "stopped at " + strconv.Itoa(v.Insn) + ": " + v.Fault
	case v.Returned:
		return "returned"
	case v.Waits:
		return "waits for a lock at " + strconv.Itoa(v.Insn)
	case v.Held:
		return "held at " + strconv.Itoa(v.Insn)
	}
	return "at " + strconv.Itoa(v.Insn)
}

// insnText returns the text of an instruction of a run.
func insnText(v *core.RunView, at int) string {
	if at >= len(v.Insns) {
		return ""
	}
	text, _ := insn.AppendText(nil, v.Insns, at)
	return string(text)
}

// tell returns the shown instruction and its effect, for the timeline.
func (r *Runs) tell() (where, sentence string) {
	d := r.desk
	where = fmt.Sprintf("Call %d, instruction %d of %d.", d.at.Call, d.at.Insn, r.span().Insns)
	v := r.own()
	if v == nil || len(v.Recent) == 0 {
		return where, ""
	}
	e := v.Recent[len(v.Recent)-1]
	if e.Prog == v.Running && e.Insn < len(v.Insns) {
		sentence = fmt.Sprintf("Task %d ran %d: %s", v.Task, e.Insn, insnText(v, e.Insn))
		if got := r.producedWords(e, v.Insns[e.Insn]); got != "" {
			sentence += ", " + verbOf(v.Insns[e.Insn]) + got
		}
		sentence += "."
	} else {
		sentence = fmt.Sprintf("Task %d is in program %d now.", v.Task, v.Running)
	}
	switch {
	case v.Returned:
		return where, sentence + " The program returned " + r.regWords(v.Regs[0]) + "."
	case v.Waits:
		return where, sentence + " Another run has the lock."
	}
	return where, sentence + " Next is " + strconv.Itoa(v.Insn) + ": " + insnText(v, v.Insn) + "."
}

// verbOf returns the words before the value that an instruction produced.
func verbOf(in insn.Insn) string {
	switch in.Class() {
	case insn.BPF_ST, insn.BPF_STX:
		return "which stored "
	case insn.BPF_JMP, insn.BPF_JMP32:
		switch in.Code & 0xf0 {
		case insn.BPF_CALL, insn.BPF_EXIT:
			return "r0 is "
		}
		return "which was "
	}
	return "which gave "
}
