package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// LessonBar leads through the open lesson, above the desk that follows it.
type LessonBar struct {
	app.Compo
	S   *Store
	Rev uint64
}

// Render draws what the marker says, its question, and the ways on and back; nothing where no lesson is given.
func (l *LessonBar) Render() app.UI {
	s := l.S
	m := s.Marker()
	if m == nil {
		return app.Div().Class("lesson", "empty")
	}
	first, rest := headline(m.Text)
	return app.Div().Class("lesson").Role("region").Aria("label", "Lesson").Body(
		app.Div().Class("lesson-head").Body(
			app.B().ID("lesson-title").Text(s.lesson.open.Title), app.Small().ID("lesson-where").Text(s.whereInLesson()),
		),
		app.Div().Class("lesson-text").Aria("live", "polite").Body(
			app.P().Class("lesson-first").ID("lesson-says").Text(first),
			app.P().Class("lesson-rest").Text(rest),
			app.P().Class("lesson-ask").ID("lesson-ask").Text(m.Ask),
			l.answer(),
		),
		app.Div().Class("lesson-ways").Body(
			way("lesson-prev", "", "‹ Back", "To the step before", s.lesson.at == 0, l.onPrev),
			l.next(),
			way("lesson-present", "", "Present", "On a projector (f)", false, l.onPresent),
			app.Button().Class("close").ID("lesson-end").Aria("label", "End the lesson").Title("End the lesson; its calls stay").Text("×").OnClick(l.onEnd),
		),
	)
}

// whereInLesson is "4 of 9 · Linux 6.12".
func (s *Store) whereInLesson() string {
	return fmt.Sprintf("%d of %d · %s", s.lesson.at+1, len(s.lesson.open.Markers), seriesName(s.session.Machine()))
}

// answer is the answer once it was asked for.
func (l *LessonBar) answer() app.UI {
	m := l.S.Marker()
	if m.Ask == "" || l.S.asks() {
		return app.P().Class("lesson-answer", "hidden").ID("lesson-answer")
	}
	return app.P().Class("lesson-answer").ID("lesson-answer").Text(m.Answer)
}

// way is a button that leads on or back, where it leads anywhere.
func way(id, class, text, title string, off bool, do app.EventHandler) app.UI {
	b := app.Button().Class("pill", class).ID(id).Title(title).Text(text).OnClick(do)
	if off {
		b = b.Disabled(true)
	}
	return b
}

// next shows the answer first, then goes on.
func (l *LessonBar) next() app.UI {
	text, off := "Next ›", l.S.lesson.at+1 == len(l.S.lesson.open.Markers) && !l.S.asks()
	if l.S.asks() {
		text = "Show the answer"
	}
	return way("lesson-next", "main", text, "Space", off, l.onNext)
}

func (l *LessonBar) onPrev(app.Context, app.Event) { l.S.LessonPrev() }

func (l *LessonBar) onNext(app.Context, app.Event) { l.S.LessonNext() }

func (l *LessonBar) onPresent(app.Context, app.Event) { l.S.Present() }

func (l *LessonBar) onEnd(app.Context, app.Event) { l.S.EndLesson() }

// lessonList is the course.
func (p *Panels) lessonList() []app.UI {
	rows := []app.UI{app.P().Class("soft").Text("Each leads through a history, step by step, with questions. To give one on a projector, begin it and press f.")}
	for i, l := range Lessons() {
		rows = append(rows, app.Button().Class("choice", "lesson-choice").ID("lesson-"+strconv.Itoa(i+1)).DataSet("lesson", strconv.Itoa(i)).Body(
			app.Span().Class("case-id").Text(strconv.Itoa(i+1)), app.B().Text(l.Title), app.Small().Text(english.CountOrNo(len(l.Markers), "step")), app.Span().Class("soft").Text(l.Says),
		).OnClick(p.onLesson, i))
	}
	return []app.UI{app.Div().Class("examples").Body(rows...)}
}

func (p *Panels) onLesson(ctx app.Context, _ app.Event) {
	if i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("lesson").String()); err == nil && i >= 0 && i < len(Lessons()) {
		p.S.BeginLesson(Lessons()[i])
	}
}
