package web

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// touch is what the call that is shown did to the open map, up to the event that is shown.
type touch struct {
	lit  map[uint32]string // elements by number, and what became of them
	gone map[uint32]string // elements that left, and how
}

// elemNew marks an element that the shown call made.
const elemNew = "new"

// elementEvents say what an event does to elements: it makes number A or B, or takes A away.
var elementEvents = map[core.EventKind]struct{ made, gone string }{
	core.ElemMade:     {made: elemNew},
	core.ElemWritten:  {made: "written"},
	core.ElemReplaced: {made: elemNew, gone: "replaced"},
	core.ElemRemoved:  {gone: "removed"},
	core.ElemEvicted:  {gone: "evicted"},
}

// touched is what the shown call did to the open map so far, and what it looked at.
func (s *Store) touched() touch {
	t := touch{map[uint32]string{}, map[uint32]string{}}
	trace := s.Trace()
	if trace == nil {
		return t
	}
	for _, e := range trace.Events[:min(s.at.Event, len(trace.Events))] {
		row := elementEvents[e.Kind]
		if e.Map != s.inside.nr || row.made == "" && row.gone == "" {
			continue
		}
		made := uint32(e.A)
		if row.gone != "" {
			t.gone[uint32(e.A)] = row.gone
			delete(t.lit, uint32(e.A))
			made = uint32(e.B)
		}
		if row.made != "" {
			t.lit[made] = row.made
		}
	}
	return t
}

// found is where the key lies that was searched for, or that the shown call is about; nil where there is none.
func (s *Store) found() *core.Found {
	if q := s.inside.query; q.Key != nil {
		if in := s.page(); in != nil {
			return in.Found
		}
		return nil
	}
	key := s.touchedKey()
	if key == nil {
		return nil
	}
	if in := s.peek(s.at, core.InsideQuery{Key: key}); in != nil {
		return in.Found
	}
	return nil
}

// touchedKey is the key that the shown call is about, if it is a call on the open map.
func (s *Store) touchedKey() []byte {
	if t := s.Trace(); t != nil && t.Map == s.inside.nr {
		return t.Key
	}
	return nil
}

// callMap is the number of the map that a call names by a descriptor, by a view of the descriptors; 0 where it names none.
func callMap(c *core.Call, v *core.View) int {
	row := c.Cmd().Known(abi.Newest)
	if c.Op != core.OpBpf || row == nil {
		return 0
	}
	for _, f := range row.Fields {
		if f.Kind == abi.KindFD && f.Name == abi.ElemMapFD.Name && f.End() <= len(c.Attr()) {
			return mapOf(v, c.Task, int(int32(f.Value(c.Attr()))))
		}
	}
	return 0
}

// mapOf is the number of the map that a descriptor leads to; 0 for none.
func mapOf(v *core.View, task, fd int) int {
	for _, t := range v.Tasks {
		if t.Nr != task {
			continue
		}
		for _, d := range t.FDs {
			if d.FD != fd {
				continue
			}
			for _, f := range v.Files {
				if f.Nr == d.File {
					return f.Map
				}
			}
		}
	}
	return 0
}

// toldBack is how many calls are looked through for the last one that named the open map.
const toldBack = 200

// lastSays is the sentence of the last call that did something to the open map, up to the step that is shown: within a
// call that of the event.
func (s *Store) lastSays() string {
	if t := s.Trace(); t != nil && concerns(t, s.inside.nr) && !s.hides(s.at.Call) {
		if e := s.Event(); e != nil && e.Map == s.inside.nr && s.at.Event < len(t.Events) {
			return e.Sentence()
		}
		return t.Sentence()
	}
	v := s.View()
	for n := s.at.Call - 1; n > max(0, s.at.Call-toldBack); n-- {
		if c, _ := s.session.Call(n); callMap(&c, v) == s.inside.nr {
			return fmt.Sprintf("Call %d: %s", n, s.session.Trace(n).Sentence())
		}
	}
	return ""
}

// concerns says whether a call was about a map, or did something to it.
func concerns(t *core.Trace, nr int) bool {
	return t.Map == nr || slices.ContainsFunc(t.Events, func(e core.Event) bool { return e.Map == nr })
}
