package web

import (
	"slices"
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// historyRows is the window of rows that are in the page: the rows in view and some around them. Empty space replaces
// the other rows, so that the scroll bar shows the position.
type historyRows struct {
	list  []rowSpan // the rows; nil if every call has its own
	first int       // first row in the page, counted from 1
	row   float64   // height of a closed row, in pixels
	open  float64   // height of the open row
	rev   int       // increases when other rows come into view
}

// ListPlace is the position of the list of rows on the screen, in pixels.
type ListPlace struct {
	Top  float64 // of the list, from the top of the window
	View float64 // height of the window
	Row  float64 // height of a closed row; 0 if none is in the page
	Open float64 // height of the open row, likewise
}

const (
	rowsShown = 80 // rows in the page
	rowsNear  = 8  // minimum number of rows out of view that are in the page
	usualRow  = 37 // pixels, before a row is measured
)

// count returns the number of rows of a history of n calls.
func (r *historyRows) count(n int) int {
	if r.list != nil {
		return len(r.list)
	}
	return n
}

// span returns the calls of a row, counted from 1.
func (r *historyRows) span(row int) rowSpan {
	if r.list != nil {
		return r.list[row-1]
	}
	return rowSpan{row, row}
}

// index returns the row of a call; the one before it if no row has the call, 0 for none.
func (r *historyRows) index(call int) int {
	if r.list == nil {
		return call
	}
	at, found := slices.BinarySearchFunc(r.list, call, func(s rowSpan, call int) int { return s.first - call })
	if found {
		at++
	}
	return at
}

// last returns the last row in the page, of n rows.
func (r *historyRows) last(n int) int { return min(n, r.first+rowsShown-1) }

// keep limits the window to n rows.
func (r *historyRows) keep(n int) { r.first = max(1, min(r.first, n-rowsShown+1)) }

// show brings a row into the page.
func (r *historyRows) show(row int) {
	if row < r.first || row >= r.first+rowsShown {
		r.first = row - rowsShown/2
	}
}

// height returns the height of a closed row.
func (r *historyRows) height() float64 {
	if r.row > 0 {
		return r.row
	}
	return usualRow
}

// more returns how much higher the open row is than a closed one.
func (r *historyRows) more() float64 { return max(0, r.open-r.height()) }

// HistoryScrolled moves the window to the rows in view.
func (d *Desk) HistoryScrolled(p ListPlace) {
	r := &d.rows
	if p.Row > 0 {
		r.row = p.Row
	}
	if p.Open > 0 {
		r.open = p.Open
	}
	n, at := r.count(d.session.Len()), r.index(d.at.Call)
	y := -p.Top
	if at > 0 && y > float64(at)*r.height() {
		y = max(y-r.more(), float64(at)*r.height())
	}
	top := max(1, min(n, 1+int(y/r.height())))
	foot := min(n, top+int(p.View/r.height())+1)
	r.keep(n)
	if top-rowsNear >= r.first && foot+rowsNear <= r.last(n) || top-rowsNear < 1 && r.first == 1 && foot <= r.last(n) || r.last(n) == n && foot+rowsNear > n && top >= r.first {
		return
	}
	d.soon(0, func() {
		r.first = top - (rowsShown-(foot-top))/2
		r.keep(r.count(d.session.Len()))
		r.rev++
	})
}

// openedID is the ID of the element with the ladder of the shown call.
const openedID = "opened"

// rowList returns the rows of the window, with empty space for the others, and the ladder of the shown call. The ladder is
// one element for all calls, because drawing it anew takes longer than any other part of a step; the style sheet puts it
// under the row of its call.
func (h *History) rowList() app.UI {
	d := h.Of.Desk
	r := &d.rows
	n := r.count(d.session.Len())
	above, below := float64(r.first-1)*r.height(), float64(n-r.last(n))*r.height()
	switch at := r.index(d.at.Call); {
	case at > 0 && at < r.first:
		above += r.more()
	case at > r.last(n):
		below += r.more()
	}
	rows, opened := []app.UI{room(above)}, false
	if r.first == 1 {
		rows = append(rows, h.kept(0)...)
	}
	for i := r.first; i <= r.last(n); i++ {
		span := r.span(i)
		if span.first < span.last {
			rows = append(rows, h.foldRow(span))
		} else {
			rows = append(rows, h.row(span.first))
			opened = opened || span.first == d.at.Call
		}
		for call := span.first; len(d.kept) > 0 && call <= span.last; call++ {
			rows = append(rows, h.kept(call)...)
		}
	}
	return app.Div().ID("rows").Class("rows").Body(
		app.Div().Class("calls").Body(append(rows, room(below))...),
		app.Div().ID(openedID).Class("opened").Hidden(!opened).Body(&Ladder{Of: h.Of, Rev: h.Rev}),
	)
}

func room(height float64) app.UI {
	return app.Div().Class("room").Style("height", strconv.Itoa(int(height))+"px")
}

// revealer scrolls to the answer of another call, again when its fixes are found, and within a call to another event. What a
// lesson or a case asks has priority, and the verdict on an answered case stays in view until another step is shown.
func (h *History) revealer() app.UI {
	d := h.Of.Desk
	var first []string
	switch c := h.Of.Cases; {
	case c.answered():
		first = []string{"#case-verdict"}
	case c.here() != nil && !c.shown:
		first = []string{"header", ".case"}
	case d.follow.taught():
		first = []string{"header", ".lesson"}
	}
	return &revealer{
		Of: d.Screen, At: d.at, Thing: word(h.Of.Fixes.looked()),
		Selectors: []string{".opened .answer", "#call-" + strconv.Itoa(d.at.Call)}, Within: []string{".ladder .here"}, First: first,
	}
}
