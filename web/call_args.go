package web

import (
	"fmt"
	"math"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// argUnits are the units of arguments, by name.
var argUnits = table.Listed[string, string]{{"length", "bytes"}, {"count", "bytes"}, {"size", "bytes"}, {"timeout", "ms"}, {"mode", "octal"}, {"offset", "bytes"}}

// argType returns the short type that the form shows beside an argument.
func argType(op core.Op, i int) string {
	a := op.Args()[i]
	unit, ok := argUnits.Find(a.Name)
	switch {
	case ok:
		return unit
	case op.ArgNames(i) != "":
		return "flags"
	case a.Form == core.ArgInt:
		return "int"
	case a.Form == core.ArgHex:
		return "ptr"
	case a.Form == core.ArgUint && a.Max > math.MaxUint32:
		return "u64"
	case a.Form == core.ArgUint:
		return "u32"
	}
	return "path"
}

// args returns the lines for the arguments of a call other than bpf, and for the memory at its pointers.
func (f *CallForm) args() []app.UI {
	d := f.Draft
	rows := []app.UI{app.P().Class("op-note").Text(d.Op.Description())}
	if d.Op == core.OpCaps {
		return append(rows, f.caps()...)
	}
	for i, a := range d.Op.Args() {
		if i == 0 && d.Op.MakesTask() {
			continue // the next free number
		}
		in, long := fitted(textInput(a.Name, d.text(a.Name), d.wrong[a.Name]), d.text(a.Name))
		in = in.Title(d.text(a.Name)).
			DataSet("arg", strconv.Itoa(i)).DataSet("input", a.Name).OnInput(d.onElement(f.setArg)).OnBlur(d.onData("input", d.Leave))
		if names := d.Op.ArgNames(i).All(); names != nil {
			list := "list-arg-" + strconv.Itoa(i)
			in = in.List(list)
			rows = append(rows, suggestionList(list, namesOf(names)))
		}
		rows = append(rows, fieldRow("", a.Name, in, argType(d.Op, i), d.wrong[a.Name], wrongClass(d.wrong[a.Name]), long))
	}
	return []app.UI{app.Div().Class("op-args").Body(append(rows, f.argMemory()...)...)}
}

func (f *CallForm) setArg(el element) {
	if i, ok := el.number("arg"); ok {
		f.Draft.SetArg(i, el.typed())
	}
}

// pathOf returns the path of the draft that is an argument; nil if the argument is a number.
func (d *draftCall) pathOf(a core.Arg) *string {
	c := core.Call{}
	switch c.PathOf(a) {
	case &c.Path:
		return &d.Path
	case &c.To:
		return &d.To
	}
	return nil
}

// argText returns an argument as text; ok is false if the call has no argument of that name.
func (d *draftCall) argText(name string) (text string, ok bool) {
	for i, a := range d.Op.Args() {
		if a.Name != name || d.Op == core.OpBpf {
			continue
		}
		if path := d.pathOf(a); path != nil {
			return *path, true
		}
		return formatArg(d.Op, i, d.Args[i]), true
	}
	return "", false
}

// formatArg returns a number as the form shows it: with the names of its flags, pointers in hex, a mode in octal.
func formatArg(op core.Op, i int, v uint64) string {
	a := op.Args()[i]
	switch names := op.ArgNames(i); {
	case names != "":
		return names.Format(v, "0")
	case a.Form == core.ArgHex:
		return abi.KindPointer.Format(v)
	case a.Name == "mode":
		return "0" + strconv.FormatUint(v, 8)
	}
	return a.Form.Format(v)
}

// parseArg parses the text typed for a number.
func parseArg(op core.Op, i int, typed string) (uint64, error) {
	a, kind := op.Args()[i], abi.KindU64
	switch {
	case a.Form == core.ArgInt:
		kind = abi.KindFD
	case a.Form == core.ArgHex:
		kind = abi.KindPointer
	case a.Max <= math.MaxUint32:
		kind = abi.KindU32
	}
	typed = value.Narrow(typed)
	v, err := kind.Parse(typed)
	if names := op.ArgNames(i); err != nil && names != "" {
		v, err = names.Parse(typed)
	}
	if err != nil {
		return 0, err
	}
	if kind == abi.KindFD {
		v = uint64(int64(int32(v)))
	} else if v > a.Max {
		return 0, fmt.Errorf("%s exceeds its maximum: want at most %s", a.Name, formatArg(op, i, a.Max))
	}
	return v, nil
}

// SetArg parses the text typed for an argument of a call other than bpf.
func (d *Draft) SetArg(i int, typed string) {
	defer d.formChanged()
	arg := d.Op.Args()[i]
	if path := d.pathOf(arg); path != nil {
		d.note(arg.Name, typed, nil)
		*path = typed
		return
	}
	v, err := parseArg(d.Op, i, typed)
	d.note(arg.Name, typed, err)
	if err == nil {
		d.Args[i] = v
		d.settleInputs(arg.Name)
	}
}

// caps returns checkboxes for the call that keeps only some capabilities.
func (f *CallForm) caps() []app.UI {
	flip, scope := f.Draft.onNumber("cap", f.Draft.flipCap)
	return []app.UI{capBoxes(abi.Caps(f.Draft.Args[0]), flip, scope)}
}

// flipCap adds a capability to the argument, or removes it.
func (d *Draft) flipCap(c int) {
	d.Args[0] ^= 1 << c
	d.formChanged()
}
