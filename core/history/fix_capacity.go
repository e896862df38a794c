package history

import (
	"encoding/binary"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// costCapacity is the cost of a larger map: it comes before an update of another key, which loses data.
const costCapacity = 0.8

// fixCapacity returns the creation of a map with more entries, if an update fails for lack of room.
func (s *Session) fixCapacity(n int) []Fix {
	c := &s.calls[n-1].Call
	if e := abi.Errno(-s.results[n-1]); c.Op != core.OpBpf || c.Cmd() != abi.BPF_MAP_UPDATE_ELEM || e != abi.E2BIG && e != abi.ENOSPC {
		return nil
	}
	k := s.replayed(n-1, s.fixSlice).kernel
	task := k.Task(c.Task)
	for _, w := range c.Writes {
		k.Poke(task, w)
	}
	sub := subjectOf(task, c)
	if sub.m == nil || s.Creation(sub.m.Nr) == 0 {
		return nil
	}
	created := s.Creation(sub.m.Nr)
	create := s.calls[created-1].Call
	attr := create.Attr()
	if len(attr) < abi.MaxEntries.End() {
		return nil
	}
	from := abi.MaxEntries.Value(attr)
	to := 2 * max(from, 1)
	if sub.m.Type.Keys() == abi.KeyIndex && len(sub.key) == 4 {
		to = uint64(binary.LittleEndian.Uint32(sub.key)) + 1
	}
	edit := Edit{What: abi.MaxEntries.Name, Field: &abi.MaxEntries, From: abi.KindU32.Format(from), To: abi.KindU32.Format(to), value: to}
	calls := slices.Clone(s.calls[:n])
	calls[created-1].Call = edit.apply(create)
	return s.tried(n, s.machine, calls, Fix{Edits: []Edit{edit}, Nr: created, Call: calls[created-1].Call, cost: costCapacity})
}

// fixTypes returns the seed with the map type of a BPF_MAP_CREATE registered.
func (s *Session) fixTypes(n int) []Fix {
	c := &s.calls[n-1].Call
	if s.machine.Release != abi.Seed || c.Op != core.OpBpf || c.Cmd() != abi.BPF_MAP_CREATE || c.Attr() == nil {
		return nil
	}
	t := core.RegisteredType{Type: abi.MapType(abi.MapTypeField.Value(c.Attr()))}
	m := s.machine
	if int(t.Type) >= len(abi.MapTypes) || slices.ContainsFunc(m.Types, func(r core.RegisteredType) bool { return r.Type == t.Type }) {
		return nil
	}
	m.Types = append(slices.Clone(m.Types), t)
	edit := Edit{What: "registered map types", From: typeNames(s.machine.Types), To: typeNames(m.Types)}
	return s.tried(n, m, s.calls[:n], Fix{Edits: []Edit{edit}, Call: *c, cost: costMachine})
}

// typeNames lists registered map types.
func typeNames(types []core.RegisteredType) string {
	if len(types) == 0 {
		return "none"
	}
	text := ""
	for i, t := range types {
		if i > 0 {
			text += ", "
		}
		text += t.Type.Short()
	}
	return text
}

// tried returns fix with its result if call n succeeds on a machine after these calls.
func (s *Session) tried(n int, m core.Machine, calls []Call, fix Fix) []Fix {
	b, err := Build(m, calls, Step{})
	if err != nil {
		return nil
	}
	b.session.spent.most = s.Work(n) + fixWork
	for b.Step() {
		if s.fixSlice != nil {
			s.fixSlice()
		}
	}
	other, err := b.Session()
	if err != nil || other.results[n-1] < 0 {
		return nil
	}
	fix.Machine, fix.Results = m, []Result{{Release: m.Release, Value: other.results[n-1], Reached: true}}
	return []Fix{fix}
}
