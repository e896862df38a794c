package web

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/match"
	"bpfplay/core/paste"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Agreement is the diagnosis of a pasted text: its first refused call, the releases that fit its results, and how many
// results the kernel on the desk returns.
type Agreement struct {
	app.Compo
	Traced   *Traced
	Desk     *Desk
	Releases *Releases
	Paste    *Paste
	Rev      uint64
	Beat     int
}

// Render draws the diagnosis next to the differences of each release.
func (g *Agreement) Render() app.UI {
	a := &g.Traced.agreed
	if a.Said == 0 && a.changed == 0 {
		if missing := g.missing(); missing != nil {
			return app.Div().Class("agreement").Body(app.Div().Class("diagnosis").Body(missing))
		}
		return app.Div().Class("agreement", "empty")
	}
	whole := a.Wrong() == 0
	mark, class := "✓", "all"
	switch {
	case !whole:
		mark, class = "≠", "some"
	case a.Judged == 0:
		mark, class = "?", "none"
	}
	body := []app.UI{g.headline(), g.fit(), app.P().Class("lead").ID("agreement").Role("status").Body(
		app.Span().Class("mark").Aria("hidden", "true").Text(mark), app.Text(g.words()),
	)}
	if deeds := g.deeds(whole); len(deeds) > 0 {
		body = append(body, app.Div().Class("deeds").Body(deeds...))
	}
	body = append(body, app.Div().Class("more-of-text").Body(g.remarks(), g.others(), g.pieces(), g.missing(), g.unread()))
	return app.Div().Class("agreement", class).Body(app.Div().Class("diagnosis").Body(body...), g.strip())
}

// deeds returns buttons to another kernel and to the next difference, or the progress of the work on the text.
func (g *Agreement) deeds(whole bool) []app.UI {
	var deeds []app.UI
	if o := g.Desk.origin; o != nil && g.Traced.bestIsBetter() {
		deeds = append(deeds, app.Button().Class("pill", "small").ID("switch-best").
			Text(fmt.Sprintf("Switch to %s: %d of %d", machineName(o.best), o.best.Agree, o.best.Judged)).OnClick(g.Traced.onPress(g.Traced.SwitchToBest)))
	}
	if !whole {
		deeds = append(deeds, app.Button().Class("pill", "small").ID("next-difference").Text("Next difference").OnClick(g.Traced.onPress(g.Traced.NextDifference)))
	}
	if j := g.Paste.work.job; j != nil && g.Desk.panel != PastePanel {
		deeds = append(deeds, app.Span().Class("soft").Role("status").Text(j.doing+" …"))
	}
	return deeds
}

// words returns the agreement with the kernel on the desk as a sentence.
func (g *Agreement) words() string {
	a := &g.Traced.agreed
	text := fmt.Sprintf("%d of %s agree with %s", a.Agree, english.Count(a.Judged, "result"), kernelName(g.Desk.machine()))
	if a.Judged == 0 {
		text = "The text has no result to compare with " + kernelName(g.Desk.machine())
	}
	if o := g.Desk.origin; o != nil && o.result.Setting != "" {
		text += ", " + o.result.Setting
	}
	if a.changed > 0 {
		text += fmt.Sprintf(". You have changed call %d, so results after it may differ from the text", a.changed)
	}
	return text + "."
}

// notShown returns the gaps of the text, and how they were filled.
func (g *Agreement) notShown() string {
	a := &g.Traced.agreed
	var text []string
	add := func(n int, sentence string) {
		if n > 0 {
			text = append(text, sentence)
		}
	}
	add(a.Traced, english.Count(a.Traced, "result")+" "+english.Were(a.Traced)+" taken from the text and not judged.")
	add(a.Shown, fmt.Sprintf("%d of %s of returned memory %s equal.", a.Equal, english.Count(a.Shown, "piece"), english.Were(a.Shown)))
	add(a.Invented, english.Count(a.Invented, "byte")+" of input "+english.Were(a.Invented)+" chosen that the text does not show.")
	add(a.inferred, english.Count(a.inferred, "call")+" "+english.Were(a.inferred)+" inferred that the text does not show.")
	return strings.Join(text, " ")
}

// remarks lists the gaps of the text.
func (g *Agreement) remarks() app.UI {
	text := g.notShown()
	if text == "" {
		return nil
	}
	return app.Details().ID("agreement-remarks").Body(app.Summary().Text("Gaps of the text"), app.P().Text(text))
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

// missing lists the calls of the text that are not in the history, with the reasons.
func (g *Agreement) missing() app.UI {
	o := g.Desk.origin
	if o == nil {
		return nil
	}
	n := 0
	var rows []app.UI
	for i := range o.result.Verdicts {
		if v, c := &o.result.Verdicts[i], &o.text.Calls[i]; v.Call < 0 && v.Why != "" {
			if n++; n <= unreadMost {
				rows = append(rows, app.Li().Text(fmt.Sprintf("Line %d, %s: %s", c.Line, nameOf(c), v.Why)))
			}
		}
	}
	if n == 0 {
		return nil
	}
	return app.Details().ID("agreement-missing").Body(app.Summary().Text(english.Count(n, "call")+" of the text "+english.Were(n)+" not run"), app.Ul().Body(rows...))
}

// nameOf returns the name of a call of a text.
func nameOf(c *paste.Call) string {
	if c.Name == core.OpBpf.Name() {
		return c.Cmd.String()
	}
	return c.Name
}

// unreadMost is how many lines are listed.
const unreadMost = 100

// unread lists the lines that were left out, with the reasons.
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
		app.Summary().Text(english.Count(len(o.text.Unread), "line")+" "+english.Were(len(o.text.Unread))+" left out"), app.Ul().Body(rows...))
}
