package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/english"
	"bpfplay/core/lesson"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// shelf is a tab of the panel of examples.
type shelf string

const (
	exampleShelf shelf = "examples"
	caseShelf    shelf = "cases"
	lessonShelf  shelf = "lessons"
)

// shelves are the tabs of the panel, in their order.
var shelves = []struct {
	shelf shelf
	title string
	body  func(shelfPanel) []app.UI
}{
	{exampleShelf, "Examples", shelfPanel.exampleList},
	{caseShelf, "Cases", shelfPanel.caseList},
	{lessonShelf, "Lessons", shelfPanel.lessonList},
}

// Shelf owns the tab of the examples panel, and opens the chosen example, case or lesson.
type Shelf struct {
	*Screen
	desk   *Desk
	course *Course
	inside *Inside
	cases  *Case
	lesson *Lesson
	author *Author
	set    *SetHomework
	search *CaseSearch
	at     shelf
}

// turn shows another tab.
func (s *Shelf) turn(to string) {
	s.at = shelf(to)
	s.changed()
}

// openExample opens an example and the map that it touches.
func (s *Shelf) openExample(i int) {
	if i < 0 || i >= len(Examples) {
		return
	}
	if s.desk.Load(Examples[i].Link) == nil {
		s.desk.remember()
		s.inside.openTouched()
	}
}

// beginLesson begins a lesson of the course.
func (s *Shelf) beginLesson(i int) {
	if lessons := s.course.lessons; i >= 0 && i < len(lessons) {
		s.lesson.Begin(lessons[i])
	}
}

// filter picks a value of a filter.
func (s *Shelf) filter(el element) {
	if i, ok := el.number("filter"); ok {
		s.search.Filter(i, el.data("value"))
	}
}

// exampleButton returns a button that opens an example.
func (s *Shelf) exampleButton(i int, e Example) app.UI {
	return app.Button().Class("choice").ID(fmt.Sprintf("example-%d", i)).DataSet("example", strconv.Itoa(i)).Body(
		app.B().Text(e.Title), app.Span().Class("soft").Text(e.Asks),
	).OnClick(s.onNumber("example", s.openExample))
}

// shelfPanel shows the examples, cases and lessons.
type shelfPanel struct{ shelf *Shelf }

func (p shelfPanel) body() []app.UI {
	var tabs, body []app.UI
	for _, row := range shelves {
		chosen := row.shelf == p.shelf.at
		tabs = append(tabs, app.Button().Class("shelf-tab", on(chosen)).ID("shelf-"+string(row.shelf)).Role("tab").Aria("selected", word(chosen)).
			DataSet("shelf", string(row.shelf)).Text(row.title).OnClick(p.shelf.onData("shelf", p.shelf.turn)))
		if chosen {
			body = row.body(p)
		}
	}
	return []app.UI{
		app.Div().Class("shelf-tabs").Role("tablist").Aria("label", "Examples, cases and lessons").Body(tabs...),
		app.Div().Class("shelf").Role("tabpanel").ID("shelf-" + string(p.shelf.at) + "-body").Body(body...),
	}
}

// caseList returns the search and its matches.
func (p shelfPanel) caseList() []app.UI {
	search, course := p.shelf.search, p.shelf.course
	found := search.found()
	body := []app.UI{
		app.P().Class("soft").Text("Failures from real help requests, each with the calls that reproduce it. The result stays hidden until you reveal it."),
	}
	if !course.here {
		return append(body, course.state())
	}
	body = append(body,
		app.Input().Type("search").ID("case-search").Class("case-search").Placeholder("Words: ringbuf, sudo, cilium, 5.4 …").Aria("label", "Search the cases").
			AutoComplete(false).Value(search.words).OnInput(search.onValue(search.For)))
	for i := range filters {
		body = append(body, p.filter(i))
	}
	body = append(body, app.P().Class("soft").ID("cases-found").Role("status").Text(foundWords(len(found), len(course.cases))))
	var rows []app.UI
	for _, i := range found {
		c := &course.cases[i]
		rows = append(rows, app.Button().Class("choice", "case-choice").ID("case-"+c.ID).DataSet("case", strconv.Itoa(i)).Body(
			app.Span().Class("case-id").Text(c.ID), app.B().Text(c.Title), openTag(c), app.Span().Class("soft").Text(c.Asks),
		).OnClick(p.shelf.onNumber("case", p.shelf.cases.Open)))
	}
	body = append(body, app.Div().Class("examples").Body(rows...))
	if p.shelf.desk.at.Call > 0 {
		body = append(body, app.Div().Class("deeds").Body(
			app.Span().Class("soft").Text("Or ask about a call of your own:"),
			app.Button().Class("pill").ID("shelf-homework").Text("Set a homework about call "+strconv.Itoa(p.shelf.desk.at.Call)+"…").OnClick(p.shelf.onPress(p.shelf.set.begin))))
	}
	return body
}

// openTag marks an unsettled case.
func openTag(c *lesson.Case) app.UI {
	if !c.Open {
		return nil
	}
	return app.Small().Text("not settled")
}

func foundWords(n, of int) string {
	switch n {
	case 0:
		return "No case matches. Use fewer words or another filter."
	case of:
		return english.Count(of, "case")
	}
	return fmt.Sprintf("%d of %s", n, english.Count(of, "case"))
}

// filter returns the values of a filter as buttons.
func (p shelfPanel) filter(i int) app.UI {
	f := filters[i]
	chips := []app.UI{app.Span().Class("filter-title").Text(f.title)}
	for _, v := range p.shelf.course.values[i] {
		picked := v == p.shelf.search.picked[i]
		chips = append(chips, app.Button().Class("filter-chip", on(picked)).Aria("pressed", word(picked)).
			DataSet("filter", strconv.Itoa(i)).DataSet("value", v).Text(v).OnClick(p.shelf.onElement(p.shelf.filter)))
	}
	return app.Div().Class("case-filter").Role("group").Aria("label", f.title).Body(chips...)
}

// exampleList returns a button for each example.
func (p shelfPanel) exampleList() []app.UI {
	var rows []app.UI
	for i, e := range Examples {
		rows = append(rows, p.shelf.exampleButton(i, e))
	}
	return []app.UI{app.Div().Class("examples").Body(rows...)}
}
