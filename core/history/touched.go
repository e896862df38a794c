package history

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// Touched is the element of a map that a call names, at a step of the call.
type Touched struct {
	Map    int
	Count  uint64 // elements of the map; of a bloom filter, set bits
	Key    []byte // nil if the map has no keys
	Value  []byte // the whole value, of all CPUs; nil if the call has not read or written it at the step
	Effect string // "new", "written", "replaced", "removed", "read", "next", "not found"; "" before the effect
	Types  core.MapTypes
}

// elementEffects are the effects of events on the element of a call.
var elementEffects = table.Indexed[core.EventKind, string]{
	core.ElemMade: "new", core.ElemWritten: "written", core.ElemReplaced: "replaced", core.ElemRemoved: "removed",
}

// TouchedAt returns the element that the call names after n of its events; ok is false if it is not a call on elements.
func (t *Trace) TouchedAt(n int) (e Touched, ok bool) {
	if t.before == nil || t.before.Form == core.InsideNone {
		return e, false
	}
	e = Touched{Map: t.Map, Count: t.before.Count, Key: t.Key, Types: t.before.Types}
	for _, event := range t.Events[:min(n, len(t.Events))] {
		if effect := elementEffects.At(event.Kind); effect != "" && event.Map == t.Map {
			e.Effect = effect
			if event.Kind == core.ElemMade || event.Kind == core.ElemRemoved {
				e.Count = event.B
			}
		}
	}
	if n >= len(t.Events) && t.after != nil {
		e.Count = t.after.Count
		switch cmd := t.cmd(); {
		case t.Result < 0:
			if refusal, ok := t.Refusal(); ok && refusal.Check.Errno == abi.ENOENT {
				e.Effect = "not found"
			}
		case cmd == abi.BPF_MAP_LOOKUP_ELEM:
			e.Effect = "read"
		case t.next != nil:
			e.Key, e.Effect = t.next, "next"
		}
	}
	if t.Result >= 0 && e.Effect != "" && e.Effect != "next" {
		e.Value = t.Value
	}
	return e, true
}

// valueOf returns the whole value at the address that an element call names; nil if it has none.
func (s subject) valueOf(t *core.Task, in *core.Inside) []byte {
	if s.value == 0 || in == nil {
		return nil
	}
	size := s.m.ValueSize
	if in.CPUs > 0 {
		size = uint32(in.CPUs * in.Stride)
	}
	return userBytes(t, s.value, size)
}
