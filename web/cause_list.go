package web

import (
	"fmt"
	"slices"
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
	parts := segments(l.Releases.all, l.Desk.showsLoad())
	for i := range causes {
		rows = append(rows, l.cause(&causes[i], parts))
	}
	return app.Div().Class("possible-causes").ID("causes").Body(
		app.H3().Text("Possible causes"),
		app.P().Class("soft").Text(fmt.Sprintf("%s checks can return this %s. The text does not show which one did.",
			english.Sentence(numberWord(len(causes))), abi.Errno(-c.Want).Name())),
		app.Ol().Body(rows...),
		app.P().Class("soft").ID("tell-apart").Body(app.B().Text("How to tell them apart: "), app.Text(l.apart(causes, parts))),
	)
}

// cause returns the row of a cause: its reason, its releases, the change that helps there, and a button to such a kernel.
func (l *CauseList) cause(c *history.Cause, parts []segment) app.UI {
	newest := c.Releases[len(c.Releases)-1]
	name := core.EvidenceOf(newest).Name
	where := []app.UI{app.Text(" On " + history.Spans(c.Releases) + ".")}
	if check := c.Result.Check; check != nil && c.Result.Earlier == nil {
		where = []app.UI{app.Text(" "), app.Code().Text(check.Func + "()"), app.Text(" on " + history.Spans(c.Releases) + ".")}
	}
	p := segmentOf(parts, c)
	body := []app.UI{
		app.B().Class("seg", p.class, p.pattern()).Text(p.letter()),
		app.P().Body(app.Text(c.Result.Reason()), app.Span().Class("soft").Body(where...)),
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

// segmentOf returns the segment of the release strip with this cause, whose letter and pattern stand for it.
func segmentOf(parts []segment, c *history.Cause) segment {
	at := slices.IndexFunc(core.Releases, func(e core.Emulation) bool { return e.Release == c.Result.Release })
	for _, p := range parts {
		if at >= p.from && at <= p.to {
			return p
		}
	}
	return segment{cause: -1}
}

// apart returns what would decide between the causes.
func (l *CauseList) apart(causes []history.Cause, parts []segment) string {
	text := "run uname -r"
	for i := range causes {
		fix := l.Fixes.ofCause(&causes[i])
		if fix == nil || fix.Nr != l.Desk.at.Call || len(fix.Edits) != 1 {
			continue
		}
		e := fix.Edits[0]
		return text + fmt.Sprintf(", or repeat the call with %s %s. It succeeds only if cause %s holds.", e.What, strings.TrimPrefix(e.To, "BPF_MAP_TYPE_"), segmentOf(parts, &causes[i]).letter())
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
