package web

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/table"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Buffers are the memory at the pointers of an attr. The task fills it before the call.

// usualValues are the first values of fields that do not start at 0.
var usualValues = table.Listed[*abi.Field, uint64]{
	{&abi.ElemMapFD, 3},
	{&abi.ElemKey, core.ArenaStart + 0x1000},
	{&abi.ElemValue, core.ArenaStart + 0x2000},
	{&abi.ElemValueOut, core.ArenaStart + 0x4000},
	{&abi.ElemNextKey, core.ArenaStart + 0x4000},
	{&abi.BatchMapFD, 3},
	{&abi.OutBatch, core.ArenaStart + 0x3000},
	{&abi.BatchKeys, core.ArenaStart + 0x1000},
	{&abi.BatchVals, core.ArenaStart + 0x2000},
	{&abi.BatchCount, 4},
	{&abi.Pathname, core.ArenaStart + 0x1000},
	{&abi.InfoFD, 3},
	{&abi.InfoLen, 104},
	{&abi.InfoPointer, core.ArenaStart + 0x4000},
	{&abi.MapID, 1},

	{&abi.ProgTypeField, uint64(abi.BPF_PROG_TYPE_SOCKET_FILTER)},
	{&abi.Insns, insnsAt},
	{&abi.License, licenseAt},
}

// pinned is the default path of a pin.
const pinned = "/sys/fs/bpf/demo"

const (
	zero4 = "\x00\x00\x00\x00"
	zero8 = zero4 + zero4
)

// usualBuffers are the first contents of the memory that the kernel reads.
var usualBuffers = table.Listed[*abi.Field, string]{
	{&abi.ElemKey, zero4},
	{&abi.ElemValue, zero8},
	{&abi.BatchKeys, zero8 + zero8},
	{&abi.BatchVals, zero8 + zero8 + zero8 + zero8},
	{&abi.Pathname, pinned + "\x00"},
}

// begin fills in the fields of a new command that the release has.
func (d *draftCall) begin(cmd abi.Cmd, r abi.Release) {
	row := cmd.Known(abi.Newest)
	d.Addr, d.buffers, d.others = core.ArenaStart, map[string][]byte{}, nil
	if row == nil || row.Fields == nil {
		return
	}
	if cmd == abi.BPF_MAP_CREATE {
		fresh := newDraftCall()
		d.Attr, d.Size = fresh.Attr, fresh.Size
		d.reach(r)
		return
	}
	if cmd == abi.BPF_PROG_LOAD {
		d.beginLoad(r)
		return
	}
	d.Attr = nil
	for _, f := range row.Fields {
		if f.Since > r && row.Since <= r {
			continue
		}
		d.Attr = f.Put(d.Attr, usualValues.Of(f))
		if b, ok := usualBuffers.Find(f); ok {
			d.buffers[f.Name] = []byte(b)
		}
	}
	if cmd == abi.BPF_OBJ_PIN {
		d.Attr = abi.ObjFD.Put(d.Attr, 3)
	}
	d.Size = uint32(len(d.Attr))
}

// pointsAt reports whether a field is a pointer to memory that the task can fill.
func (d *draftCall) pointsAt(f *abi.Field) (addr uint64, ok bool) {
	if f.Kind != abi.KindPointer && f.Kind != abi.KindPath || f.Dir == abi.Out {
		return 0, false
	}
	addr = f.Value(d.Attr)
	return addr, mapped(addr) || slices.Contains(d.Own, addr) || f == &abi.Insns && addr == farInsnsAt
}

// bufferWrites returns the task's writes to the memory at the pointers.
func (d *draftCall) bufferWrites() []core.Write {
	var writes []core.Write
	row := d.row()
	if row == nil {
		return nil
	}
	for _, f := range row.Fields {
		if addr, ok := d.pointsAt(f); ok && len(d.buffers[f.Name]) > 0 {
			writes = append(writes, core.Write{Addr: addr, Bytes: slices.Clone(d.buffers[f.Name])})
		}
	}
	return append(writes, d.logWrite()...)
}

// bufferInput is the name of a buffer's input.
func bufferInput(f *abi.Field) string { return "*" + f.Name }

// bufferText returns the text of a buffer's input: a path as text, other buffers in the chosen form.
func (d *Draft) bufferText(f *abi.Field) string {
	b := d.buffers[f.Name]
	if f.Kind == abi.KindPath {
		return strings.TrimSuffix(string(b), "\x00")
	}
	return d.typedBuffer(f).Format(b)
}

// typedBuffer returns the form of a buffer, with the type that the map of the call gives its keys or values.
func (d *Draft) typedBuffer(f *abi.Field) value.Typed {
	form, chosen := d.forms[f.Name]
	if f.Name != abi.ElemKey.Name && f.Name != abi.ElemValue.Name {
		return value.Typed{Form: form}
	}
	var types core.MapTypes
	if task := d.desk.session.Kernel().Task(d.Task); task != nil {
		if file := task.Files.File(int(int32(abi.ElemMapFD.Value(d.Attr)))); file != nil && file.Map != nil {
			types = file.Map.Types()
		}
	}
	id := types.Value
	if f.Name == abi.ElemKey.Name {
		id = types.Key
	}
	typed := value.OfType(form, types.BTF, id)
	if chosen {
		typed.Form = form
	}
	return typed
}

// SetPart changes one member of the memory at a pointer.
func (d *Draft) SetPart(f *abi.Field, path, typed string) {
	defer d.formChanged()
	b, err := d.typedBuffer(f).SetPart(d.buffers[f.Name], path, typed)
	input := bufferInput(f) + path
	d.note(input, typed, err)
	if err != nil {
		return
	}
	d.buffers[f.Name] = b
	for other := range d.typed {
		if other != input && strings.HasPrefix(other, bufferInput(f)) {
			d.drop(other)
		}
	}
}

// bufferMost is the maximum size of one buffer in the form.
const bufferMost = 0x1000

// SetBuffer parses the text typed for the memory at a pointer: a path, or bytes in the chosen form.
func (d *Draft) SetBuffer(f *abi.Field, typed string) {
	defer d.formChanged()
	b := append([]byte(typed), 0)
	if f.Kind != abi.KindPath {
		var err error
		if b, err = d.typedBuffer(f).Parse(typed, 0); err != nil {
			d.note(bufferInput(f), typed, err)
			return
		}
	}
	if len(b) > bufferMost {
		d.note(bufferInput(f), typed, fmt.Errorf("too long: got %d bytes, want at most %d", len(b), bufferMost))
		return
	}
	if f == &abi.Insns && len(b)%insn.Size != 0 {
		d.note(bufferInput(f), typed, fmt.Errorf("invalid length %d: want instructions of %d bytes", len(b), insn.Size))
		return
	}
	d.note(bufferInput(f), typed, nil)
	d.buffers[f.Name] = b
	if f == &abi.Insns {
		d.putInsns(b)
		d.settleInputs(bufferInput(f))
	}
}

// SetBufferForm chooses the form of the memory at a pointer, and drops text that was typed there.
func (d *Draft) SetBufferForm(f *abi.Field, form value.Form) {
	d.forms[f.Name] = form
	d.drop(bufferInput(f))
	d.changed()
}

// buffers returns the lines of the form for memory at pointers.
func (f *CallForm) buffers() []app.UI {
	d := f.Draft
	row := d.row()
	if row == nil {
		return nil
	}
	var rows []app.UI
	for i, field := range row.Fields {
		if _, ok := d.pointsAt(field); !ok || d.loads() && d.elsewhere(field) {
			continue
		}
		input := bufferInput(field)
		in := textInput(input, d.text(input), d.wrong[input]).Title("Memory at "+field.Name).
			DataSet("field", i).DataSet("input", input).OnInput(d.onElement(f.setBuffer)).OnBlur(d.onData("input", d.Leave))
		box := app.Div().Class("with-form").Body(in)
		if field.Kind != abi.KindPath {
			form := d.typedBuffer(field)
			box = box.Body(in.Placeholder(form.Example()), formSelect("form-"+field.Name, form).OnChange(d.onElement(f.setBufferForm)).DataSet("field", i).Aria("label", "Format of "+input))
		}
		rows = append(rows, fieldRow(colour(i), input, box, fmt.Sprintf("%d B", len(d.buffers[field.Name])), d.wrong[input], wrongClass(d.wrong[input])))
		rows = append(rows, f.parts(i, field)...)
	}
	if len(rows) == 0 {
		return nil
	}
	return []app.UI{app.Div().Class("lane").Text("Memory at the pointers"), app.Div().Class("buffers").Body(rows...)}
}

// parts returns a line for each member of a buffer whose type is known, and its bytes.
func (f *CallForm) parts(i int, field *abi.Field) []app.UI {
	d := f.Draft
	b := d.buffers[field.Name]
	var rows []app.UI
	for _, part := range d.typedBuffer(field).Parts(b) {
		input := bufferInput(field) + part.Path
		in := textInput(input, d.text(input), d.wrong[input]).Title(part.C).DataSet("field", i).DataSet("path", part.Path).DataSet("input", input).
			OnInput(d.onElement(f.setPart)).OnBlur(d.onData("input", d.Leave))
		rows = append(rows, partRow(colour(i), input, part.Path, in, part.C, d.wrong[input]))
	}
	if rows == nil {
		return nil
	}
	return append(rows, app.Code().Class("part-bytes").ID(inputID(bufferInput(field))+"-bytes").Text(fmt.Sprintf("% x", b)))
}

func (f *CallForm) setPart(el element) {
	if field := f.Draft.fieldOf(el); field != nil {
		f.Draft.SetPart(field, el.data("path"), el.typed())
	}
}

func (f *CallForm) setBufferForm(el element) {
	if field := f.Draft.fieldOf(el); field != nil {
		f.Draft.SetBufferForm(field, formOption(el.typed()))
	}
}

func (f *CallForm) setBuffer(el element) {
	if field := f.Draft.fieldOf(el); field != nil {
		f.Draft.SetBuffer(field, el.typed())
	}
}
