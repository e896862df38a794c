package web

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// callFinder is the list of calls that replaces the picker while the user searches.
type callFinder struct {
	open  bool
	words string // that the name or the purpose of a call must contain; "" lists every call
	at    int    // index of the active call in the list
}

const (
	finderInput = "find-call"
	finderList  = "found-calls"
)

// input returns the id of the element that chooses the call.
func (c *callFinder) input() string {
	if c.open {
		return finderInput
	}
	return "picker"
}

// listed returns the calls that have every word: first those whose name has them.
func (c *callFinder) listed() []callChoice {
	all := commandChoices()
	for _, g := range callGroups {
		for _, op := range g.ops {
			all = append(all, callChoice{value: op.Name(), name: op.Name(), what: op.Description(), group: g.title})
		}
	}
	words := strings.Fields(strings.ToLower(c.words))
	var named, others []callChoice
	for _, choice := range all {
		switch {
		case hasWords(choice.name, words):
			named = append(named, choice)
		case hasWords(choice.name+" "+choice.what+" "+choice.group, words):
			others = append(others, choice)
		}
	}
	return append(named, others...)
}

// finder returns the input of the search with its list.
func (f *CallForm) finder() app.UI {
	d := f.Draft
	in := app.Input().Type("text").ID(finderInput).Role("combobox").AutoComplete(false).Spellcheck(false).Placeholder("mmap, pin, capabilities …").
		Aria("expanded", "true").Aria("controls", finderList).Aria("autocomplete", "list").
		Value(d.finder.words).OnInput(d.onValue(d.Find)).OnKeyDown(d.onEvent(d.finderKey)).OnBlur(d.onPress(d.leaveFinder))
	var rows []app.UI
	release := f.Desk.machine().Release
	for i, c := range d.finder.listed() {
		since, classes := "", []string{on(i == d.finder.at)}
		if c.since > release {
			since, classes = "from "+c.since.String(), append(classes, "since")
		} else if c.since > abi.Seed {
			since = c.since.String()
		}
		rows = append(rows, app.Li().ID(foundCall(i)).Class(classes...).Role("option").Aria("selected", word(c.value == d.choice())).DataSet("call", c.value).Body(
			app.Code().Text(c.name), app.Small().Text(since), app.Span().Text(c.what),
		).OnMouseDown(d.onEvent(d.pressFound)))
	}
	if rows == nil {
		rows = append(rows, app.Li().Class("soft").Text("No call has these words in its name or purpose."))
	} else {
		in = in.Aria("activedescendant", foundCall(d.finder.at))
	}
	return app.Div().Class("combo").Body(in, app.Ul().ID(finderList).Class("type-list").Role("listbox").Aria("label", "Calls").Body(rows...))
}

func foundCall(i int) string { return "found-call-" + strconv.Itoa(i) }

// keepFocus keeps the focus in an input while a button beside it is pressed.
func keepFocus(_ app.Context, e app.Event) { e.PreventDefault() }

// toggleFinder opens the search for a call, or closes it.
func (d *Draft) toggleFinder() {
	d.finder = callFinder{open: !d.finder.open}
	d.host.Focus(d.finder.input())
	d.formChanged()
}

// Find lists the calls with the typed words.
func (d *Draft) Find(words string) {
	d.finder = callFinder{open: true, words: words}
	d.formChanged()
}

func (d *Draft) leaveFinder() {
	d.finder.open = false
	d.formChanged()
}

// finderKey moves in the list, chooses, or closes it.
func (d *Draft) finderKey(_ app.Context, e app.Event) {
	if d.pressFinderKey(e.Get("key").String()) {
		e.PreventDefault()
		e.Call("stopPropagation")
	}
}

// pressFinderKey runs the action of a key, and reports whether it has one.
func (d *Draft) pressFinderKey(key string) bool {
	by, moves := typeMoves[key]
	switch listed := d.finder.listed(); {
	case key == "Escape":
		d.toggleFinder()
	case len(listed) == 0:
		return false
	case moves:
		d.finder.at = max(0, min(d.finder.at+by, len(listed)-1))
		d.host.Reveal("#" + foundCall(d.finder.at))
		d.formChanged()
	case key == "Enter":
		d.pickFound(listed[d.finder.at].value)
	default:
		return false
	}
	return true
}

// pressFound chooses the call under the mouse.
func (d *Draft) pressFound(ctx app.Context, e app.Event) {
	e.PreventDefault()
	d.pickFound((element{ctx.JSSrc()}).data("call"))
}

// pickFound chooses a call of the list and closes the list.
func (d *Draft) pickFound(choice string) {
	d.finder.open = false
	d.host.Focus("picker")
	d.Pick(choice)
}
