package web

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// BytesGrid shows the attr as bytes in the colours of its fields. The user types single bytes or pastes a dump.
type BytesGrid struct {
	app.Compo
	Draft *Draft
	Desk  *Desk
	Rev   uint64
}

// Render draws the rows.
func (g *BytesGrid) Render() app.UI {
	d := g.Draft
	var rows []app.UI
	n := (d.bytesShown() + bytesInRow - 1) / bytesInRow * bytesInRow
	for at := 0; at < n; at += bytesInRow {
		rows = append(rows, &bytesRow{At: at, Cells: g.cells(at)})
	}
	body := []app.UI{
		app.Div().Class("lane").ID("bytes-label").Text("As bytes"),
		g.handled(app.Div().Class("bytes").Role("group").Aria("labelledby", "bytes-label").ID("bytes")).Body(rows...),
		g.lanes(),
	}
	if why := d.byteWrong(); why != "" {
		body = append(body, app.P().Class("wrong").Role("alert").Text(why))
	}
	if rest := len(d.Attr) - n; rest > 0 {
		body = append(body, app.P().Class("about").Text(fmt.Sprintf("%d more bytes are kept but not shown.", rest)))
	}
	if int(min(d.Size, 1<<30)) > max(n, len(d.Attr)) {
		body = append(body, app.P().Class("about").Text(fmt.Sprintf("size is %d. The kernel reads the other bytes from the task's memory.", d.Size)))
	}
	return app.Div().Class("grid").Body(body...)
}

// byteWrong is the error of the first invalid byte.
func (d *Draft) byteWrong() string {
	for at := range d.bytesShown() + bytesInRow {
		if why := d.wrong[byteInput(at)]; why != "" {
			return fmt.Sprintf("Byte %d: %s", at, why)
		}
	}
	return ""
}

// cells returns the bytes from at on.
func (g *BytesGrid) cells(at int) (cells [bytesInRow]byteCell) {
	for i := range cells {
		cells[i] = g.cell(at + i)
	}
	return cells
}

func (g *BytesGrid) cell(at int) byteCell {
	d := g.Draft
	class, name := byteParts(d.row(), d.Size, at, abi.AttrSize(g.Desk.machine().Release))
	class = "byte " + class + " " + wrongClass(d.wrong[byteInput(at)])
	if g.Desk.lights(d.Attr, d.Cmd, at, at+1) {
		class += " hit"
	}
	tab := "-1"
	if at == d.cursor {
		tab = "0"
	}
	return byteCell{class, name, fieldAt(d.row(), at), d.text(byteInput(at)), tab}
}

// fieldAt returns the name of the field that has a byte; "" for none.
func fieldAt(row *abi.Command, at int) string {
	if row != nil {
		for _, f := range row.Fields {
			if at >= f.Offset && at < f.End() {
				return f.Name
			}
		}
	}
	return ""
}

// byteParts returns the class of a byte and the name of its field.
func byteParts(row *abi.Command, size uint32, at, known int) (class, name string) {
	name = "no field"
	if row != nil {
		for i, f := range row.Fields {
			if at >= f.Offset && at < f.End() {
				class, name = colour(i), f.Name
			}
		}
	}
	switch {
	case uint64(at) >= uint64(size):
		return "beyond", name + ", beyond size: the kernel does not read it"
	case at >= known:
		return class + " unknown", name + ", beyond the attr that this kernel knows"
	}
	return class, name
}

// at returns the offset of the byte that an input shows.
func (g *BytesGrid) at(el element) int {
	at, _ := el.number("at")
	return at
}

// handled adds the handlers of all bytes.
func (g *BytesGrid) handled(grid app.HTMLDiv) app.HTMLDiv {
	for _, on := range []struct {
		name string
		do   func(element, app.Event)
	}{{"input", g.typed}, {"paste", g.pasted}, {"keydown", g.pressed}, {"focusin", g.focused}, {"focusout", g.left}} {
		h, scope := g.Draft.onPart("at", on.do)
		grid = grid.On(on.name, h, scope)
	}
	return grid
}

func (g *BytesGrid) typed(el element, _ app.Event) { g.Draft.SetByte(g.at(el), el.typed()) }

// pasted reads the clipboard itself, because an input drops line breaks.
func (g *BytesGrid) pasted(el element, e app.Event) {
	text := e.Get("clipboardData").Call("getData", "text").String()
	e.PreventDefault()
	g.Draft.SetByte(g.at(el), text)
}

func (g *BytesGrid) focused(el element, _ app.Event) {
	el.js.Call("select")
	g.Draft.focused(g.at(el))
}

func (g *BytesGrid) left(el element, _ app.Event) { g.Draft.Leave(byteInput(g.at(el))) }

// moves lists how many bytes each arrow key moves the cursor.
var moves = table.Listed[string, int]{{"ArrowLeft", -1}, {"ArrowRight", 1}, {"ArrowUp", -bytesInRow}, {"ArrowDown", bytesInRow}}

func (g *BytesGrid) pressed(el element, e app.Event) {
	by, ok := moves.Find(e.Get("key").String())
	to := g.at(el) + by
	if !ok || to < 0 || to >= g.Draft.bytesShown() {
		return
	}
	e.PreventDefault()
	g.Draft.moveTo(to)
}

// litFields returns the names of the fields that the check of an event reads.
func litFields(e core.Event) string {
	if e.Kind != core.Checked {
		return ""
	}
	names := ""
	for _, f := range e.Check.Fields() {
		names += f.Name + " "
	}
	return strings.TrimSuffix(names, " ")
}
