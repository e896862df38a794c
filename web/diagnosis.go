package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// headline names the call that the reader of a trace looks for.
func (g *Agreement) headline() app.UI {
	t := g.Traced
	parts := []app.UI{app.Text("No call was refused.")}
	switch differs := t.agreed.differs; {
	case t.first.kind == history.Refused:
		parts = g.called("The first refused call is ", t.first.call)
	case len(differs) > 0:
		parts = g.called("The first call that disagrees is ", differs[0])
	case t.first.call > 0:
		parts = g.called("Only an element was missing, first in ", t.first.call)
	}
	return app.H2().Class("headline").ID("headline").Body(parts...)
}

// called returns a link to a call, its name and its result.
func (g *Agreement) called(lead string, n int) []app.UI {
	c, ret := g.Desk.session.Call(n)
	if c.Known {
		ret = c.Want
	}
	parts := []app.UI{app.Text(lead), app.Button().Class("to-call").ID("first-refused").DataSet("call", strconv.Itoa(n)).
		Text("call " + strconv.Itoa(n)).OnClick(g.Desk.onNumber("call", g.Desk.goToCall)), app.Text(": "), app.Code().Text(callName(c.Call))}
	if ret < 0 {
		parts = append(parts, app.Text(" returned "), app.Code().Class("no").Text(abi.Errno(-ret).Name()))
	}
	return append(parts, app.Text("."))
}

// fit says which releases fit the results, and how many causes the refusal may have.
func (g *Agreement) fit() app.UI {
	a := &g.Traced.agreed
	if !a.compares() {
		return nil
	}
	best := a.fit.Best()
	lead, count := "The results fit ", " alone"
	if a.fit.Of(best[0]).Wrong > 0 {
		lead = "The results fit best "
	}
	if len(best) > 1 {
		count = fmt.Sprintf(" equally (%d releases)", len(best))
	}
	parts := []app.UI{app.Text(lead), app.B().Text(history.Spans(best)), app.Text(count + g.settings())}
	if causes := len(g.Traced.first.causes); causes > 1 {
		parts = append(parts, app.Text(", with "), app.B().Text(numberWord(causes)+" possible causes"), app.Text(fmt.Sprintf(" for call %d", g.Traced.first.call)))
	}
	return app.P().ID("fit").Body(append(parts, app.Text(g.exceptions(best)+g.named(best)))...)
}

// named says which release the loads name, if several fit. The kernel ignores it since 5.0, so it decides nothing else.
func (g *Agreement) named(best []abi.Release) string {
	if o := g.Desk.origin; o != nil && len(best) > 1 && o.best.Named != abi.Seed {
		return fmt.Sprintf(" kern_version names %v.", o.best.Named)
	}
	return ""
}

// settings names the machines that fit if the default one does not.
func (g *Agreement) settings() (text string) {
	if o := g.Desk.origin; o != nil {
		for i, setting := range o.best.Settings() {
			text += [...]string{" for ", ", or "}[min(i, 1)] + setting
		}
	}
	return text
}

// exceptions ends the sentence about the best releases: results that differ on each of them, and calls not compared yet.
func (g *Agreement) exceptions(best []abi.Release) string {
	fit := g.Traced.agreed.fit
	text := "."
	if n := fit.Of(best[0]).Wrong; n > 0 {
		text = fmt.Sprintf(". %s on each of them.", english.Sentence(english.Count(n, "result")+" "+english.Verb(n, "differ")))
		if len(best) == 1 {
			text = fmt.Sprintf(". %s there.", english.Sentence(english.Count(n, "result")+" "+english.Verb(n, "differ")))
		}
	}
	o := g.Desk.origin
	if o == nil {
		return text
	}
	compared := len(o.text.Calls)
	for _, r := range best {
		compared = min(compared, fit.Of(r).Calls)
	}
	if compared < len(o.text.Calls) {
		text += fmt.Sprintf(" Compared so far: the first %s.", english.Count(compared, "call"))
	}
	return text
}

// numberWord returns a small number as a word.
func numberWord(n int) string {
	if words := [...]string{"no", "one", "two", "three", "four", "five", "six"}; n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// strip shows the number of different results on each release.
func (g *Agreement) strip() app.UI {
	fit := g.Traced.agreed.fit
	if !g.Traced.agreed.compares() {
		return nil
	}
	best := fit.Of(fit.Best()[0]).Wrong
	running := g.Desk.machine().Release
	var cells []app.UI
	for _, f := range fit {
		here, class := f.Release == running, "worse"
		if f.Wrong == best {
			class = "fits"
		}
		name := core.EvidenceOf(f.Release).Name
		words := "Linux " + name + ": " + english.CountOrNo(f.Wrong, "difference")
		if f.First > 0 {
			words += ", the first in call " + strconv.Itoa(f.First)
		}
		cells = append(cells, app.Button().Class("fit", class, on(here)).Aria("pressed", word(here)).Aria("label", words).Title(words+". Replay the history there.").
			DataSet("release", f.Release.String()).Body(app.Span().Text(name), app.B().Text(strconv.Itoa(f.Wrong))).OnClick(g.Releases.onData("release", g.Releases.Switch)))
	}
	return app.Div().Class("fits-by-release").Body(
		app.Div().Class("fit-cells").Role("group").Aria("label", "Results that differ on each release").Body(cells...),
		app.P().Class("soft").ID("fit-where").Text("Results that differ on each release."+g.where(best)),
	)
}

// where names the call in which most of the releases that do not fit differ first.
func (g *Agreement) where(best int) string {
	by := map[int][]abi.Release{}
	most := 0
	for _, f := range g.Traced.agreed.fit {
		if f.Wrong > best && f.First > 0 && f.First <= g.Desk.session.Len() {
			if by[f.First] = append(by[f.First], f.Release); most == 0 || len(by[f.First]) > len(by[most]) {
				most = f.First
			}
		}
	}
	if most == 0 {
		return ""
	}
	c, _ := g.Desk.session.Call(most)
	return fmt.Sprintf(" %s %s first at call %d: %s.", english.Sentence(history.Spans(by[most])), english.Verb(len(by[most]), "differ"), most, callName(c.Call))
}
