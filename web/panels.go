package web

import (
	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Panels draws the open panel.
type Panels struct {
	app.Compo
	S    *Store
	Rev  uint64
	Beat int // increases with the work on a pasted text
}

// panels lists the title and body of each panel.
var panels = map[Panel]struct {
	title string
	body  func(*Panels) []app.UI
}{
	ReleasePanel:  {"Kernel release", func(p *Panels) []app.UI { return releasePanel{p.S.releases, p.S.desk}.body() }},
	MachinePanel:  {"Machine", func(p *Panels) []app.UI { return machinePanel{p.S.machine}.body() }},
	ExamplesPanel: {"Examples", func(p *Panels) []app.UI { return shelfPanel{p.S.shelf}.body() }},
	PastePanel:    {"Paste a trace, calls or bytes", func(p *Panels) []app.UI { return []app.UI{&PastePane{Paste: p.S.paste, Rev: p.Rev, Beat: p.Beat}} }},
	ExportPanel:   {"Export", func(p *Panels) []app.UI { return exportPanel{p.S.export}.body() }},
	PairPanel:     {"Compare two calls", func(p *Panels) []app.UI { return pairPanel{p.S.pair}.body() }},
	DesksPanel:    {"Desks", func(p *Panels) []app.UI { return desksPanel{p.S.desks}.body() }},
	HelpPanel:     {"Keys and known differences from Linux", func(*Panels) []app.UI { return help() }},
}

// Render draws the open panel.
func (p *Panels) Render() app.UI {
	row, ok := panels[p.S.panel]
	if !ok {
		return app.Div().Class("panels")
	}
	return app.Div().Class("panels", "shown").Body(
		app.Div().Class("shade").OnClick(p.S.onPress(p.S.close)),
		app.Div().Class("panel", "panel-"+string(p.S.panel)).Role("dialog").Aria("modal", "true").Aria("label", row.title).Body(
			append([]app.UI{app.Div().Class("panel-head").Body(
				app.H2().Text(row.title),
				app.Button().Class("close").ID("close-panel").Aria("label", "Close").Text("×").OnClick(p.S.onPress(p.S.close)),
			)}, row.body(p)...)...,
		),
	)
}

// releasePanel lists the kernels to choose from, each with its evidence.
type releasePanel struct {
	releases *Releases
	desk     *Desk
}

func (p releasePanel) body() []app.UI {
	r := p.releases
	rows := []app.UI{app.P().Class("soft").Text("The kernel that you choose replays the same calls.")}
	for _, e := range core.Releases {
		chosen := e.Release == p.desk.machine().Release
		rows = append(rows, app.Button().Class("choice", "release", on(chosen)).Aria("pressed", word(chosen)).
			DataSet("release", e.Release.String()).Body(
			app.B().Text(e.Name), app.Span().Class("soft").Text(e.Date), app.Span().Text(e.Of), app.Em().Text(string(e.Evidence)),
		).OnClick(r.onData("release", r.choose)))
	}
	between := app.Input().Type("text").ID("between").Placeholder("5.13 or 6.1.55").Aria("label", "Any release from 3.18 to 7.3").OnChange(r.onValue(r.choose))
	return append(rows, app.Label().Class("box").Body(app.Text("Any other release, from source: "), between))
}

// help returns the keys and the known differences from Linux.
func help() []app.UI {
	var keys, odd []app.UI
	for _, k := range KeyHelp {
		keys = append(keys, app.Dt().Text(k.Key), app.Dd().Text(k.Does))
	}
	for _, d := range core.Divergences {
		odd = append(odd, app.Li().Body(app.Text(d.What+" "), app.Span().Class("soft").Text(d.Why)))
	}
	return []app.UI{
		app.Dl().Class("keylist").Body(keys...),
		app.H3().Text("Known differences from Linux"),
		app.Ul().Body(odd...),
		app.P().Class("soft").Text("Everything runs in your browser. Nothing is sent anywhere; a link contains its calls."),
	}
}
