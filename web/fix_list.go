package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// FixList shows a button for each change that makes a refused call succeed.
type FixList struct {
	app.Compo
	Fixes *Fixes
	Desk  *Desk
	Pair  *Pair
	Rev   uint64
	asked int
}

// OnMount searches for fixes after a short delay.
func (f *FixList) OnMount(ctx app.Context) { f.ask(ctx) }

// OnUpdate does the same after another call is shown.
func (f *FixList) OnUpdate(ctx app.Context) { f.ask(ctx) }

func (f *FixList) ask(ctx app.Context) {
	call := f.Desk.at.Call
	if !f.Fixes.wanted() || f.asked == call {
		return
	}
	f.asked = call
	after(ctx, fixAfter, func(app.Context) {
		f.asked = 0
		f.Fixes.run(func() { f.Fixes.findLater(call) })
	})
}

// Render draws a button for each fix.
func (f *FixList) Render() app.UI {
	fixes, d := f.Fixes, f.Desk
	if !fixes.refused() {
		return app.Div()
	}
	body := []app.UI{app.H3().Text("Changes that make it succeed")}
	switch {
	case !fixes.looked() && fixes.searches():
		body = append(body, app.Div().Class("deeds").Role("status").Body(app.Span().Class("soft").Text("Trying changes…"),
			app.Button().Class("pill", "small").ID("stop-fixes").Text("Stop").OnClick(fixes.onPress(fixes.StopSearch))))
	case !fixes.looked() && d.isLate():
		body = append(body, app.Button().Class("pill", "small").ID("try-fixes").Text("Try changes").Title("Each try replays all the calls before this one, which takes a moment").OnClick(fixes.onPress(fixes.find)))
	case !fixes.looked():
		body = append(body, app.P().Class("soft").Text("Trying…"))
	case len(fixes.found) == 0:
		body = append(body, app.P().Class("soft").ID("no-fix").Text("No small change makes this call succeed. It needs another call before it."))
	}
	if fixes.looked() {
		for i, fix := range fixes.found {
			body = append(body, f.button(i, fix))
		}
	}
	if other := f.Pair.likely(d.at.Call); other > 0 {
		_, ret := d.session.Call(other)
		body = append(body, app.Button().Class("quiet").ID("compare-hint").DataSet("call", strconv.Itoa(other)).
			Text(fmt.Sprintf("Compare with call %d, which is similar and returns %s", other, strings.TrimPrefix(shortResult(ret), "= "))).OnClick(f.Pair.onNumber("call", f.compare)))
	}
	return app.Div().Class("fixes").Body(body...)
}

// button returns the button of a fix: its edits, and the result after each edit.
func (f *FixList) button(i int, fix history.Fix) app.UI {
	var body []app.UI
	for n, e := range fix.Edits {
		what := " "
		if fix.Nr > 0 && fix.Nr != f.Desk.at.Call {
			what = fmt.Sprintf(" of call %d ", fix.Nr)
		}
		body = append(body, app.Span().Class("edit").Body(
			app.Code().Text(e.What), app.Text(what), app.Del().Text(brief(e.From)), app.Text(" → "), app.Ins().Text(brief(e.To))))
		if then := fix.Results[n]; then.Refused() {
			body = append(body, app.Span().Class("next", "soft").Text(fmt.Sprintf("then %s: %s", shortResult(then.Value), then.Reason())))
		}
	}
	last := fix.Results[len(fix.Results)-1]
	return app.Button().Class("choice", "fix").ID(fmt.Sprintf("fix-%d", i)).DataSet("fix", strconv.Itoa(i)).Title("Apply this change and replay the history").
		Body(append(body, app.Span().Class("ans", retClass(last.Value)).Text(shortResult(last.Value)))...).OnClick(f.Fixes.onNumber("fix", f.Fixes.Take))
}

// briefMost is the maximum length of a value on a button.
const briefMost = 40

func brief(text string) string {
	if len(text) > briefMost {
		return text[:briefMost] + "…"
	}
	return text
}

func (f *FixList) compare(call int) { f.Pair.Show(f.Desk.at.Call, call) }
