package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// History shows one line for each call with its result; the chosen one opens into what happened inside.
type History struct {
	app.Compo
	Of       ladderOf
	Present  *Present
	Shelf    *Shelf
	Paste    *Paste
	Rev      uint64
	Rows     int // grows when other rows come into view
	revealed history.Step
}

// Render draws the rows in view.
func (h *History) Render() app.UI {
	n := h.Of.Desk.session.Len()
	body := []app.UI{app.H2().Body(app.Text("History "), app.Span().Text(english.CountOrNo(n, "call")), h.tools()), &CaseCard{Cases: h.Of.Cases, Rev: h.Rev}}
	if n == 0 {
		return app.Div().Body(append(body, h.welcome())...)
	}
	return app.Div().Class(longClass(n)).Body(append(body, &Agreement{Traced: h.Of.Traced, Desk: h.Of.Desk, Paste: h.Paste, Rev: h.Rev, Beat: h.Paste.work.beat}, h.boot(), h.rowList())...)
}

// longClass is the class of a history whose calls have long numbers.
func longClass(n int) string {
	if n > 999 {
		return "long"
	}
	return ""
}

// tools present, export or clear the history.
func (h *History) tools() app.UI {
	d := h.Of.Desk
	if d.session.Len() == 0 {
		return nil
	}
	return app.Div().Class("tools").Body(
		app.Button().Class("quiet").ID("present-button").Text("Present").Title("On a projector, call by call (f)").OnClick(d.onPress(h.Present.Toggle)),
		app.Button().Class("quiet").ID("export").Text("Export…").Title("These calls as strace, C, Go, Python, …").OnClick(d.onPress(h.export)),
		app.Button().Class("quiet").ID("clear").Text("Clear").Title("Empty the history; it can be brought back").OnClick(d.onPress(d.Clear)),
	)
}

func (h *History) export() { h.Of.Desk.Open(ExportPanel) }

// welcomed is how many examples an empty history offers.
const welcomed = 5

// welcome is what an empty history says.
func (h *History) welcome() app.UI {
	var examples []app.UI
	for i, e := range Examples[:welcomed] {
		examples = append(examples, h.Shelf.exampleButton(i, e))
	}
	return app.Div().Class("welcome").Body(
		app.P().Class("lead").Text("Fill in a call on the left and run it. You will see what the kernel answers, which check gave that answer and why, and the maps, files and descriptors behind it."),
		app.P().Class("soft").Text("The kernel is that of one patch: September 2014, “bpf: introduce BPF syscall and maps”. It has one command, and no map type until the machine registers one. Any later kernel, up to 7.3, can be chosen above."),
		app.H3().Text("Or begin with one of these"),
		app.Div().Class("examples").Body(examples...),
	)
}

// boot is the line before the first call.
func (h *History) boot() app.UI {
	at := h.Of.Desk.at.Call == 0
	return app.Button().Class("row", "boot", on(at)).Aria("current", current(at)).Body(
		app.Span().Class("n").Text("0"), app.Code().Text("the machine boots"), app.Span(),
	).DataSet("call", "0").OnClick(h.Of.Desk.onNumber("call", h.Of.Desk.goToCall))
}

func current(at bool) string {
	if at {
		return "step"
	}
	return "false"
}

func (h *History) row(n int) app.UI {
	d := h.Of.Desk
	call, ret := d.session.Call(n)
	at := n == d.at.Call
	line := app.Button().Class("row", on(at)).ID("call-"+strconv.Itoa(n)).Aria("expanded", word(at)).Body(
		app.Span().Class("n").Text(strconv.Itoa(n)),
		app.Code().Body(h.summary(call)...),
		h.answer(n, call, ret),
	).DataSet("call", strconv.Itoa(n)).OnClick(d.onNumber("call", d.goToCall))
	if !at {
		return app.Div().Class("entry").Body(line)
	}
	return app.Div().Class("entry", "open").Body(line, &Ladder{Of: h.Of, Rev: h.Rev})
}

// answer is the result of call n, compared with its text, unless a case hides it.
func (h *History) answer(n int, call core.Call, ret int64) app.UI {
	if h.Of.Cases.hides(n) {
		return app.Span().Class("ans", "none").Text("?")
	}
	return app.Span().Class("ans", answerClass(ret)).Body(append([]app.UI{app.Text(answer(ret))}, h.said(n, call)...)...)
}

// said compares the call with the text that it comes from.
func (h *History) said(n int, call core.Call) []app.UI {
	if call.Inferred {
		return []app.UI{app.Span().Class("said", "inferred").Title("The text does not show this call: it was put in so that the others come true").Text(inferredWords(call))}
	}
	switch how, said := h.Of.Traced.saying(n); how {
	case saysSame:
		return []app.UI{app.Span().Class("said", "same").Title("The text says the same").Aria("label", "as the text says").Text("✓")}
	case saysOther:
		return []app.UI{app.Span().Class("said", "other").Text("≠ text: " + answer(said))}
	}
	return nil
}

// inferredWords is a short label of a call that the text does not show.
func inferredWords(c core.Call) string {
	if c.Op == core.OpClose {
		return "inferred: closed unseen"
	}
	return "inferred"
}

// summary is a call in a few words: its task, its name, and the main fields of the attr.
func (h *History) summary(c core.Call) []app.UI {
	var parts []app.UI
	if h.Of.Desk.session.Kernel().FreeTask() > 1 && c.Op != core.OpWork {
		parts = append(parts, app.Span().Class("who").Text(fmt.Sprintf("task %d ", c.Task)))
	}
	return append(parts, app.B().Text(callName(c)), app.Text(callArgs(c)))
}

func callName(c core.Call) string {
	if c.Op == core.OpBpf {
		return c.Cmd().String()
	}
	if c.Op == core.OpTraced {
		return c.Path
	}
	return c.Op.Name()
}

func callArgs(c core.Call) string {
	if c.Op == core.OpTraced {
		return " as traced"
	}
	if c.Op != core.OpBpf {
		var args string
		for i, a := range c.Op.Args() {
			if i > 0 {
				args += ", "
			}
			if a.Form != core.ArgPath {
				args += a.Form.Format(c.Args[i])
			}
		}
		if c.Op == core.OpCaps {
			args = abi.Caps(c.Args[0]).String()
		}
		return "(" + args + c.Path + ")"
	}
	attr := c.Attr()
	if c.Cmd() == abi.BPF_MAP_CREATE && attr != nil {
		return fmt.Sprintf(" %s %d→%d ×%d", abi.MapType(abi.MapTypeField.Value(attr)).Short(),
			abi.KeySize.Value(attr), abi.ValueSize.Value(attr), abi.MaxEntries.Value(attr))
	}
	if row := c.Cmd().Known(abi.Newest); row != nil && attr != nil {
		return shortAttr(row, attr, c)
	}
	return fmt.Sprintf(" attr 0x%x, %d bytes", c.Args[1], c.Args[2])
}

// shortAttr is the main fields of an attr: descriptors, ids, and the memory that its pointers lead to.
func shortAttr(row *abi.Command, attr []byte, c core.Call) string {
	var parts string
	for _, f := range row.Fields {
		switch f.Kind {
		case abi.KindFD, abi.KindID:
			if f.Offset == 0 || f.Name == abi.BatchMapFD.Name {
				parts += " " + f.Name + " " + f.Kind.Format(f.Value(attr))
			}
		case abi.KindPointer:
			for _, w := range c.Writes {
				if w.Addr == f.Value(attr) {
					parts += fmt.Sprintf(" %s %x", f.Name, w.Bytes)
				}
			}
		case abi.KindPath:
			for _, w := range c.Writes {
				if w.Addr == f.Value(attr) {
					parts += " " + strings.TrimSuffix(string(w.Bytes), "\x00")
				}
			}
		}
	}
	return parts
}

// answer is a result in a few characters.
func answer(ret int64) string {
	if ret == core.NotEmulated {
		return "not emulated"
	}
	if ret < 0 {
		return "−1 " + abi.Errno(-ret).Name()
	}
	return "= " + strconv.FormatInt(ret, 10)
}

func answerClass(ret int64) string {
	switch {
	case ret == core.NotEmulated:
		return "none"
	case ret < 0:
		return "no"
	}
	return "ok"
}
