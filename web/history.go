package web

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/strace"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// History shows one line for each call with its result, and the ladder of the chosen call under its line.
type History struct {
	app.Compo
	Of       ladderOf
	Present  *Present
	Shelf    *Shelf
	Start    *Start
	Filter   *Filter
	Paste    *Paste
	Homework *Homework
	Set      *SetHomework
	Rev      uint64
	Rows     int // increases when other rows come into view
}

// Render draws the rows in view.
func (h *History) Render() app.UI {
	n := h.Of.Desk.session.Len()
	head := app.Div().Class("history-head").Body(
		app.H2().Body(app.Text("History "), app.Span().Text(english.CountOrNo(n, "call")), h.Of.Desk.levelButtons(), h.tools()), h.Start.lead(), &CaseCard{Cases: h.Of.Cases, Homework: h.Homework, Set: h.Set, Rev: h.Rev},
		&FilterBar{Filter: h.Filter, Traced: h.Of.Traced, Desk: h.Of.Desk, Rev: h.Rev})
	rows := app.Div().Class("history-rows", longClass(n)).ID("history")
	if n+len(h.Of.Desk.kept) == 0 {
		return app.Div().Class("history-pane").Body(head, rows.Body(h.welcome()))
	}
	return app.Div().Class("history-pane").Body(head, rows.Body(h.boot(), h.rowList(), h.Start.foot()), h.revealer())
}

// longClass returns the CSS class for a history with four-digit call numbers.
func longClass(n int) string {
	if n > 999 {
		return "long"
	}
	return ""
}

// tools returns buttons to present, export or clear the history.
func (h *History) tools() app.UI {
	d := h.Of.Desk
	if d.session.Len() == 0 {
		return nil
	}
	return app.Div().Class("tools").Body(
		app.Button().Class("quiet").ID("present-button").Text("Present").Title("On a projector, call by call (f)").OnClick(d.onPress(h.Present.Toggle)),
		app.Button().Class("quiet").ID("export").Text("Export…").Title("These calls as strace, C, Go, Python, …").OnClick(d.onPress(h.export)),
		app.Button().Class("quiet").ID("clear").Text("Clear").Title("Remove every call. Undo restores them.").OnClick(d.onPress(d.Clear)),
	)
}

func (h *History) export() { h.Of.Desk.Open(ExportPanel) }

// welcomed is the number of examples in an empty history.
const welcomed = 5

// welcome returns the text of an empty history.
func (h *History) welcome() app.UI {
	var examples []app.UI
	for i, e := range Examples[:welcomed] {
		examples = append(examples, h.Shelf.exampleButton(i, e))
	}
	var kernel app.UI
	if h.Of.Desk.machine().Release == abi.Seed {
		kernel = app.P().Class("soft").Text("This kernel is one patch from September 2014: “bpf: introduce BPF syscall and maps”. It has one command, and no map type until the machine registers one. You can choose any later kernel above, up to 7.3.")
	}
	return app.Div().Class("welcome").Body(
		app.P().Class("lead").Text("Fill in a call and run it. You will see what the kernel returns, which check decided the result and why, and the maps, files and descriptors involved."),
		kernel,
		app.H3().Text("Or start with an example"),
		app.Div().Class("examples").Body(examples...),
	)
}

// boot returns the line before the first call.
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
	how, said := h.Of.Traced.saying(n)
	line := &historyRow{
		Desk: d, N: n, Task: h.task(call.Call), Words: d.words.calls[n], Ret: ret, Hidden: h.Of.Cases.hides(n),
		Inferred: call.Inferred, Close: call.Op == core.OpClose, How: how, Said: said, At: at,
	}
	if !at {
		return app.Div().Class("entry").Body(line)
	}
	return app.Div().Class("entry", "open").Aria("owns", openedID).Body(line)
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
		var args []string
		for i, a := range c.Op.Args() {
			switch path := c.PathOf(a); {
			case path != nil:
				args = append(args, *path)
			case c.Op == core.OpCaps:
				args = append(args, abi.Caps(c.Args[0]).String())
			default:
				args = append(args, formatArg(c.Op, i, c.Args[i]))
			}
		}
		return "(" + strings.Join(args, ", ") + ")"
	}
	attr := c.Attr()
	if c.Cmd() == abi.BPF_MAP_CREATE && attr != nil {
		return fmt.Sprintf(" %s %d→%d ×%d", abi.MapType(abi.MapTypeField.Value(attr)).Short(),
			abi.KeySize.Value(attr), abi.ValueSize.Value(attr), abi.MaxEntries.Value(attr))
	}
	if c.Cmd() == abi.BPF_PROG_LOAD && attr != nil {
		return " " + abi.ProgType(abi.ProgTypeField.Value(attr)).Short() + ", " + english.Count(abi.InsnCnt.Value(attr), "instruction")
	}
	if row := c.Cmd().Known(abi.Newest); row != nil && attr != nil {
		return shortAttr(row, attr, c)
	}
	return fmt.Sprintf(" attr 0x%x, %d bytes", c.Args[1], c.Args[2])
}

// shortAttr returns the main fields of an attr: descriptors, ids, and the memory at its pointers.
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
					break
				}
			}
		case abi.KindPath:
			for _, w := range c.Writes {
				if w.Addr == f.Value(attr) {
					parts += " " + strings.TrimSuffix(string(w.Bytes), "\x00")
					break
				}
			}
		}
	}
	return parts
}

// shortResult returns a result in a few characters.
func shortResult(ret int64) string {
	if ret == core.NotEmulated {
		return "not emulated"
	}
	if ret < 0 {
		return "−1 " + abi.Errno(-ret).Name()
	}
	return "= " + strace.FormatValue(ret)
}

func retClass(ret int64) string {
	switch {
	case ret == core.NotEmulated:
		return "none"
	case ret < 0:
		return "no"
	}
	return "ok"
}
