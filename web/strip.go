package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Strip shows what each release returns for the same history, oldest first. Equal neighbours are one segment; each
// segment after a change is marked.
type Strip struct {
	app.Compo
	Desk     *Desk
	Releases *Releases
	Rev      uint64
}

// segment is a run of releases with the same result.
type segment struct {
	from, to int // indices of core.Releases, inclusive
	result   string
	class    string
	reason   string
}

// differently is the text of a segment whose releases have different reasons.
const differently = "for different reasons"

// notDecided is the text of a release on which bpfplay cannot decide about a program.
const notDecided = "not decided"

// segments joins neighbours with the same result. load reports that the results are those of a BPF_PROG_LOAD.
func segments(results []history.Result, load bool) []segment {
	var joined []segment
	for i, a := range results {
		s := segment{i, i, resultText(a), resultClass(a), resultReason(a)}
		switch {
		case load && a.Reached && a.Value == core.NotEmulated:
			s.result, s.reason = notDecided, "bpfplay's verifier cannot decide about this program."
		case load && a.Reached && a.Value >= 0:
			s.result = "accepted"
		}
		if last := len(joined) - 1; last >= 0 && joined[last].result == s.result {
			joined[last].to = i
			if joined[last].reason != s.reason {
				joined[last].reason = differently
			}
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

func resultText(a history.Result) string {
	if !a.Reached {
		return "cannot run"
	}
	return shortResult(a.Value)
}

func resultClass(a history.Result) string {
	switch {
	case !a.Reached || a.Value == core.NotEmulated:
		return "none"
	case a.Refused():
		return "no"
	}
	return "ok"
}

func resultReason(a history.Result) string {
	if a.Check == nil {
		return ""
	}
	return a.Check.Explain(a.A, a.B)
}

// Render draws names above segments.
func (s *Strip) Render() app.UI {
	if s.Desk.at.Call == 0 {
		return app.Div()
	}
	if s.Releases.all == nil {
		return s.late()
	}
	running := s.Desk.machine().Release
	parts := segments(s.Releases.all, s.Desk.showsLoad())
	var cells []app.UI
	for _, e := range core.Releases {
		here := e.Release == running
		cells = append(cells, app.Button().Class("rel", on(here)).Aria("pressed", word(here)).DataSet("release", e.Release.String()).
			Title("Linux "+e.Release.String()+", "+e.Date+": replay the history there").Text(e.Name).OnClick(s.Releases.onData("release", s.Releases.Switch)))
	}
	text := "Result on each release: "
	for i, p := range parts {
		first := ""
		if i > 0 {
			first = "change"
		}
		span := strconv.Itoa(p.to - p.from + 1)
		text += releasesOf(p) + " " + p.result + "; "
		cells = append(cells, app.Div().Class("seg", p.class, first).Style("grid-column", "span "+span).
			Title(p.sentence()).Text(strings.TrimPrefix(p.result, "−1 ")))
	}
	return app.Div().Class("versions").Body(
		app.Div().Class("releases").Role("group").Aria("label", text).Body(cells...),
		app.P().Class("soft").ID("strip-reason").Text(why(parts, running)),
	)
}

// showsLoad reports whether the shown call loads a program.
func (d *Desk) showsLoad() bool {
	t := d.trace()
	return t != nil && t.Call.Op == core.OpBpf && t.Call.Cmd() == abi.BPF_PROG_LOAD
}

// late replaces the strip if computing it takes a moment.
func (s *Strip) late() app.UI {
	status := app.P().Class("soft").Text("")
	if n := len(s.Releases.asking); n > 0 {
		status = app.P().Class("soft").Role("status").Text(fmt.Sprintf("%d of %d releases have run the %s.", n, len(core.Releases), english.Count(s.Desk.at.Call, "call")))
	}
	return app.Div().Class("versions").Body(
		app.Button().Class("pill", "small").ID("compare").Text("Compare with other releases").
			Title("Each release replays all the calls up to this one, which takes a moment").OnClick(s.Releases.onPress(s.Releases.CompareLate)),
		status,
	)
}

// why returns a sentence with the first release of the running release's result, and the result before or after it.
func why(parts []segment, running abi.Release) string {
	switch {
	case len(parts) == 0:
		return "The calls write too much memory to run on every release. Choose a release above."
	case len(parts) == 1 && parts[0].reason == differently:
		return "Every release returns the same result, " + differently + "."
	case len(parts) == 1:
		return "Every release returns the same result."
	}
	for i, p := range parts {
		switch {
		case running > core.Releases[p.to].Release && i+1 < len(parts):
			continue
		case i == 0:
			return parts[1].sentence()
		}
		return fmt.Sprintf("Since %s. On %s", core.Releases[p.from].Name, parts[i-1].sentence())
	}
	return ""
}

// sentence describes a segment in a sentence or two.
func (p segment) sentence() string {
	if p.reason == differently {
		return releasesOf(p) + ": " + p.result + ", " + differently + "."
	}
	return releasesOf(p) + ": " + p.result + ". " + p.reason
}

func releasesOf(p segment) string {
	from, to := core.Releases[p.from].Name, core.Releases[p.to].Name
	if from == to {
		return from
	}
	return from + " to " + to
}
