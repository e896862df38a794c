package web

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// CauseList shows what may have refused a call of a pasted text, if the releases that fit the text disagree about it.
type CauseList struct {
	app.Compo
	Traced   *Traced
	Releases *Releases
	Fixes    *Fixes
	Desk     *Desk
	Rev      uint64
}

// Render draws one row for each cause.
func (l *CauseList) Render() app.UI {
	n := l.Desk.at.Call
	causes := l.Traced.causes(n, l.Releases.all)
	if len(causes) < 2 {
		return app.Div()
	}
	c, _ := l.Desk.session.Call(n)
	var rows []app.UI
	for i := range causes {
		rows = append(rows, l.cause(i, &causes[i]))
	}
	return app.Div().Class("possible-causes").ID("causes").Body(
		app.H3().Text("Possible causes"),
		app.P().Class("soft").Text(fmt.Sprintf("%s checks can return this %s. The text does not show which one did.",
			english.Sentence(numberWord(len(causes))), abi.Errno(-c.Want).Name())),
		app.Ol().Body(rows...),
		app.P().Class("soft").ID("tell-apart").Body(app.B().Text("How to tell them apart: "), app.Text(l.apart(causes))),
	)
}

// cause returns the row of a cause: its reason, its releases, the change that helps there, and a button to such a kernel.
func (l *CauseList) cause(i int, c *history.Cause) app.UI {
	newest := c.Releases[len(c.Releases)-1]
	name := core.EvidenceOf(newest).Name
	body := []app.UI{
		app.Span().Class("letter").Text(string(rune('A' + i))),
		app.P().Body(app.Text(c.Sentence()), app.Span().Class("soft").Body(
			app.Text(" "), app.Code().Text(c.Check.Func+"()"), app.Text(" on "+history.Spans(c.Releases)+"."))),
	}
	if l.Desk.machine().Release != newest {
		body = append(body, app.Button().Class("pill", "small").DataSet("release", newest.String()).Text("Use "+name).
			Title("Replay the history on Linux "+name).OnClick(l.Releases.onData("release", l.Releases.Switch)))
	}
	if fix := l.Fixes.ofCause(c); fix != nil {
		body = append(body, app.P().Class("soft", "cause-fix").Body(append([]app.UI{app.Text("Fix: ")}, editsOf(fix)...)...))
	}
	return app.Li().Body(body...)
}

// apart returns what would decide between the causes.
func (l *CauseList) apart(causes []history.Cause) string {
	text := "run uname -r"
	for i := range causes {
		fix := l.Fixes.ofCause(&causes[i])
		if fix == nil || fix.Nr != l.Desk.at.Call || len(fix.Edits) != 1 {
			continue
		}
		e := fix.Edits[0]
		return text + fmt.Sprintf(", or repeat the call with %s %s. It succeeds only if cause %c holds.", e.What, strings.TrimPrefix(e.To, "BPF_MAP_TYPE_"), 'A'+i)
	}
	return text + "."
}

// editsOf returns the changes of a fix.
func editsOf(fix *history.Fix) []app.UI {
	var parts []app.UI
	for i, e := range fix.Edits {
		if i > 0 {
			parts = append(parts, app.Text(", then "))
		}
		parts = append(parts, app.Code().Text(e.What), app.Text(" "), app.Del().Text(brief(e.From)), app.Text(" → "), app.Ins().Text(brief(e.To)))
	}
	return parts
}
