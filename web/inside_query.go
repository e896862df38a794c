package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
)

// Inputs of the inside of a map, by the ids of their elements.
const (
	findInput     = "inside-find"
	jumpInput     = "inside-jump"
	editInput     = "inside-edit"
	newKeyInput   = "inside-new-key"
	newValueInput = "inside-new-value"
)

// peek asks the session for a part of the open map, once for each step.
func (s *Store) peek(at core.Step, q core.InsideQuery) *core.Inside {
	in := &s.inside
	ask := insideSeen{s.session, s.session.Len(), at, in.nr, q.From, q.Limit, string(q.Key), q.Key != nil}
	if found, ok := in.seen[ask]; ok {
		return found
	}
	if len(in.seen) >= insideKept {
		clear(in.seen)
	}
	found := s.session.Inside(at, in.nr, q)
	in.seen[ask] = found
	return found
}

// insideKept is how many answers of the session are kept.
const insideKept = 16

// page is the page of the open map that is shown; nil where the map is not there at this step. Where nobody has
// leafed through the map, it is the one with the key that the call was about.
func (s *Store) page() *core.Inside {
	q := s.inside.query
	q.Limit = insidePage // of a bloom filter words of 64 bits
	if in := s.peek(s.at, q); in == nil || q.Key != nil || s.inside.leafed || in.First && in.Next == 0 {
		return in
	}
	if key := s.touchedKey(); key != nil {
		q.Key = key
	}
	return s.peek(s.at, q)
}

// Leafing, searching and the choice of a view or a form are seen in the inside of the map alone, which looks anew after
// each of its own events. So Rev does not grow, and nothing else on the desk is drawn again.

// Leaf shows another page of the open map: its first, the one before, the one behind or the last.
func (s *Store) Leaf(to func(*core.Inside) uint64) {
	if in := s.page(); in != nil {
		s.turnTo(to(in))
	}
}

func (s *Store) turnTo(from uint64) {
	s.inside.query, s.inside.leafed, s.inside.edit = core.InsideQuery{From: from}, true, valueEdit{}
	delete(s.inside.wrong, findInput)
	s.host.SetValue(findInput, "")
}

// leafs are the ways through the pages.
var leafs = []struct {
	id, sign, says string
	off            func(*core.Inside) bool
	to             func(*core.Inside) uint64
}{
	{"leaf-first", "⇤", "The first page", func(in *core.Inside) bool { return in.First }, func(*core.Inside) uint64 { return 0 }},
	{"leaf-prev", "‹", "The page before", func(in *core.Inside) bool { return in.First }, func(in *core.Inside) uint64 { return in.Prev }},
	{"leaf-next", "›", "The next page", func(in *core.Inside) bool { return in.Next == 0 }, func(in *core.Inside) uint64 { return in.Next }},
	{"leaf-last", "⇥", "The last page", func(in *core.Inside) bool { return in.Next == 0 }, func(in *core.Inside) uint64 { return in.Last }},
}

// FindKey shows where a key lies in the open map, or would lie. Of a map without keys it is a value that is looked for.
func (s *Store) FindKey(typed string) {
	in := &s.inside
	delete(in.wrong, findInput)
	m, ok := s.openMap()
	if !ok {
		return
	}
	if strings.TrimSpace(typed) == "" {
		in.query, in.leafed = core.InsideQuery{}, false
		return
	}
	size, value := m.KeySize, false
	if size == 0 {
		size, value = m.ValueSize, true
	}
	key, err := s.formFor(m, value).Parse(typed, int(size))
	if err != nil {
		in.wrong[findInput] = err.Error()
		return
	}
	in.query, in.leafed, in.edit = core.InsideQuery{Key: key}, true, valueEdit{}
}

// places are what a page of a map of each form begins at.
var places = map[core.InsideForm]string{
	core.InsideArray: "index", core.InsideHash: "bucket", core.InsideQueue: "place", core.InsideStack: "place", core.InsideBloom: "bit",
}

// Jump shows the page that begins at an index, a bucket or a place.
func (s *Store) Jump(typed string) {
	delete(s.inside.wrong, jumpInput)
	in := s.page()
	if in == nil || strings.TrimSpace(typed) == "" {
		return
	}
	end := in.Size
	if in.Form == core.InsideQueue || in.Form == core.InsideStack {
		end = in.Count
	}
	at, err := strconv.ParseUint(strings.TrimSpace(typed), 0, 64)
	if err != nil || at >= end {
		s.inside.wrong[jumpInput] = fmt.Sprintf("%q is no %s of this map: one from 0 to %d would be right", typed, places[in.Form], end-min(end, 1))
		return
	}
	s.turnTo(at)
}
