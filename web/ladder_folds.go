package web

import (
	"bpfplay/core"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// folds reports whether a ladder folds an event: a check that passed, and the copying and comparing for it.
func folds(e core.Event) bool {
	return e.Kind == core.CopiedIn || e.Kind == core.Compared || e.Kind == core.Checked && e.Passed
}

// keptRungs returns the numbers of the events that are not folded: the shown one, failed checks and effects up to it. After
// the refusal, all before it is folded but for other failed checks. If open, all events are kept.
func keptRungs(events []core.Event, at, refusal int, open bool) (kept []int) {
	for i, e := range events {
		n := i + 1
		switch {
		case open, e.Failed() && n <= at, n == at && at < len(events):
		case n > at || folds(e) || refusal <= at && n < refusal:
			continue
		}
		kept = append(kept, n)
	}
	return kept
}

// checks returns the events of the shown call: the passed checks in one line, the other events, and the checks not reached in one line.
func (l *Ladder) checks() []app.UI {
	d, f := l.Of.Desk, l.Of.Folds
	events := d.trace().Events
	last := failedRung(events)
	refused := last > 0 && last <= d.at.Event && d.trace().Result < 0
	refusal := len(events) + 1
	if refused {
		refusal = last
	}
	kept := keptRungs(events, d.at.Event, refusal, f.passed)
	here, failed := 0, 0
	for i, n := range kept {
		if n <= d.at.Event {
			here = i + 1
		}
		if n == last {
			failed = i + 1
		}
	}
	most := rungsShown
	if !f.passed {
		most = rungsFolded
	}
	rungs := []app.UI{l.passedLine(events[:min(d.at.Event, len(events))])}
	for _, r := range ladderRuns(here, len(kept), failed, most) {
		if !r.drawn {
			rungs = append(rungs, l.elided(r, kept))
			continue
		}
		for _, n := range kept[r.first-1 : r.last] {
			rungs = append(rungs, l.rung(n, events[n-1]))
		}
	}
	rungs = append(append(rungs, l.laterLine(len(events)-d.at.Event)), l.unreached()...)
	title := "What happened inside"
	if refused {
		title = "The check that refused it"
	}
	return []app.UI{app.H3().Class("inside-title").Text(title), app.Ol().Class("ladder").Aria("label", "What happened inside, in the kernel's order").Body(rungs...)}
}

// passedLine returns the line for the checks that passed so far.
func (l *Ladder) passedLine(events []core.Event) app.UI {
	n, first, last := 0, "", ""
	for _, e := range events {
		if e.Kind == core.Checked && e.Passed {
			if n++; n == 1 {
				first = e.Func
			}
			last = e.Func
		}
	}
	if n == 0 && !l.Of.Folds.passed {
		return nil
	}
	in := []app.UI{app.Text(english.Count(n, "check") + " passed")}
	if n > 0 {
		in = append(in, app.Span().Class("from-to").Body(app.Text(", "), app.Code().Text(first)))
		if first != last {
			in = append(in, app.Span().Class("from-to").Body(app.Text(" to "), app.Code().Text(last)))
		}
	}
	return l.fold("fold-passed", "passed", "✓", l.Of.Folds.passed, in, l.Of.Folds.togglePassed)
}

// laterLine returns the line for the events after the shown one. The open ladder shows them one by one.
func (l *Ladder) laterLine(n int) app.UI {
	if n <= 0 || l.Of.Folds.passed {
		return nil
	}
	return l.fold("fold-later", "later", "·", false, []app.UI{app.Text(english.Count(n, "step") + " not reached yet")}, l.Of.Folds.togglePassed)
}

// unreached returns the checks that follow the refusal if a fix is applied: one line, and below it the checks if it is open.
func (l *Ladder) unreached() []app.UI {
	f, d := l.Of.Folds, l.Of.Desk
	if len(f.beyond) == 0 || d.at.Event < len(d.trace().Events) {
		return nil
	}
	words := []app.UI{app.Text(english.Count(len(f.beyond), "more check") + " not reached")}
	lines := []app.UI{l.fold("fold-unreached", "later", "·", f.unreached, words, f.toggleUnreached)}
	if !f.unreached {
		return lines
	}
	for _, e := range f.beyond {
		lines = append(lines, app.Li().Class("later", "beyond").Body(app.Div().Class("rung").Body(
			app.Span().Class("sign").Text("·"), app.Code().Text(e.Func), app.Span().Class("what").Text(e.Check.Must))))
	}
	return lines
}

// fold returns a line that opens and closes a part of the ladder.
func (l *Ladder) fold(id, class, sign string, open bool, words []app.UI, toggle func()) app.UI {
	deed := "show"
	if open {
		deed = "hide"
	}
	press, scope := l.Of.Folds.onPress(toggle)
	return app.Li().Class("fold", class).Body(app.Button().ID(id).Aria("expanded", word(open)).Body(
		app.Span().Class("sign").Text(sign), app.Span().Class("what").Body(words...), app.Span().Class("deed").Text(deed),
	).OnClick(press, scope))
}
