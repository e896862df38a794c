package web

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/value"
)

// The draft as text: one line for each part, its name and its value. Undo and the browser's storage keep it.

// draftWriter writes the lines of a draft.
type draftWriter struct{ strings.Builder }

func (w *draftWriter) text(name, text string)           { w.WriteString(name + " " + text + "\n") }
func (w *draftWriter) quoted(name, key, text string)    { w.text(name, key+" "+strconv.Quote(text)) }
func (w *draftWriter) number(name string, v uint64)     { w.text(name, strconv.FormatUint(v, 16)) }
func (w *draftWriter) bytes(name, key string, b []byte) { w.text(name, key+" "+hex.EncodeToString(b)) }

func (w *draftWriter) stores(all []core.Write) {
	for _, m := range all {
		w.bytes("other", strconv.FormatUint(m.Addr, 16), m.Bytes)
	}
}

// callText returns the call of the draft as text.
func (d *draftCall) callText() string {
	var w draftWriter
	w.text("op", d.Op.Name())
	w.number("task", uint64(d.Task))
	if d.Op != core.OpBpf {
		for _, v := range d.Args {
			w.number("arg", v)
		}
		w.quoted("path", "", d.Path)
		w.quoted("to", "", d.To)
		if s, name := d.argStruct(); s != nil {
			w.bytes("buffer", name, d.buffers[name])
		}
		w.stores(d.others)
		return w.String()
	}
	w.number("cmd", uint64(uint32(d.Cmd)))
	w.bytes("attr", "", d.Attr)
	w.number("addr", d.Addr)
	for _, addr := range d.Own {
		w.number("own", addr)
	}
	w.number("size", uint64(d.Size))
	if row := d.row(); row != nil {
		for _, f := range row.Fields {
			if b, ok := d.buffers[f.Name]; ok {
				w.bytes("buffer", f.Name, b)
			}
			if form, ok := d.forms[f.Name]; ok {
				w.bytes("form", f.Name, []byte{byte(form)})
			}
		}
	}
	w.stores(d.others)
	if p := &d.program; d.loads() && p.of != nil {
		w.quoted("source", "", p.source)
		for _, line := range p.lines {
			w.number("line", uint64(line))
		}
	}
	return w.String()
}

// saved returns the draft as text, with the typed texts that are invalid. clean is the opposite of dirty.
func (d *Draft) saved() (text string, clean bool) {
	w := draftWriter{}
	call := d.callText()
	w.WriteString(call)
	if clean = !d.faulty() && call == d.clean; clean {
		w.text("clean", "")
	}
	w.number("of", uint64(d.of))
	for _, input := range d.wrongInputs() {
		w.quoted("typed", input, d.typed[input])
		w.quoted("wrong", input, d.wrong[input])
	}
	return w.String(), clean
}

// restore replaces the draft with a saved one. If the text is invalid, nothing changes.
func (d *Draft) restore(text string) error {
	r := draftReader{draftCall: draftCall{buffers: map[string][]byte{}, forms: map[string]value.Form{}}, draftInputs: newDraftInputs()}
	for line := range strings.Lines(text) {
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		kind := slices.IndexFunc(draftLines[:], func(l draftLine) bool { return l.name == name })
		if kind < 0 {
			return fmt.Errorf("invalid draft: unknown part %q", name)
		}
		if err := draftLines[kind].read(&r, rest); err != nil {
			return fmt.Errorf("invalid draft: %s: %w", name, err)
		}
	}
	d.settleInputs("")
	if r.program.source != "" {
		r.program.of = r.insns()
	}
	dropped := d.dropped
	d.draftCall, d.draftInputs, d.of, d.input = r.draftCall, r.draftInputs, r.of, ""
	d.dropped, d.clean = dropped, ""
	if r.clean {
		d.clean = d.callText()
	}
	if typed, ok := r.typed[programInput]; ok {
		d.SetProgram(typed)
	}
	d.changed()
	return nil
}

// draftReader is a draft that is read from text.
type draftReader struct {
	draftCall
	draftInputs
	args  int
	of    int
	clean bool
}

// draftLine reads a kind of line: a word, a number, or a key with bytes or with a text.
type draftLine struct {
	name  string
	word  func(r *draftReader, text string) error
	hex   func(r *draftReader, v uint64)
	bytes func(r *draftReader, key string, b []byte)
	text  func(r *draftReader, key, text string)
}

// draftLines are the kinds.
var draftLines = [...]draftLine{
	{name: "op", word: func(r *draftReader, text string) error {
		op, ok := core.OpNamed(text)
		if !ok {
			return fmt.Errorf("unknown call %q", text)
		}
		r.Op = op
		return nil
	}},
	{name: "task", hex: func(r *draftReader, v uint64) { r.Task = int(v) }},
	{name: "of", hex: func(r *draftReader, v uint64) { r.of = int(v) }},
	{name: "cmd", hex: func(r *draftReader, v uint64) { r.Cmd = abi.Cmd(int32(v)) }},
	{name: "addr", hex: func(r *draftReader, v uint64) { r.Addr = v }},
	{name: "own", hex: func(r *draftReader, v uint64) { r.Own = append(r.Own, v) }},
	{name: "size", hex: func(r *draftReader, v uint64) { r.Size = uint32(v) }},
	{name: "line", hex: func(r *draftReader, v uint64) { r.program.lines = append(r.program.lines, int(v)) }},
	{name: "arg", hex: func(r *draftReader, v uint64) {
		if r.args < len(r.Args) {
			r.Args[r.args] = v
			r.args++
		}
	}},
	{name: "attr", bytes: func(r *draftReader, _ string, b []byte) { r.Attr = b }},
	{name: "buffer", bytes: func(r *draftReader, key string, b []byte) { r.buffers[key] = b }},
	{name: "form", bytes: func(r *draftReader, key string, b []byte) {
		if len(b) == 1 && value.Form(b[0]) < value.NumForms {
			r.forms[key] = value.Form(b[0])
		}
	}},
	{name: "other", bytes: func(r *draftReader, key string, b []byte) {
		if at, err := strconv.ParseUint(key, 16, 64); err == nil {
			r.others = append(r.others, core.Write{Addr: at, Bytes: b})
		}
	}},
	{name: "path", text: func(r *draftReader, _, text string) { r.Path = text }},
	{name: "to", text: func(r *draftReader, _, text string) { r.To = text }},
	{name: "source", text: func(r *draftReader, _, text string) { r.program.source = text }},
	{name: "typed", text: func(r *draftReader, key, text string) { r.typed[key] = text }},
	{name: "wrong", text: func(r *draftReader, key, text string) { r.wrong[key] = text }},
	{name: "clean", word: func(r *draftReader, _ string) error { r.clean = true; return nil }},
}

func (l *draftLine) read(r *draftReader, text string) error {
	switch {
	case l.word != nil:
		return l.word(r, text)
	case l.hex != nil:
		v, err := strconv.ParseUint(text, 16, 64)
		l.hex(r, v)
		return err
	case l.bytes != nil:
		key, digits, ok := strings.Cut(text, " ")
		b, err := hex.DecodeString(digits)
		if !ok {
			return errors.New("no bytes")
		}
		l.bytes(r, key, b)
		return err
	}
	at := strings.Index(text, ` "`)
	if at < 0 {
		return errors.New("no text")
	}
	unquoted, err := strconv.Unquote(text[at+1:])
	l.text(r, text[:at], unquoted)
	return err
}
