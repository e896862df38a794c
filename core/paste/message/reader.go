package message

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// LooksLike reports whether a line is a message about a failed call or about the creation or the definition of a map, or shows
// an instruction in the log of the verifier.
func LooksLike(p *paste.Source) bool {
	return p.Some(func(line string) bool {
		if _, ok := find(line); ok {
			return true
		}
		if _, _, ok := created(line); ok {
			return true
		}
		_, rest, ok := aboutMap(line)
		return ok && strings.HasPrefix(rest, ": found type = ") || showsInsn(line)
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
	open     *message               // its error may follow; nil for none
	log      *verifierLog           // nil outside a log
	said     []string               // by call: its line
}

// message is a message whose error is in a later line.
type message struct {
	found
	line paste.Line
}

func (r *reader) Line(l paste.Line) {
	if paste.IsBlank(l.Text) {
		return
	}
	if r.logs(l) {
		return
	}
	if r.defines(l) {
		r.text.Unread = l.Note(r.text.Unread, "describes a map")
		return
	}
	if name, fd, ok := created(l.Text); ok {
		ret := int64(fd)
		r.add(l, found{cmd: abi.BPF_MAP_CREATE, name: name}, &ret)
		return
	}
	switch f, ok := find(l.Text); {
	case !ok && r.open != nil && strings.Contains(l.Text, "(os error "):
		ret := -int64(errnoIn(strings.ToLower(l.Text)))
		r.flush()
		last := &r.text.Calls[len(r.text.Calls)-1]
		last.Result, last.Resumed = &ret, l.Num
	case !ok && r.log != nil:
		r.text.Unread = l.Note(r.text.Unread, inLog)
	case !ok:
		r.text.Unread = l.Note(r.text.Unread, "is not a message about a failed call")
	case f.again && r.repeats(f), f.errno == 0 && r.open != nil && r.open.cmd == f.cmd && (f.name == "" || f.name == r.open.name):
		r.text.Unread = l.Note(r.text.Unread, "repeats the message above")
	case f.errno == 0:
		r.flush()
		r.closeLog()
		r.open = &message{f, l}
		r.beginsLog(l)
	default:
		r.flush()
		r.closeLog()
		ret := -int64(f.errno)
		r.add(l, f, &ret)
		r.beginsLog(l)
	}
}

// flush appends the call of a message whose error the text does not show.
func (r *reader) flush() {
	if r.open != nil {
		r.add(r.open.line, r.open.found, nil)
		if r.log != nil && r.log.call < 0 && r.open.cmd == abi.BPF_PROG_LOAD {
			r.log.call = len(r.text.Calls) - 1
		}
	}
	r.open = nil
}

// repeats reports whether a message is about the last call.
func (r *reader) repeats(f found) bool {
	if len(r.text.Calls) == 0 {
		return false
	}
	last := &r.text.Calls[len(r.text.Calls)-1]
	return last.Cmd == f.cmd && last.Result != nil && *last.Result == -int64(f.errno)
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
		c.Attr = make([]byte, attrSize(f.cmd))
		c.Lost = []string{"the message does not show the fields of the call"}
		if int(f.cmd) < len(lost) && lost[f.cmd] != "" {
			c.Lost = []string{lost[f.cmd]}
		}
	}
	c.Size = uint32(len(c.Attr))
	if len(c.Lost) > 0 {
		c.Unshown = new(int) // no field is known for certain
	}
	r.text.Calls, r.said = append(r.text.Calls, c), append(r.said, l.Text)
}

// lost names what a message about a call omits.
var lost = [...]string{
	abi.BPF_PROG_LOAD:       "the message does not show the program: ask for the strace of bpf(), or load the object in the form",
	abi.BPF_BTF_LOAD:        "the message does not show the BTF",
	abi.BPF_MAP_UPDATE_ELEM: "the message does not show the map, the key and the value",
	abi.BPF_MAP_LOOKUP_ELEM: "the message does not show the map and the key",
	abi.BPF_MAP_DELETE_ELEM: "the message does not show the map and the key",
}

// attrSize returns the size of the attr of a command in 4.4, or in its first release.
func attrSize(cmd abi.Cmd) int {
	row := &abi.Commands[cmd]
	return max(row.Last(max(row.Since, abi.V4_4)), abi.ElemMapFD.End())
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
	r.flush()
	r.closeLog()
	if len(r.text.Calls) == 0 {
		for _, d := range r.defined {
			if d.given[&abi.MapTypeField] {
				r.add(d.line, found{cmd: abi.BPF_MAP_CREATE, name: d.name}, nil)
			}
		}
	}
	for i := range r.text.Calls {
		if c := &r.text.Calls[i]; len(c.Lost) > 0 {
			r.text.Notes = append(r.text.Notes, paste.Note{Line: c.Line, Text: r.said[i], Why: strings.Join(c.Lost, "; ")})
		}
	}
	paste.SortNotes(r.text.Unread)
	r.text.Format = "messages of a library"
	return r.text
}
