package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/lesson"
	"bpfplay/core/table"
	"bpfplay/web/inside"
	"bpfplay/web/picture"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// scene is a marker of a lesson, ready to be drawn apart from the desk.
type scene struct {
	moment
	marker   *lesson.Marker
	inside   *inside.Page // for ShowInside; nil if the map does not exist
	releases []segment    // for ShowReleases
}

// newScene computes the scene of a marker.
func newScene(l *lesson.Lesson, m *lesson.Marker) (*scene, error) {
	session, err := m.Session(l)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	s := &scene{moment: moment{session: session, at: m.Step, view: session.View(m.Step)}, marker: m}
	if m.Step.Call > 0 {
		s.trace = session.Trace(m.Step.Call)
	}
	switch m.Show {
	case lesson.ShowInside:
		view := s.view.Map(m.Map)
		page := session.Inside(m.Step, m.Map, core.InsideQuery{Limit: insidePage})
		if view != nil && page != nil {
			s.inside = &inside.Page{Inside: page, View: *view, Key: value.KeyForm(*view, page.Types), Value: value.ValueForm(*view, page.Types)}
		}
	case lesson.ShowReleases:
		if m.Step.Call > 0 {
			c := session.Comparing(m.Step.Call, history.ComparedWork)
			for c.Step() {
			}
			if results := c.Results(); len(results) == len(core.Releases) {
				s.releases = segments(results, s.trace.Call.Op == core.OpBpf && s.trace.Call.Cmd() == abi.BPF_PROG_LOAD)
			}
		}
	}
	return s, nil
}

// sceneStages draw a scene.
var sceneStages = table.Listed[lesson.Show, func(*scene) app.UI]{
	{lesson.ShowKernel, func(s *scene) app.UI { return s.kernel() }},
	{lesson.ShowChecks, func(s *scene) app.UI { return s.checks() }},
	{lesson.ShowBytes, func(s *scene) app.UI { return s.bytes() }},
	{lesson.ShowReleases, (*scene).segments},
	{lesson.ShowInside, (*scene).page},
}

// stage draws the view of the marker.
func (s *scene) stage() app.UI {
	return app.Div().Class("scene", "scene-"+string(s.marker.Show)).Body(sceneStages.Of(s.marker.Show)(s))
}

// kernel draws the kernel without controls.
func (m *moment) kernel() app.UI {
	return &picture.Kernel{View: m.view, Event: m.event(), Task: -1}
}

// event returns the last event at the step; nil if there is none.
func (m *moment) event() *core.Event {
	if m.trace == nil || m.at.Event == 0 || m.at.Event > len(m.trace.Events) || m.at.Insn > 0 {
		return nil
	}
	return &m.trace.Events[m.at.Event-1]
}

// page draws the inside of a map.
func (s *scene) page() app.UI {
	switch {
	case s.inside == nil:
		return app.P().Class("soft").Text(fmt.Sprintf("Map %d does not exist at this step.", s.marker.Map))
	case s.inside.Form == core.InsideNone:
		return app.P().Text(s.inside.Sentence)
	}
	return app.Div().Class("map-inside").Body(app.P().Class("in-told").Text(s.inside.Sentence), s.inside.Draw())
}

// segments lists the results of the releases.
func (s *scene) segments() app.UI {
	if s.releases == nil {
		return app.P().Class("soft").Text("This call has no results to compare.")
	}
	var rows []app.UI
	for _, p := range s.releases {
		name := core.Releases[p.from].Name
		if p.to > p.from {
			name += " to " + core.Releases[p.to].Name
		}
		rows = append(rows, app.Tr().Class(p.class).Body(app.Th().Scope("row").Text(name), app.Td().Body(app.Code().Text(p.result)), app.Td().Text(p.reason)))
	}
	return app.Table().Class("scene-releases").Body(app.TBody().Body(rows...))
}

// names returns the place of the marker, such as "After call 2 on Linux 6.12".
func (s *scene) names() string {
	on := " on " + seriesName(s.session.Machine())
	switch at := s.marker.Step; {
	case at.Call == 0:
		return "At boot" + on
	case at.Event < s.session.Events(at.Call):
		return fmt.Sprintf("During call %d", at.Call) + on
	}
	return fmt.Sprintf("After call %d", s.marker.Step.Call) + on
}

// callsOf returns the calls of a session in words, with their results, up to the limit of rows on paper.
func callsOf(s *history.Session) (rows []callWords) {
	of := Desk{session: s}
	for n := 1; n <= min(s.Len(), rowsShown); n++ {
		c, ret := s.Call(n)
		w := of.wordsOf(n)
		rows = append(rows, callWords{w.name + " " + w.on + w.args, shortResult(ret), c.Task})
	}
	return rows
}

// callWords are a call and its result in words.
type callWords struct {
	call, result string
	task         int
}
