package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Stores are other memory that the task writes before the call: data at a second pointer, or mapped memory, such as the
// position of a ring buffer's consumer.

const (
	storeAt    = "store at "
	storeBytes = "store "
)

// storeOf returns the index of a store from the name of one of its inputs.
func (d *draftCall) storeOf(input string) (i int, at, ok bool) {
	number, at := strings.CutPrefix(input, storeAt)
	if !at {
		if number, ok = strings.CutPrefix(input, storeBytes); !ok {
			return 0, false, false
		}
	}
	i, err := strconv.Atoi(number)
	return i, at, err == nil && i >= 0 && i < len(d.others)
}

// storeText returns the text of an input of a store; ok is false for any other input.
func (d *draftCall) storeText(input string) (text string, ok bool) {
	i, at, ok := d.storeOf(input)
	switch {
	case !ok:
		return "", false
	case at:
		return abi.KindPointer.Format(d.others[i].Addr), true
	}
	return value.Hex.Format(d.others[i].Bytes), true
}

// AddStore adds a store of 8 bytes: to the first mapping of the task, or to its memory.
func (d *Draft) AddStore() {
	addr := uint64(core.ArenaStart + 0x5000)
	for _, t := range d.desk.view().Tasks {
		if t.Nr == d.Task && len(t.Areas) > 0 {
			addr = t.Areas[0].Addr
		}
	}
	d.others = append(slices.Clip(d.others), core.Write{Addr: addr, Bytes: make([]byte, 8)})
	d.host.Focus(inputID(storeBytes + strconv.Itoa(len(d.others)-1)))
	d.changed()
}

// removeStore removes a store.
func (d *Draft) removeStore(i int) {
	if i >= 0 && i < len(d.others) {
		d.settleInputs("")
		d.others = slices.Delete(slices.Clone(d.others), i, i+1)
		d.changed()
	}
}

// SetStore parses the text typed for the address or the bytes of a store.
func (d *Draft) SetStore(input, typed string) {
	defer d.formChanged()
	i, at, ok := d.storeOf(input)
	if !ok {
		return
	}
	w := d.others[i]
	var err error
	if at {
		w.Addr, err = abi.KindPointer.Parse(value.Narrow(typed))
	} else {
		w.Bytes, err = value.Hex.Parse(typed, 0)
	}
	d.note(input, typed, err)
	if err == nil {
		d.others = slices.Clone(d.others)
		d.others[i] = w
	}
}

// stores returns the lines for the stores, and the button that adds one.
func (f *CallForm) stores() app.UI {
	d := f.Draft
	var rows []app.UI
	for i, w := range d.others {
		if len(w.Bytes) > bufferMost {
			rows = append(rows, app.P().Class("soft").Text(fmt.Sprintf("%d bytes at %s", len(w.Bytes), abi.KindPointer.Format(w.Addr))))
			continue
		}
		nr := strconv.Itoa(i)
		part := func(input, name string) app.UI {
			return textInput(input, d.text(input), d.wrong[input]).Aria("label", name).DataSet("input", input).
				OnInput(d.onElement(f.setStore)).OnBlur(d.onData("input", d.Leave))
		}
		row := []app.UI{part(storeAt+nr, "Address of store "+nr), part(storeBytes+nr, "Bytes of store "+nr),
			app.Button().Class("close", "small").DataSet("store", nr).Title("Remove the store").Aria("label", "Remove store "+nr).Text("×").OnClick(d.onNumber("store", d.removeStore))}
		for _, input := range []string{storeAt + nr, storeBytes + nr} {
			row = append(row, wrongText(input, d.wrong[input]))
		}
		rows = append(rows, app.Div().Class("store").Body(row...))
	}
	head := app.Div().Class("lane").Body(app.Text("Stores before the call "),
		app.Button().Class("quiet").ID("add-store").Title("Write to the task's memory, or to memory that mmap mapped, before the call").Text("+ store").OnClick(d.onPress(d.AddStore)))
	return app.Div().Class("stores", emptyClass(rows == nil)).Body(append([]app.UI{head}, rows...)...)
}

func emptyClass(empty bool) string {
	if empty {
		return "empty"
	}
	return ""
}

func (f *CallForm) setStore(el element) { f.Draft.SetStore(el.data("input"), el.typed()) }
