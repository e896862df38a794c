package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// ownLessons lists the user's own lessons above those of the course.
func (p shelfPanel) ownLessons() []app.UI {
	a := p.shelf.author
	rows := []app.UI{app.Div().Class("deeds").Body(
		app.Button().Class("pill", "main").ID("lesson-new").Text("Write a lesson").OnClick(a.onPress(a.New)),
		app.Label().Class("pill", "file").Body(app.Text("Open a lesson file…"), app.Input().Type("file").ID("lesson-file").Class("unseen")),
	)}
	if a.gone != nil {
		rows = append(rows, app.P().Class("deeds").Role("status").Body(app.Text("Deleted “"+a.gone.title()+"”. "),
			app.Button().Class("pill", "small").ID("lesson-undo").Text("Undo").OnClick(a.onPress(a.Restore))))
	}
	for _, o := range a.list {
		id := strconv.FormatUint(o.id, 16)
		rows = append(rows, app.Div().Class("own-lesson").Body(
			app.B().Text(o.title()),
			app.Button().Class("pill", "small").DataSet("lesson", id).Text("Open").Aria("label", "Open "+o.title()).OnClick(a.onData("lesson", a.openNamed)),
			app.Button().Class("pill", "small").DataSet("lesson", id).Text("Edit").Aria("label", "Edit "+o.title()).OnClick(a.onData("lesson", a.editNamed)),
			app.Button().Class("close").DataSet("lesson", id).Text("×").Aria("label", "Delete "+o.title()).OnClick(a.onData("lesson", a.deleteNamed)),
		))
	}
	return rows
}

func (a *Author) editNamed(id string) { a.Edit(deskID(id)) }

func (a *Author) deleteNamed(id string) { a.Delete(deskID(id)) }

// openNamed opens a lesson as a reader does. If it has errors, the editor shows them.
func (a *Author) openNamed(id string) {
	if a.Edit(deskID(id)); len(a.wrong) == 0 {
		a.Teach()
	}
}
