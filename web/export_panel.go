package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/export"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// previewLines is the number of lines of a text that the panel shows.
const previewLines = 400

// exportPanel shows the calls in the format of another tool.
type exportPanel struct{ export *Export }

func (p exportPanel) body() []app.UI {
	e := p.export
	text, wrong := e.text, e.wrong
	chosen := e.chosen()
	body := []app.UI{p.formats(chosen), app.P().Class("soft").ID("export-note").Text(chosen.Description), p.scopes(chosen)}
	if wrong != "" {
		return append(body, app.P().Class("wrong").ID("export-wrong").Role("alert").Text(wrong), p.frame(), p.picture())
	}
	return append(body,
		app.Pre().Class("exported").ID("export-text").TabIndex(0).Aria("label", "The text").Text(preview(text)),
		app.Div().Class("deeds").Body(
			app.Button().Class("pill", "main").ID("export-copy").Text("Copy").OnClick(e.onPress(e.Copy)),
			app.Button().Class("pill").ID("export-save").Text("Download bpfplay."+chosen.Ext).OnClick(e.onPress(e.Save)),
			app.Span().Class("soft").Text(size(text)),
		),
		p.frame(),
		p.picture(),
	)
}

// preview returns the beginning of a text.
func preview(text string) string {
	lines := strings.SplitAfterN(text, "\n", previewLines+1)
	if len(lines) <= previewLines || lines[previewLines] == "" {
		return text
	}
	return strings.Join(lines[:previewLines], "") + fmt.Sprintf("… and %s more", english.Count(strings.Count(lines[previewLines], "\n"), "line"))
}

// size returns the length of a text in lines and bytes.
func size(text string) string {
	return english.Count(strings.Count(text, "\n"), "line") + ", " + english.Count(len(text), "byte")
}

func (p exportPanel) formats(chosen export.Format) app.UI {
	var buttons []app.UI
	for _, f := range export.Formats {
		buttons = append(buttons, app.Button().Class("pill", on(f.Name == chosen.Name)).ID("export-"+f.Name).Aria("pressed", word(f.Name == chosen.Name)).
			DataSet("format", f.Name).Text(f.Title).OnClick(p.export.onData("format", p.export.SetFormat)))
	}
	return app.Div().Class("chooser").Role("group").Aria("label", "Format").Body(buttons...)
}

func (p exportPanel) scopes(chosen export.Format) app.UI {
	e := p.export
	from, to := e.calls()
	scopes := []struct {
		scope exportScope
		title string
	}{{allCalls, "The whole history"}, {thisCall, fmt.Sprintf("Call %d", max(1, e.desk.at.Call))}, {someCalls, "Calls"}}
	var row []app.UI
	for _, c := range scopes {
		is := c.scope == e.scope || c.scope == allCalls && e.scope == ""
		row = append(row, app.Button().Class("pill", on(is)).ID("export-scope-"+string(c.scope)).Aria("pressed", word(is)).
			DataSet("scope", string(c.scope)).Text(c.title).OnClick(e.onData("scope", e.chooseScope)))
	}
	row = append(row,
		exportEnd("export-from", "The first call", from).OnChange(e.onValue(e.setFrom)),
		app.Text("to"),
		exportEnd("export-to", "The last call", to).OnChange(e.onValue(e.setTo)),
	)
	if chosen.Whole && from > 1 {
		row = append(row, app.Span().Class("soft").ID("export-whole").Text("The text still starts at call 1, because later calls depend on earlier ones."))
	}
	return app.Div().Class("chooser").Role("group").Aria("label", "Calls to export").Body(row...)
}

func exportEnd(id, label string, n int) app.HTMLInput {
	return app.Input().Type("number").ID(id).Aria("label", label).Min(1).Value(strconv.Itoa(n))
}

func (p exportPanel) picture() app.UI {
	e := p.export
	return app.Div().Class("deeds", "picture").Body(
		app.Span().Text("The drawing of the kernel, as shown:"),
		app.Button().Class("pill", "small").ID("export-svg").Text("Download SVG").OnClick(e.onPress(e.saveSVG)),
		app.Button().Class("pill", "small").ID("export-png").Text("Download PNG").OnClick(e.onPress(e.savePNG)),
	)
}
