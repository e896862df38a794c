package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/english"
	"bpfplay/core/lesson"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// shelf is what the panel of examples shows.
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
	body  func(*Panels) []app.UI
}{
	{exampleShelf, "Examples", (*Panels).exampleList},
	{caseShelf, "Cases", (*Panels).caseList},
	{lessonShelf, "Lessons", (*Panels).lessonList},
}

// examples is the panel of all that can be opened.
func (p *Panels) examples() []app.UI {
	var tabs, body []app.UI
	for i, row := range shelves {
		chosen := row.shelf == p.S.shelf
		tabs = append(tabs, app.Button().Class("shelf-tab", on(chosen)).ID("shelf-"+string(row.shelf)).Role("tab").Aria("selected", word(chosen)).
			DataSet("shelf", string(row.shelf)).Text(row.title).OnClick(p.onShelf, i))
		if chosen {
			body = row.body(p)
		}
	}
	return []app.UI{
		app.Div().Class("shelf-tabs").Role("tablist").Aria("label", "What to open").Body(tabs...),
		app.Div().Class("shelf").Role("tabpanel").ID("shelf-" + string(p.S.shelf) + "-body").Body(body...),
	}
}

func (p *Panels) onShelf(ctx app.Context, _ app.Event) {
	p.S.shelf = shelf(ctx.JSSrc().Get("dataset").Get("shelf").String())
	p.S.changed()
}

// caseList is the search and what it finds.
func (p *Panels) caseList() []app.UI {
	s := p.S
	found := s.foundCases()
	body := []app.UI{
		app.P().Class("soft").Text("Failures that people asked for help with, each with the calls that give it. The answer stays hidden until you ask."),
		app.Input().Type("search").ID("case-search").Class("case-search").Placeholder("words: ringbuf, sudo, cilium, 5.4 …").Aria("label", "Search the cases").
			AutoComplete(false).Value(s.search.words).OnInput(p.onSearch),
	}
	for i := range filters {
		body = append(body, p.filter(i))
	}
	body = append(body, app.P().Class("soft").ID("cases-found").Role("status").Text(foundWords(len(found), len(Cases()))))
	var rows []app.UI
	for _, i := range found {
		c := &Cases()[i]
		rows = append(rows, app.Button().Class("choice", "case-choice").ID("case-"+c.ID).DataSet("case", strconv.Itoa(i)).Body(
			app.Span().Class("case-id").Text(c.ID), app.B().Text(c.Title), openTag(c), app.Span().Class("soft").Text(c.Asks),
		).OnClick(p.onCase, i))
	}
	return append(body, app.Div().Class("examples").Body(rows...))
}

// openTag marks a case whose thread does not settle it.
func openTag(c *lesson.Case) app.UI {
	if !c.Open {
		return nil
	}
	return app.Small().Text("an open question")
}

func foundWords(n, of int) string {
	switch n {
	case 0:
		return "No case has all of that: fewer words, or another filter."
	case of:
		return english.CountOrNo(of, "case")
	}
	return fmt.Sprintf("%d of %s", n, english.CountOrNo(of, "case"))
}

// filter is a row of values to choose from.
func (p *Panels) filter(i int) app.UI {
	f := filters[i]
	chips := []app.UI{app.Span().Class("filter-title").Text(f.title)}
	for _, v := range filterValues()[i] {
		picked := v == p.S.search.picked[i]
		chips = append(chips, app.Button().Class("filter-chip", on(picked)).Aria("pressed", word(picked)).
			DataSet("filter", strconv.Itoa(i)).DataSet("value", v).Text(v).OnClick(p.onFilter, f.name, v))
	}
	return app.Div().Class("filter").Role("group").Aria("label", f.title).Body(chips...)
}

func (p *Panels) onSearch(ctx app.Context, _ app.Event) {
	p.S.SearchCases(ctx.JSSrc().Get("value").String())
}

func (p *Panels) onFilter(ctx app.Context, _ app.Event) {
	data := ctx.JSSrc().Get("dataset")
	if i, err := strconv.Atoi(data.Get("filter").String()); err == nil {
		p.S.FilterCases(i, data.Get("value").String())
	}
}

func (p *Panels) onCase(ctx app.Context, _ app.Event) {
	if i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("case").String()); err == nil {
		p.S.OpenCase(i)
	}
}
