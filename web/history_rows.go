package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// historyRows are the rows of a history that are in the page: those in view, and some around them. Empty space stands
// for the others, so that the scroll bar shows the position.
type historyRows struct {
	first int     // the first in the page, from 1
	row   float64 // how high a closed row is, in pixels
	open  float64 // and the open one
	rev   int     // grows when others come into view
}

// ListPlace is the position of the list of rows on the screen, in pixels.
type ListPlace struct {
	Top  float64 // of the list, from the window's top
	View float64 // how high the window is
	Row  float64 // how high a closed row is; 0 if none is in the page
	Open float64 // and the open one, likewise
}

const (
	rowsShown = 80 // rows in the page
	rowsNear  = 8  // least number of rows out of view that are in the page
	usualRow  = 37 // pixels, before a row was seen
)

// last is the last row in the page, of n.
func (r *historyRows) last(n int) int { return min(n, r.first+rowsShown-1) }

// keep limits the window to n rows.
func (r *historyRows) keep(n int) { r.first = max(1, min(r.first, n-rowsShown+1)) }

// show brings a row into the page.
func (r *historyRows) show(call int) {
	if call < r.first || call >= r.first+rowsShown {
		r.first = call - rowsShown/2
	}
}

// height is how high a closed row is.
func (r *historyRows) height() float64 {
	if r.row > 0 {
		return r.row
	}
	return usualRow
}

// more is how much higher the open row is.
func (r *historyRows) more() float64 { return max(0, r.open-r.height()) }

// HistoryScrolled brings the rows that have come into view into the page.
func (d *Desk) HistoryScrolled(p ListPlace) {
	r := &d.rows
	if p.Row > 0 {
		r.row = p.Row
	}
	if p.Open > 0 {
		r.open = p.Open
	}
	n := d.session.Len()
	y := -p.Top
	if d.at.Call > 0 && y > float64(d.at.Call)*r.height() {
		y = max(y-r.more(), float64(d.at.Call)*r.height())
	}
	top := max(1, min(n, 1+int(y/r.height())))
	foot := min(n, top+int(p.View/r.height())+1)
	r.keep(n)
	if top-rowsNear >= r.first && foot+rowsNear <= r.last(n) || top-rowsNear < 1 && r.first == 1 && foot <= r.last(n) || r.last(n) == n && foot+rowsNear > n && top >= r.first {
		return
	}
	d.soon(0, func() {
		r.first = top - (rowsShown-(foot-top))/2
		r.keep(d.session.Len())
		r.rev++
	})
}

// rowList is the rows of the page, with room for the others.
func (h *History) rowList() app.UI {
	d := h.Of.Desk
	r := &d.rows
	n := d.session.Len()
	above, below := float64(r.first-1)*r.height(), float64(n-r.last(n))*r.height()
	switch at := d.at.Call; {
	case at > 0 && at < r.first:
		above += r.more()
	case at > r.last(n):
		below += r.more()
	}
	rows := []app.UI{room(above)}
	for i := r.first; i <= r.last(n); i++ {
		rows = append(rows, h.row(i))
	}
	return app.Div().ID("rows").Class("rows").Body(append(rows, room(below))...)
}

func room(height float64) app.UI {
	return app.Div().Class("room").Style("height", strconv.Itoa(int(height))+"px")
}

// OnUpdate brings what is shown now into view: all of another call, or at least its head, or another event of the same one.
func (h *History) OnUpdate(ctx app.Context) {
	at := h.Of.Desk.at
	if at == h.revealed {
		return
	}
	selectors := []string{".entry.open", "#call-" + strconv.Itoa(at.Call)}
	if at.Call == h.revealed.Call {
		selectors = []string{".ladder .here"}
	}
	h.revealed = at
	ctx.Defer(func(app.Context) { h.Of.Desk.host.Reveal(selectors...) })
}
