package web

import "github.com/maxence-charriere/go-app/v9/pkg/app"

const finderInput = "find-call"

// callInput returns the id of the element that chooses the call.
func (d *Draft) callInput() string {
	if d.finder.open {
		return finderInput
	}
	return "picker"
}

// foundCalls returns the calls that have every word: first those whose name has them.
func foundCalls(words string) []callChoice {
	all := commandChoices()
	for _, g := range callGroups {
		for _, op := range g.ops {
			all = append(all, callChoice{value: op.Name(), name: op.Name(), what: op.Description(), group: g.title})
		}
	}
	find := searchWords(words)
	var named, others []callChoice
	for _, choice := range all {
		switch {
		case hasWords(choice.name, find):
			named = append(named, choice)
		case hasWords(choice.name+" "+choice.what+" "+choice.group, find):
			others = append(others, choice)
		}
	}
	return append(named, others...)
}

// foundList returns the list of the search for calls.
func (d *Draft) foundList() *comboList {
	l := &comboList{id: "found-calls", label: "Calls", option: "found-call-", none: "No call has these words in its name or purpose."}
	for _, c := range foundCalls(d.finder.words) {
		l.rows = append(l.rows, comboRow{c.value, c.name, c.what, c.since, c.value == d.choice()})
	}
	return l
}

// finder returns the input of the search with its list, which replaces the picker while the user searches.
func (f *CallForm) finder() app.UI {
	d := f.Draft
	in := app.Input().Type("text").ID(finderInput).AutoComplete(false).Spellcheck(false).Placeholder("mmap, pin, capabilities …").
		Value(d.finder.words).OnInput(d.onValue(d.Find)).OnKeyDown(d.onCombo(d.pressFinderKey)).OnBlur(d.onPress(d.leaveFinder))
	return d.foundList().draw(d.Screen, in, d.finder, f.Desk.machine().Release, d.pickFound)
}

// keepFocus keeps the focus in an input while a button beside it is pressed.
func keepFocus(_ app.Context, e app.Event) { e.PreventDefault() }

// toggleFinder opens the search for a call, or closes it.
func (d *Draft) toggleFinder() {
	d.finder = combo{open: !d.finder.open}
	d.host.Focus(d.callInput())
	d.formChanged()
}

// Find lists the calls with the typed words.
func (d *Draft) Find(words string) {
	d.finder = combo{open: true, words: words}
	d.formChanged()
}

func (d *Draft) leaveFinder() {
	d.finder.open = false
	d.formChanged()
}

// pressFinderKey runs the action of a key, and reports whether it has one.
func (d *Draft) pressFinderKey(key string) bool {
	l := d.foundList()
	switch {
	case key == "Escape":
		d.toggleFinder()
	case d.finder.move(key, len(l.rows)):
		d.host.Reveal("#" + l.optionAt(d.finder.at))
		d.formChanged()
	case key == "Enter" && len(l.rows) > 0:
		d.pickFound(l.rows[d.finder.at].value)
	default:
		return false
	}
	return true
}

// pickFound chooses a call of the list and closes the list.
func (d *Draft) pickFound(choice string) {
	d.finder.open = false
	d.host.Focus("picker")
	d.Pick(choice)
}
