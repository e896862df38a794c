package web

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// helps is what was found out about a refused call: what would make it succeed.
type helps struct {
	call  int // 0: nothing was looked for
	fixes []core.Fix
}

// fixAfter is how long a call has to be shown before fixes are looked for, so that stepping along stays quick.
const fixAfter = 250 * time.Millisecond

// refused says whether the call that is shown was refused.
func (s *Store) refused() bool {
	t := s.Trace()
	return t != nil && t.Ret < 0 && t.Ret != core.NotEmulated
}

// findFixes looks for what would make the call that is shown succeed.
func (s *Store) findFixes() {
	defer s.guard("look for what would help")
	s.helps = helps{call: s.at.Call, fixes: s.session.Fixes(s.at.Call)}
}

// TakeFix puts a fix in the place of the call that is shown.
func (s *Store) TakeFix(i int) {
	if s.helps.call != s.at.Call || i < 0 || i >= len(s.helps.fixes) {
		return
	}
	fix, n := s.helps.fixes[i], s.at.Call
	calls := slices.Clone(s.session.Calls())
	calls[n-1] = fix.Call
	o := s.origin
	if s.replace(fix.Machine, calls, n) && fix.Call.Op == core.OpBpf {
		s.setOrigin(o)
		tab := s.tab
		s.Edit(fix.Call)
		s.tab = tab
	}
}

// Fixes are what would make a refused call succeed, one button each.
type Fixes struct {
	app.Compo
	S     *Store
	Rev   uint64
	asked int
}

// OnMount looks for fixes once the call has been shown for a moment.
func (f *Fixes) OnMount(ctx app.Context) { f.ask(ctx) }

// OnUpdate does the same where another call is shown.
func (f *Fixes) OnUpdate(ctx app.Context) { f.ask(ctx) }

func (f *Fixes) ask(ctx app.Context) {
	s := f.S
	if s.isLate() || !s.refused() || s.helps.call == s.at.Call || f.asked == s.at.Call {
		return
	}
	f.asked = s.at.Call
	call := s.at.Call
	after(ctx, fixAfter, func(app.Context) {
		f.asked = 0
		if s.at.Call == call && s.refused() && s.helps.call != call {
			s.findFixes()
			s.Changed()
		}
	})
}

func (f *Fixes) onTry(app.Context, app.Event) {
	f.S.findFixes()
	f.S.changed()
}

// Render draws the buttons.
func (f *Fixes) Render() app.UI {
	s := f.S
	if !s.refused() {
		return app.Div()
	}
	body := []app.UI{app.H3().Text("What would make it succeed")}
	switch {
	case s.helps.call != s.at.Call && s.isLate():
		body = append(body, app.Button().Class("pill", "small").ID("try-fixes").Text("Try changes").Title("Each try makes all the calls before this one, which takes a moment").OnClick(f.onTry))
	case s.helps.call != s.at.Call:
		body = append(body, app.P().Class("soft").Text("Trying…"))
	case len(s.helps.fixes) == 0:
		body = append(body, app.P().Class("soft").ID("no-fix").Text("No small change of this call, of the machine or of the release does. What it needs has to be done by an earlier call."))
	}
	if s.helps.call == s.at.Call {
		for i, fix := range s.helps.fixes {
			body = append(body, f.button(i, fix))
		}
	}
	if other := s.likelyPair(); other > 0 {
		_, ret := s.session.Call(other)
		body = append(body, app.Button().Class("quiet").ID("compare-hint").DataSet("call", strconv.Itoa(other)).
			Text(fmt.Sprintf("Call %d is much the same, and its answer is %s: compare them", other, answer(ret))).OnClick(f.onCompare, other))
	}
	return app.Div().Class("fixes").Body(body...)
}

// button is one fix: its edits, and what would come next after each but the last.
func (f *Fixes) button(i int, fix core.Fix) app.UI {
	var body []app.UI
	for n, e := range fix.Edits {
		body = append(body, app.Span().Class("edit").Body(
			app.Code().Text(e.What), app.Text(" "), app.Del().Text(brief(e.From)), app.Text(" → "), app.Ins().Text(brief(e.To))))
		if then := fix.Then[n]; then.Refused() {
			body = append(body, app.Span().Class("next", "soft").Text(fmt.Sprintf("then %s: %s", answer(then.Ret), answerReason(then))))
		}
	}
	last := fix.Then[len(fix.Then)-1]
	return app.Button().Class("choice", "fix").ID(fmt.Sprintf("fix-%d", i)).DataSet("fix", strconv.Itoa(i)).Title("Change it so, and make the history again").
		Body(append(body, app.Span().Class("ans", answerClass(last.Ret)).Text(answer(last.Ret)))...).OnClick(f.onTake, i)
}

// briefMost is how much of a value a button shows.
const briefMost = 40

func brief(text string) string {
	if len(text) > briefMost {
		return text[:briefMost] + "…"
	}
	return text
}

func (f *Fixes) onTake(ctx app.Context, _ app.Event) {
	if i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("fix").String()); err == nil {
		f.S.TakeFix(i)
	}
}

func (f *Fixes) onCompare(ctx app.Context, _ app.Event) {
	if n, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("call").String()); err == nil {
		f.S.ComparePair(f.S.at.Call, n)
	}
}
