package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/match"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Agreement shows how many results of a history equal those of its pasted text, and which kernel agrees best.
type Agreement struct {
	app.Compo
	Traced *Traced
	Desk   *Desk
	Paste  *Paste
	Rev    uint64
	Beat   int
}

// Render draws the count, the kernel that agrees more, and the lines that were not read.
func (g *Agreement) Render() app.UI {
	a := &g.Traced.agreed
	if a.Said == 0 {
		return app.Div()
	}
	whole := a.Wrong() == 0
	mark, class := "✓", "all"
	switch {
	case !whole:
		mark, class = "≠", "some"
	case a.Judged == 0:
		mark, class = "?", "none"
	}
	body := []app.UI{app.P().Class("lead").ID("agreement").Role("status").Body(
		app.Span().Class("mark").Aria("hidden", "true").Text(mark), app.Text(g.words()),
	)}
	var deeds []app.UI
	if o := g.Desk.origin; o != nil && g.Traced.bestIsBetter() {
		deeds = append(deeds, app.Button().Class("pill", "main").ID("switch-best").
			Text(fmt.Sprintf("Switch to %s: %d of %d", machineName(o.best), o.best.Agree, o.best.Judged)).OnClick(g.Traced.onPress(g.Traced.SwitchToBest)))
	}
	if !whole {
		deeds = append(deeds, app.Button().Class("pill", "small").ID("next-difference").Text("Next difference ↓").OnClick(g.Traced.onPress(g.Traced.NextDifference)))
	}
	if len(deeds) > 0 {
		body = append(body, app.Div().Class("deeds").Body(deeds...))
	}
	if text, _, _ := g.Paste.work.busy(); text != "" && g.Desk.panel != PastePanel {
		body = append(body, app.P().Class("soft").Role("status").Text(text+" …"))
	}
	return app.Div().Class("agreement", class).Body(append(body, g.others(), g.pieces(), g.unread())...)
}

// words returns the count as a sentence.
func (g *Agreement) words() string {
	a := &g.Traced.agreed
	text := fmt.Sprintf("%d of %s agree with %s", a.Agree, english.Count(a.Judged, "result"), kernelName(g.Desk.machine()))
	if o := g.Desk.origin; o != nil && o.result.Setting != "" {
		text += ", " + o.result.Setting
	}
	text += "."
	if a.Traced > 0 {
		text += fmt.Sprintf(" %s %s taken from the text and not judged.", english.Count(a.Traced, "result"), english.Were(a.Traced))
	}
	if a.Shown > 0 {
		text += fmt.Sprintf(" %d of %s of returned memory %s equal.", a.Equal, english.Count(a.Shown, "piece"), english.Were(a.Shown))
	}
	if a.Invented > 0 {
		text += fmt.Sprintf(" %s of input %s chosen that the text does not show.", english.Count(a.Invented, "byte"), english.Were(a.Invented))
	}
	if a.inferred > 0 {
		text += fmt.Sprintf(" %s inferred that the text does not show.", english.Count(a.inferred, "call")+" "+english.Were(a.inferred))
	}
	return text
}

// machineName is the kernel of a result, with the setting that differs from the default.
func machineName(r *match.Result) string {
	name := core.EvidenceOf(r.Machine.Release).Name
	if r.Setting != "" {
		name += ", " + r.Setting
	}
	return name
}

// others lists the agreement of the other kernels.
func (g *Agreement) others() app.UI {
	o := g.Desk.origin
	if o == nil || len(o.best.Releases) < 2 {
		return nil
	}
	var rows []app.UI
	for _, r := range o.best.Releases {
		text := fmt.Sprintf("Linux %s: %d of %d", core.EvidenceOf(r.Release).Name, r.Agree, r.Judged)
		if r.Setting != "" {
			text = fmt.Sprintf("Linux %s, %s: %d of %d", core.EvidenceOf(r.Release).Name, r.Setting, r.Agree, r.Judged)
		}
		if r.Said < o.best.Said {
			text += ", of the first calls"
		}
		rows = append(rows, app.Li().Text(text))
	}
	return app.Details().ID("agreement-others").Body(app.Summary().Text("Agreement by kernel"), app.Ul().Body(rows...))
}

// pieces lists the memory in the text that the kernel did not write.
func (g *Agreement) pieces() app.UI {
	o := g.Desk.origin
	if o == nil || g.Traced.agreed.Shown == g.Traced.agreed.Equal {
		return nil
	}
	var rows []app.UI
	for i := range o.result.Verdicts {
		for _, p := range o.result.Verdicts[i].Pieces {
			if !p.Equal && len(rows) < unreadMost {
				rows = append(rows, app.Li().Text(fmt.Sprintf("Line %d, %s: %s", o.text.Calls[i].Line, p.Name(), p.Why)))
			}
		}
	}
	return app.Details().ID("agreement-pieces").Body(app.Summary().Text("Returned memory that differs"), app.Ul().Body(rows...))
}

// unreadMost is how many lines are listed.
const unreadMost = 100

// unread lists the lines that no reader understood.
func (g *Agreement) unread() app.UI {
	o := g.Desk.origin
	if o == nil || len(o.text.Unread) == 0 {
		return nil
	}
	var rows []app.UI
	for i, n := range o.text.Unread {
		if i == unreadMost {
			rows = append(rows, app.Li().Text(fmt.Sprintf("… and %s more", english.Count(len(o.text.Unread)-i, "line"))))
			break
		}
		rows = append(rows, app.Li().Text(unreadWords(n.Line, n.Text, n.Why)))
	}
	return app.Details().ID("agreement-unread").Body(
		app.Summary().Text(english.Count(len(o.text.Unread), "line")+" "+english.Were(len(o.text.Unread))+" not read"), app.Ul().Body(rows...))
}
