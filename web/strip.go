package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Strip shows the result of each release for the same history, oldest first. Neighbours with the same result and cause are
// one segment; each cause of a failure has a letter and a pattern.
type Strip struct {
	app.Compo
	Desk     *Desk
	Releases *Releases
	Rev      uint64
}

// segment is a run of releases with the same result for the same cause.
type segment struct {
	from, to int // indices of core.Releases, inclusive
	result   string
	class    string
	reason   string
	cause    int // index of the cause, the first on the strip is 0; -1 for a success
}

// notDecided is the text of a release on which bpfplay cannot decide about a program.
const notDecided = "not decided"

// segments joins neighbours with the same result and cause. load reports that the results are those of a BPF_PROG_LOAD.
func segments(results []history.Result, load bool) []segment {
	var joined []segment
	var causes []history.Result
	for i, r := range results {
		s := segment{i, i, resultText(r), resultClass(r), r.Reason(), -1}
		switch {
		case load && r.Reached && r.Value == core.NotEmulated:
			s.result, s.reason = notDecided, "bpfplay's verifier cannot decide about this program."
		case load && r.Reached && r.Value >= 0:
			s.result = "accepted"
		}
		if s.class != "ok" {
			s.cause = slices.IndexFunc(causes, r.SameCause)
			if s.cause < 0 {
				s.cause = len(causes)
				causes = append(causes, r)
			}
		}
		if last := len(joined) - 1; last >= 0 && joined[last].result == s.result && joined[last].cause == s.cause {
			joined[last].to = i
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// letter returns the letter of the cause; "" for a success.
func (p segment) letter() string {
	if p.cause < 0 {
		return ""
	}
	return string(rune('A' + p.cause))
}

// causes returns the number of different causes of failures.
func causes(parts []segment) int {
	n := 0
	for _, p := range parts {
		n = max(n, p.cause+1)
	}
	return n
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
	cells := []app.UI{&releaseNames{Running: running}}
	text := "Result on each release: "
	for _, p := range parts {
		text += releasesOf(p) + " " + p.result + "; "
		cells = append(cells, p.draw(running))
	}
	return app.Div().Class("versions").Body(
		app.Div().Class("releases").Role("group").Aria("label", text).OnClick(s.Releases.onPart("release", s.press)).Body(cells...),
		legend(parts),
		app.P().Class("soft").ID("strip-reason").Text(why(parts, running)),
	)
}

// releaseNames are the buttons with the names of the releases. They are drawn again only when another release runs.
type releaseNames struct {
	app.Compo
	Running abi.Release
}

// Render draws a button for each release.
func (n *releaseNames) Render() app.UI {
	var buttons []app.UI
	for _, e := range core.Releases {
		here := e.Release == n.Running
		buttons = append(buttons, app.Button().Class("rel", on(here)).Aria("pressed", word(here)).DataSet("release", e.Release.String()).
			Title("Linux "+e.Release.String()+", "+e.Date+": replay the history there").Text(e.Name))
	}
	return app.Div().Class("release-names").Body(buttons...)
}

func (s *Strip) press(el element, _ app.Event) { s.Releases.Switch(el.data("release")) }

// causePatterns is the number of patterns for causes in answer.css.
const causePatterns = 4

// segmentLetters is the number of characters that fit into the width of one release.
const segmentLetters = 4

// draw returns a segment. Its tip names the cause.
func (p segment) draw(running abi.Release) app.UI {
	n := p.to - p.from + 1
	text := strings.TrimPrefix(p.result, "−1 ")
	switch {
	case p.cause >= 0 && len(text)+2 <= segmentLetters*n:
		text = p.letter() + " " + text
	case p.cause >= 0:
		text = p.letter()
	case len(text) > segmentLetters*n:
		text = "✓"
	}
	here := ""
	if running >= core.Releases[p.from].Release && running <= core.Releases[p.to].Release {
		here = "here"
	}
	return app.Button().Class("seg", p.class, p.pattern(), here).Style("grid-column", "span "+strconv.Itoa(n)).
		Aria("label", text+", "+p.sentence()).DataSet("tip", p.sentence()).Text(text)
}

// pattern returns the class of the pattern of the cause; "" for a success.
func (p segment) pattern() string {
	if p.cause < 0 {
		return ""
	}
	return "cause-" + strconv.Itoa(p.cause%causePatterns)
}

// legend lists the causes of failures with their letters; nothing if no release fails.
func legend(parts []segment) app.UI {
	var rows []app.UI
	for _, p := range parts {
		if p.cause == len(rows) {
			rows = append(rows, app.Li().Body(app.B().Class("seg", p.class, p.pattern()).Text(p.letter()), app.Span().Body(
				app.B().Text(strings.TrimPrefix(p.result, "−1 ")), app.Text(" "+p.reason))))
		}
	}
	return app.Ul().Class("causes").Body(rows...)
}

// showsLoad reports whether the shown call loads a program.
func (d *Desk) showsLoad() bool {
	t := d.trace()
	return t != nil && t.Call.Op == core.OpBpf && t.Call.Cmd() == abi.BPF_PROG_LOAD
}

// late replaces the strip if computing it takes a moment.
func (s *Strip) late() app.UI {
	if s.Releases.compares() {
		return app.Div().Class("versions").Body(app.P().Class("soft").Role("status").Text(
			fmt.Sprintf("%d of %d releases have run the %s.", len(s.Releases.asking), len(core.Releases), english.Count(s.Desk.at.Call, "call"))))
	}
	return app.Div().Class("versions").Body(
		app.Button().Class("pill", "small").ID("compare").Text("Compare with other releases").
			Title("Each release replays all the calls up to this one, which takes a moment").OnClick(s.Releases.onPress(s.Releases.CompareLate)),
	)
}

// why returns a sentence with the first release of the running release's result, and the result before or after it.
func why(parts []segment, running abi.Release) string {
	switch {
	case len(parts) == 0:
		return "The calls write too much memory to run on every release. Choose a release above."
	case !slices.ContainsFunc(parts, func(p segment) bool { return p.result != parts[0].result }):
		if n := causes(parts); n > 1 {
			return fmt.Sprintf("Every release returns the same result, for %d causes.", n)
		}
		return "Every release returns the same result."
	}
	for i, p := range parts {
		switch {
		case running > core.Releases[p.to].Release && i+1 < len(parts):
			continue
		case i == 0:
			return "Until " + core.Releases[p.to].Name + ". " + parts[1].brief()
		}
		return fmt.Sprintf("Since %s. On %s", core.Releases[p.from].Name, parts[i-1].brief())
	}
	return ""
}

// brief describes a segment without its cause, which the legend has.
func (p segment) brief() string {
	if p.cause < 0 {
		return releasesOf(p) + ": " + p.result + "."
	}
	return releasesOf(p) + ": " + p.result + " (" + p.letter() + ")."
}

// sentence describes a segment in a sentence or two.
func (p segment) sentence() string {
	return strings.TrimSuffix(releasesOf(p)+": "+p.result+". "+p.reason, " ")
}

func releasesOf(p segment) string {
	from, to := core.Releases[p.from].Name, core.Releases[p.to].Name
	if from == to {
		return from
	}
	return from + " to " + to
}
