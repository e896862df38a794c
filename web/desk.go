package web

import (
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Desk is the page: the call on the left, the history in the middle, the kernel on the right, the steps below.
type Desk struct {
	app.Compo
	S *Store
}

// Register makes the desk the page of every address. The store is what the program around the page works on too.
func Register(h Host) *Store {
	s := NewStore(h)
	app.RouteFunc("/", func() app.Composer { return &Desk{S: s} })
	return s
}

// OnMount opens the link that the page was opened with.
func (d *Desk) OnMount(ctx app.Context) {
	d.S.soon = func(after time.Duration, do func()) { ctx.Async(func() { d.later(ctx, after, do) }) }
	d.S.notify = func() { ctx.Dispatch(func(app.Context) { d.S.look() }) }
	if fragment := d.S.host.Fragment(); fragment != "" && d.S.session.Len() == 0 {
		_ = d.S.Load(fragment) // what is wrong with it is on the desk as a notice
	}
	if d.S.embed.on {
		d.S.beginEmbed()
	}
}

// later does something after a while, and draws the desk again only where that changed what is shown.
func (d *Desk) later(ctx app.Context, after time.Duration, do func()) {
	time.Sleep(after)
	ctx.Dispatcher().Dispatch(app.Dispatch{Mode: app.Next, Source: d, Function: func(ctx app.Context) {
		before := d.S.drawn()
		do()
		if d.S.drawn() != before {
			ctx.Dispatch(func(app.Context) {})
		}
	}})
}

// drawn is what grows with every change of what is shown.
func (s *Store) drawn() [3]uint64 {
	return [3]uint64{s.Rev, uint64(s.paste.work.beat), uint64(s.rows.rev)}
}

// Render draws the desk.
func (d *Desk) Render() app.UI {
	s := d.S
	if s.embed.on {
		return app.Div().Class("desk", "embedded", s.theme.class()).Body(&NoticeBar{S: s, Rev: s.Rev}, &Embedded{S: s, Rev: s.Rev})
	}
	if s.present.on {
		return app.Div().Class("desk", "presenting", s.theme.class()).Body(&Presenter{S: s, Rev: s.Rev})
	}
	return app.Div().Class("desk", "tab-"+string(s.tab), s.theme.class(), s.mood(), s.looksAt()).Body(
		app.A().Class("skip").Href("#call").Text("To the call"),
		&Header{S: s, Rev: s.Rev},
		&NoticeBar{S: s, Rev: s.Rev},
		&LessonBar{S: s, Rev: s.Rev},
		app.Main().Body(
			app.Section().Class("call").ID("call").Aria("label", "The call").Body(&CallForm{S: s, Rev: s.Rev}),
			app.Section().Class("history").ID("history").Aria("label", "History").Body(&History{S: s, Rev: s.Rev, Rows: s.rows.rev + s.paste.work.beat}),
			app.Section().Class("kernel").ID("kernel").Aria("label", "The kernel").Body(d.kernel()),
		),
		&Tabs{S: s, Rev: s.Rev},
		&Timeline{S: s, Rev: s.Rev},
		&Panels{S: s, Rev: s.Rev, Beat: s.paste.work.beat},
	)
}

// mood is the class of a desk that shows a refusal.
func (s *Store) mood() string {
	if e := s.Event(); e != nil && e.Failed() {
		return "refused"
	}
	return ""
}

func (d *Desk) kernel() app.UI {
	s := d.S
	parted := ""
	if s.inside.nr != 0 {
		parted = "parted"
	}
	return app.Div().Class("kernel-column", parted).Body(
		app.H2().Body(app.Text("The kernel "), app.Span().Text(s.whenShown()), app.Span().Class("hint").Text(s.mapHint())),
		app.Div().Class("kernel-above").Body(
			&KernelPicture{View: s.View(), Event: s.Event(), Rev: s.Rev, Task: s.draft.Task, OnAct: d.onAct, OnTask: d.onTask, Map: s.inside.nr, OnMap: d.onMap},
		),
		&MapInside{S: s, Rev: s.Rev},
	)
}

// Tabs choose the column on a narrow screen.
type Tabs struct {
	app.Compo
	S   *Store
	Rev uint64
}

var tabTitles = []struct {
	tab   Tab
	title string
}{{CallTab, "The call"}, {HistoryTab, "History"}, {KernelTab, "The kernel"}}

// Render draws one button for each column.
func (t *Tabs) Render() app.UI {
	var buttons []app.UI
	for _, row := range tabTitles {
		buttons = append(buttons, app.Button().Class("tab", on(t.S.tab == row.tab)).
			Aria("pressed", word(t.S.tab == row.tab)).
			DataSet("tab", string(row.tab)).Text(row.title).OnClick(t.onClick, row.tab))
	}
	return app.Nav().Class("tabs").Aria("label", "Columns").Body(buttons...)
}

func (t *Tabs) onClick(ctx app.Context, _ app.Event) {
	t.S.tab = Tab(ctx.JSSrc().Get("dataset").Get("tab").String())
	t.S.changed()
}

// on is the class of what is chosen.
func on(chosen bool) string {
	if chosen {
		return "on"
	}
	return ""
}

// word is a truth as an aria attribute has it.
func word(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
