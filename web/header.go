package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Header names the kernel and its machine, and has buttons for the panels.
type Header struct {
	app.Compo
	Desk  *Desk
	Past  *Past
	Desks *Desks
	Rev   uint64
}

// Render draws the header.
func (h *Header) Render() app.UI {
	d := h.Desk
	m := d.machine()
	return app.Header().Body(
		app.H1().Class("logo").Body(app.Text("bpf"), app.Span().Text("play")),
		h.panelButton(ReleasePanel, "kernel-button", app.Text(kernelName(m)), app.Small().Text(string(evidence(m)))),
		h.panelButton(MachinePanel, "machine-button", app.Text(machineWords(m)), app.Span().Class("wide").Text(memoryWords(m))),
		app.Span().Class("sp"),
		&UndoButtons{Past: h.Past, Rev: h.Rev},
		h.desksButton(),
		h.panelButton(ExamplesPanel, "examples-button", app.Text("Examples")),
		h.panelButton(PastePanel, "paste-button", app.Text("Paste…")),
		h.panelButton(ExportPanel, "export-button", app.Text("Export…")),
		app.Button().Class("pill", "icon").ID("theme-button").Title("Theme: "+themes[d.theme].title).Aria("label", "Theme: "+themes[d.theme].title).
			Text(themes[d.theme].sign).OnClick(d.onPress(d.nextTheme)),
		h.panelButton(HelpPanel, "help-button", app.Text("?")),
		h.panelButton(CommandPanel, "commands-button", app.Text("☰")).Title("Commands (Ctrl K)").Aria("label", "Commands"),
		app.Button().Class("pill", "main").ID("share-button").Text("Share").OnClick(d.onPress(d.Share)),
	)
}

func (h *Header) panelButton(p Panel, id string, body ...app.UI) app.HTMLButton {
	return app.Button().Class("pill").ID(id).DataSet("panel", string(p)).
		Aria("haspopup", "dialog").Aria("expanded", word(h.Desk.panel == p)).
		Body(body...).OnClick(h.Desk.onData("panel", h.open))
}

// unkeptWords are on the button of the desks while the browser does not keep the work.
const unkeptWords = "not kept"

// desksButton opens the list of desks. It also replaces the notice that the work is not kept, which closes with the next call.
func (h *Header) desksButton() app.UI {
	if why := h.Desks.failed; why != "" {
		return h.panelButton(DesksPanel, "desks-button", app.Text("Desks"), app.Small().Text(unkeptWords)).Class("unkept").Title("Your work is not kept in this browser: " + why + ".")
	}
	return h.panelButton(DesksPanel, "desks-button", app.Text("Desks"))
}

func (h *Header) open(panel string) { h.Desk.Open(Panel(panel)) }

// kernelName returns the release as the header shows it.
func kernelName(m core.Machine) string {
	if m.Release == 0 {
		return "Linux, the seed"
	}
	return "Linux " + m.Release.String()
}

func evidence(m core.Machine) core.Evidence { return core.EvidenceOf(m.Release).Evidence }

// machineWords summarises the machine.
func machineWords(m core.Machine) string {
	who := "root"
	if m.UID != 0 {
		who = fmt.Sprintf("user %d", m.UID)
	}
	if m.Release == abi.Seed {
		return who + " · " + english.CountOrNo(len(m.Types), "type")
	}
	return who + " · " + english.Count(m.CPUs, "CPU")
}

func memoryWords(m core.Machine) string {
	if m.Release == abi.Seed {
		return ""
	}
	return fmt.Sprintf("· %d MiB", m.Memory)
}
