package picture

import (
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/english"
)

// progFacts names a program, with its facts at the first mention.
func (d *description) progFacts(p core.ProgView) string {
	name := "program " + strconv.Itoa(p.Nr)
	if d.describedProgs[p.Nr] {
		return name
	}
	d.describedProgs[p.Nr] = true
	facts := []string{ProgTypeName(p), english.Count(p.Insns, "instruction"), "refcnt " + strconv.FormatInt(p.Refcnt, 10)}
	if p.ID != 0 {
		facts = append(facts, "id "+decimal(p.ID))
	}
	if p.Name != "" {
		facts = append(facts, "name "+p.Name)
	}
	return name + " (" + strings.Join(facts, ", ") + ")"
}

func (d *description) progByNr(nr int) string {
	i := slices.IndexFunc(d.view.Progs, func(p core.ProgView) bool { return p.Nr == nr })
	return d.progFacts(d.view.Progs[i])
}

// prog describes the objects that a program refers to, and those that refer to it besides files and pins.
func (d *description) prog(p core.ProgView) {
	name := d.progFacts(p)
	if p.State != core.ObjectLive {
		d.say(english.Sentence(name), statesWithoutFile.At(p.State))
	}
	var used []string
	for _, nr := range p.Maps {
		used = append(used, d.mapByNr(nr))
	}
	if len(used) > 0 {
		d.say(english.Sentence(name), " holds a reference to ", english.List(used), ".")
	}
	d.slots(d.progFacts(p), p.Slots)
}

// slots describes the maps that hold an object in their slots.
func (d *description) slots(name string, in []core.OuterView) {
	var slots []string
	for _, s := range in {
		slots = append(slots, english.Count(s.Places, "slot")+" of "+d.mapByNr(s.Map))
	}
	if len(slots) > 0 {
		d.say(english.Sentence(name), " is in ", english.List(slots), ".")
	}
}

// run describes the position of a run, and the registers that point into maps.
func (d *description) run(r core.RunView) {
	task := "Task " + strconv.Itoa(r.Task)
	at := " is at instruction " + strconv.Itoa(r.Insn) + " of "
	switch {
	case r.Returned:
		at = " has returned from "
	case r.Held:
		at = " is held before instruction " + strconv.Itoa(r.Insn) + " of "
	}
	d.say(task, at, d.progByNr(r.Running), ", on CPU ", strconv.Itoa(r.CPU), ".")
	for i, reg := range r.Regs {
		if reg.Kind == core.RegElem {
			d.say("Its r", strconv.Itoa(i), " points into element ", strconv.Itoa(int(reg.Elem)), " of ", d.mapByNr(reg.Map), ".")
		}
	}
}

// object describes the target and the programs of a link or another object, and the maps that hold it.
func (d *description) object(o core.ObjectView) {
	facts := o.Facts
	if o.Link != 0 {
		facts = append(slices.Clone(facts), "refcnt "+strconv.FormatInt(o.Refcnt, 10))
	}
	if o.ID != 0 {
		facts = append(facts, "id "+decimal(o.ID))
	}
	name := english.Sentence(o.Name)
	if len(facts) > 0 {
		name += " (" + strings.Join(facts, ", ") + ")"
	}
	var progs []string
	for _, p := range o.Progs {
		text := d.progByNr(p.Prog)
		if p.Attach != "" {
			text += " for " + p.Attach
		}
		progs = append(progs, text)
	}
	switch {
	case len(progs) == 0:
		d.say(name, " runs no program.")
	case o.Target != "":
		d.say(name, " attaches ", english.List(progs), " to ", o.Target, ".")
	case o.Link != 0:
		d.say(name, " holds ", english.List(progs), ".")
	default:
		d.say(name, " runs ", english.List(progs), ".")
	}
	d.slots(o.Name, o.Slots)
	if o.State != core.ObjectLive {
		d.say(english.Sentence(o.Name), statesWithoutFile.At(o.State))
	}
}
