package web

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/web/value"
)

// insideView is one of the ways to look at an open map.
type insideView string

const (
	drawnView insideView = "inside" // drawn as what it is
	tableView insideView = "table"  // keys and values, to be changed
	bytesView insideView = "bytes"  // the bytes of keys and values in hex
)

// insideViews are the ways in the order of their tabs.
var insideViews = []insideView{drawnView, tableView, bytesView}

// Inside owns the map whose inside is on screen, and its view. It stays open from step to step.
type Inside struct {
	*Screen
	desk   *Desk
	draft  *Draft
	cases  *Case
	nr     int // of the map; 0: none is open
	view   insideView
	query  core.InsideQuery
	leafed bool                        // the user asked for the query; else the page follows the calls
	forms  map[formOf]value.Form       // those that were chosen
	edit   valueEdit                   // the value that is being changed
	wrong  map[string]string           // why what was typed into an input is invalid
	seen   map[insideSeen]*core.Inside // recent results of the session
	shown  *insideShown                // computed by derive; nil if the map does not exist at this step
}

// formOf names a choice of form: of a map's keys or of its values.
type formOf struct {
	nr    int
	value bool
}

// insideSeen is a question to the session.
type insideSeen struct {
	session *history.Session
	calls   int
	at      history.Step
	nr      int
	from    uint64
	limit   int
	key     string
	keyed   bool
}

// insidePage is about how many elements are shown at once.
const insidePage = 48

func newInside(s *Screen, desk *Desk, draft *Draft, cases *Case) *Inside {
	in := &Inside{Screen: s, desk: desk, draft: draft, cases: cases}
	in.reset()
	return in
}

// reset closes the map, and forgets its view.
func (in *Inside) reset() {
	in.nr, in.view, in.query, in.leafed, in.edit, in.shown = 0, drawnView, core.InsideQuery{}, false, valueEdit{}, nil
	in.forms, in.wrong, in.seen = map[formOf]value.Form{}, map[string]string{}, map[insideSeen]*core.Inside{}
}

// forget drops what the session returned: another one is on the desk.
func (in *Inside) forget() { clear(in.seen) }

// derive computes what is shown of the open map.
func (in *Inside) derive() {
	in.shown = nil
	if in.nr != 0 {
		in.shown = in.show()
	}
}

// hint says how to open a map, while none is open.
func (in *Inside) hint() string {
	if in.nr != 0 || in.desk.view() == nil || len(in.desk.view().Maps) == 0 {
		return ""
	}
	return "· click a map to look inside"
}

// OpenMap opens the inside of a map, or closes it if it is open.
func (in *Inside) OpenMap(nr int) {
	if in.nr == nr {
		nr = 0
	}
	in.nr, in.edit, in.leafed, in.query = nr, valueEdit{}, false, core.InsideQuery{}
	clear(in.wrong)
	for _, input := range []string{findInput, jumpInput, newKeyInput, newValueInput} {
		in.host.SetValue(input, "")
	}
	if nr != 0 {
		in.tab = KernelTab
	}
	in.changed()
}

// closeMap closes the inside.
func (in *Inside) closeMap() { in.OpenMap(0) }

// openTouched opens the map that the shown call is about, if it is about an element. The column that a phone shows stays.
func (in *Inside) openTouched() {
	if t := in.desk.lookInside(); t != nil && t.Map != 0 {
		tab := in.tab
		in.OpenMap(t.Map)
		in.tab = tab
	}
}

// ViewMap chooses the view of the open map.
func (in *Inside) ViewMap(v insideView) {
	if slices.Contains(insideViews, v) {
		in.view, in.edit = v, valueEdit{}
	}
}

// openMap returns the open map at the step that is shown; ok is false if it does not exist there.
func (in *Inside) openMap() (m core.MapView, ok bool) {
	in.desk.look()
	return mapNamed(in.desk.view(), in.nr)
}

func mapNamed(v *core.View, nr int) (m core.MapView, ok bool) {
	for _, m := range v.Maps {
		if m.Nr == nr {
			return m, true
		}
	}
	return core.MapView{}, false
}

// formFor is the form of a map's keys or values.
func (in *Inside) formFor(m core.MapView, isValue bool) value.Form {
	if f, chosen := in.forms[formOf{m.Nr, isValue}]; chosen {
		return f
	}
	if isValue {
		return value.ValueForm(m)
	}
	return value.KeyForm(m)
}

// SetForm chooses the form of a map's keys or values.
func (in *Inside) SetForm(nr int, isValue bool, f value.Form) {
	if f < value.NumForms {
		in.forms[formOf{nr, isValue}] = f
		in.edit = valueEdit{}
	}
}
