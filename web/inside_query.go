package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/table"
	"bpfplay/web/value"
)

// The inputs of an open map, by the ids of their elements.
const (
	findInput     = "inside-find"
	jumpInput     = "inside-jump"
	editInput     = "inside-edit"
	newKeyInput   = "inside-new-key"
	newValueInput = "inside-new-value"
)

// peek returns a part of the open map from the session, and caches it.
func (in *Inside) peek(at history.Step, q core.InsideQuery) *core.Inside {
	ask := insideSeen{in.desk.session, in.desk.session.Len(), at, in.nr, q.From, q.Limit, string(q.Key), q.Key != nil}
	if found, ok := in.seen[ask]; ok {
		return found
	}
	if len(in.seen) >= insideKept {
		clear(in.seen)
	}
	found := in.desk.session.Inside(at, in.nr, q)
	in.seen[ask] = found
	return found
}

// insideKept is the maximum number of cached pages.
const insideKept = 16

// page returns the shown page of the open map; nil if the map does not exist at this step. Until the user turns pages, it
// is the page with the key of the call.
func (in *Inside) page() *core.Inside {
	q := in.query
	q.Limit = insidePage // in a bloom filter, words of 64 bits
	if page := in.peek(in.desk.at, q); page == nil || q.Key != nil || in.leafed || page.First && page.Next == 0 {
		return page
	}
	if key := in.touchedKey(); key != nil {
		q.Key = key
	}
	return in.peek(in.desk.at, q)
}

// Paging, searching and choosing a view or form change only the inside of the map. go-app redraws the component of an
// event anyway, so Rev does not increase and the rest of the page is not drawn again.

// Leaf shows another page of the open map: its first, the previous, the next or the last.
func (in *Inside) Leaf(to func(*core.Inside) uint64) {
	if page := in.page(); page != nil {
		in.turnTo(to(page))
	}
}

func (in *Inside) turnTo(from uint64) {
	in.query, in.leafed, in.edit = core.InsideQuery{From: from}, true, valueEdit{}
	delete(in.wrong, findInput)
	in.host.SetValue(findInput, "")
}

// leafs lists the page buttons.
var leafs = []struct {
	id, sign, label string
	off             func(*core.Inside) bool
	to              func(*core.Inside) uint64
}{
	{"leaf-first", "⇤", "First page", func(in *core.Inside) bool { return in.First }, func(*core.Inside) uint64 { return 0 }},
	{"leaf-prev", "‹", "Previous page", func(in *core.Inside) bool { return in.First }, func(in *core.Inside) uint64 { return in.Prev }},
	{"leaf-next", "›", "Next page", func(in *core.Inside) bool { return in.Next == 0 }, func(in *core.Inside) uint64 { return in.Next }},
	{"leaf-last", "⇥", "Last page", func(in *core.Inside) bool { return in.Next == 0 }, func(in *core.Inside) uint64 { return in.Last }},
}

// FindKey shows the position of a key in the open map. In a map without keys it finds a value.
func (in *Inside) FindKey(typed string) {
	delete(in.wrong, findInput)
	m, ok := in.openMap()
	if !ok {
		return
	}
	if strings.TrimSpace(typed) == "" {
		in.query, in.leafed = core.InsideQuery{}, false
		return
	}
	size, isValue := m.KeySize, false
	if size == 0 {
		size, isValue = m.ValueSize, true
	}
	key, err := in.formFor(m, isValue).Parse(typed, int(size))
	if err != nil {
		in.wrong[findInput] = sentence(err)
		return
	}
	in.query, in.leafed, in.edit = core.InsideQuery{Key: key}, true, valueEdit{}
}

// places names the unit of a page's start, by form of the map.
var places = table.Listed[core.InsideForm, string]{
	{core.InsideArray, "index"}, {core.InsideHash, "bucket"}, {core.InsideQueue, "place"}, {core.InsideStack, "place"}, {core.InsideBloom, "bit"},
}

// Jump shows the page that starts at an index, bucket or place.
func (in *Inside) Jump(typed string) {
	delete(in.wrong, jumpInput)
	page := in.page()
	if page == nil || strings.TrimSpace(typed) == "" {
		return
	}
	end := page.Size
	if page.Form == core.InsideQueue || page.Form == core.InsideStack {
		end = page.Count
	}
	at, err := strconv.ParseUint(strings.TrimSpace(value.Narrow(typed)), 0, 64)
	if err != nil || at >= end {
		in.wrong[jumpInput] = fmt.Sprintf("Invalid %s %q. Use 0 to %d.", places.Of(page.Form), typed, end-min(end, 1))
		return
	}
	in.turnTo(at)
}
