package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// LessonBar shows the open lesson above the page.
type LessonBar struct {
	app.Compo
	Lesson  *Lesson
	Present *Present
	Handout *Handout
	Author  *Author
	Rev     uint64
}

// Render draws the marker's text, question and buttons. It is empty if no lesson is open.
func (l *LessonBar) Render() app.UI {
	s := l.Lesson
	m := s.Marker()
	if m == nil {
		return app.Div().Class("lesson", "empty")
	}
	first, rest := headline(m.Text)
	return app.Div().Class("lesson").Role("region").Aria("label", "Lesson").Body(
		app.Div().Class("lesson-head").Body(
			app.B().ID("lesson-title").Text(s.open.Title), app.Small().ID("lesson-where").Text(s.where()),
			app.Div().Class("lesson-more").Body(
				app.Button().Class("quiet").ID("lesson-handout").Title("Questions and answers on paper (Ctrl P)").Text("Handout").OnClick(s.onPress(l.Handout.Open)),
				app.Button().Class("quiet").ID("lesson-edit").Title("Write your own version of this lesson").Text("Edit").OnClick(s.onPress(l.Author.EditOpen))),
		),
		app.Div().Class("lesson-text").Aria("live", "polite").Body(
			app.P().Class("lesson-first").ID("lesson-sentence").Text(first),
			app.P().Class("lesson-rest").Text(rest),
			app.P().Class("lesson-ask").ID("lesson-ask").Text(m.Ask),
			l.answer(),
			l.altered(),
		),
		app.Div().Class("lesson-ways").Body(
			s.way("lesson-prev", "", "‹ Back", "Previous step", s.at == 0, s.Prev),
			l.next(),
			s.way("lesson-present", "", "Present", "On a projector (f)", false, l.Present.Toggle),
			app.Button().Class("close").ID("lesson-end").Aria("label", "End the lesson").Title("End the lesson and keep its calls").Text("×").OnClick(s.onPress(s.End)),
		),
	)
}

// where returns the position, such as "4 of 9 · Linux 6.12".
func (s *Lesson) where() string {
	return fmt.Sprintf("%d of %d · %s", s.at+1, len(s.open.Markers), seriesName(s.desk.machine()))
}

// answer returns the answer after the reader has revealed it.
func (l *LessonBar) answer() app.UI {
	m := l.Lesson.Marker()
	if m.Ask == "" || l.Lesson.asks() {
		return app.P().Class("lesson-answer", "hidden").ID("lesson-answer")
	}
	return app.P().Class("lesson-answer").ID("lesson-answer").Text(m.Answer)
}

// altered warns that the text may not describe the history.
func (l *LessonBar) altered() app.UI {
	if !l.Lesson.altered() {
		return nil
	}
	return app.P().Class("soft").ID("lesson-altered").Text("The history is no longer the lesson's own. Back and Next return to that, and keep this one on a desk.")
}

// way returns a button that goes forward or back.
func (s *Screen) way(id, class, text, title string, off bool, do func()) app.UI {
	b := app.Button().Class("pill", class).ID(id).Title(title).Text(text).OnClick(s.onPress(do))
	if off {
		b = b.Disabled(true)
	}
	return b
}

// next returns the button that shows the answer or, after it, the next marker.
func (l *LessonBar) next() app.UI {
	s := l.Lesson
	text, off := "Next ›", s.at+1 == len(s.open.Markers) && !s.asks()
	if s.asks() {
		text = "Show the answer"
	}
	return s.way("lesson-next", "main", text, "Space", off, s.Next)
}

// lessonList returns the lessons of the examples panel.
func (p shelfPanel) lessonList() []app.UI {
	rows := []app.UI{app.P().Class("soft").Text("Each lesson leads through a history, step by step, with questions. To present a lesson on a projector, open it and press f.")}
	rows = append(rows, p.ownLessons()...)
	course := p.shelf.course
	if !course.here {
		rows = append(rows, course.state())
	}
	for i, l := range course.lessons {
		rows = append(rows, app.Button().Class("choice", "lesson-choice").ID("lesson-"+strconv.Itoa(i+1)).DataSet("lesson", strconv.Itoa(i)).Body(
			app.Span().Class("case-id").Text(strconv.Itoa(i+1)), app.B().Text(l.Title), app.Small().Text(english.Count(len(l.Markers), "step")), app.Span().Class("soft").Text(l.Description),
		).OnClick(p.shelf.onNumber("lesson", p.shelf.beginLesson)))
	}
	return []app.UI{app.Div().Class("examples").Body(rows...)}
}
