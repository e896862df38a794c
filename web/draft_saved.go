package web

import (
	"encoding/hex"
	"errors"
	"fmt"
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
		read, ok := draftLines[name]
		if !ok {
			return fmt.Errorf("invalid draft: unknown part %q", name)
		}
		if err := read(&r, rest); err != nil {
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

// draftLines reads each kind of line.
var draftLines = map[string]func(r *draftReader, text string) error{
	"op": func(r *draftReader, text string) error {
		op, ok := core.OpNamed(text)
		if !ok {
			return fmt.Errorf("unknown call %q", text)
		}
		r.Op = op
		return nil
	},
	"task": hexInto(func(r *draftReader, v uint64) { r.Task = int(v) }),
	"of":   hexInto(func(r *draftReader, v uint64) { r.of = int(v) }),
	"cmd":  hexInto(func(r *draftReader, v uint64) { r.Cmd = abi.Cmd(int32(v)) }),
	"addr": hexInto(func(r *draftReader, v uint64) { r.Addr = v }),
	"size": hexInto(func(r *draftReader, v uint64) { r.Size = uint32(v) }),
	"line": hexInto(func(r *draftReader, v uint64) { r.program.lines = append(r.program.lines, int(v)) }),
	"arg": hexInto(func(r *draftReader, v uint64) {
		if r.args < len(r.Args) {
			r.Args[r.args] = v
			r.args++
		}
	}),
	"attr":   bytesInto(func(r *draftReader, _ string, b []byte) { r.Attr = b }),
	"buffer": bytesInto(func(r *draftReader, key string, b []byte) { r.buffers[key] = b }),
	"form": bytesInto(func(r *draftReader, key string, b []byte) {
		if len(b) == 1 && value.Form(b[0]) < value.NumForms {
			r.forms[key] = value.Form(b[0])
		}
	}),
	"other": bytesInto(func(r *draftReader, key string, b []byte) {
		if at, err := strconv.ParseUint(key, 16, 64); err == nil {
			r.others = append(r.others, core.Write{Addr: at, Bytes: b})
		}
	}),
	"path":   textInto(func(r *draftReader, _, text string) { r.Path = text }),
	"to":     textInto(func(r *draftReader, _, text string) { r.To = text }),
	"source": textInto(func(r *draftReader, _, text string) { r.program.source = text }),
	"typed":  textInto(func(r *draftReader, key, text string) { r.typed[key] = text }),
	"wrong":  textInto(func(r *draftReader, key, text string) { r.wrong[key] = text }),
	"clean":  func(r *draftReader, _ string) error { r.clean = true; return nil },
}

func hexInto(put func(*draftReader, uint64)) func(*draftReader, string) error {
	return func(r *draftReader, text string) error {
		v, err := strconv.ParseUint(text, 16, 64)
		put(r, v)
		return err
	}
}

func bytesInto(put func(*draftReader, string, []byte)) func(*draftReader, string) error {
	return func(r *draftReader, text string) error {
		key, digits, ok := strings.Cut(text, " ")
		b, err := hex.DecodeString(digits)
		if !ok {
			return errors.New("no bytes")
		}
		put(r, key, b)
		return err
	}
}

func textInto(put func(*draftReader, string, string)) func(*draftReader, string) error {
	return func(r *draftReader, text string) error {
		at := strings.Index(text, ` "`)
		if at < 0 {
			return errors.New("no text")
		}
		unquoted, err := strconv.Unquote(text[at+1:])
		put(r, text[:at], unquoted)
		return err
	}
}
