package web

import (
	"strings"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/insn"
	"bpfplay/core/verifier"
)

// Verdict owns the verifier's decision on the program of the shown call.
type Verdict struct {
	*Screen
	desk      *Desk
	of        *history.Trace
	insns     []insn.Insn // nil if the call loads no program that can be read
	refusal   *verifier.Refusal
	regs      []registerState // at the refused instruction
	undecided string          // why the verifier cannot decide; "" if it did
	prog      *core.ProgView  // the loaded program; nil if none was
	maps      []core.MapView  // that the loaded program holds
	names     map[int]string  // names of maps, by the index of the instruction that names them
	log       string
	middle    int // the instruction in the middle of the list
}

// registerState is the state of one register or stack slot, as the log prints it.
type registerState struct {
	name, state string
	lit         bool // the message of the refusal names it
}

// derive reads the verdict of the shown call, once for each call.
func (v *Verdict) derive() {
	t := v.desk.trace()
	if t == v.of {
		return
	}
	*v = Verdict{Screen: v.Screen, desk: v.desk, of: t}
	if t == nil || t.Insns == nil {
		return
	}
	v.insns, v.log, v.undecided = t.Insns, t.Log, t.Undecided()
	if v.refusal = t.ProgramRefusal(); v.refusal != nil && t.Result < 0 {
		v.regs = registerStates(v.refusal)
		v.middle = max(0, v.refusal.Insn)
	}
	v.names = namedMaps(v.desk.view(), t.Call.Task, v.insns)
	if v.prog = t.LoadedProg(); v.prog != nil {
		v.maps = mapsOf(t.View(len(t.Events)), v.prog)
	}
}

// registerStates splits the states that the log prints: "R0=map_value_or_null(id=1,ks=4) R10=fp0".
func registerStates(r *verifier.Refusal) []registerState {
	named, _, _ := strings.Cut(r.Message, " ")
	var states []registerState
	depth, from := 0, 0
	for i := 0; i <= len(r.Regs); i++ {
		if i < len(r.Regs) {
			switch r.Regs[i] {
			case '(':
				depth++
				continue
			case ')':
				depth--
				continue
			case ' ':
				if depth > 0 {
					continue
				}
			default:
				continue
			}
		}
		if name, state, ok := strings.Cut(r.Regs[from:i], "="); ok {
			bare, _, _ := strings.Cut(name, "_")
			states = append(states, registerState{name, state, bare == named})
		}
		from = i + 1
	}
	return states
}

// namedMaps returns the names of the maps that instructions name by descriptor.
func namedMaps(v *core.View, task int, insns []insn.Insn) map[int]string {
	names := map[int]string{}
	for at, i := range insns {
		if namesMap(i) && !secondHalf(insns, at) {
			if m := mapOfFD(v, task, int(i.Imm)); m != nil {
				names[at] = m.Name
			}
		}
	}
	return names
}

// mapOfFD returns the map of a descriptor in a view; nil if it is not one.
func mapOfFD(v *core.View, task, fd int) *core.MapView {
	for _, t := range v.Tasks {
		for _, d := range t.FDs {
			if t.Nr != task || d.FD != fd {
				continue
			}
			for _, f := range v.Files {
				if f.Nr == d.File {
					return v.Map(f.Map)
				}
			}
		}
	}
	return nil
}

// mapsOf returns the maps that a program holds.
func mapsOf(v *core.View, p *core.ProgView) []core.MapView {
	var maps []core.MapView
	for _, nr := range p.Maps {
		if m := v.Map(nr); m != nil {
			maps = append(maps, *m)
		}
	}
	return maps
}

// show moves the list of instructions.
func (v *Verdict) show(at int) {
	v.middle = at
	v.changed()
}

// copyMessage copies the message of the refusal.
func (v *Verdict) copyMessage() {
	if v.refusal != nil {
		v.copy(v.refusal.Message)
	}
}

// copyLog copies the log.
func (v *Verdict) copyLog() { v.copy(v.log) }

func (v *Verdict) copy(text string) {
	v.host.Copy(text, func(ok bool) {
		if !ok {
			v.say(Notice{Text: "The browser does not allow copying. Select the text instead.", Bad: true})
			return
		}
		v.say(Notice{Text: "Copied."})
	})
}
