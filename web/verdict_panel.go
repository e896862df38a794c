package web

import (
	"strconv"

	"bpfplay/core/english"
	"bpfplay/core/insn"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// VerdictPanel shows the verifier's decision: for a refusal the message, the remedy, the instruction and the registers at
// it; for an accepted program its figures and its instructions.
type VerdictPanel struct {
	app.Compo
	Verdict *Verdict
	Part    verdictPart
	Rev     uint64
}

// verdictPart is the part of a verdict that a panel shows.
type verdictPart string

const (
	verdictReason  verdictPart = "reason"  // before the changes that make the call succeed
	verdictProgram verdictPart = "program" // after them
)

// Render draws the part.
func (p *VerdictPanel) Render() app.UI {
	v := p.Verdict
	if v.insns == nil {
		return app.Div()
	}
	if p.Part == verdictReason {
		return app.Div().Class("verdict").Body(p.reason()...)
	}
	return app.Div().Class("verdict").Body(append(p.program(), p.log()...)...)
}

// reason returns the message of the refusal and its remedy, or the figures of an accepted program.
func (p *VerdictPanel) reason() []app.UI {
	v := p.Verdict
	var body []app.UI
	switch {
	case v.refusal != nil:
		if v.refusal.Message != "" {
			body = append(body, app.P().Class("verdict-message").Body(app.Code().ID("verdict-message").Text(v.refusal.Message),
				app.Button().Class("quiet").ID("copy-message").Text("Copy").Title("Copy the message of the kernel's log").OnClick(v.onPress(v.copyMessage))))
		}
		if fix := v.refusal.Rule.Fix; fix != "" {
			body = append(body, app.P().ID("verdict-fix").Body(app.B().Text("What would make it pass: "), app.Text(fix)))
		}
	case v.undecided != "":
		body = append(body, app.P().ID("verdict-undecided").Text("Not decided: bpfplay shows no result that it cannot be sure of. A real kernel accepts or refuses this program."))
	case v.prog != nil:
		body = append(body, p.figures())
	}
	return body
}

// figures returns the kernel's figures of an accepted program.
func (p *VerdictPanel) figures() app.UI {
	v := p.Verdict
	maps := "none"
	for i, m := range v.maps {
		if i == 0 {
			maps = ""
		} else {
			maps += ", "
		}
		if m.Name != "" {
			maps += m.Name + ", "
		}
		maps += "map " + strconv.Itoa(m.Nr)
	}
	var cells []app.UI
	for _, row := range [...][2]string{
		{"verified_insns", strconv.Itoa(int(v.prog.Verified))},
		{"stack", english.Count(int(v.prog.StackDepth), "byte")},
		{"used_maps", maps},
		{"tag", v.prog.Tag},
	} {
		cells = append(cells, app.Div().Body(app.Dt().Text(row[0]), app.Dd().Text(row[1])))
	}
	return app.Dl().Class("verdict-figures").ID("verdict-figures").Body(cells...)
}

// verdictInsns is the number of instructions around the refused one.
const verdictInsns = 24

// program returns the instructions, and the registers at the refused one.
func (p *VerdictPanel) program() []app.UI {
	v := p.Verdict
	press, scope := v.onNumber("insn", v.show)
	l := programList{insns: v.insns, middle: v.middle, most: verdictInsns, look: p.look, press: press, scope: scope}
	title := "The program"
	if v.refusal != nil && v.refusal.Insn >= 0 {
		title = "Refused at instruction " + strconv.Itoa(v.refusal.Insn)
	}
	body := []app.UI{app.H3().Body(app.Text(title+" "), app.Span().Class("soft").Text("of "+english.Count(len(v.insns), "instruction"))), l.list("verdict-insns", title)}
	if len(v.regs) > 0 {
		var rows []app.UI
		for _, r := range v.regs {
			class := ""
			if r.lit {
				class = "lit"
			}
			rows = append(rows, app.Div().Class(class).Body(app.Dt().Text(r.name), app.Dd().Text(r.state)))
		}
		body = append(body, app.H3().Text("Registers and stack before it"), app.Dl().Class("registers").ID("verdict-registers").Body(rows...))
	}
	return body
}

// look returns how the list shows an instruction: the refused one lit, with the name of its map or its target.
func (p *VerdictPanel) look(at int) insnLook {
	v := p.Verdict
	var look insnLook
	if v.refusal != nil && v.refusal.Insn == at {
		look.class, look.sign = "refused", "✗"
	}
	if name, ok := v.names[at]; ok {
		look.note = name
	} else if to, ok := insn.Target(v.insns, at); ok {
		look.note = "→ " + strconv.Itoa(to)
	}
	return look
}

// log returns the log if the call asked for it.
func (p *VerdictPanel) log() []app.UI {
	v := p.Verdict
	if v.log == "" {
		return nil
	}
	return []app.UI{
		app.H3().Body(app.Text("The verifier's log "), app.Button().Class("quiet").ID("copy-log").Text("Copy").OnClick(v.onPress(v.copyLog))),
		app.Pre().Class("text", "verdict-log").ID("verdict-log").TabIndex(0).Text(v.log),
	}
}
