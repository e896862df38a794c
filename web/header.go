package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Header names the kernel and its machine, and leads to all that is not on the desk itself.
type Header struct {
	app.Compo
	S   *Store
	Rev uint64
}

// Theme is how light the page is: as the system says, or as was chosen.
type Theme int

const (
	SystemTheme Theme = iota
	LightTheme
	DarkTheme
)

var themes = [...]struct{ class, sign, says string }{
	SystemTheme: {"theme-system", "◐", "Light or dark: as the system says"},
	LightTheme:  {"theme-light", "☀", "Light"},
	DarkTheme:   {"theme-dark", "☾", "Dark"},
}

func (t Theme) class() string { return themes[t].class }

// Render draws the header.
func (h *Header) Render() app.UI {
	s := h.S
	m := s.session.Machine()
	return app.Header().Body(
		app.H1().Class("logo").Body(app.Text("bpf"), app.Span().Text("play")),
		h.panelButton(ReleasePanel, "kernel-button", app.Text(kernelName(m)), app.Small().Text(string(evidence(m)))),
		h.panelButton(MachinePanel, "machine-button", app.Text(machineWords(m)), app.Span().Class("wide").Text(memoryWords(m))),
		app.Span().Class("sp"),
		h.panelButton(ExamplesPanel, "examples-button", app.Text("Examples")),
		h.panelButton(PastePanel, "paste-button", app.Text("Paste…")),
		h.panelButton(ExportPanel, "export-button", app.Text("Export…")),
		app.Button().Class("pill", "icon").ID("theme-button").Title(themes[s.theme].says).Aria("label", "Theme: "+themes[s.theme].says).
			Text(themes[s.theme].sign).OnClick(h.onTheme),
		h.panelButton(HelpPanel, "help-button", app.Text("?")),
		app.Button().Class("pill", "main").ID("share-button").Text("Share").OnClick(h.onShare),
	)
}

func (h *Header) panelButton(p Panel, id string, body ...app.UI) app.UI {
	return app.Button().Class("pill").ID(id).DataSet("panel", string(p)).
		Aria("haspopup", "dialog").Aria("expanded", word(h.S.open == p)).
		Body(body...).OnClick(h.onPanel, p)
}

func (h *Header) onPanel(ctx app.Context, _ app.Event) {
	h.S.Open(Panel(ctx.JSSrc().Get("dataset").Get("panel").String()))
}

func (h *Header) onTheme(app.Context, app.Event) {
	h.S.theme = (h.S.theme + 1) % Theme(len(themes))
	h.S.changed()
}

func (h *Header) onShare(app.Context, app.Event) { h.S.Share() }

// kernelName is the release as the header has it.
func kernelName(m core.Machine) string {
	if m.Release == 0 {
		return "Linux, the seed"
	}
	return "Linux " + m.Release.String()
}

func evidence(m core.Machine) core.Evidence { return core.EvidenceOf(m.Release).Evidence }

// machineWords is the machine in a few words.
func machineWords(m core.Machine) string {
	who := "root"
	if m.UID != 0 {
		who = fmt.Sprintf("user %d", m.UID)
	}
	if m.Release == abi.Seed {
		return who + " · " + english.CountOrNo(len(m.Types), "type")
	}
	return who + " · " + english.CountOrNo(m.CPUs, "cpu")
}

func memoryWords(m core.Machine) string {
	if m.Release == abi.Seed {
		return ""
	}
	return fmt.Sprintf("· %d MiB", m.Memory)
}

// Open opens a panel, or closes it where it is open.
func (s *Store) Open(p Panel) {
	if s.open == p {
		p = NoPanel
	}
	if s.open == PastePanel && s.paste.work.replay != nil {
		s.stopWork() // who closes the panel does not want the desk replaced
	}
	s.open = p
	if len(s.paste.Text) <= inputMost {
		s.paste.shown = s.paste.Text
	}
	s.changed()
}

// Share copies the link of what is shown.
func (s *Store) Share() {
	link := s.ShareLink()
	s.host.SetFragment(s.Link().String())
	s.host.Copy(link, func(ok bool) {
		s.notice = Notice{Text: fmt.Sprintf("The link is copied: %d characters. It carries the machine, every call and this step, and nothing is stored anywhere.", len(link))}
		if !ok {
			s.notice = Notice{Text: "The browser does not let the link be copied. Here it is, to copy by hand:", Link: link}
		}
		s.Changed()
	})
}
