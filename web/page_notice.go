package web

import (
	"fmt"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// onAct runs the call of a button in the picture.
func (p *Page) onAct(_ app.Context, c core.Call) { p.S.run(func() { _, _ = p.S.desk.Do(c) }) }

// onTask chooses the task clicked in the picture.
func (p *Page) onTask(_ app.Context, task int) { p.S.run(func() { p.S.draft.ChooseTask(task) }) }

// onMap opens or closes the map clicked in the picture.
func (p *Page) onMap(_ app.Context, nr int) { p.S.run(func() { p.S.inside.OpenMap(nr) }) }

// whenShown names the moment that the picture shows.
func whenShown(d *Desk, c *Case) string {
	switch {
	case d.at.Call == 0:
		return "at boot"
	case c.hides(d.at.Call):
		return fmt.Sprintf("before call %d", d.at.Call)
	case d.at.Event < d.session.Events(d.at.Call):
		return fmt.Sprintf("during call %d", d.at.Call)
	}
	return fmt.Sprintf("after call %d", d.at.Call)
}

// OnAppUpdate shows a notice that a newer version is ready. The user decides when to reload.
func (p *Page) OnAppUpdate(ctx app.Context) {
	if ctx.AppUpdateAvailable() {
		p.S.run(func() {
			p.S.notice = Notice{Text: "A newer version of bpfplay is ready. Reloading keeps your work.", Reload: true}
			p.S.changed()
		})
	}
}

// NoticeBar shows the current notice.
type NoticeBar struct {
	app.Compo
	Desk *Desk
	Rev  uint64
}

// Render draws the notice. Without a notice it takes no space.
func (n *NoticeBar) Render() app.UI {
	notice := n.Desk.notice
	if notice.Text == "" {
		return app.Div().Class("notice", "empty").Aria("live", "polite")
	}
	class, role := "notice", "status"
	if notice.Bad {
		class, role = "notice bad", "alert"
	}
	body := []app.UI{app.P().Text(notice.Text)}
	if notice.Link != "" {
		body = append(body, app.Input().Class("link").Type("text").ReadOnly(true).Value(notice.Link).Aria("label", "The link"))
	}
	if notice.Undo {
		body = append(body, app.Button().Class("pill", "small").ID("undo").Text("Undo").OnClick(n.Desk.onPress(n.Desk.Undo)))
	}
	if notice.Back != 0 {
		label := "Go back to it"
		if notice.Gone {
			label = "Undo"
		}
		body = append(body, app.Button().Class("pill", "small").ID("go-back").Text(label).OnClick(n.Desk.onPress(n.back)))
	}
	if notice.File {
		body = append(body, app.Button().Class("pill", "small").ID("notice-file").Text("Save as a file").OnClick(n.Desk.onPress(n.Desk.follow.file)))
	}
	if notice.Reload {
		body = append(body, app.Button().Class("pill", "small").Text("Reload").OnClick(n.Desk.onEvent(n.reload)))
	}
	body = append(body, app.Button().Class("close").Aria("label", "Dismiss this message").Text("×").OnClick(n.Desk.onPress(n.Desk.dismiss)))
	return app.Div().Class(class).Role(role).Body(body...)
}

func (n *NoticeBar) back() { n.Desk.follow.back(n.Desk.notice.Back) }

func (n *NoticeBar) reload(ctx app.Context, _ app.Event) {
	n.Desk.remember()
	n.Desk.Flush()
	ctx.Reload()
}
