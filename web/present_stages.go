package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/web/picture"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// kernel returns the drawing without controls.
func (p *Presenter) kernel() app.UI {
	return &picture.Kernel{View: p.Desk.view(), Event: p.Desk.event(), Rev: p.Rev, Task: -1}
}

// inside returns the inside of the open map.
func (p *Presenter) inside() app.UI { return &MapInside{Inside: p.Inside, Rev: p.Rev} }

// releases returns the result of each release.
func (p *Presenter) releases() app.UI { return &Strip{Desk: p.Desk, Releases: p.Releases, Rev: p.Rev} }

// checksShown is the maximum number of checks on a slide.
const checksShown = 6

// checks returns the last checks of the call and its result.
func (p *Presenter) checks() app.UI { return p.Desk.seen.checks() }

// bytes returns the attr field by field.
func (p *Presenter) bytes() app.UI { return p.Desk.seen.bytes() }

// checks returns the last checks of the call and its result.
func (m *moment) checks() app.UI {
	t := m.trace
	if t == nil {
		return m.kernel()
	}
	var rows []app.UI
	// The slide shows the result, so it shows the check that refused the call, too.
	for _, e := range t.Events[:min(max(m.at.Event, failedRung(t.Events)), len(t.Events))] {
		if e.Kind == core.Checked {
			rows = append(rows, slideCheck(e))
		}
	}
	if n := len(rows) - checksShown; n > 1 {
		rows = append([]app.UI{app.Li().Class("soft").Text(english.Count(n, "check") + " passed before these")}, rows[n:]...)
	}
	return app.Div().Class("slide-checks").Body(
		app.Ol().Aria("label", "The checks, in the kernel's order").Body(rows...),
		app.P().Class("slide-result", retClass(t.Result)).Text(callName(t.Call)+" "+result(t.Result)),
	)
}

func slideCheck(e core.Event) app.UI {
	sign, class, text := "✓", "passed", e.Check.Condition(e.A, e.B)
	var errno app.UI
	if !e.Passed {
		sign, class, text = "✗", "failed", "failed: "+text
		errno = app.B().Text(e.Check.Errno.Name())
	}
	return app.Li().Class(class).Body(app.Span().Class("sign").Text(sign), app.Span().Class("what").Text(text), app.Code().Text(e.Func), errno)
}

// bytesBeyond is the number of fields beyond size on a slide.
const bytesBeyond = 2

// bytes returns the attr field by field.
func (m *moment) bytes() app.UI {
	t := m.trace
	if t == nil || len(t.Call.Attr()) == 0 {
		return m.kernel()
	}
	attr, size := t.Call.Attr(), int(min(t.Call.Args[2], 1<<20))
	known := abi.AttrSize(m.session.Machine().Release)
	row := t.Call.Cmd().Known(abi.Newest)
	if row == nil {
		return m.checks()
	}
	var cards []app.UI
	beyond := 0
	for i, f := range row.Fields {
		if f.Offset >= size {
			if beyond++; beyond > bytesBeyond || f.Offset >= known {
				break
			}
		}
		cards = append(cards, fieldCard(i, f, attr, size, known))
	}
	return app.Div().Class("slide-bytes").Body(
		app.P().Class("slide-size").Body(app.Code().Text(fmt.Sprintf("size = %d", size)), app.Text(fmt.Sprintf(" · this kernel knows %d bytes", known))),
		app.Div().Class("field-cards").Body(cards...),
	)
}

// fieldCard returns one field: its name, value and bytes.
func fieldCard(i int, f *abi.Field, attr []byte, size, known int) app.UI {
	class, value, bytes := colour(i), "not passed: 0", ""
	if f.Offset < min(size, len(attr)) {
		value, bytes = f.Kind.Format(f.Value(attr)), fmt.Sprintf("% x", attr[f.Offset:min(f.End(), len(attr), size)])
		if f.Kind == abi.KindName {
			value = fmt.Sprintf("%q", f.Bytes(attr))
		}
	} else {
		class = "beyond"
	}
	note := ""
	if f.Offset >= known {
		class, note = class+" unknown", "unknown to this kernel"
	}
	return app.Div().Class("field-card", class).Body(app.Small().Text(f.Name), app.B().Text(value), app.Code().Text(bytes), app.Em().Text(note))
}
