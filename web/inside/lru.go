package inside

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// How many nodes are drawn from the head and from the tail of a long list.
const (
	listHead = 8
	listTail = 3
)

// lists draws the lists of an LRU map, and nothing for other maps.
func (p *Page) lists() []app.UI {
	if len(p.Lists) == 0 {
		return nil
	}
	var rows []app.UI
	for i, l := range p.Lists {
		rows = append(rows, app.Div().Class("in-list").Body(
			app.Span().Class("in-name").Text(listName(l)),
			app.Div().Class("in-row").Body(p.nodes(i, l)...),
		))
	}
	legend := "Head first, tail last. ● reference bit set, ○ not set."
	return []app.UI{app.Div().Class("in-lists").Body(append(rows, app.P().Class("in-aside").Text(legend))...)}
}

func listName(l core.LRUList) string {
	if l.CPU < 0 {
		return string(l.Name)
	}
	return string(l.Name) + ", cpu " + strconv.Itoa(l.CPU)
}

// nodesOf returns the nodes of a list that the core names.
func nodesOf(l core.LRUList) []core.Element {
	return append(append([]core.Element{}, l.Head...), l.Tail...)
}

// nodes draws the nodes of list i.
func (p *Page) nodes(i int, l core.LRUList) []app.UI {
	if !l.Name.Elements() {
		return []app.UI{app.Span().Class("in-end").Text(english.Count(int(l.Count), "node"))}
	}
	var row []app.UI
	nodes := nodesOf(l)
	omitted := int(l.Count) - listHead - listTail
	for at, e := range nodes {
		if omitted > 0 && at == listHead {
			row = append(row, app.Span().Class("in-end").Text("… "+strconv.Itoa(omitted)+" more …"))
		}
		if omitted > 0 && at >= listHead && at < len(nodes)-listTail {
			continue
		}
		sign := "○"
		if e.Used {
			sign = "●"
		}
		row = append(row, elementBox(p.KeyText(e), p.Mark(e), app.I().Class("in-ref").Text(sign)))
	}
	if i < len(p.OldLists) {
		for _, e := range nodesOf(p.OldLists[i]) {
			if how := p.Removed[e.Nr]; how != "" {
				row = append(row, ghostBox(p.KeyText(e), how))
			}
		}
	}
	if len(row) == 0 {
		return []app.UI{app.Span().Class("in-end").Text("empty")}
	}
	return row
}
