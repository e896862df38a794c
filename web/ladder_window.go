package web

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// The number of events drawn around the shown one. A batch can have over two thousand.
const (
	rungsShown  = 150
	rungsFolded = 8 // while the checks that passed are folded
)

// ladderRun is a run of neighbouring events, counted from 1. Each is drawn as a rung, or one line stands for all.
type ladderRun struct {
	first, last int
	drawn       bool
}

// ladderRuns splits n events into runs, of which most are drawn, around event at. The failed check is always drawn, unless
// failed is 0.
func ladderRuns(at, n, failed, most int) []ladderRun {
	first := max(1, min(at-most/2, n-most+1))
	last := min(n, first+most-1)
	runs := []ladderRun{{1, first - 1, false}, {first, last, true}, {last + 1, n, false}}
	switch {
	case failed > last:
		runs = append(runs[:2], ladderRun{last + 1, failed - 1, false}, ladderRun{failed, failed, true}, ladderRun{failed + 1, n, false})
	case failed > 0 && failed < first:
		runs = append([]ladderRun{{1, failed - 1, false}, {failed, failed, true}, {failed + 1, first - 1, false}}, runs[1:]...)
	}
	var full []ladderRun
	for _, r := range runs {
		if r.first <= r.last {
			full = append(full, r)
		}
	}
	return full
}

// failedRung returns the index of the last check that failed, from 1; 0 if none did.
func failedRung(events []core.Event) int {
	for n := len(events); n > 0; n-- {
		if e := events[n-1]; e.Kind == core.Checked && !e.Passed {
			return n
		}
	}
	return 0
}

// elided returns the line for events that are not drawn. A click shows the kernel after the nearest of them.
func (l *Ladder) elided(r ladderRun, kept []int) app.UI {
	n, where := kept[r.first-1], " after"
	if n < l.Of.Desk.at.Event {
		n, where = kept[r.last-1], " before"
	}
	return app.Li().Class("effect").Body(
		app.Button().DataSet("event", strconv.Itoa(n)).Body(
			app.Span().Class("sign").Text("⋮"), app.Code(), app.Span().Class("what", "soft").Text(english.Count(r.last-r.first+1, "event")+where),
		).OnClick(l.Of.Desk.onNumber("event", l.Of.Desk.goToEvent)),
	)
}
