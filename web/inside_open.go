package web

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/web/value"
)

// insideView is a view of an open map.
type insideView string

const (
	drawnView insideView = "inside" // drawing of its structure
	tableView insideView = "table"  // editable keys and values
	bytesView insideView = "bytes"  // keys and values in hex
	typesView insideView = "types"  // the types of keys and values as C
)

// insideViews lists the views in the order of their tabs.
var insideViews = []insideView{drawnView, tableView, bytesView, typesView}

// Inside owns the open map and its view. The map stays open from step to step.
type Inside struct {
	*Screen
	desk   *Desk
	draft  *Draft
	cases  *Case
	nr     int // number of the map; 0 if none is open
	view   insideView
	query  core.InsideQuery
	leafed bool                        // the user chose the query; otherwise the page follows the calls
	forms  map[formOf]value.Form       // the chosen forms
	edit   valueEdit                   // the open edit of a value
	wrong  map[string]string           // the error of an input's text
	seen   map[insideSeen]*core.Inside // recent results of the session
	shown  *insideShown                // computed by derive; nil if the map does not exist at this step
}

// formOf is the key of a chosen form: a map's keys or its values.
type formOf struct {
	nr    int
	value bool
}

// insideSeen is the key of a cached page.
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

// insidePage is the approximate number of elements on a page.
const insidePage = 48

func newInside(s *Screen, desk *Desk, draft *Draft, cases *Case) *Inside {
	in := &Inside{Screen: s, desk: desk, draft: draft, cases: cases}
	in.reset()
	return in
}

// reset closes the map and resets its view.
func (in *Inside) reset() {
	in.nr, in.view, in.query, in.leafed, in.edit, in.shown = 0, drawnView, core.InsideQuery{}, false, valueEdit{}, nil
	in.forms, in.wrong, in.seen = map[formOf]value.Form{}, map[string]string{}, map[insideSeen]*core.Inside{}
}

// forget drops the cached pages after the session is replaced.
func (in *Inside) forget() { clear(in.seen) }

// derive computes the page of the open map.
func (in *Inside) derive() {
	in.shown = nil
	if in.nr != 0 {
		in.shown = in.show()
	}
}

// hint returns a hint to open a map if none is open.
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

// closeMap closes the open map.
func (in *Inside) closeMap() { in.OpenMap(0) }

// openTouched opens the map whose element the shown call touches. The visible column of a narrow screen stays.
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

// openMap returns the open map at the shown step; ok is false if it does not exist there.
func (in *Inside) openMap() (m core.MapView, ok bool) {
	in.desk.look()
	if found := in.desk.view().Map(in.nr); found != nil {
		return *found, true
	}
	return m, false
}

// formFor returns the form of a map's keys or values.
func (in *Inside) formFor(m core.MapView, isValue bool) value.Typed {
	var types core.MapTypes
	if page := in.page(); page != nil {
		types = page.Types
	}
	form := value.KeyForm(m, types)
	if isValue {
		form = value.ValueForm(m, types)
	}
	if f, chosen := in.forms[formOf{m.Nr, isValue}]; chosen {
		form.Form = f
	}
	return form
}

// SetForm chooses the form of a map's keys or values.
func (in *Inside) SetForm(nr int, isValue bool, f value.Form) {
	if f < value.NumForms {
		in.forms[formOf{nr, isValue}] = f
		in.edit = valueEdit{}
	}
}
