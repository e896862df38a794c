package web

import (
	"strconv"

	"bpfplay/core/abi"
	"bpfplay/core/table"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// combo is the state of a text field with a list below it.
type combo struct {
	open  bool
	words string // typed to find rows; "" finds every row
	at    int    // index of the active row
}

// comboList is the list of a combo.
type comboList struct {
	id, label string
	option    string // the ids of the rows begin with it
	rows      []comboRow
	none      string // is said without rows
}

// comboRow is one line of the list.
type comboRow struct {
	value  string
	name   string
	what   string      // one sentence
	since  abi.Release // the first release that has it
	chosen bool
}

func (l *comboList) optionAt(i int) string { return l.option + strconv.Itoa(i) }

// draw returns the input with the list below it. Pressing a row picks its value.
func (l *comboList) draw(s *Screen, in app.HTMLInput, c combo, release abi.Release, pick func(value string)) app.UI {
	in = in.Role("combobox").Aria("expanded", word(c.open)).Aria("controls", l.id).Aria("autocomplete", "list").Aria("haspopup", "listbox")
	if !c.open {
		return app.Div().Class("combo").Body(in)
	}
	rows := make([]app.UI, 0, len(l.rows))
	for i, r := range l.rows {
		since, late := "", ""
		if r.since > abi.Seed {
			since = r.since.String()
		}
		if r.since > release {
			since, late = "from "+since, "since"
		}
		rows = append(rows, app.Li().ID(l.optionAt(i)).Class(on(i == c.at), late).Role("option").Aria("selected", word(r.chosen)).DataSet("value", r.value).Body(
			app.Code().Text(r.name), app.Small().Text(since), app.Span().Text(r.what),
		).OnMouseDown(s.onRow(pick)))
	}
	if len(rows) == 0 {
		rows = append(rows, app.Li().Class("soft").Text(l.none))
	} else {
		in = in.Aria("activedescendant", l.optionAt(c.at))
	}
	return app.Div().Class("combo").Body(in, app.Ul().ID(l.id).Class("combo-list").Role("listbox").Aria("label", l.label).Body(rows...))
}

// comboMoves lists how far each key moves in a list.
var comboMoves = table.Listed[string, int]{{"ArrowDown", 1}, {"ArrowUp", -1}, {"PageDown", 8}, {"PageUp", -8}}

// move moves in a list of n rows, and reports whether the key does that.
func (c *combo) move(key string, n int) bool {
	by, moves := comboMoves.Find(key)
	if moves = moves && n > 0; moves {
		c.at = max(0, min(c.at+by, n-1))
	}
	return moves
}

// onCombo returns a handler of the keys of a combo. A key that press uses does nothing else on the page.
func (s *Screen) onCombo(press func(key string) bool) (app.EventHandler, any) {
	return s.handle(func(_ app.Context, e app.Event) {
		if press(e.Get("key").String()) {
			e.PreventDefault()
			e.Call("stopPropagation")
		}
	}), codeOf(press)
}

// onRow returns a handler of a press on a row. The focus stays in the input.
func (s *Screen) onRow(pick func(value string)) (app.EventHandler, any) {
	return s.handle(func(ctx app.Context, e app.Event) {
		e.PreventDefault()
		pick((element{ctx.JSSrc()}).data("value"))
	}), codeOf(pick)
}
