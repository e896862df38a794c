package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/english"
	"bpfplay/core/export"
	"bpfplay/core/history"
	"bpfplay/web/value"
)

// exportScope selects the calls to export.
type exportScope string

const (
	allCalls  exportScope = "all"
	thisCall  exportScope = "this"
	someCalls exportScope = "some"
)

// Export owns the choices of the export panel and the exported text.
type Export struct {
	*Screen
	desk      *Desk
	traced    *Traced
	format    string // of export.Formats; "" for the first
	scope     exportScope
	from, to  int
	of        exportOf
	text      string // computed by derive
	wrong     string // why the export failed
	snippetOf snippetOf
	snippet   string // HTML of a frame, computed by derive
}

// reset clears the choices and the text.
func (e *Export) reset() { *e = Export{Screen: e.Screen, desk: e.desk, traced: e.traced} }

// exportOf identifies the input of a text, so that the text is computed once.
type exportOf struct {
	session *history.Session
	calls   int
	format  string
	options export.Options
}

// snippetOf identifies the input of a snippet, likewise.
type snippetOf struct {
	exportOf
	at history.Step
}

// chosen returns the chosen format.
func (e *Export) chosen() export.Format {
	f, err := export.Named(e.format)
	if err != nil {
		return export.Formats[0]
	}
	return f
}

// calls returns the first and the last call to export.
func (e *Export) calls() (from, to int) {
	switch e.scope {
	case thisCall:
		return max(1, e.desk.at.Call), max(1, e.desk.at.Call)
	case someCalls:
		return e.from, e.to
	}
	return 1, e.desk.session.Len()
}

// Text exports the chosen calls.
func (e *Export) Text() (string, error) {
	from, to := e.calls()
	n := e.desk.session.Len()
	if n == 0 {
		return "", fmt.Errorf("no call to export")
	}
	if from < 1 || to < from || to > n {
		return "", fmt.Errorf("invalid range %d to %d: want calls 1 to %d", from, to, n)
	}
	return export.Text(e.desk.session, e.chosen().Name, export.Options{From: from, To: to, Link: e.link(from, to), Fit: e.traced.textFit()})
}

// link returns the address of the calls in the text: of a report about one call, without the calls that it does not need.
func (e *Export) link(from, to int) string {
	if e.chosen().Report && from == to {
		return e.desk.CallLink(to)
	}
	return e.desk.ShareLink()
}

// derive computes the text and the snippet while the panel is open.
func (e *Export) derive() {
	if e.panel == ExportPanel {
		e.refresh()
		e.refreshSnippet()
	}
}

// refresh computes the text again if the history or a choice has changed.
func (e *Export) refresh() {
	of := e.now()
	if e.of == of {
		return
	}
	e.of, e.text, e.wrong = of, "", ""
	fault := caught(func() {
		text, err := e.Text()
		if e.text = text; err != nil {
			e.wrong = sentence(err)
		}
	})
	if fault != nil {
		e.tellFault("export the calls", fault)
		e.wrong = fmt.Sprintf("The export stopped because of a bug in bpfplay: %v.", fault) // the panel hides the notice
	}
}

// refreshSnippet computes the snippet again, likewise.
func (e *Export) refreshSnippet() {
	of := snippetOf{e.now(), e.desk.at}
	if e.snippetOf == of {
		return
	}
	e.snippetOf, e.snippet = of, ""
	if e.desk.session.Len() > 0 {
		e.snippet = e.Snippet()
	}
}

// now returns the current input of a text.
func (e *Export) now() exportOf {
	from, to := e.calls()
	return exportOf{e.desk.session, e.desk.session.Len(), e.chosen().Name, export.Options{From: from, To: to}}
}

// SetFormat chooses a format.
func (e *Export) SetFormat(format string) {
	e.format = format
	e.changed()
}

// setScope chooses which calls.
func (e *Export) setScope(scope exportScope) {
	if scope == someCalls && e.to == 0 {
		e.from, e.to = 1, e.desk.session.Len()
	}
	e.scope = scope
	e.changed()
}

func (e *Export) chooseScope(scope string) { e.setScope(exportScope(scope)) }

// setFrom chooses the first call of a range.
func (e *Export) setFrom(typed string) {
	e.from, _ = strconv.Atoi(value.Narrow(typed)) // 0 is invalid, and Text says so
	e.setScope(someCalls)
}

// setTo chooses the last call of a range.
func (e *Export) setTo(typed string) {
	e.to, _ = strconv.Atoi(value.Narrow(typed)) // likewise
	e.setScope(someCalls)
}

// Copy copies the text.
func (e *Export) Copy() {
	e.refresh()
	text := e.text
	e.host.Copy(text, func(ok bool) {
		if !ok {
			e.say(Notice{Text: "The browser does not allow copying. Download the text instead.", Bad: true})
			return
		}
		e.say(Notice{Text: fmt.Sprintf("Copied: %s, %s.", e.chosen().Title, english.Count(len(text), "byte"))})
	})
}

// Save downloads the text as a file.
func (e *Export) Save() {
	e.refresh()
	e.host.Save("bpfplay."+e.chosen().Ext, e.text)
}

func (e *Export) saveSVG() { e.savePicture("bpfplay.svg", false) }

func (e *Export) savePNG() { e.savePicture("bpfplay.png", true) }

// savePicture downloads the drawing of the kernel as a file.
func (e *Export) savePicture(name string, png bool) {
	e.host.SavePicture(name, png, func(ok bool) {
		if !ok {
			e.say(Notice{Text: "The browser could not save the drawing.", Bad: true})
		}
	})
}
