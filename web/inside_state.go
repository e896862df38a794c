package web

import (
	"slices"

	"bpfplay/core"
	"bpfplay/web/value"
)

// insideView is one of the ways to look at an open map.
type insideView string

const (
	drawnView insideView = "inside" // drawn as what it is
	tableView insideView = "table"  // keys and values, to be changed
	bytesView insideView = "bytes"  // the same in hex, as they lie in memory
)

// insideViews are the ways in the order of their tabs.
var insideViews = []insideView{drawnView, tableView, bytesView}

// insideState is the map whose inside is on screen, and how it is looked at. It stays open from step to step.
type insideState struct {
	nr     int // of the map; 0: none is open
	view   insideView
	query  core.InsideQuery
	leafed bool                        // the query was asked for; else the page follows the calls
	forms  map[formOf]value.Form       // those that were chosen
	edit   valueEdit                   // the value that is being changed
	wrong  map[string]string           // why what was typed into an input cannot be read
	seen   map[insideSeen]*core.Inside // what the session answered of late
}

// formOf names a choice of form: of a map's keys or of its values.
type formOf struct {
	nr    int
	value bool
}

// insideSeen is a question to the session.
type insideSeen struct {
	session *core.Session
	calls   int
	at      core.Step
	nr      int
	from    uint64
	limit   int
	key     string
	keyed   bool
}

// insidePage is about how many elements are shown at once.
const insidePage = 48

func newInsideState() insideState {
	return insideState{view: drawnView, forms: map[formOf]value.Form{}, wrong: map[string]string{}, seen: map[insideSeen]*core.Inside{}}
}

// OpenMap shows the inside of a map, or closes it where it is open.
func (s *Store) OpenMap(nr int) {
	in := &s.inside
	if in.nr == nr {
		nr = 0
	}
	in.nr, in.edit, in.leafed, in.query = nr, valueEdit{}, false, core.InsideQuery{}
	clear(in.wrong)
	for _, input := range []string{findInput, jumpInput, newKeyInput, newValueInput} {
		s.host.SetValue(input, "")
	}
	if nr != 0 {
		s.tab = KernelTab
	}
	s.changed()
}

// openTouched opens the map that the shown call is about, if it is about an element. The column that a phone shows stays.
func (s *Store) openTouched() {
	if t := s.Trace(); t != nil && t.Map != 0 {
		tab := s.tab
		s.OpenMap(t.Map)
		s.tab = tab
	}
}

// ViewMap chooses how the open map is looked at.
func (s *Store) ViewMap(v insideView) {
	if slices.Contains(insideViews, v) {
		s.inside.view, s.inside.edit = v, valueEdit{}
	}
}

// openMap is the open map as it is at the step that is shown; ok is false where it is not there then.
func (s *Store) openMap() (m core.MapView, ok bool) { return mapNamed(s.View(), s.inside.nr) }

func mapNamed(v *core.View, nr int) (m core.MapView, ok bool) {
	for _, m := range v.Maps {
		if m.Nr == nr {
			return m, true
		}
	}
	return core.MapView{}, false
}

// formFor is the form of a map's keys or values.
func (s *Store) formFor(m core.MapView, ofValue bool) value.Form {
	if f, chosen := s.inside.forms[formOf{m.Nr, ofValue}]; chosen {
		return f
	}
	if ofValue {
		return value.ValueForm(m)
	}
	return value.KeyForm(m)
}

// SetForm chooses the form of a map's keys or values.
func (s *Store) SetForm(nr int, ofValue bool, f value.Form) {
	if f < value.NumForms {
		s.inside.forms[formOf{nr, ofValue}] = f
		s.inside.edit = valueEdit{}
	}
}
