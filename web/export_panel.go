package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/export"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// previewLines is how much of a text the panel shows.
const previewLines = 400

// exported is the panel that writes calls down.
func (p *Panels) exported() []app.UI {
	s := p.S
	text, wrong := s.exported()
	chosen := s.exportFormat()
	body := []app.UI{p.exportFormats(chosen), app.P().Class("soft").ID("export-says").Text(chosen.Says), p.exportScopes(chosen)}
	if wrong != "" {
		return append(body, app.P().Class("wrong").ID("export-wrong").Role("alert").Text(wrong), p.exportFrame(), p.exportPicture())
	}
	return append(body,
		app.Pre().Class("exported").ID("export-text").TabIndex(0).Aria("label", "The text").Text(preview(text)),
		app.Div().Class("deeds").Body(
			app.Button().Class("pill", "main").ID("export-copy").Text("Copy").OnClick(p.onExportCopy),
			app.Button().Class("pill").ID("export-save").Text("Download bpfplay."+chosen.Ext).OnClick(p.onExportSave),
			app.Span().Class("soft").Text(size(text)),
		),
		p.exportFrame(),
		p.exportPicture(),
	)
}

// preview is the beginning of a text.
func preview(text string) string {
	lines := strings.SplitAfterN(text, "\n", previewLines+1)
	if len(lines) <= previewLines || lines[previewLines] == "" {
		return text
	}
	return strings.Join(lines[:previewLines], "") + fmt.Sprintf("… and %s more", english.CountOrNo(strings.Count(lines[previewLines], "\n"), "line"))
}

// size is how long a text is.
func size(text string) string {
	return english.CountOrNo(strings.Count(text, "\n"), "line") + ", " + english.CountOrNo(len(text), "byte")
}

func (p *Panels) exportFormats(chosen export.Format) app.UI {
	var buttons []app.UI
	for i, f := range export.Formats {
		buttons = append(buttons, app.Button().Class("pill", on(f.Name == chosen.Name)).ID("export-"+f.Name).Aria("pressed", word(f.Name == chosen.Name)).
			DataSet("format", f.Name).Text(f.Title).OnClick(p.onExportFormat, i))
	}
	return app.Div().Class("chooser").Role("group").Aria("label", "What to write").Body(buttons...)
}

func (p *Panels) exportScopes(chosen export.Format) app.UI {
	s := p.S
	from, to := s.exportRange()
	scopes := []struct {
		scope exportScope
		title string
	}{{allCalls, "The whole history"}, {thisCall, fmt.Sprintf("Call %d", max(1, s.at.Call))}, {someCalls, "Calls"}}
	var row []app.UI
	for i, c := range scopes {
		is := c.scope == s.export.scope || c.scope == allCalls && s.export.scope == ""
		row = append(row, app.Button().Class("pill", on(is)).ID("export-scope-"+string(c.scope)).Aria("pressed", word(is)).
			DataSet("scope", string(c.scope)).Text(c.title).OnClick(p.onExportScope, i))
	}
	row = append(row,
		exportEnd("export-from", "The first call", from).OnChange(p.onExportFrom),
		app.Text("to"),
		exportEnd("export-to", "The last call", to).OnChange(p.onExportTo),
	)
	if chosen.Whole && from > 1 {
		row = append(row, app.Span().Class("soft").ID("export-whole").Text("It begins with call 1 all the same: what comes later needs what came before."))
	}
	return app.Div().Class("chooser").Role("group").Aria("label", "Which calls").Body(row...)
}

func exportEnd(id, label string, n int) app.HTMLInput {
	return app.Input().Type("number").ID(id).Aria("label", label).Min(1).Value(strconv.Itoa(n))
}

func (p *Panels) exportPicture() app.UI {
	return app.Div().Class("deeds", "picture").Body(
		app.Span().Text("The drawing of the kernel, as shown:"),
		app.Button().Class("pill", "small").ID("export-svg").Text("Download SVG").OnClick(p.onExportSVG),
		app.Button().Class("pill", "small").ID("export-png").Text("Download PNG").OnClick(p.onExportPNG),
	)
}

func (p *Panels) onExportFormat(ctx app.Context, _ app.Event) {
	p.S.SetExport(ctx.JSSrc().Get("dataset").Get("format").String())
}

func (p *Panels) onExportScope(ctx app.Context, _ app.Event) {
	p.S.setScope(exportScope(ctx.JSSrc().Get("dataset").Get("scope").String()))
}

func (p *Panels) onExportFrom(ctx app.Context, _ app.Event) {
	p.S.setExportEnd(&p.S.export.from, ctx.JSSrc().Get("value").String())
}

func (p *Panels) onExportTo(ctx app.Context, _ app.Event) {
	p.S.setExportEnd(&p.S.export.to, ctx.JSSrc().Get("value").String())
}

func (p *Panels) onExportCopy(app.Context, app.Event) { p.S.CopyExport() }

func (p *Panels) onExportSave(app.Context, app.Event) { p.S.SaveExport() }

func (p *Panels) onExportSVG(app.Context, app.Event) { p.S.SavePicture(false) }

func (p *Panels) onExportPNG(app.Context, app.Event) { p.S.SavePicture(true) }
