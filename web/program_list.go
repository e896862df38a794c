package web

import (
	"strconv"

	"bpfplay/core/english"
	"bpfplay/core/insn"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// insnsShown is the number of instructions drawn around the one in the middle. A program can have a million.
const insnsShown = 120

// programList is the instructions of a program as a list. It draws a window of them; one line stands for those before it, and
// one for those after it.
type programList struct {
	insns  []insn.Insn
	middle int // index of the instruction in the middle of the window
	// look returns how the list shows an instruction; nil shows the text alone.
	look func(at int) insnLook
	// press and scope handle a press on an instruction, whose index is the data attribute "insn"; nil draws no buttons.
	press app.EventHandler
	scope any
}

// insnLook is how a list shows an instruction.
type insnLook struct {
	class   string // of the row: "refused", "here", "later", "held"
	current bool   // the instruction at the shown step
	sign    string // left of the index
	note    string // right of the text: the value that it produced, the map that it names
	above   string // a line above: the source line
}

// rows returns the items of the list.
func (l *programList) rows() []app.UI {
	n := len(l.insns)
	first := max(0, min(l.middle-insnsShown/2, n-insnsShown))
	last := min(n, first+insnsShown)
	if first > 0 && secondHalf(l.insns, first) {
		first--
	}
	var rows []app.UI
	if first > 0 {
		rows = append(rows, l.elided(first-1, english.Count(first, "instruction")+" before"))
	}
	for at := first; at < last; at++ {
		if !secondHalf(l.insns, at) {
			rows = append(rows, l.row(at))
		}
	}
	if last < n {
		rows = append(rows, l.elided(last, english.Count(n-last, "instruction")+" after"))
	}
	return rows
}

// secondHalf reports whether insns[at] is the second half of a 64-bit immediate load.
func secondHalf(insns []insn.Insn, at int) bool { return at > 0 && insns[at-1].IsLoadImm64() }

// row returns the line of an instruction.
func (l *programList) row(at int) app.UI {
	var look insnLook
	if l.look != nil {
		look = l.look(at)
	}
	text, _ := insn.AppendText(nil, l.insns, at)
	var body []app.UI
	if look.above != "" {
		body = append(body, app.Code().Class("source").Text(look.above))
	}
	parts := []app.UI{
		app.Span().Class("sign").Text(look.sign),
		app.Span().Class("n").Text(strconv.Itoa(at)),
		app.Code().Text(string(text)),
		app.Span().Class("note").Text(look.note),
	}
	return app.Li().Class(look.class).Aria("current", current(look.current)).Body(append(body, l.line(at, parts))...)
}

// elided returns the line for instructions that are not drawn. A press leads to the nearest of them.
func (l *programList) elided(at int, words string) app.UI {
	return app.Li().Class("elided").Body(l.line(at, []app.UI{
		app.Span().Class("sign").Text("⋮"), app.Span().Class("n"), app.Span().Class("soft").Text(words), app.Span(),
	}))
}

// line returns the parts of a line as a button, or without a handler as they are.
func (l *programList) line(at int, parts []app.UI) app.UI {
	if l.press == nil {
		return app.Div().Class("insn").Body(parts...)
	}
	return app.Button().Class("insn").DataSet("insn", strconv.Itoa(at)).Body(parts...).OnClick(l.press, l.scope)
}

// list returns the list.
func (l *programList) list(id, label string) app.UI {
	return app.Ol().Class("program-list").ID(id).Aria("label", label).Body(l.rows()...)
}
