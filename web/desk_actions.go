package web

import (
	"fmt"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// onAct makes the call that a click in the picture asks for.
func (d *Desk) onAct(_ app.Context, c core.Call) {
	if _, err := d.S.Do(c); err == nil {
		d.S.keepTask()
	}
}

// onTask chooses the task that was clicked in the picture.
func (d *Desk) onTask(_ app.Context, task int) { d.S.ChooseTask(task) }

// onMap opens the inside of the map that was clicked in the picture, or closes it.
func (d *Desk) onMap(_ app.Context, nr int) { d.S.OpenMap(nr) }

// mapHint says how maps are opened, as long as none is.
func (s *Store) mapHint() string {
	if s.inside.nr != 0 || len(s.View().Maps) == 0 {
		return ""
	}
	return "· click a map to look inside"
}

// whenShown says which moment the picture shows.
func (s *Store) whenShown() string {
	switch {
	case s.at.Call == 0:
		return "at boot"
	case s.hides(s.at.Call):
		return fmt.Sprintf("before call %d", s.at.Call)
	case s.at.Event < s.session.Events(s.at.Call):
		return fmt.Sprintf("within call %d", s.at.Call)
	}
	return fmt.Sprintf("after call %d", s.at.Call)
}

// OnAppUpdate says that a newer version of the page is ready. It is not loaded unasked: the desk may be in use.
func (d *Desk) OnAppUpdate(ctx app.Context) {
	if ctx.AppUpdateAvailable() {
		d.S.notice = Notice{Text: "A newer bpfplay is ready. What is on the desk stays.", Reload: true}
		d.S.changed()
	}
}

// NoticeBar tells what went wrong and what would be right, or what was done.
type NoticeBar struct {
	app.Compo
	S   *Store
	Rev uint64
}

// Render draws the notice; without one it takes no room.
func (n *NoticeBar) Render() app.UI {
	notice := n.S.notice
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
	if notice.Undo && n.S.undo != nil {
		body = append(body, app.Button().Class("pill", "small").ID("undo").Text("Bring it back").OnClick(n.onUndo))
	}
	if notice.Reload {
		body = append(body, app.Button().Class("pill", "small").Text("Reload").OnClick(n.onReload))
	}
	body = append(body, app.Button().Class("close").Aria("label", "Dismiss this message").Text("×").OnClick(n.onClose))
	return app.Div().Class(class).Role(role).Body(body...)
}

func (n *NoticeBar) onUndo(app.Context, app.Event) { n.S.Undo() }

func (n *NoticeBar) onReload(ctx app.Context, _ app.Event) {
	n.S.remember()
	ctx.Reload()
}

func (n *NoticeBar) onClose(app.Context, app.Event) {
	n.S.notice = Notice{}
	n.S.changed()
}
