package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/paste"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Agreement stands over a history that was read from a text: how far the kernel answers as the text says, and which
// other one would answer more so.
type Agreement struct {
	app.Compo
	S    *Store
	Rev  uint64
	Beat int
}

// Render draws the count, what would be better, and what was not read.
func (g *Agreement) Render() app.UI {
	s := g.S
	a := s.agreement()
	if a.said == 0 {
		return app.Div()
	}
	whole := a.agree == a.said
	mark, class := "✓", "all"
	if !whole {
		mark, class = "≠", "some"
	}
	body := []app.UI{app.P().Class("lead").ID("agreement").Role("status").Body(
		app.Span().Class("mark").Aria("hidden", "true").Text(mark), app.Text(s.agreementWords()),
	)}
	var deeds []app.UI
	if o := s.origin; o != nil && s.bestIsBetter() {
		deeds = append(deeds, app.Button().Class("pill", "main").ID("switch-best").
			Text(fmt.Sprintf("Switch to %s: %d of %d", machineName(o.best), o.best.Agree, o.best.Said)).OnClick(g.onSwitch))
	}
	if !whole {
		deeds = append(deeds, app.Button().Class("pill", "small").ID("next-difference").Text("Next difference ↓").OnClick(g.onNext))
	}
	if len(deeds) > 0 {
		body = append(body, app.Div().Class("deeds").Body(deeds...))
	}
	if words, _, _ := s.paste.work.busy(); words != "" && s.open != PastePanel {
		body = append(body, app.P().Class("soft").Role("status").Text(words+" …"))
	}
	return app.Div().Class("agreement", class).Body(append(body, g.others(), g.unread())...)
}

// agreementWords is the count in words.
func (s *Store) agreementWords() string {
	a := s.agreement()
	words := fmt.Sprintf("%d of %s agree on %s", a.agree, english.CountOrNo(a.said, "answer"), kernelName(s.session.Machine()))
	if o := s.origin; o != nil && o.result.Setting != "" {
		words += ", " + o.result.Setting
	}
	words += "."
	if a.inferred > 0 {
		words += fmt.Sprintf(" %s put in that the text does not show.", english.Sentence(english.CountOrNo(a.inferred, "call")+" "+english.Were(a.inferred)))
	}
	return words
}

// machineName is the kernel of a result, with what its machine has otherwise than usual.
func machineName(r *paste.Result) string {
	name := core.EvidenceOf(r.Machine.Release).Name
	if r.Setting != "" {
		name += ", " + r.Setting
	}
	return name
}

// bestIsBetter says whether another kernel than the one on the desk is proposed.
func (s *Store) bestIsBetter() bool {
	best := s.origin.best
	m := s.session.Machine()
	return best.Agree > s.agreement().agree && (m.Release != best.Machine.Release || s.origin.result != best)
}

func (g *Agreement) onSwitch(app.Context, app.Event) { g.S.SwitchToBest() }

func (g *Agreement) onNext(app.Context, app.Event) { g.S.NextDifference() }

// others is how far the other kernels agree.
func (g *Agreement) others() app.UI {
	o := g.S.origin
	if o == nil || len(o.best.Releases) < 2 {
		return nil
	}
	var rows []app.UI
	for _, r := range o.best.Releases {
		words := fmt.Sprintf("Linux %s: %d of %d", core.EvidenceOf(r.Release).Name, r.Agree, r.Said)
		if r.Setting != "" {
			words = fmt.Sprintf("Linux %s, %s: %d of %d", core.EvidenceOf(r.Release).Name, r.Setting, r.Agree, r.Said)
		}
		if r.Said < o.best.Said {
			words += ", of the first calls"
		}
		rows = append(rows, app.Li().Text(words))
	}
	return app.Details().ID("agreement-others").Body(app.Summary().Text("How far each kernel agrees"), app.Ul().Body(rows...))
}

// unreadMost is how many lines are listed.
const unreadMost = 100

// unread lists the lines that were not understood.
func (g *Agreement) unread() app.UI {
	o := g.S.origin
	if o == nil || len(o.text.Unread) == 0 {
		return nil
	}
	var rows []app.UI
	for i, n := range o.text.Unread {
		if i == unreadMost {
			rows = append(rows, app.Li().Text(fmt.Sprintf("… and %s more", english.CountOrNo(len(o.text.Unread)-i, "line"))))
			break
		}
		rows = append(rows, app.Li().Text(unreadWords(n.Line, n.Text, n.Why)))
	}
	return app.Details().ID("agreement-unread").Body(
		app.Summary().Text(english.Sentence(english.CountOrNo(len(o.text.Unread), "line"))+" "+english.Were(len(o.text.Unread))+" not read"), app.Ul().Body(rows...))
}
