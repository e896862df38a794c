package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// pairPanel shows two calls side by side.
type pairPanel struct{ p *Pair }

func (v pairPanel) body() []app.UI {
	a, b := v.p.a, v.p.b
	if a == nil || b == nil {
		return []app.UI{app.P().Class("soft").Text("No second call to compare with.")}
	}
	body := []app.UI{app.Div().Class("pair-heads").Body(v.choice("left", v.p.left), v.choice("right", v.p.right))}
	body = append(body, v.fields(a, b), v.bytes(a, b))
	return append(body, v.ladders(a, b)...)
}

// choice returns the select for one of the two calls.
func (v pairPanel) choice(side string, chosen int) app.UI {
	var options []app.UI
	first := max(1, chosen-rowsShown/2)
	for i := first; i <= min(v.p.desk.session.Len(), first+rowsShown); i++ {
		c, ret := v.p.desk.session.Call(i)
		options = append(options, app.Option().Value(strconv.Itoa(i)).Selected(i == chosen).Text(fmt.Sprintf("%d  %s %s", i, callName(c.Call), shortResult(ret))))
	}
	return app.Select().ID("pair-"+side).DataSet("side", side).Aria("label", "The "+side+" call").Body(options...).OnChange(v.p.onElement(v.p.choose))
}

// fields returns a table of fields. It marks the lines that differ.
func (v pairPanel) fields(a, b *history.Trace) app.UI {
	var rows []app.UI
	for _, f := range fieldPairs(a, b) {
		class, sign, label := "same", "", "the same"
		if f.differs() {
			class, sign, label = "differs", "≠", "differs"
		}
		rows = append(rows, app.Tr().Class(class).Body(
			app.Th().Scope("row").Text(f.name), app.Td().Body(app.Code().Text(f.left)),
			app.Td().Class("sign").Aria("label", label).Text(sign), app.Td().Body(app.Code().Text(f.right))))
	}
	return app.Table().Class("pair-fields").ID("pair-fields").Body(app.TBody().Body(rows...))
}

// pairLine is the number of bytes of each call in a line.
const pairLine = 16

// bytes returns the bytes of the two attrs, one above the other.
func (v pairPanel) bytes(a, b *history.Trace) app.UI {
	left, right := a.Call.Attr(), b.Call.Attr()
	if a.Call.Op != core.OpBpf || b.Call.Op != core.OpBpf {
		return nil
	}
	var lines []app.UI
	differ := 0
	for from := 0; from < min(max(len(left), len(right)), bytesMost); from += pairLine {
		lines = append(lines, app.Span().Class("at").Text(strconv.Itoa(from)))
		for _, side := range [2][]byte{left, right} {
			var cells []app.UI
			for at := from; at < from+pairLine; at++ {
				text, hit := "··", ""
				if at < len(side) {
					text = fmt.Sprintf("%02x", side[at])
				}
				if byteAt(left, at) != byteAt(right, at) {
					hit = "differs"
					differ++
				}
				cells = append(cells, app.B().Class(hit).Text(text))
			}
			lines = append(lines, app.Div().Class("pair-line").Body(cells...))
		}
	}
	words := "Bytes of the attrs: " + english.CountOrNo(differ/2, "difference")
	return app.Div().Body(app.H3().Text(words), app.Div().Class("pair-bytes").Role("img").Aria("label", words).Body(lines...))
}

// byteAt returns a byte, or -1 after the end.
func byteAt(b []byte, at int) int {
	if at < len(b) {
		return int(b[at])
	}
	return -1
}

// ladders returns the two ladders side by side.
func (v pairPanel) ladders(a, b *history.Trace) []app.UI {
	var rows []app.UI
	parted := false
	for _, pair := range eventPairs(a.Events, b.Events) {
		class := ""
		if !parted && (pair.left < 0 || pair.right < 0 || a.Events[pair.left].Passed != b.Events[pair.right].Passed) {
			class, parted = "parts", true
		}
		rows = append(rows, app.Li().Class(class).Body(pairRung(a, pair.left), pairRung(b, pair.right)))
	}
	summary := "Both calls take the same steps."
	if parted {
		summary = "The calls diverge at the marked line."
	}
	return []app.UI{app.H3().Text("What happened inside"), app.P().Class("soft").ID("pair-summary").Text(summary), app.Ol().Class("pair-ladder").Body(rows...)}
}

// pairRung returns one step of one ladder.
func pairRung(t *history.Trace, i int) app.UI {
	if i < 0 {
		return app.Div().Class("none").Aria("label", "not in this call")
	}
	e := t.Events[i]
	class, sign, text := rungParts(e)
	if class == "failed" {
		text += " → " + e.Check.Errno.Name()
	}
	return app.Div().Class(class).Body(app.Span().Class("sign").Aria("label", class).Text(sign), app.Span().Text(text))
}
