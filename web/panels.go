package web

import (
	"bpfplay/core"

	"bpfplay/core/table"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Panels draws the open panel.
type Panels struct {
	app.Compo
	S    *Store
	Rev  uint64
	Beat int // increases with the work on a pasted text
}

// panelRow is the title, the first focus and the body of a panel. The default focus is the title.
type panelRow struct {
	title string
	focus string
	body  func(*Panels) []app.UI
}

var panels = table.Listed[Panel, panelRow]{
	{ReleasePanel, panelRow{"Kernel release", releaseNow, func(p *Panels) []app.UI { return releasePanel{p.S.releases, p.S.desk}.body() }}},
	{MachinePanel, panelRow{"Machine", "", func(p *Panels) []app.UI { return machinePanel{p.S.machine}.body() }}},
	{ExamplesPanel, panelRow{"Examples", "", func(p *Panels) []app.UI { return shelfPanel{p.S.shelf}.body() }}},
	{PastePanel, panelRow{"Paste a trace, calls or bytes", "paste-text", func(p *Panels) []app.UI {
		return []app.UI{&PastePane{Paste: p.S.paste, Rev: p.Rev, Beat: p.Beat}}
	}}},
	{ExportPanel, panelRow{"Export", "", func(p *Panels) []app.UI { return exportPanel{p.S.export}.body() }}},
	{PairPanel, panelRow{"Compare two calls", "", func(p *Panels) []app.UI { return pairPanel{p.S.pair}.body() }}},
	{LessonPanel, panelRow{"Write a lesson", authorInput, func(p *Panels) []app.UI {
		return []app.UI{&AuthorPane{Author: p.S.author, Rev: p.Rev}}
	}}},
	{HomeworkPanel, panelRow{"Set a homework", "", func(p *Panels) []app.UI { return homeworkForm{p.S.setHomework}.body() }}},
	{CommandPanel, panelRow{"Commands", "command-input", func(p *Panels) []app.UI { return palettePanel{p.S.palette}.body() }}},
	{DesksPanel, panelRow{"Desks", "", func(p *Panels) []app.UI { return desksPanel{p.S.desks}.body() }}},
	{HelpPanel, panelRow{"Keys and known differences from Linux", "", (*Panels).help}},
}

// IDs of the dialog and of elements in it.
const (
	dialogID   = "dialog"
	titleID    = "panel-title"
	releaseNow = "release-now" // of the running release, or of the input if the list does not have that
)

// Render draws the dialog with the open panel.
func (p *Panels) Render() app.UI {
	row, open := panels.Find(p.S.panel)
	body := []app.UI{&modal{Screen: p.S.Screen, Panel: p.S.panel}}
	if open {
		body = append(body, app.Div().Class("panel", "panel-"+string(p.S.panel)).Body(
			append([]app.UI{app.Div().Class("panel-head").Body(
				app.H2().ID(titleID).TabIndex(-1).Text(row.title),
				app.Button().Class("close").ID("close-panel").Aria("label", "Close").Text("×").OnClick(p.S.onPress(p.S.close)),
			)}, row.body(p)...)...,
		))
	}
	cancel, cancelScope := p.S.onEvent(p.cancel)
	return app.Dialog().ID(dialogID).Class("panels").Aria("labelledby", titleID).Body(body...).
		OnClick(p.S.onEvent(p.clickBeside)).On("cancel", cancel, cancelScope)
}

// cancel closes the panel when the browser asks to, for example with the back gesture of a phone.
func (p *Panels) cancel(_ app.Context, e app.Event) {
	e.PreventDefault()
	if p.S.panel != NoPanel {
		p.S.close()
	}
}

// clickBeside closes the panel after a click outside of it.
func (p *Panels) clickBeside(_ app.Context, e app.Event) {
	if e.Get("target").Get("id").String() == dialogID && p.S.panel != NoPanel {
		p.S.close()
	}
}

// modal opens and closes the dialog around it whenever the open panel changes. It draws nothing.
type modal struct {
	app.Compo
	Screen *Screen
	Panel  Panel
}

// Render returns an element without content.
func (m *modal) Render() app.UI { return app.Span().Hidden(true) }

// OnMount opens the dialog if the page starts with a panel.
func (m *modal) OnMount(app.Context) { m.follow() }

// OnUpdate follows a change of the panel.
func (m *modal) OnUpdate(app.Context) { m.follow() }

func (m *modal) follow() {
	row, open := panels.Find(m.Panel)
	if !open {
		m.Screen.host.CloseModal(dialogID)
		return
	}
	focus := titleID
	if row.focus != "" {
		focus = row.focus
	}
	m.Screen.host.ShowModal(dialogID, focus)
}

// releasePanel lists the kernels to choose from, each with its evidence.
type releasePanel struct {
	releases *Releases
	desk     *Desk
}

func (p releasePanel) body() []app.UI {
	r := p.releases
	rows := []app.UI{app.P().Class("soft").Text("The kernel that you choose replays the same calls.")}
	other := app.Input().Type("text").Placeholder("5.13 or 6.1.55").Aria("label", "Any release from 3.18 to 7.3").OnChange(r.onValue(r.choose))
	listed := false
	for _, e := range core.Releases {
		chosen := e.Release == p.desk.machine().Release
		row := app.Button().Class("choice", "release", on(chosen)).Aria("pressed", word(chosen)).
			DataSet("release", e.Release.String()).Body(
			app.B().Text(e.Name), app.Span().Class("soft").Text(e.Date), app.Span().Text(e.Of), app.Em().Text(string(e.Evidence)),
		).OnClick(r.onData("release", r.choose))
		if chosen {
			row, listed = row.ID(releaseNow), true
		}
		rows = append(rows, row)
	}
	if !listed {
		other = other.ID(releaseNow)
	}
	return append(rows, app.Label().Class("box").Body(app.Text("Any other release, from source: "), other))
}

// help returns the keys and the known differences from Linux.
func (p *Panels) help() []app.UI {
	var keys, odd []app.UI
	for _, a := range actions {
		if a.keys != "" {
			keys = append(keys, app.Dt().Text(a.keys), app.Dd().Text(a.words))
		}
	}
	for _, d := range core.Divergences {
		odd = append(odd, app.Li().Body(app.Text(d.What+" "), app.Span().Class("soft").Text(d.Why)))
	}
	return []app.UI{
		app.P().Body(app.Text("The "), p.S.outside("ref/", "reference"), app.Text(" lists map types, commands, flags, errnos and checks, by release.")),
		app.Dl().Class("keylist").Body(keys...),
		app.H3().Text("Known differences from Linux"),
		app.Ul().Body(odd...),
		app.P().Class("soft").Text("Everything runs in your browser. Nothing is sent anywhere; a link contains its calls."),
	}
}
