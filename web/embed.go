package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/web/picture"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Embedded is the page in a frame of another one: a sentence, the drawing, and the calls from one to another to step through.
type Embedded struct {
	app.Compo
	S   *Store
	Rev uint64
}

// embedState is which calls a frame shows.
type embedState struct {
	on       bool
	from, to int // calls, counted from 0, the boot; to may lie behind the last
}

// readEmbed reads what the address asks for: embed=1, from=2, to=5.
func readEmbed(h Host) embedState {
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(h.Parameter(name)); err == nil && n >= 0 {
			return n
		}
		return otherwise
	}
	return embedState{on: h.Parameter("embed") != "", from: number("from", 0), to: number("to", core.MaxCalls)}
}

// beginEmbed shows the first of the calls; where the address names none, the step of the link.
func (s *Store) beginEmbed() {
	e := &s.embed
	e.to = min(e.to, s.session.Len())
	e.from = min(e.from, e.to)
	if s.host.Parameter("from") != "" || s.at.Call < e.from || s.at.Call > e.to {
		s.goTo(core.Step{Call: e.from, Event: -1})
	}
}

func (s *Store) embedGo(call int) {
	s.goTo(core.Step{Call: max(s.embed.from, min(call, s.embed.to)), Event: -1})
}

func (s *Store) embedOn() { s.embedGo(s.at.Call + 1) }

func (s *Store) embedBack() { s.embedGo(s.at.Call - 1) }

// embedKeys are what the keyboard does in a frame, and no other keys do anything.
var embedKeys = map[string]func(*Store){
	"ArrowRight": (*Store).embedOn, "ArrowLeft": (*Store).embedBack,
	"Home": func(s *Store) { s.embedGo(s.embed.from) }, "End": func(s *Store) { s.embedGo(s.embed.to) },
}

// Render draws the frame.
func (e *Embedded) Render() app.UI {
	s := e.S
	title, says := "The machine boots", bootSentence(s)
	ret := app.UI(nil)
	if t := s.Trace(); t != nil {
		title, says = callName(t.Call)+callArgs(t.Call), t.Sentence()
		ret = app.B().Class("ans", answerClass(t.Ret)).Text(answer(t.Ret))
	}
	var dots []app.UI
	for i := s.embed.from; i <= s.embed.to && s.embed.to-s.embed.from < dotsMost; i++ {
		dots = append(dots, app.Button().Class("dot", on(i == s.at.Call)).Aria("label", fmt.Sprintf("call %d", i)).Aria("current", current(i == s.at.Call)).
			DataSet("call", strconv.Itoa(i)).OnClick(e.onDot, i))
	}
	return app.Div().Class("frame").Role("region").Aria("label", "bpfplay").Body(
		app.P().Class("frame-head").Body(app.Small().Text(fmt.Sprintf("%d of %d", s.at.Call, s.session.Len())), app.Code().ID("frame-call").Text(title), ret),
		app.P().Class("frame-says").ID("frame-says").Aria("live", "polite").Text(says),
		app.Div().Class("stage", "stage-kernel").Body(&picture.Kernel{View: s.View(), Event: s.Event(), Rev: s.Rev, Task: -1}),
		app.Div().Class("frame-foot").Body(
			way("frame-back", "small", "‹", "Back (←)", s.at.Call <= s.embed.from, e.onBack),
			way("frame-on", "main small", "›", "On (→)", s.at.Call >= s.embed.to, e.onOn),
			app.Div().Class("dots").Body(dots...),
			app.Small().Class("frame-kernel").Text(seriesName(s.session.Machine())),
			outside(s.ShareLink(), "open in bpfplay").ID("frame-open"),
		),
	)
}

func (e *Embedded) onBack(app.Context, app.Event) { e.S.embedBack() }

func (e *Embedded) onOn(app.Context, app.Event) { e.S.embedOn() }

func (e *Embedded) onDot(ctx app.Context, _ app.Event) {
	if i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("call").String()); err == nil {
		e.S.embedGo(i)
	}
}

// Snippet is the HTML that shows the calls in a frame of another page, with the sentence that stands there before the
// reader begins.
func (s *Store) Snippet() string {
	from, to := s.exportRange()
	if s.export.scope == "" || s.export.scope == allCalls {
		from = 0
	}
	says := bootSentence(s)
	if first := max(1, from); first <= s.session.Len() {
		says = s.session.Trace(first).Sentence()
	}
	address := s.host.Address() + "?embed=1&from=" + strconv.Itoa(from) + "&to=" + strconv.Itoa(to) + "&says=" + queryEscape(says) + "#" + s.Link().String()
	return `<iframe src="` + strings.ReplaceAll(address, "&", "&amp;") + `" title="bpfplay: ` + strings.ReplaceAll(says, `"`, "&quot;") +
		`" width="100%" height="420" loading="lazy" style="border:0" allow="fullscreen"></iframe>`
}

// queryEscape writes a sentence into an address.
func queryEscape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ':
			b.WriteByte('+')
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
