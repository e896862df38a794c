package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Panels are what lies open over the desk: at most one.
type Panels struct {
	app.Compo
	S    *Store
	Rev  uint64
	Beat int // grows with what is being done with a pasted text
}

// panels are the title and the inside of each.
var panels = map[Panel]struct {
	title string
	body  func(*Panels) []app.UI
}{
	ReleasePanel:  {"Which kernel", (*Panels).release},
	MachinePanel:  {"The machine", (*Panels).machine},
	ExamplesPanel: {"Examples", (*Panels).examples},
	PastePanel:    {"Paste a trace, calls or bytes", (*Panels).paste},
	ExportPanel:   {"Export", (*Panels).exported},
	PairPanel:     {"Two calls, side by side", (*Panels).paired},
	HelpPanel:     {"Keys, and what is not as in Linux", (*Panels).help},
}

// Render draws the open panel.
func (p *Panels) Render() app.UI {
	row, ok := panels[p.S.open]
	if !ok {
		return app.Div().Class("panels")
	}
	return app.Div().Class("panels", "shown").Body(
		app.Div().Class("shade").OnClick(p.onClose),
		app.Div().Class("panel", "panel-"+string(p.S.open)).Role("dialog").Aria("modal", "true").Aria("label", row.title).Body(
			append([]app.UI{app.Div().Class("panel-head").Body(
				app.H2().Text(row.title),
				app.Button().Class("close").ID("close-panel").Aria("label", "Close").Text("×").OnClick(p.onClose),
			)}, row.body(p)...)...,
		),
	)
}

func (p *Panels) onClose(app.Context, app.Event) { p.S.Open(NoPanel) }

// release lists the kernels that can be chosen, each with its evidence.
func (p *Panels) release() []app.UI {
	rows := []app.UI{app.P().Class("soft").Text("The same calls are made again on the kernel you choose.")}
	for i, e := range core.Releases {
		chosen := e.Release == p.S.session.Machine().Release
		rows = append(rows, app.Button().Class("choice", "release", on(chosen)).Aria("pressed", word(chosen)).
			DataSet("release", e.Release.String()).Body(
			app.B().Text(e.Name), app.Span().Class("soft").Text(e.Date), app.Span().Text(e.Of), app.Em().Text(string(e.Evidence)),
		).OnClick(p.onRelease, i))
	}
	between := app.Input().Type("text").ID("between").Placeholder("5.13 or 6.1.55").Aria("label", "Any release from 3.18 to 7.3").OnChange(p.onBetween)
	return append(rows, app.Label().Class("box").Body(app.Text("Any other number, from source: "), between))
}

func (p *Panels) onRelease(ctx app.Context, _ app.Event) {
	p.S.SwitchRelease(ctx.JSSrc().Get("dataset").Get("release").String())
	p.S.Open(NoPanel)
}

func (p *Panels) onBetween(ctx app.Context, _ app.Event) {
	p.S.SwitchRelease(ctx.JSSrc().Get("value").String())
	p.S.Open(NoPanel)
}

func (p *Panels) exampleList() []app.UI {
	var rows []app.UI
	for i, e := range Examples {
		rows = append(rows, exampleButton(i, e, p.onExample))
	}
	return []app.UI{app.Div().Class("examples").Body(rows...)}
}

func (p *Panels) onExample(ctx app.Context, _ app.Event) { openExample(p.S, ctx) }

// exampleButton opens an example.
func exampleButton(i int, e Example, open app.EventHandler) app.UI {
	return app.Button().Class("choice").ID(fmt.Sprintf("example-%d", i)).DataSet("example", strconv.Itoa(i)).Body(
		app.B().Text(e.Title), app.Span().Class("soft").Text(e.Asks),
	).OnClick(open, i)
}

func openExample(s *Store, ctx app.Context) {
	i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("example").String())
	if err != nil || i < 0 || i >= len(Examples) {
		return
	}
	if s.Load(Examples[i].Link) == nil {
		s.remember()
		s.openTouched()
	}
}

func (p *Panels) help() []app.UI {
	var keys, odd []app.UI
	for _, k := range KeyHelp {
		keys = append(keys, app.Dt().Text(k.Key), app.Dd().Text(k.Does))
	}
	for _, d := range core.Divergences {
		odd = append(odd, app.Li().Body(app.Text(d.What+" "), app.Span().Class("soft").Text(d.Why)))
	}
	return []app.UI{
		app.Dl().Class("keylist").Body(keys...),
		app.H3().Text("Knowingly otherwise than in Linux"),
		app.Ul().Body(odd...),
		app.P().Class("soft").Text("All of this runs in your browser. Nothing is sent anywhere; a link carries its calls in itself."),
	}
}
