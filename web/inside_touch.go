package web

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/table"
)

// elementEvents are the effects of events: element A or B is created or written, or element A is removed.
var elementEvents = table.Indexed[core.EventKind, struct{ made, gone string }]{
	core.ElemMade:     {made: "new"},
	core.ElemWritten:  {made: "written"},
	core.ElemReplaced: {made: "new", gone: "replaced"},
	core.ElemRemoved:  {gone: "removed"},
	core.ElemEvicted:  {gone: "evicted"},
}

// touched returns the effects of the shown call on elements of the open map, up to the shown event.
func (in *Inside) touched() (changed, removed map[uint32]string) {
	changed, removed = map[uint32]string{}, map[uint32]string{}
	trace := in.desk.lookInside()
	if trace == nil {
		return changed, removed
	}
	for _, e := range trace.Events[:min(in.desk.at.Event, len(trace.Events))] {
		row := elementEvents.At(e.Kind)
		if e.Map != in.nr || row.made == "" && row.gone == "" {
			continue
		}
		made := uint32(e.A)
		if row.gone != "" {
			removed[uint32(e.A)] = row.gone
			delete(changed, uint32(e.A))
			made = uint32(e.B)
		}
		if row.made != "" {
			changed[made] = row.made
		}
	}
	return changed, removed
}

// found returns the position of the searched key or of the shown call's key; nil without such a key.
func (in *Inside) found() *core.Found {
	if q := in.query; q.Key != nil {
		if page := in.page(); page != nil {
			return page.Found
		}
		return nil
	}
	key := in.touchedKey()
	if key == nil {
		return nil
	}
	if page := in.peek(in.desk.at, core.InsideQuery{Key: key}); page != nil {
		return page.Found
	}
	return nil
}

// touchedKey returns the key of the shown call if it is a call on the open map.
func (in *Inside) touchedKey() []byte {
	if t := in.desk.lookInside(); t != nil && t.Map == in.nr {
		return t.Key
	}
	return nil
}

// callMap returns the number of the map that a call names by a descriptor of the view; 0 if it names none.
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

// mapOf returns the number of a descriptor's map; 0 for none.
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

// toldBack is the number of calls to search backwards for a call on the open map.
const toldBack = 200

// lastSays returns the sentence of the last call on the open map, up to the shown step. During such a call it returns the
// sentence of the event.
func (in *Inside) lastSays() string {
	if t := in.desk.lookInside(); t != nil && concerns(t, in.nr) && !in.cases.hides(in.desk.at.Call) {
		if e := in.desk.event(); e != nil && e.Map == in.nr && in.desk.at.Event < len(t.Events) {
			return history.EventSentence(*e)
		}
		return t.Sentence()
	}
	v := in.desk.view()
	for n := in.desk.at.Call - 1; n > max(0, in.desk.at.Call-toldBack); n-- {
		if c, _ := in.desk.session.Call(n); callMap(&c.Call, v) == in.nr {
			return fmt.Sprintf("Call %d: %s", n, in.desk.session.Trace(n).Sentence())
		}
	}
	return ""
}

// concerns reports whether a call names a map or changes it.
func concerns(t *history.Trace, nr int) bool {
	return t.Map == nr || slices.ContainsFunc(t.Events, func(e core.Event) bool { return e.Map == nr })
}
