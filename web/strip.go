package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Strip is what each release answers to the same history, oldest first: equal neighbours are one segment, and the one
// where the answer changes first is marked.
type Strip struct {
	app.Compo
	S   *Store
	Rev uint64
}

// segment is a run of releases that answer alike.
type segment struct {
	from, to int // places among core.Releases, from and including to
	answer   string
	class    string
	says     string
}

// differently is what a segment says whose releases have each their own reason.
const differently = "for different reasons"

// Up to how many calls and written bytes every release is asked unasked. Behind so many it takes a moment.
const (
	comparedMost  = 400
	comparedBytes = 1 << 19
)

// Compare is what each release says to the call that is shown; it is made once for each call and history. Late in a long
// history there are no answers before CompareLate has asked for them.
func (s *Store) Compare() []core.Answer {
	if s.answers == nil && s.at.Call > 0 && !s.isLate() {
		s.answers = s.session.Compare(s.at.Call)
	}
	return s.answers
}

// isLate says whether making the calls before the one that is shown again and again takes a moment.
func (s *Store) isLate() bool { return s.at.Call > comparedMost || s.written() > comparedBytes }

// CompareLate asks one release after the other, the page being awake between them.
func (s *Store) CompareLate() {
	s.comparing = nil
	s.compareNext(s.session, s.at.Call)
	s.changed()
}

func (s *Store) compareNext(of *core.Session, call int) {
	s.soon(time.Millisecond, func() {
		if s.session != of || s.at.Call != call {
			s.comparing = nil
			return
		}
		s.comparing = append(s.comparing, of.AnswerOf(core.Releases[len(s.comparing)].Release, call))
		if len(s.comparing) == len(core.Releases) {
			s.answers, s.comparing = s.comparing, nil
		} else {
			s.compareNext(of, call)
		}
		s.changed()
	})
}

// segments joins neighbours that answer alike and for the same reason.
func segments(answers []core.Answer) []segment {
	var joined []segment
	for i, a := range answers {
		s := segment{i, i, answerText(a), answerLooks(a), answerReason(a)}
		if last := len(joined) - 1; last >= 0 && joined[last].answer == s.answer {
			joined[last].to = i
			if joined[last].says != s.says {
				joined[last].says = differently
			}
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

func answerText(a core.Answer) string {
	if !a.Reached {
		return "cannot be made"
	}
	return answer(a.Ret)
}

func answerLooks(a core.Answer) string {
	switch {
	case !a.Reached || a.Ret == core.NotEmulated:
		return "none"
	case a.Refused():
		return "no"
	}
	return "ok"
}

func answerReason(a core.Answer) string {
	if a.By == nil {
		return ""
	}
	return a.By.Explain(a.A, a.B)
}

// Render draws names above segments.
func (s *Strip) Render() app.UI {
	if s.S.at.Call == 0 {
		return app.Div()
	}
	running := s.S.session.Machine().Release
	answers := s.S.Compare()
	if answers == nil {
		return s.late()
	}
	parts := segments(answers)
	var cells []app.UI
	for i, e := range core.Releases {
		here := e.Release == running
		cells = append(cells, app.Button().Class("rel", on(here)).Aria("pressed", word(here)).DataSet("release", e.Release.String()).
			Title("Linux "+e.Release.String()+", "+e.Date+": run it all there").Text(e.Name).OnClick(s.onRelease, i))
	}
	words := "What each release answers: "
	for i, p := range parts {
		first := ""
		if i > 0 {
			first = "change"
		}
		span := strconv.Itoa(p.to - p.from + 1)
		words += releasesOf(p) + " " + p.answer + "; "
		cells = append(cells, app.Div().Class("seg", p.class, first).Style("grid-column", "span "+span).
			Title(p.told()).Text(strings.TrimPrefix(p.answer, "−1 ")))
	}
	return app.Div().Class("versions").Body(
		app.Div().Class("releases").Role("group").Aria("label", words).Body(cells...),
		app.P().Class("soft").ID("strip-says").Text(why(parts, running)),
	)
}

// late stands for the strip where it takes a moment to make.
func (s *Strip) late() app.UI {
	words := app.P().Class("soft").Text("")
	if n := len(s.S.comparing); n > 0 {
		words = app.P().Class("soft").Role("status").Text(fmt.Sprintf("%d of %d releases have made the %s.", n, len(core.Releases), english.CountOrNo(s.S.at.Call, "call")))
	}
	return app.Div().Class("versions").Body(
		app.Button().Class("pill", "small").ID("compare").Text("What do the other releases answer?").
			Title("Each makes all the calls before this one, which takes a moment").OnClick(s.onCompare),
		words,
	)
}

func (s *Strip) onCompare(app.Context, app.Event) { s.S.CompareLate() }

// why tells since when the running release's answer holds, and what was answered before, or what came of it later.
func why(parts []segment, running abi.Release) string {
	switch {
	case len(parts) == 0:
		return "The calls write so much that they are not made again on every release here: choose one above."
	case len(parts) == 1 && parts[0].says == differently:
		return "Every release answers so, but " + differently + "."
	case len(parts) == 1:
		return "Every release answers so."
	}
	for i, p := range parts {
		switch {
		case running > core.Releases[p.to].Release && i+1 < len(parts):
			continue
		case i == 0:
			return parts[1].told()
		}
		return fmt.Sprintf("So since %s. Before, %s", core.Releases[p.from].Name, parts[i-1].told())
	}
	return ""
}

// told is a segment in a sentence or two.
func (p segment) told() string {
	if p.says == differently {
		return releasesOf(p) + ": " + p.answer + ", " + differently + "."
	}
	return releasesOf(p) + ": " + p.answer + ". " + p.says
}

func releasesOf(p segment) string {
	from, to := core.Releases[p.from].Name, core.Releases[p.to].Name
	if from == to {
		return from
	}
	return from + " to " + to
}

func (s *Strip) onRelease(ctx app.Context, _ app.Event) {
	s.S.SwitchRelease(ctx.JSSrc().Get("dataset").Get("release").String())
}

// SwitchRelease makes the same calls on another release; name is one of core.Releases or any number between them.
func (s *Store) SwitchRelease(name string) {
	r, err := abi.ParseRelease(name)
	if err != nil {
		s.fail(err)
		return
	}
	at := s.at
	if s.Reboot(s.session.Machine().On(core.Named(r))) {
		s.goTo(core.Step{Call: at.Call, Event: -1})
	}
}
