package web

import (
	"fmt"
	"slices"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/web/inside"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// MapInside shows the inside of the open map below the picture of the kernel. It is empty if no map is open.
type MapInside struct {
	app.Compo
	Inside *Inside
	Rev    uint64
}

// keptInView lists the selectors to scroll into view: the root of a trie, then the elements that the call touched.
var keptInView = []string{
	`.in-picture [data-is~="root"]`,
	`.in-picture .in-element.lit, .in-picture .in-nr.lit, .in-picture [data-is~="node"][data-is~="lit"], #inside-table tr.lit`,
}

// insideShown is a page of the open map with its texts.
type insideShown struct {
	*inside.Page
	told    string // the sentence of the last call on the map; "" if no recent call names it
	changer string // the task and descriptor that change the map
}

// ghostsUpTo is the largest map whose removed elements are drawn. Reading a larger map before the call takes too long.
const ghostsUpTo = 20_000

// show returns the page of the open map; nil if the map does not exist at this step.
func (in *Inside) show() *insideShown {
	m, there := in.openMap()
	page := in.page()
	if !there || page == nil {
		return nil
	}
	changed, removed := in.touched()
	p := &inside.Page{
		Inside: page, View: m, Key: in.formFor(m, false), Value: in.formFor(m, true),
		Changed: changed, Removed: removed, Target: in.found(),
	}
	if len(removed) > 0 && page.Count <= ghostsUpTo {
		q := core.InsideQuery{From: page.From, Limit: insidePage}
		if before := in.peek(history.Step{Call: in.desk.at.Call}, q); before != nil {
			p.OldLists = before.Lists
			p.Ghosts = slices.DeleteFunc(slices.Clone(before.Elements), func(e core.Element) bool { return removed[e.Nr] == "" })
		}
	}
	return &insideShown{p, in.lastSays(), in.changer()}
}

// Render draws the head, the sentence of the last call, and the chosen view of the map.
func (p *MapInside) Render() app.UI {
	in := p.Inside
	if in.nr == 0 {
		return app.Div().Class("map-inside", "empty")
	}
	show := in.shown
	root := app.Div().Class("map-inside").Role("region").ID("map-inside").Aria("label", fmt.Sprintf("Inside map %d", in.nr))
	follow := &revealer{Of: in.Screen, At: in.desk.at, Thing: string(in.view) + strconv.Itoa(in.nr), Selectors: keptInView}
	if show == nil {
		return root.Body(follow, p.head(nil), app.P().Class("in-told").Text(fmt.Sprintf("Map %d does not exist at this step: it is not created yet, or freed.", in.nr)))
	}
	told := show.told
	if told == "" {
		told = show.Sentence
	}
	body := []app.UI{follow, p.head(show), app.P().Class("in-told").ID("inside-told").Text(told)}
	if show.Form == core.InsideNone {
		if told != show.Sentence {
			body = append(body, app.P().Class("in-told").Text(show.Sentence))
		}
		return root.Body(body...)
	}
	body = append(body, p.tools(show))
	switch in.view {
	case tableView:
		body = append(body, p.table(show))
	case bytesView:
		body = append(body, show.Bytes())
	case typesView:
		return root.Body(append(body, p.types(show)...)...)
	default:
		body = append(body, p.drawing(show))
	}
	return root.Body(append(body, p.leaves(show))...)
}
