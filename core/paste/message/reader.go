package message

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// LooksLike reports whether a line is a message about a failed call.
func LooksLike(p *paste.Source) bool {
	return p.Some(func(line string) bool {
		if _, ok := find(line); ok {
			return true
		}
		_, _, ok := created(line)
		return ok
	})
}

// Begin starts to read messages.
func Begin(*paste.Source) (paste.LineReader, *paste.SyntaxError) {
	return &reader{maps: map[string][]byte{}}, nil
}

// reader turns each message into a call.
type reader struct {
	text paste.Text
	maps map[string][]byte // by name: fields that libbpf has printed
}

// fields are the fields of a map that libbpf prints before it creates the map.
var fields = []*abi.Field{&abi.MapTypeField, &abi.KeySize, &abi.ValueSize, &abi.MaxEntries}

func (r *reader) Line(l paste.Line) {
	if paste.IsBlank(l.Text) || r.field(l.Text) {
		r.skip(l, "describes a map that is created later")
		return
	}
	if name, fd, ok := created(l.Text); ok {
		r.add(l, found{pattern: &patterns[0], name: name}, int64(fd))
		return
	}
	f, ok := find(l.Text)
	if !ok {
		r.skip(l, "is not a message about a failed call")
		return
	}
	r.add(l, f, -int64(f.errno))
}

// skip notes a line that is not a call.
func (r *reader) skip(l paste.Line, why string) {
	if !paste.IsBlank(l.Text) {
		r.text.Unread = l.Note(r.text.Unread, why)
	}
}

// add appends the call of a message.
func (r *reader) add(l paste.Line, f found, ret int64) {
	c := paste.Call{Line: l.Num, Lines: l.Lines, Name: "bpf", Cmd: f.cmd, Result: &ret}
	if f.cmd == abi.BPF_MAP_CREATE {
		c.Attr = append([]byte(nil), r.maps[f.name]...)
		c.Lost = missing(c.Attr)
		if f.name != "" {
			c.Attr = abi.Grow(c.Attr, abi.MapName.End())
			copy(c.Attr[abi.MapName.Offset:abi.MapName.End()-1], f.name)
		}
		c.Attr = abi.Grow(c.Attr, abi.MapFlagsField.End())
	} else {
		c.Attr = abi.Grow(nil, abi.KernVersion.End())
		c.Lost = []string{"the message does not show the program: ask for the strace of bpf(), or load the object in the form"}
		if f.cmd == abi.BPF_BTF_LOAD {
			c.Lost = []string{"the message does not show the BTF"}
		}
	}
	c.Size = uint32(len(c.Attr))
	if len(c.Lost) > 0 {
		c.Unshown = new(int) // no field is known for certain
		r.text.Notes = l.Note(r.text.Notes, strings.Join(c.Lost, "; "))
	}
	r.text.Calls = append(r.text.Calls, c)
}

// missing asks for the fields that the messages do not show.
func missing(attr []byte) []string {
	var names []string
	for _, f := range fields {
		if len(attr) < f.End() || f.Value(attr) == 0 && f == &abi.MapTypeField {
			names = append(names, f.Name)
		}
	}
	if names == nil {
		return nil
	}
	return []string{"unknown " + strings.Join(names, ", ") + ": fill in the values of the object"}
}

// field reads a line such as "libbpf: map 'x': found key_size = 4." and reports whether it is one.
func (r *reader) field(line string) bool {
	_, rest, ok := strings.Cut(line, "map '")
	name, rest, ok2 := strings.Cut(rest, "': found ")
	what, value, ok3 := strings.Cut(rest, " = ")
	if !ok || !ok2 || !ok3 {
		return false
	}
	if what == "type" {
		what = "map_type"
	}
	n, err := strconv.ParseUint(strings.Trim(value, ". "), 0, 32)
	for _, f := range fields {
		if f.Name == what && err == nil {
			r.maps[name] = f.Put(abi.Grow(r.maps[name], f.End()), n)
		}
	}
	return true
}

// created reads a line such as "libbpf: map 'x': created successfully, fd=3".
func created(line string) (name string, fd int, ok bool) {
	_, rest, _ := strings.Cut(line, "map '")
	name, rest, _ = strings.Cut(rest, "': created successfully, fd=")
	fd, err := strconv.Atoi(strings.TrimSpace(rest))
	return name, fd, err == nil && fd >= 0
}

func (r *reader) Finish() paste.Text {
	r.text.Format = "messages of a library"
	return r.text
}
