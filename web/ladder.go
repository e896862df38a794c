package web

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/strace"
	"bpfplay/core/table"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Ladder shows the chosen call: its result, its bytes, and every check and effect in the kernel's order.
type Ladder struct {
	app.Compo
	Of  ladderOf
	Rev uint64
}

// ladderOf holds the owners that a ladder reads.
type ladderOf struct {
	Desk     *Desk
	Cases    *Case
	Traced   *Traced
	Releases *Releases
	Fixes    *Fixes
	Pair     *Pair
	Runs     *Runs
	Verdict  *Verdict
	Folds    *Folds
}

// Render draws the answer (the result, the reason, the changes that make the call succeed, the check that refused), then
// its context. The answer fits on one screen.
func (l *Ladder) Render() app.UI {
	t := l.Of.Desk.trace()
	if t == nil {
		return app.Div()
	}
	if l.Of.Cases.hides(l.Of.Desk.at.Call) {
		return app.Div().Class("inside").Body(app.P().Class("line").Body(app.Code().Text(callLine(t))), l.bytes())
	}
	load := l.Of.Verdict.insns != nil
	answer := []app.UI{l.outcome(), app.P().Class("sentence").ID("sentence").Body(withTerms(t.Sentence(), false)...)}
	if load {
		answer = append(answer, &VerdictPanel{Verdict: l.Of.Verdict, Part: verdictReason, Rev: l.Rev})
	}
	answer = append(answer, l.output()...)
	answer = append(answer, &FixList{Fixes: l.Of.Fixes, Desk: l.Of.Desk, Pair: l.Of.Pair, Rev: l.Rev}, &RunPane{Runs: l.Of.Runs, Rev: l.Rev})
	answer = append(answer, l.checks()...)

	body := []app.UI{app.Div().Class("answer").Body(answer...), &CaseAnswer{Cases: l.Of.Cases, Rev: l.Rev}}
	body = append(append(body, l.traced()...), l.openedTypes(), l.releases(load))
	if load {
		body = append(body, &VerdictPanel{Verdict: l.Of.Verdict, Part: verdictProgram, Rev: l.Rev})
	}
	body = append(body, app.P().Class("line").Body(app.Code().ID("result").Text(straceLine(t))))
	if t.Call.Op == core.OpBpf {
		body = append(body, l.bytes())
	}
	return app.Div().Class("inside").Body(append(body, l.tools())...)
}

// outcome returns the error of a refused call in large type.
func (l *Ladder) outcome() app.UI {
	ret := l.Of.Desk.trace().Result
	if ret >= 0 || ret == core.NotEmulated {
		return nil
	}
	e := abi.Errno(-ret)
	return app.P().Class("outcome").ID("outcome").Body(app.B().Text("−1 "+e.Name()), app.Text(" "), app.Span().Text(e.Text()))
}

// releases returns the result on every release.
func (l *Ladder) releases(load bool) app.UI {
	if l.Of.Desk.trace().Call.Op == core.OpTraced {
		return nil // no release makes the call
	}
	title := "Every release, by cause"
	if load {
		title = "Which kernels accept this program?"
	}
	return app.Div().Class("by-release").Body(app.H3().Text(title), &Strip{Desk: l.Of.Desk, Releases: l.Of.Releases, Rev: l.Rev})
}

// output returns the memory that the call wrote, and its text.
func (l *Ladder) output() []app.UI {
	t := l.Of.Desk.trace()
	var body []app.UI
	found, text := l.Of.Desk.found()
	if found != "" {
		line := []app.UI{app.Text("The whole value: "), app.Code().Text(found)}
		if text != "" {
			line = append(line, app.Text(" is "), app.B().ID("found").Text(text))
		}
		body = append(body, app.P().Class("wrote", "found").Body(line...))
	}
	for _, w := range t.Wrote {
		if found != "" && len(t.Wrote) == 1 {
			break // a part of the value
		}
		body = append(body, app.P().Class("wrote").Body(app.Text(fmt.Sprintf("written to 0x%x: ", w.Addr)), app.Code().Text(fmt.Sprintf("% x", w.Bytes))))
	}
	if len(t.Text) > 0 {
		body = append(body, app.Pre().Class("text").Text(strings.Join(t.Text, "\n")))
	}
	return body
}

// straceLine returns the call and its result as strace prints them.
func straceLine(t *history.Trace) string { return callLine(t) + " " + result(t.Result) }

// callLine returns the call without its result.
func callLine(t *history.Trace) string {
	c := &t.Call
	if c.Op != core.OpBpf {
		return callName(*c) + callArgs(*c)
	}
	return strace.Format(c.Cmd(), c.Args[1], c.Attr(), uint32(c.Args[2]), "", pointees(c)...)
}

// pointees returns the license of a program, which strace prints in place of its address.
func pointees(c *core.Call) []strace.Pointee {
	for _, w := range c.Writes {
		if end := bytes.IndexByte(w.Bytes, 0); c.Cmd() == abi.BPF_PROG_LOAD && end >= 0 && w.Addr == abi.License.Value(c.Attr()) {
			return []strace.Pointee{{Field: &abi.License, Bytes: w.Bytes[:end+1]}}
		}
	}
	return nil
}

// result returns a result as strace prints it.
func result(ret int64) string {
	if ret == core.NotEmulated {
		return "is not emulated: the result of this command depends on parts of the kernel other than maps"
	}
	return strace.FormatResult(ret)
}

// marks lists the signs of rungs that are not checks.
var marks = table.Indexed[core.EventKind, string]{
	core.CopiedIn: "↓", core.Compared: "?", core.Allocated: "+", core.AllocFailed: "!", core.RefcntSet: "#",
	core.FDInstalled: "→", core.FDCleared: "○", core.FileShared: "→", core.FileDropped: "○", core.Released: "↤",
	core.WorkQueued: "⋯", core.WorkRunning: "▶", core.Freed: "∅", core.Forked: "+", core.Exited: "×",
}

// rungParts returns the class, sign and text of an event on a ladder, without the errno of a failed check.
func rungParts(e core.Event) (class, sign, text string) {
	switch m := marks.At(e.Kind); {
	case e.Kind == core.Checked && e.Passed:
		return "passed", "✓", e.Check.Condition(e.A, e.B)
	case e.Kind == core.Checked:
		return "failed", "✗", "failed: " + e.Check.Condition(e.A, e.B)
	case m != "":
		return "effect", m, history.EventSentence(e)
	}
	return "effect", "·", history.EventSentence(e)
}

// rung returns one event. A click shows the kernel directly after it.
func (l *Ladder) rung(n int, e core.Event) app.UI {
	class, sign, text := rungParts(e)
	body := withTerms(text, true)
	if e.Failed() {
		body = append(body, app.B().Text(" → "+e.Check.Errno.Name()))
	}
	when := ""
	switch {
	case n == l.Of.Desk.at.Event:
		when = "here"
	case n > l.Of.Desk.at.Event:
		when = "later"
	}
	return app.Li().Class(class, when).DataSet("lit", litFields(e)).Body(
		app.Button().Aria("current", current(n == l.Of.Desk.at.Event)).DataSet("event", strconv.Itoa(n)).Body(
			app.Span().Class("sign").Aria("label", class).Text(sign),
			app.Code().Text(e.Func),
			app.Span().Class("what").Body(body...),
		).OnClick(l.Of.Desk.onNumber("event", l.Of.Desk.goToEvent)),
	)
}

// litMost is the maximum number of bytes drawn of a call.
const litMost = 64

// bytes returns the attr of the call. The bytes that the shown event read are lit.
func (l *Ladder) bytes() app.UI {
	t := l.Of.Desk.trace()
	attr := t.Call.Attr()
	if len(attr) == 0 {
		return nil
	}
	from, to, lit := 0, 0, false
	if e := l.Of.Desk.event(); e != nil {
		from, to, lit = e.Lit()
	}
	row := t.Call.Cmd().Known(abi.Newest)
	known := abi.AttrSize(l.Of.Desk.machine().Release)
	var cells []app.UI
	for at := range min(len(attr), litMost) {
		class, name := byteParts(row, uint32(t.Call.Args[2]), at, known)
		hit := ""
		if lit && at >= from && at < to {
			hit, name = "hit", name+": read in this step"
		}
		cells = append(cells, app.B().Class(class, hit).DataSet("lit", fieldAt(row, at)).Title(name).Text(fmt.Sprintf("%02x", attr[at])))
	}
	if rest := len(attr) - litMost; rest > 0 {
		cells = append(cells, app.Small().Text(fmt.Sprintf(" and %d more bytes", rest)))
	}
	words := "this step reads no byte of the attr"
	if lit && from < to {
		words = fmt.Sprintf("this step reads bytes %d to %d of the attr", from, to-1)
	}
	return app.Div().Class("strip").Role("img").Aria("label", words).Body(cells...)
}

// tools returns buttons for the chosen call.
func (l *Ladder) tools() app.UI {
	edit := app.UI(nil)
	if l.Of.Desk.trace().Call.Op == core.OpBpf {
		edit = app.Button().Class("quiet").ID("edit").Text("Edit in the form").OnClick(l.Of.Desk.onPress(l.Of.Desk.editShown))
	}
	compare := app.UI(nil)
	if l.Of.Desk.session.Len() > 1 {
		compare = app.Button().Class("quiet").ID("compare-call").Text("Compare with…").Title("Compare this call with another, side by side").OnClick(l.Of.Pair.onPress(l.Of.Pair.openShown))
	}
	return app.Div().Class("tools").Body(edit, compare, placeButtons(l.Of.Desk))
}
