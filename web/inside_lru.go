package web

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// How many nodes of a list are drawn from its head, and from its tail.
const (
	listHead = 8
	listTail = 3
)

// lists are the lists of an LRU map, head first; none of another map.
func (show *insideShown) lists() []app.UI {
	if len(show.Lists) == 0 {
		return nil
	}
	var rows []app.UI
	for i, l := range show.Lists {
		rows = append(rows, app.Div().Class("in-list").Body(
			app.Span().Class("in-name").Text(listName(l)),
			app.Div().Class("in-row").Body(show.nodes(i, l)...),
		))
	}
	note := "head first, tail last · ● the reference bit: used since the list was last gone through · ○ not used"
	return []app.UI{app.Div().Class("in-lists").Body(append(rows, app.P().Class("in-aside").Text(note))...)}
}

func listName(l core.LRUList) string {
	if l.CPU < 0 {
		return string(l.Name)
	}
	return string(l.Name) + ", cpu " + strconv.Itoa(l.CPU)
}

// nodes are the chips of a list.
func (show *insideShown) nodes(i int, l core.LRUList) []app.UI {
	if !l.Name.Elements() {
		return []app.UI{app.Span().Class("in-end").Text(english.CountOrNo(int(l.Count), "node"))}
	}
	var row []app.UI
	all := append(append([]core.Element{}, l.Head...), l.Tail...)
	for at, e := range all {
		switch rest := len(all) - at; {
		case at == listHead && int(l.Count) > listHead+listTail:
			row = append(row, app.Span().Class("in-end").Text("… "+strconv.Itoa(int(l.Count)-listHead-listTail)+" more …"))
			fallthrough
		case at > listHead && int(l.Count) > listHead+listTail:
			if rest > listTail {
				continue
			}
		}
		row = append(row, chip(show.keyText(e), show.mark(e), app.I().Class("in-ref").Text(refSign[e.Used])))
	}
	if i < len(show.goneFrom) {
		before := show.goneFrom[i]
		for _, e := range append(append([]core.Element{}, before.Head...), before.Tail...) {
			if how := show.touch.gone[e.Nr]; how != "" {
				row = append(row, ghost(show.keyText(e), how))
			}
		}
	}
	if len(row) == 0 {
		return []app.UI{app.Span().Class("in-end").Text("empty")}
	}
	return row
}

var refSign = map[bool]string{true: "●", false: "○"}
