package bpftool

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// shownMap is a map that bpftool map show prints, in plain text or JSON. It was made before the text begins, or by a command of the text.
type shownMap struct {
	lines  []paste.Line
	id     uint64
	name   string
	path   string // the first path at which it is pinned; "" for none
	attr   []byte
	frozen bool
	btf    bool
}

// shownHeader returns the map that a line such as "7: hash  name flows  flags 0x0" begins, or nil.
func shownHeader(line string) *shownMap {
	id, rest, ok := strings.Cut(strings.TrimSpace(line), ": ")
	n, err := strconv.ParseUint(id, 10, 32)
	if !ok || err != nil {
		return nil
	}
	words := strings.Fields(rest)
	if len(words) < 3 || words[len(words)-2] != "flags" && words[1] != "name" && words[1] != "flags" {
		return nil
	}
	m := &shownMap{id: n, attr: make([]byte, createSize)}
	if !m.setType(words[0]) {
		return nil
	}
	for i := 1; i+1 < len(words); i += 2 {
		switch words[i] {
		case "name":
			m.name = words[i+1]
		case "flags":
			m.set(&abi.MapFlagsField, words[i+1])
		}
	}
	return m
}

func (m *shownMap) setType(word string) bool {
	v, err := abi.KindMapType.Parse(word)
	if err != nil || v == 0 {
		return false
	}
	m.attr = abi.MapTypeField.Put(m.attr, v)
	return true
}

// set sets a field to a number, which may end in B for bytes.
func (m *shownMap) set(f *abi.Field, number string) {
	if v, err := strconv.ParseUint(strings.TrimSuffix(number, "B"), 0, 32); err == nil {
		m.attr = f.Put(m.attr, v)
	}
}

// shownNumbers lists the numbers that follow the header of a map, and their names in JSON.
var shownNumbers = []struct {
	word, json string
	field      *abi.Field
}{
	{"key", "bytes_key", &abi.KeySize}, {"value", "bytes_value", &abi.ValueSize},
	{"max_entries", "max_entries", &abi.MaxEntries}, {"", "flags", &abi.MapFlagsField},
}

// shownWords are the words that start a line after the header of a map.
var shownWords = []string{"key", "pinned", "btf_id", "owner_prog_type", "owner", "frozen", "pids", "array", "hash"}

// detail reads a line after the header of a map, such as "key 4B  value 8B  max_entries 16  memlock 4096B".
func (m *shownMap) detail(line string) bool {
	words := strings.Fields(line)
	if len(words) == 0 {
		return false
	}
	known := false
	for _, w := range shownWords {
		known = known || strings.TrimSuffix(words[0], ":") == w
	}
	if !known || words[0] == "key" && (len(words) < 2 || !strings.HasSuffix(words[1], "B")) {
		return false
	}
	for i, w := range words {
		m.frozen = m.frozen || w == "frozen"
		m.btf = m.btf || w == "btf_id"
		if i+1 == len(words) {
			break
		}
		if w == "pinned" && m.path == "" {
			m.path = strings.TrimSuffix(words[i+1], ",")
		}
		for _, n := range shownNumbers {
			if n.word == w {
				m.set(n.field, words[i+1])
			}
		}
	}
	return true
}

// shownLine reads a line of the output of bpftool map show, and reports whether it is one.
func (r *reader) shownLine(l paste.Line) bool {
	if m := shownHeader(l.Text); m != nil {
		m.lines = []paste.Line{l}
		r.shown = append(r.shown, m)
		return true
	}
	if n := len(r.shown); n > 0 && r.shown[n-1].detail(l.Text) {
		r.shown[n-1].lines = append(r.shown[n-1].lines, l)
		return true
	}
	return r.json.read(r, l)
}

// closeShown appends the calls that make the maps that bpftool has shown, before those of the command that showed them.
func (r *reader) closeShown() {
	shown := r.shown
	r.unread(r.json.lead, "what bpftool printed")
	r.shown, r.json = nil, jsonText{}
	if shown == nil {
		return
	}
	show := r.shownFor
	if show.run != nil {
		r.text.Calls = r.text.Calls[:show.from]
	}
	begins, lines := r.begins, r.lines
	for _, m := range shown {
		r.existing(m)
	}
	if show.run != nil {
		r.begins, r.lines = show.begins, show.lines
		show.run()
	}
	r.begins, r.lines, r.main, r.shownFor = begins, lines, -1, showing{}
}

// existing makes a map that bpftool shows, unless the text makes it. Its descriptor stays open and holds it.
func (r *reader) existing(m *shownMap) {
	if n := len(r.text.Calls); n > callsMost {
		r.unread(m.lines, fmt.Sprintf("the maps above come to %d calls: at most %d are read", n, callsMost))
		return
	}
	if r.knows(m) {
		r.unread(m.lines, "what bpftool printed")
		return
	}
	first, last := m.lines[0], m.lines[len(m.lines)-1]
	r.begins, r.lines = first.Num, last.Num+last.Lines-first.Num
	fields := []field{{field: &abi.MapName, text: m.name}}
	for _, f := range [...]*abi.Field{&abi.MapTypeField, &abi.KeySize, &abi.ValueSize, &abi.MaxEntries, &abi.MapFlagsField} {
		fields = append(fields, field{field: f, v: f.Value(m.attr)})
	}
	fd := r.bpf(abi.BPF_MAP_CREATE, createSize, fields...)
	c := &r.text.Calls[fd]
	if m.btf {
		c.Lost = append(c.Lost, "the BTF of the map")
	}
	if t := abi.MapTypeField.Value(m.attr); t < uint64(len(abi.MapTypes)) && abi.MapTypes[t].Holds == abi.HoldsMaps {
		c.Lost = append(c.Lost, "the inner map")
	}
	r.text.Notes = first.Note(r.text.Notes, "bpftool shows a map that exists: a call creates it")
	r.info(fd)
	r.held = true
	made := madeMap{name: m.name, path: m.path, attr: m.attr, id: m.id, info: len(r.text.Calls) - 1}
	if m.path != "" {
		pinned := int64(0)
		pin := r.bpf(abi.BPF_OBJ_PIN, 16, field{field: &abi.Pathname, v: pathAddr, text: m.path}, field{field: &abi.ObjFD, ref: &paste.Ref{Call: fd}})
		r.text.Calls[pin].Result = &pinned
	}
	if m.frozen {
		r.bpf(abi.BPF_MAP_FREEZE, 4, field{field: &abi.ElemMapFD, ref: &paste.Ref{Call: fd}})
	}
	r.ids[m.id] = len(r.maps)
	r.maps = append(r.maps, made)
}

// knows reports whether the text creates m, or has shown it. It learns the id of a map that the text creates.
func (r *reader) knows(m *shownMap) bool {
	if _, shown := r.ids[m.id]; shown {
		return true
	}
	if len(r.ids) == len(r.maps) {
		return false // all have ids
	}
	for i := range r.maps {
		made := &r.maps[i]
		if made.id == 0 && made.name == m.name && abi.MapTypeField.Value(made.attr) == abi.MapTypeField.Value(m.attr) {
			made.id, r.ids[m.id] = m.id, i
			return true
		}
	}
	return false
}
