package web

import (
	"strings"

	"bpfplay/web/picture"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Page is the root component: the call on the left, the history in the middle, the kernel on the right, the steps below.
type Page struct {
	app.Compo
	S *Store
}

// Register routes every address to the page. It returns the store for the program around the page.
func Register(h Host) *Store {
	s := NewStore(h)
	if h != nil {
		s.wait()
	}
	// A link replaces the example, unless it turns out to be broken.
	if address := s.host.Fragment(); !s.embed.on && (address == "" || strings.Contains(address, "%")) {
		s.run(s.start.begin)
	}
	page := func() app.Composer { return &Page{S: s} }
	app.RouteFunc("/", page)
	if h != nil {
		app.RouteFunc("/index.html", page) // the same file under its own name
	}
	return s
}

// OnMount starts the timers that waited for the page.
func (p *Page) OnMount(ctx app.Context) {
	s := p.S
	s.timers.mounted(func(t *timer) {
		s.host.Later(t.after, func() { go p.dispatch(ctx, func() { s.timers.run(t) }) })
	})
	s.notify = func() { ctx.Dispatch(func(app.Context) { s.run(s.follow) }) }
	ctx.Defer(s.drawnCompletely)
	if s.told {
		s.notify()
	}
}

// dispatch runs do as a handler. It redraws the page only if do changed something on screen.
func (p *Page) dispatch(ctx app.Context, do func()) {
	ctx.Dispatcher().Dispatch(app.Dispatch{Mode: app.Next, Source: p, Function: func(ctx app.Context) {
		before := p.S.drawn()
		p.S.run(do)
		if p.S.drawn() != before {
			ctx.Dispatch(func(app.Context) {})
		}
	}})
}

// Render draws the page.
func (p *Page) Render() app.UI {
	s := p.S
	rev, form, theme := s.Rev, s.formRev(), s.theme.class()
	if s.embed.on {
		return app.Div().Class("desk", "embedded", theme).Body(&NoticeBar{Desk: s.desk, Rev: rev}, &WorkBar{Desk: s.desk, Rev: rev}, &Embedded{Embed: s.embed, Rev: rev})
	}
	if s.present.on {
		return app.Div().Class("desk", "presenting", theme).Body(&NoticeBar{Desk: s.desk, Rev: rev}, &WorkBar{Desk: s.desk, Rev: rev},
			&Presenter{Present: s.present, Desk: s.desk, Releases: s.releases, Inside: s.inside, Rev: rev})
	}
	if s.handout.sheet != nil {
		return app.Div().Class("desk", "paper").Body(&HandoutPage{Handout: s.handout, Rev: rev})
	}
	return app.Div().Class("desk", "tab-"+string(s.tab), theme, s.desk.mood(), s.lesson.spotlight(), s.start.class(), "level-"+levels[s.level].name).Body(
		app.A().Class("skip").Href("#call").Text("Skip to the call"),
		&Header{Desk: s.desk, Past: s.past, Desks: s.desks, Rev: form},
		&NoticeBar{Desk: s.desk, Rev: rev},
		&WorkBar{Desk: s.desk, Rev: rev},
		&LessonBar{Lesson: s.lesson, Present: s.present, Handout: s.handout, Author: s.author, Rev: rev},
		&Agreement{Traced: s.traced, Desk: s.desk, Releases: s.releases, Paste: s.paste, Rev: rev, Beat: s.paste.beat},
		app.Main().Body(
			app.Section().Class("call").ID("call").Aria("label", "The call").Body(p.side(KernelTab, "Show the kernel"), &Doors{Start: s.start, Rev: rev}, &CallForm{Draft: s.draft, Desk: s.desk, Runs: s.runs, Cases: s.cases, Closed: s.start.on(), Rev: form}),
			separator("call", "Width of the call's column"),
			app.Section().Class("history").Aria("label", "History").Body(p.history()),
			separator("kernel", "Width of the kernel's column"),
			app.Section().Class("kernel").ID("kernel").Aria("label", "The kernel").Body(p.side(CallTab, "Edit the call"), p.kernel()),
		),
		&Tabs{Screen: s.Screen, Rev: rev},
		&Timeline{Player: s.player, Desk: s.desk, Cases: s.cases, Runs: s.runs, Rev: rev},
		&Panels{S: s, Rev: rev, Beat: s.paste.beat},
	)
}

func (p *Page) history() app.UI {
	s := p.S
	return &History{
		Of:      ladderOf{Desk: s.desk, Cases: s.cases, Traced: s.traced, Releases: s.releases, Fixes: s.fixes, Pair: s.pair, Runs: s.runs, Verdict: s.verdict, Folds: s.folds},
		Present: s.present, Shelf: s.shelf, Start: s.start, Filter: s.filter, Paste: s.paste, Homework: s.homework, Set: s.setHomework, Rev: s.Rev, Rows: s.desk.rows.rev + s.paste.beat,
	}
}

func (p *Page) kernel() app.UI {
	s := p.S
	parted := ""
	if s.inside.nr != 0 {
		parted = "parted"
	}
	return app.Div().Class("kernel-column", parted).Body(
		app.H2().Body(app.Text("The kernel "), app.Span().Text(whenShown(s.desk, s.cases)), app.Span().Class("hint").Text(s.inside.hint())),
		&HeldRuns{Runs: s.runs, Rev: s.Rev},
		app.Div().Class("kernel-above").Body(
			&picture.Kernel{View: s.desk.view(), Event: s.desk.event(), Rev: s.Rev, Task: s.draft.Task, OnAct: p.onAct, OnTask: p.onTask, Map: s.inside.nr, OnMap: p.onMap, Touched: p.touched(), Detail: levels[s.level].picture},
		),
		p.terms(),
		&MapInside{Inside: s.inside, Rev: s.Rev},
	)
}

// side returns the button that shows another section in the right one of two columns.
func (p *Page) side(t Tab, title string) app.UI {
	return app.Button().Class("pill", "small", "side").ID("side-"+string(t)).DataSet("tab", string(t)).Text(title).OnClick(p.S.onData("tab", p.chooseTab))
}

func (p *Page) chooseTab(tab string) { p.S.show(Tab(tab)) }

// separator returns the line at the edge of a column. desk.js moves it and keeps the width.
func separator(column, title string) app.UI {
	return app.Div().Class("separator").ID("separator-"+column).DataSet("column", column).Role("separator").TabIndex(0).
		Aria("orientation", "vertical").Aria("controls", column).Aria("label", title).Aria("valuenow", "400").Aria("valuemin", "280").Aria("valuemax", "800")
}

// terms returns the words in the picture, with their sentences in the first minute.
func (p *Page) terms() app.UI {
	if p.S.start.on() {
		return pictureList()
	}
	return pictureTerms(p.S.desk.view())
}

// touched returns the element for the picture, unless a case still hides it.
func (p *Page) touched() *picture.Touched {
	if p.S.cases.hides(p.S.desk.at.Call) {
		return nil
	}
	return p.S.desk.element
}

// Tabs choose the column on a narrow screen.
type Tabs struct {
	app.Compo
	Screen *Screen
	Rev    uint64
}

var tabTitles = []struct {
	tab   Tab
	title string
}{{CallTab, "The call"}, {HistoryTab, "History"}, {KernelTab, "The kernel"}}

// Render draws one button for each column.
func (t *Tabs) Render() app.UI {
	var buttons []app.UI
	for _, row := range tabTitles {
		buttons = append(buttons, app.Button().Class("tab", on(t.Screen.tab == row.tab)).
			Aria("pressed", word(t.Screen.tab == row.tab)).
			DataSet("tab", string(row.tab)).Text(row.title).OnClick(t.Screen.onData("tab", t.choose)))
	}
	return app.Nav().Class("tabs").Aria("label", "Columns").Body(buttons...)
}

func (t *Tabs) choose(tab string) { t.Screen.show(Tab(tab)) }

// on is the class of a chosen element.
func on(chosen bool) string {
	if chosen {
		return "on"
	}
	return ""
}

// word is a bool as aria attributes spell it.
func word(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
