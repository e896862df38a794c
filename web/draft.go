package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
	"bpfplay/web/value"
)

// Draft owns the call in the form and the text typed into its inputs.
type Draft struct {
	*Screen
	desk *Desk
	draftCall
	draftInputs
	newer  bool   // also show fields beyond the size and fields of newer releases
	cursor int    // the byte that has the focus
	of     int    // the call of the history that the form shows; 0 for a new call
	clean  string // the call as text when it was shown or made
	input  string // the input that the user types into
	lanes  bool   // also show the union's other readings
	finder combo  // the search for a call
	types  combo  // the list of map types
	bill   memoryBill
}

func newDraft(s *Screen, desk *Desk) *Draft {
	d := &Draft{Screen: s, desk: desk, draftCall: newDraftCall(), draftInputs: newDraftInputs()}
	d.settled(0)
	return d
}

// reset resets the form for a machine.
func (d *Draft) reset(m core.Machine) {
	d.draftCall, d.draftInputs, d.newer, d.cursor = newDraftCall(), newDraftInputs(), false, 0
	d.reach(m.Release)
	d.settled(0)
}

// Inputs that are not fields of the attr.
const (
	sizeInput   = "size"
	addrInput   = "uattr"
	cmdInput    = "cmd"
	straceInput = "strace"
	taskInput   = "task"
)

// note stores the typed text and its error.
func (d *Draft) note(input, typed string, err error) {
	d.draftInputs.note(input, typed, err)
	d.input = input
}

// text returns the value of an input: the typed text, or the usual value while the user does not type in it.
func (d *Draft) text(input string) string {
	if typed, typing := d.typed[input]; typing {
		return typed
	}
	return d.usual(input)
}

// usual returns the value of an input while the user does not type in it.
func (d *Draft) usual(input string) string {
	if f, ok := numbers.Find(input); ok {
		return f(d)
	}
	if text, ok := d.argText(input); ok {
		return text
	}
	if text, ok := d.memoryText(input); ok {
		return text
	}
	if number, ok := strings.CutPrefix(input, "byte-"); ok {
		if at, err := strconv.Atoi(number); err == nil {
			return fmt.Sprintf("%02x", abi.Grow(slices.Clone(d.Attr), at+1)[at])
		}
	}
	if row := d.row(); row != nil {
		for _, f := range row.Fields {
			switch input {
			case f.Name:
				return d.fieldText(f)
			case bufferInput(f):
				return d.bufferText(f)
			}
			if path, ok := strings.CutPrefix(input, bufferInput(f)); ok {
				for _, part := range d.typedBuffer(f).Parts(d.buffers[f.Name]) {
					if part.Path == path {
						return part.Text
					}
				}
			}
		}
	}
	return ""
}

// numbers lists the inputs other than fields and bytes.
var numbers = table.Listed[string, func(*Draft) string]{
	{sizeInput, func(d *Draft) string { return fmt.Sprint(d.Size) }},
	{addrInput, func(d *Draft) string { return abi.KindPointer.Format(d.Addr) }},
	{cmdInput, func(d *Draft) string { return fmt.Sprint(int32(d.Cmd)) }},
	{taskInput, func(d *Draft) string { return fmt.Sprint(d.Task) }},
	{straceInput, func(d *Draft) string { return d.line() }},

	{programInput, (*Draft).programText},
	{licenseInput, (*Draft).licenseText},
}

// setField parses the text typed for a field into the bytes. A field beyond the size extends the size.
func (d *Draft) setField(f *abi.Field, typed string) {
	if f.Kind == abi.KindName {
		d.setName(f, typed)
		return
	}
	v, err := f.Kind.Parse(value.Narrow(typed))
	d.note(f.Name, typed, err)
	if err == nil {
		d.put(f.Put(slices.Clone(d.Attr), v), f.Name)
		d.Size = max(d.Size, uint32(f.End()))
	}
}

func (d *Draft) setName(f *abi.Field, typed string) {
	if len(typed) > f.Kind.Size() {
		d.note(f.Name, typed, fmt.Errorf("name too long: got %d characters, want at most %d and a NUL", len(typed), f.Kind.Size()-1))
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
	d.settleInputs(from)
}

// setByte changes one byte and extends the attr if necessary.
func (d *Draft) setByte(at int, b byte) {
	attr := abi.Grow(slices.Clone(d.Attr), at+1)
	attr[at] = b
	d.put(attr, byteInput(at))
}

// byteInput is the name of a byte's input.
func byteInput(at int) string { return fmt.Sprintf("byte-%d", at) }

// setAttr replaces the attr with pasted bytes and sets size to their length.
func (d *Draft) setAttr(attr []byte) {
	d.settleInputs("")
	d.draftCall.setAttr(attr)
}

// setNumber parses a number that is not in the attr.
func (d *Draft) setNumber(input, typed string, kind abi.Kind, to func(uint64)) {
	v, err := kind.Parse(value.Narrow(typed))
	d.note(input, typed, err)
	if err == nil {
		to(v)
		d.settleInputs(input)
	}
}

// derive resets the inputs whose typed text was dropped.
func (d *Draft) derive() {
	d.deriveProgram()
	d.deriveBill()
	for _, input := range d.dropped {
		d.host.SetValue(inputID(input), d.text(input))
	}
	d.dropped = nil
}
