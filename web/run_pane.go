package web

import (
	"fmt"
	"slices"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// RunPane shows a running program: its instructions with the values they produced, the registers and the stack. It is empty
// if no program runs at the shown step.
type RunPane struct {
	app.Compo
	Runs *Runs
	Rev  uint64
}

// Render draws the open run.
func (p *RunPane) Render() app.UI {
	v := p.Runs.open()
	if v == nil {
		return app.Div().Class("run-pane", "empty")
	}
	return app.Div().Class("run-pane").ID("run-pane").Role("region").Aria("label", fmt.Sprintf("The run of task %d", v.Task)).Body(
		p.head(v),
		p.slider(v),
		app.Div().Class("run-columns").Body(
			app.Div().Class("run-code").Body(p.code(v)),
			app.Div().Class("run-state").Body(append(p.registers(v), p.stack(v)...)...),
		),
		p.console(),
	)
}

// head returns the runs to choose from, and the next instruction of the open one.
func (p *RunPane) head(v *core.RunView) app.UI {
	var tabs []app.UI
	for i := range p.Runs.shown {
		o := &p.Runs.shown[i]
		tabs = append(tabs, app.Button().Class("tab", on(o == v)).Aria("pressed", word(o == v)).DataSet("task", strconv.Itoa(o.Task)).
			Body(app.Text("task "+strconv.Itoa(o.Task)+" "), app.Small().Text(runState(o))).OnClick(p.Runs.onNumber("task", p.Runs.choose)))
	}
	title := strconv.Itoa(v.Insn) + ": " + insnText(v, v.Insn)
	if v.Returned {
		title = "returned " + p.Runs.regWords(v.Regs[0])
	}
	facts := fmt.Sprintf("program %d on CPU %d, after %s", v.Running, v.CPU, english.Count(v.Steps, "instruction"))
	if v.Running != v.Prog {
		facts += fmt.Sprintf(", called from program %d by a tail call", v.Prog)
	}
	if v.Depth > 1 {
		facts += fmt.Sprintf(", %d functions deep", v.Depth)
	}
	return app.Div().Class("run-head").Body(
		app.Div().Class("tasks").Role("group").Aria("label", "Runs").Body(tabs...),
		app.H3().ID("run-title").Body(app.Code().Text(title)),
		app.P().Class("soft").Text(facts),
	)
}

// slider returns the steps of the shown call's run.
func (p *RunPane) slider(v *core.RunView) app.UI {
	n, at := p.Runs.span().Insns, p.Runs.at()
	if n == 0 || v.Task != p.Runs.callTask() {
		return nil
	}
	return app.Div().Class("run-steps").Body(
		app.Button().Class("key").ID("insn-prev").Aria("label", "Previous instruction").DataSet("by", "-1").Text("‹").OnClick(p.Runs.onNumber("by", p.Runs.goBy)),
		&Slider{Of: p.Runs.Screen, ID: "insn-track", Label: "Instruction", At: at, Last: n, Slide: p.Runs.goTo},
		app.Button().Class("key").ID("insn-next").Aria("label", "Next instruction").DataSet("by", "1").Text("›").OnClick(p.Runs.onNumber("by", p.Runs.goBy)),
		app.Span().Class("soft").ID("insn-count").Text(fmt.Sprintf("%d of %d", at, n)),
	)
}

// code returns the instructions around the current one.
func (p *RunPane) code(v *core.RunView) app.UI {
	produced := map[int]core.Executed{}
	for _, e := range v.Recent {
		if e.Prog == v.Running {
			produced[e.Insn] = e
		}
	}
	others := map[int]string{}
	for i := range p.Runs.shown {
		if o := &p.Runs.shown[i]; o.Task != v.Task && o.Running == v.Running && !o.Returned {
			others[o.Insn] = "task " + strconv.Itoa(o.Task)
		}
	}
	list := programList{insns: v.Insns, middle: v.Insn, look: func(at int) insnLook {
		look := insnLook{current: at == v.Insn && !v.Returned}
		e, ran := produced[at]
		if ran {
			look.note = p.Runs.producedWords(e, v.Insns[at])
		}
		switch {
		case look.current:
			look.sign = "▸"
		case !ran:
			look.class = "later"
		}
		if other := others[at]; other != "" {
			look.sign, look.class = "❚❚", "held"
			if look.note != "" {
				look.note += " "
			}
			look.note += other
		}
		return look
	}}
	if v.Held && len(p.Runs.held()) > 0 {
		list.press, list.scope = p.Runs.onNumber("insn", p.Runs.holdAtPressed)
	}
	return list.list("run-code", "Instructions")
}

// registers returns the registers with the memory they refer to. Those that cannot be read share lines.
func (p *RunPane) registers(v *core.RunView) []app.UI {
	can, wrote := readable(v.Insns, v.Insn), writtenReg(v)
	if v.Returned {
		can = 1 | 1<<10
	}
	var rows []app.UI
	for i := 0; i < len(v.Regs); i++ {
		if can&(1<<i) == 0 {
			last := i
			for last+1 < len(v.Regs) && can&(1<<(last+1)) == 0 {
				last++
			}
			name := "r" + strconv.Itoa(i)
			if last > i {
				name += " – r" + strconv.Itoa(last)
			}
			rows = append(rows, app.Tr().Class("unread").Body(app.Th().Text(name), app.Td().Text("–"), app.Td().Class("kind").Text("NOT_INIT"), app.Td()))
			i = last
			continue
		}
		r := v.Regs[i]
		class := ""
		if i == wrote {
			class = "wrote"
		}
		value := p.Runs.regWords(r)
		cell := app.Td().Class("value").Text(value)
		if r.Kind == core.RegElem {
			cell = app.Td().Class("value", "elem").Body(app.Text("→ "), app.B().Text(value))
		}
		rows = append(rows, app.Tr().Class(class).ID("reg-"+strconv.Itoa(i)).Body(
			app.Th().Text("r"+strconv.Itoa(i)), cell, app.Td().Class("kind").Text(regKinds[r.Kind]), app.Td().Class("pointee").Text(regBytes(r))))
	}
	return []app.UI{app.H3().Text("Registers"), app.Table().Class("regs").ID("run-regs").Body(rows...)}
}

// regBytes returns the bytes at a pointer, as far as the row has room for them.
func regBytes(r core.RegView) string {
	if r.Kind != core.RegElem && r.Kind != core.RegPacket && r.Kind != core.RegRing {
		return ""
	}
	return fmt.Sprintf("% x", r.Bytes)
}

// slotsShown is the number of stack slots with their bytes.
const slotsShown = 8

// stack returns the slots of the running function that have bytes other than 0, or that a register points to.
func (p *RunPane) stack(v *core.RunView) []app.UI {
	pointed := map[int][]string{}
	for i, r := range v.Regs {
		if r.Kind == core.RegStack && r.Off < 0 && i != 10 {
			pointed[int(-r.Off+7)/8] = append(pointed[int(-r.Off+7)/8], "r"+strconv.Itoa(i))
		}
	}
	var overview, rows []app.UI
	n := len(v.Stack) / 8
	used := 0
	for slot := n; slot >= 1; slot-- { // fp-512 first
		b := v.Stack[len(v.Stack)-8*slot:][:8]
		class := ""
		if slices.ContainsFunc(b, func(b byte) bool { return b != 0 }) {
			class = "used"
			used++
		}
		overview = append(overview, app.I().Class(class))
	}
	for slot := 1; slot <= n && len(rows) < slotsShown; slot++ {
		b := v.Stack[len(v.Stack)-8*slot:][:8]
		if !slices.ContainsFunc(b, func(b byte) bool { return b != 0 }) && pointed[slot] == nil {
			continue
		}
		note := ""
		if regs := pointed[slot]; regs != nil {
			note = "← " + english.List(regs)
		}
		rows = append(rows, app.Tr().Body(app.Th().Text("fp-"+strconv.Itoa(8*slot)), app.Td().Text(fmt.Sprintf("% x", b)), app.Td().Class("kind").Text(note)))
	}
	return []app.UI{
		app.H3().Body(app.Text("Stack "), app.Span().Class("soft").Text(fmt.Sprintf("%d of %d slots are not 0", used, n))),
		app.Div().Class("stack-map").Aria("hidden", "true").Body(overview...),
		app.Table().Class("regs", "slots").Body(rows...),
	}
}

// consoleShown is the number of lines of the console on screen.
const consoleShown = 12

// console returns the last lines of bpf_trace_printk.
func (p *RunPane) console() app.UI {
	lines := p.Runs.console
	if len(lines) == 0 {
		return nil
	}
	text := ""
	for _, line := range lines[max(0, len(lines)-consoleShown):] {
		text += line
		if text[len(text)-1] != '\n' {
			text += "\n"
		}
	}
	return app.Div().Body(app.H3().Text("Printed by bpf_trace_printk"), app.Pre().Class("text").ID("run-console").Text(text))
}
