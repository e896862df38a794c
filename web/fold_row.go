package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// foldRow returns the row of a folded run: its calls by name, and their map if it is the same. A press opens it.
func (h *History) foldRow(s rowSpan) app.UI {
	return app.Div().Class("entry", "folded").Body(app.Button().Class("row", "fold").ID("fold-"+strconv.Itoa(s.first)).
		Aria("expanded", "false").DataSet("first", strconv.Itoa(s.first)).Title("Show these calls").Body(
		app.Span().Class("n").Text(fmt.Sprintf("%d–%d", s.first, s.last)),
		app.Span().Text(h.Of.Desk.words.runs[s]), app.Span().Class("ans", "none").Text("▸"),
	).OnClick(h.Filter.onNumber("first", h.Filter.unfold)))
}

// namesInRun is the number of different calls that a folded row names.
const namesInRun = 3

// runWords describes a run of calls: "66 calls on flows: 66 BPF_MAP_UPDATE_ELEM".
func (d *Desk) runWords(s rowSpan) string {
	counts := map[string]int{}
	var names []string
	nr, inferred := d.session.MapOf(s.first), 0
	for n := s.first; n <= s.last; n++ {
		c := &d.session.Calls()[n-1]
		name := callName(c.Call)
		if counts[name]++; counts[name] == 1 {
			names = append(names, name)
		}
		if d.session.MapOf(n) != nr {
			nr = 0
		}
		if c.Inferred {
			inferred++
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return counts[b] - counts[a] })
	total := s.last - s.first + 1
	text := english.Count(total, "call")
	if nr > 0 {
		text += " on " + d.mapName(nr)
	}
	var parts []string
	for i, name := range names {
		if i == namesInRun && len(names) > namesInRun+1 {
			parts = append(parts, "others")
			break
		}
		parts = append(parts, fmt.Sprintf("%d %s", counts[name], name))
	}
	text += ": " + strings.Join(parts, ", ") + "."
	switch {
	case inferred == total:
		text += " All inferred."
	case inferred > 0:
		text += fmt.Sprintf(" %d inferred.", inferred)
	}
	return text
}
