package web

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/value"
)

// Draft is the call that is being filled in. Its bytes are the truth: fields, bytes and the line of strace are three
// ways to see and change them.
type Draft struct {
	Task int
	Op   core.Op
	Cmd  abi.Cmd
	Attr []byte
	Addr uint64
	Size uint32
	Args [3]uint64 // of calls other than bpf
	Path string    // of unlink

	buffers map[string][]byte     // what lies behind the pointers among the fields, by their names
	forms   map[string]value.Form // chosen form of each buffer; hex by default

	typed   map[string]string // what is being typed into an input
	shown   map[string]string // what an input was last given to show
	dropped []string          // inputs whose typed text is to be replaced by what it came to
	wrong   map[string]string // why an input's text could not be read, in words
	newer   bool              // fields behind the size, and those of newer releases, are shown too
	cursor  int               // the byte that has the keyboard
}

// defaultAttr is what a fresh desk begins with: a small hash map.
var defaultAttr = []uint64{uint64(abi.BPF_MAP_TYPE_HASH), 4, 8, 16}

func newDraft() Draft {
	d := Draft{Addr: core.ArenaStart, typed: map[string]string{}, shown: map[string]string{}, wrong: map[string]string{}, forms: map[string]value.Form{}}
	for i, v := range defaultAttr {
		d.Attr = abi.Commands[abi.BPF_MAP_CREATE].Fields[i].Put(d.Attr, v)
	}
	d.Size = uint32(len(d.Attr))
	return d
}

// reach makes a fresh attr long enough for the flags, where the release has them.
func (d *Draft) reach(r abi.Release) {
	if abi.MapFlagsField.Since <= r {
		d.Attr = abi.Grow(d.Attr, abi.MapFlagsField.End())
		d.Size = uint32(len(d.Attr))
	}
}

// Inputs that are no field of the attr.
const (
	sizeInput   = "size"
	addrInput   = "uattr"
	cmdInput    = "cmd"
	straceInput = "strace"
)

// note keeps what was typed and what is wrong with it; no err means that nothing is.
func (d *Draft) note(input, typed string, err error) {
	d.typed[input] = typed
	delete(d.wrong, input)
	if err != nil {
		d.wrong[input] = err.Error()
	}
}

// settle forgets what was typed into every input but one: the bytes have changed under the others.
func (d *Draft) settle(but string) {
	for input := range d.typed {
		if input != but {
			d.drop(input)
		}
	}
}

// leave is called when the keyboard leaves an input: what could be read is printed in its usual form.
func (d *Draft) leave(input string) {
	if d.wrong[input] == "" {
		d.drop(input)
	}
}

// drop forgets what was typed into an input.
func (d *Draft) drop(input string) {
	if _, typed := d.typed[input]; typed {
		delete(d.typed, input)
		delete(d.wrong, input)
		d.dropped = append(d.dropped, input)
	}
}

// text is what an input is given to show. While somebody types there that is what it was given before: the framework
// would write the typed text back without its blanks.
func (d *Draft) text(input string) string {
	if _, typing := d.typed[input]; !typing {
		d.shown[input] = d.usual(input)
	}
	return d.shown[input]
}

// usual is what an input shows while nobody types there.
func (d *Draft) usual(input string) string {
	if f, ok := numbers[input]; ok {
		return f(d)
	}
	for i, a := range d.Op.Args() {
		if a.Form == core.ArgPath && a.Name == input {
			return d.Path
		}
		if a.Name == input && d.Op != core.OpBpf {
			return a.Form.Format(d.Args[i])
		}
	}
	var at int
	if n, _ := fmt.Sscanf(input, "byte-%d", &at); n == 1 {
		return fmt.Sprintf("%02x", abi.Grow(slices.Clone(d.Attr), at+1)[at])
	}
	if row := d.row(); row != nil {
		for _, f := range row.Fields {
			switch input {
			case f.Name:
				return d.fieldText(f)
			case bufferInput(f):
				return d.bufferText(f)
			}
		}
	}
	return ""
}

// numbers are the inputs beside the fields and bytes.
var numbers = map[string]func(*Draft) string{
	sizeInput:   func(d *Draft) string { return fmt.Sprint(d.Size) },
	addrInput:   func(d *Draft) string { return abi.KindPointer.Format(d.Addr) },
	cmdInput:    func(d *Draft) string { return fmt.Sprint(int32(d.Cmd)) },
	straceInput: (*Draft).line,
}

// setField reads what was typed for a field into the bytes. A field behind the size makes the size reach it.
func (d *Draft) setField(f *abi.Field, typed string) {
	if f.Kind == abi.KindName {
		d.setName(f, typed)
		return
	}
	v, err := f.Kind.Parse(typed)
	d.note(f.Name, typed, err)
	if err == nil {
		d.put(f.Put(slices.Clone(d.Attr), v), f.Name)
		d.Size = max(d.Size, uint32(f.End()))
	}
}

func (d *Draft) setName(f *abi.Field, typed string) {
	if len(typed) > f.Kind.Size() {
		d.note(f.Name, typed, fmt.Errorf("%d characters do not fit: a name has %d, the last of them a NUL", len(typed), f.Kind.Size()))
		return
	}
	d.note(f.Name, typed, nil)
	attr := abi.Grow(slices.Clone(d.Attr), f.End())
	clear(attr[f.Offset:f.End()])
	copy(attr[f.Offset:f.End()], typed)
	d.put(attr, f.Name)
	d.Size = max(d.Size, uint32(f.End()))
}

func (d *Draft) put(attr []byte, from string) {
	d.Attr = attr
	d.settle(from)
}

// setByte changes one byte; the attr grows to it.
func (d *Draft) setByte(at int, b byte) {
	attr := abi.Grow(slices.Clone(d.Attr), at+1)
	attr[at] = b
	d.put(attr, byteInput(at))
}

// byteInput is the name of a byte's input.
func byteInput(at int) string { return fmt.Sprintf("byte-%d", at) }

// setNumber reads one of the numbers beside the attr.
func (d *Draft) setNumber(input, typed string, kind abi.Kind, to func(uint64)) {
	v, err := kind.Parse(typed)
	d.note(input, typed, err)
	if err == nil {
		to(v)
		d.settle(input)
	}
}

// setAttr takes bytes as they were pasted, with their own length as size.
func (d *Draft) setAttr(attr []byte) {
	d.Op = core.OpBpf
	d.put(attr, "")
	d.Size = uint32(len(attr))
	if d.Addr != core.ArenaStart && !mapped(d.Addr) {
		d.Addr = core.ArenaStart
	}
}

// mapped says whether a task's usual memory is at an address.
func mapped(addr uint64) bool {
	return addr >= core.ArenaStart && addr < core.ArenaStart+core.ArenaPages*core.PAGE_SIZE
}

// call is the call as it will be made. Bytes that no memory is there for are left out.
func (d *Draft) call() core.Call {
	if d.Op != core.OpBpf {
		return core.Call{Task: d.Task, Op: d.Op, Args: d.Args, Path: d.path()}
	}
	c := core.Bpf(d.Task, d.Cmd, d.Addr, d.Size)
	if room := d.room(); room > 0 {
		c.Writes = []core.Write{{Addr: d.Addr, Bytes: slices.Clone(d.Attr[:min(len(d.Attr), room)])}}
	}
	c.Writes = append(c.Writes, d.bufferWrites()...)
	return c
}

// path is the path of a call that takes one.
func (d *Draft) path() string {
	for _, a := range d.Op.Args() {
		if a.Form == core.ArgPath {
			return d.Path
		}
	}
	return ""
}

// room is how many bytes of memory lie from the attr's address on.
func (d *Draft) room() int {
	if !mapped(d.Addr) {
		return 0
	}
	return int(core.ArenaStart + core.ArenaPages*core.PAGE_SIZE - d.Addr)
}

// faulty says whether some input could not be read.
func (d *Draft) faulty() bool {
	for _, why := range d.wrong {
		if why != "" {
			return true
		}
	}
	return false
}

// bytesShown is how many bytes of the attr the desk shows; the rest is kept.
func (d *Draft) bytesShown() int {
	return min(max(len(d.Attr), int(min(d.Size, bytesFromSize)), bytesInRow), bytesMost)
}

const (
	bytesFromSize = 96                               // up to where a size alone makes bytes appear
	bytesMost     = 256                              // how many bytes are shown at all
	attrMost      = core.ArenaPages * core.PAGE_SIZE // how many bytes there is memory for
)

// fits says whether pasted bytes find room in the task's memory.
func fits(attr []byte) error {
	if len(attr) > attrMost {
		return fmt.Errorf("that is an attr of %d bytes: the task has memory for %d, and the kernel takes no more than a page", len(attr), attrMost)
	}
	return nil
}
