package web

import (
	"fmt"
	"slices"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/paste"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// traced is what the text that a call comes from says about it: its answer where that differs, and the memory that was
// filled in, to be changed.
func (l *Ladder) traced() []app.UI {
	s := l.S
	n := s.at.Call
	c, _ := s.session.Call(n)
	var body []app.UI
	if c.Inferred {
		body = append(body, app.P().Class("soft").ID("inferred-says").Text("The text does not show this call. It was put in so that what the text shows comes true."))
	}
	if how, said := s.saying(n); how == saysOther {
		words := "≠ The text says " + answer(said) + ". " + s.wouldSay(n)
		body = append(body, app.P().Class("differs").ID("differs-says").Text(words))
	}
	for i, f := range s.fills(n) {
		if at := writeAt(c, f); at >= 0 && f.Field != nil {
			body = append(body, l.fill(i, f, c.Writes[at].Bytes))
		}
	}
	return body
}

// wouldSay says what would have to differ for call n to answer as its text says; "" where that is not known.
func (s *Store) wouldSay(n int) string {
	v := s.origin.verdict(n)
	if v == nil {
		return ""
	}
	o := s.origin
	if best := o.best.Verdicts[o.result.From[n-1]]; o.best != o.result && best.Agrees {
		return "Linux " + machineName(o.best) + " gives this answer."
	} else if o.best != o.result {
		return best.Why
	}
	return v.Why
}

// fillShown is up to how many bytes of filled-in memory can be typed.
const fillShown = 1024

// fill is memory that the text does not show, with an input to change it.
func (l *Ladder) fill(i int, f paste.Fill, bytes []byte) app.UI {
	if len(bytes) > fillShown {
		return app.P().Class("soft").Text(fmt.Sprintf("%s: %d bytes were filled in, since the text does not show them.", f.Field.Name, len(bytes)))
	}
	id := "fill-" + strconv.Itoa(l.S.at.Call) + "-" + strconv.Itoa(i)
	body := []app.UI{
		app.Label().For(id).Body(app.Code().Text(f.Field.Name), app.Text(" filled in")).Title("The text does not show what lies there"),
		app.Input().Type("text").ID(id).Class("fill").Spellcheck(false).Value(value.Hex.Format(bytes)).DataSet("fill", i).OnChange(l.onFill, id),
	}
	if wrong := l.S.fillWrong; wrong.call == l.S.at.Call && wrong.fill == i {
		body = append(body, app.P().Class("wrong").Role("alert").Text(wrong.why))
	}
	return app.Div().Class("filled").Body(body...)
}

func (l *Ladder) onFill(ctx app.Context, _ app.Event) {
	if i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("fill").String()); err == nil {
		l.S.SetFill(l.S.at.Call, i, ctx.JSSrc().Get("value").String())
	}
}

// fillFault is what is wrong with what was typed for filled-in memory.
type fillFault struct {
	call, fill int
	why        string
}

// writeAt is which of a call's writes is a piece of filled-in memory; -1 where none is any more.
func writeAt(c core.Call, f paste.Fill) int {
	return slices.IndexFunc(c.Writes, func(w core.Write) bool { return w.Addr == f.Addr && len(w.Bytes) == len(f.Bytes) })
}

// SetFill changes memory that was filled in for call n, and makes the history again.
func (s *Store) SetFill(n, i int, typed string) {
	fills := s.fills(n)
	if i < 0 || i >= len(fills) {
		return
	}
	defer s.changed()
	f := fills[i]
	c := s.session.Calls()[n-1]
	at := writeAt(c, f)
	b, err := value.Hex.Parse(typed, len(f.Bytes))
	if at < 0 || err != nil {
		s.fillWrong = fillFault{n, i, fmt.Sprint(err)}
		return
	}
	s.fillWrong = fillFault{}
	calls := slices.Clone(s.session.Calls())
	c.Writes = slices.Clone(c.Writes)
	c.Writes[at].Bytes = b
	calls[n-1] = c
	o := s.origin
	if s.replace(s.session.Machine(), calls, n) {
		s.setOrigin(o)
	}
}
