package message

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// LooksLike reports whether a line is a message about a failed call, or about the creation or the definition of a map.
func LooksLike(p *paste.Source) bool {
	return p.Some(func(line string) bool {
		if _, ok := find(line); ok {
			return true
		}
		if _, _, ok := created(line); ok {
			return true
		}
		_, rest, ok := aboutMap(line)
		return ok && strings.HasPrefix(rest, ": found type = ")
	})
}

// Begin starts to read messages.
func Begin(*paste.Source) (paste.LineReader, *paste.SyntaxError) {
	return &reader{maps: map[string]*definition{}, sections: map[string]uint64{}}, nil
}

// reader turns each message into a call.
type reader struct {
	text     paste.Text
	maps     map[string]*definition // by name
	defined  []*definition          // in the order of the text
	sections map[string]uint64      // sizes by index
}

func (r *reader) Line(l paste.Line) {
	if paste.IsBlank(l.Text) {
		return
	}
	if r.defines(l) {
		r.text.Unread = l.Note(r.text.Unread, "describes a map")
		return
	}
	if name, fd, ok := created(l.Text); ok {
		ret := int64(fd)
		r.add(l, found{pattern: &patterns[0], name: name}, &ret)
		return
	}
	f, ok := find(l.Text)
	if !ok {
		r.text.Unread = l.Note(r.text.Unread, "is not a message about a failed call")
		return
	}
	ret := -int64(f.errno)
	r.add(l, f, &ret)
}

// add appends the call of a message.
func (r *reader) add(l paste.Line, f found, ret *int64) {
	c := paste.Call{Line: l.Num, Lines: l.Lines, Name: "bpf", Cmd: f.cmd, Result: ret}
	if f.cmd == abi.BPF_MAP_CREATE {
		d := r.maps[f.name]
		if d != nil {
			c.Attr = append([]byte(nil), d.attr...)
		}
		c.Lost = d.missing()
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

// created reads a line such as "libbpf: map 'x': created successfully, fd=3".
func created(line string) (name string, fd int, ok bool) {
	name, rest, _ := aboutMap(line)
	digits, ok := strings.CutPrefix(rest, ": created successfully, fd=")
	fd, err := strconv.Atoi(strings.TrimSpace(digits))
	return name, fd, ok && err == nil && fd >= 0
}

// Finish creates the maps that the text defines and does not create, if it creates none: the text ends before that.
func (r *reader) Finish() paste.Text {
	if len(r.text.Calls) == 0 {
		for _, d := range r.defined {
			if d.given[&abi.MapTypeField] {
				r.add(d.line, found{pattern: &patterns[0], name: d.name}, nil)
			}
		}
	}
	r.text.Format = "messages of a library"
	return r.text
}
