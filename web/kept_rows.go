package web

import (
	"slices"
	"strconv"

	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// keptShown is the maximum number of kept calls in one place on screen.
const keptShown = 20

// kept returns a row for each call that cannot be made after call n, with its reason.
func (h *History) kept(n int) []app.UI {
	d := h.Of.Desk
	var rows []app.UI
	left := 0
	first, _ := slices.BinarySearchFunc(d.kept, n, func(k history.Kept, n int) int { return k.After - n })
	for i := first; i < len(d.kept) && d.kept[i].After == n; i++ {
		k := &d.kept[i]
		if len(rows) == keptShown {
			left++
			continue
		}
		at := strconv.Itoa(i)
		rows = append(rows, app.Div().Class("kept").ID("kept-"+at).Body(
			app.Span().Class("n").Aria("label", "not made").Text("–"),
			app.Code().Body(append(caller(h.task(k.Call.Call)), app.B().Text(callName(k.Call.Call)), app.Text(callArgs(k.Call.Call)))...),
			app.Span().Class("ans", "none").Text("not made"),
			app.P().Class("why").Text("Kept: "+k.Why+"."),
			app.Button().Class("quiet").DataSet("kept", at).Text("Put it in the form").OnClick(d.onNumber("kept", h.editKept)),
			app.Button().Class("quiet").DataSet("kept", at).Text("Remove").OnClick(d.onNumber("kept", d.RemoveKept)),
		))
	}
	if left > 0 {
		rows = append(rows, app.P().Class("soft").Text("And "+english.Count(left, "more call")+" that cannot be made."))
	}
	return rows
}

// editKept puts a kept call into the form.
func (h *History) editKept(i int) {
	if d := h.Of.Desk; i >= 0 && i < len(d.kept) {
		d.follow.edit(d.kept[i].Call.Call)
	}
}

// placeButtons move or remove the shown call.
func placeButtons(d *Desk) app.UI {
	n, last := d.at.Call, d.session.Len()+len(d.kept)
	up := app.Button().Class("quiet").ID("move-up").Title("Make this call earlier (Alt ↑)").Text("Move up").OnClick(d.onPress(d.moveUp))
	down := app.Button().Class("quiet").ID("move-down").Title("Make this call later (Alt ↓)").Text("Move down").OnClick(d.onPress(d.moveDown))
	if d.shownIn() == 0 {
		up = up.Disabled(true)
	}
	if n == 0 || d.shownIn() == last-1 {
		down = down.Disabled(true)
	}
	remove := app.Button().Class("quiet").ID("remove").Title("Remove this call (Delete)").Text("Remove this call").OnClick(d.onPress(d.removeShown))
	return app.Span().Class("places").Body(up, down, remove)
}

// UndoButtons undo and redo a change.
type UndoButtons struct {
	app.Compo
	Past *Past
	Rev  uint64
}

// Render draws both buttons.
func (u *UndoButtons) Render() app.UI {
	p := u.Past
	undo := app.Button().Class("pill", "icon").ID("undo-button").Aria("label", "Undo").Title("Undo (Ctrl Z)").Text("↶").OnClick(p.onPress(p.Undo))
	redo := app.Button().Class("pill", "icon").ID("redo-button").Aria("label", "Redo").Title("Redo (Ctrl Shift Z)").Text("↷").OnClick(p.onPress(p.Redo))
	if !p.canUndo() {
		undo = undo.Disabled(true)
	}
	if !p.canRedo() {
		redo = redo.Disabled(true)
	}
	return app.Span().Class("undo-buttons").Body(undo, redo)
}
