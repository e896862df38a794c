package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bpfplay/core/english"
	"bpfplay/core/link"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// desksPanel lists the desks that the browser keeps.
type desksPanel struct{ desks *Desks }

func (p desksPanel) body() []app.UI {
	k := p.desks
	body := []app.UI{app.P().Class("soft").Text("This browser keeps your work as you do it. Nothing is sent anywhere.")}
	if k.failed != "" {
		body = append(body, app.P().Class("wrong").ID("desks-failed").Text("Your work is not kept: "+k.failed+"."))
	}
	if n := k.notice; n.Gone {
		body = append(body, app.Div().Class("deeds").ID("desk-deleted").Role("status").Body(app.Text(n.Text),
			app.Button().Class("pill", "small").ID("desk-undo").Text("Undo").OnClick(k.onPress(p.undo))))
	}
	var rows []app.UI
	for _, s := range slices.Backward(k.list) {
		rows = append(rows, p.row(s))
	}
	if rows == nil {
		rows = append(rows, app.Li().Class("soft").Text("No desk is kept yet. The first change makes one."))
	}
	return append(body, app.Ul().Class("desks").ID("desk-list").Body(rows...), app.Div().Class("desk-tools").Body(
		app.Button().Class("pill", "main").ID("new-desk").Text("New desk").OnClick(k.onPress(k.New)),
		app.Button().Class("pill").ID("save-desk").Text("Save this desk as a file").OnClick(k.onPress(k.SaveFile)),
		app.Label().Class("pill", "file").Body(app.Text("Open a file…"), app.Input().Type("file").ID("desk-file").Class("unseen").Accept(".bpfplay,.txt")),
	))
}

// row returns a desk: its name, which can be edited, its size and its buttons.
func (p desksPanel) row(s *storedDesk) app.UI {
	k, id := p.desks, strconv.FormatUint(s.id, 16)
	open := app.Button().Class("pill", "small").DataSet("desk", id).Text("Open").Aria("label", "Open "+s.name).OnClick(k.onData("desk", k.openNamed))
	if s.id == k.now {
		open = app.Button().Class("pill", "small").Disabled(true).Text("Open now")
	}
	return app.Li().Class("desk-row", on(s.id == k.now)).Body(
		app.Input().Type("text").Value(s.name).Aria("label", "Name of the desk").DataSet("desk", id).OnChange(k.onElement(p.setName)),
		app.Span().Class("soft").Text(s.summary()), open,
		app.Button().Class("pill", "small").DataSet("desk", id).Text("Delete").Aria("label", "Delete "+s.name).OnClick(k.onData("desk", k.deleteNamed)),
	)
}

// undo restores the deleted desk. The panel covers the notice that offers it, too.
func (p desksPanel) undo() {
	p.desks.Back(p.desks.notice.Back)
	p.desks.host.Focus(titleID)
}

// setName renames a desk. The input then shows its name, also if the typed one is blank or has got a number.
func (p desksPanel) setName(el element) {
	id := deskID(el.data("desk"))
	p.desks.Rename(id, el.typed())
	if s := p.desks.find(id); s != nil {
		el.js.Set("value", s.name)
	}
}

// summary returns the size, the kernel and the time of a desk.
func (s *storedDesk) summary() string {
	kernel := ""
	if l, err := link.Parse(s.machine); err == nil {
		kernel = " · " + kernelName(l.Machine)
	}
	return fmt.Sprintf("%s%s · %s", english.CountOrNo(s.calls, "call"), kernel, time.UnixMilli(int64(s.changed)).Format("2 Jan 15:04"))
}

func deskID(text string) uint64 {
	id, _ := strconv.ParseUint(text, 16, 64)
	return id
}

func (k *Desks) openNamed(id string) { k.Open(deskID(id)) }

func (k *Desks) deleteNamed(id string) { k.Delete(deskID(id)) }

// nameFor returns a name for a desk, with a number after it if another desk has the name.
func (k *Desks) nameFor(id uint64, name string) string {
	free := name
	for n := 2; slices.ContainsFunc(k.list, func(s *storedDesk) bool { return s.id != id && s.name == free }); n++ {
		free = fmt.Sprintf("%s (%d)", name, n)
	}
	return free
}

// Rename gives a desk another name.
func (k *Desks) Rename(id uint64, name string) {
	s := k.find(id)
	if name = strings.TrimSpace(name); s == nil || name == "" {
		return
	}
	name = k.nameFor(id, name)
	if id == k.now {
		k.name = name
		k.keep()
	}
	renamed := *s
	renamed.name = name
	k.put(&renamed)
	k.write(nil, []NewText{{deskKey(id), renamed.text}})
}

// write changes the storage, whatever another tab has stored.
func (k *Desks) write(gone []string, texts []NewText) {
	k.host.WriteTexts(gone, texts, func(string) bool { return true }, func(err error) {
		if err != nil {
			k.fails(err)
		}
		k.Changed()
	})
	k.changed()
}

// deletedDesk is a desk that can be restored.
type deletedDesk struct {
	desk   *storedDesk
	chunks []NewText
}

// Delete removes a desk from the storage. The notice can restore it.
func (k *Desks) Delete(id uint64) {
	s := k.find(id)
	if s == nil {
		return
	}
	if id == k.now {
		k.New()
		k.panel = DesksPanel
	}
	k.host.ReadTexts(chunksKey(id), func(chunks []StoredText, err error) {
		if err != nil {
			k.fails(err)
			return
		}
		if stored := k.find(id); stored != nil {
			s = stored
		}
		k.gone = deletedDesk{desk: s}
		for _, c := range chunks {
			k.gone.chunks = append(k.gone.chunks, NewText{c.Key, func() string { return c.Text }})
		}
		k.list = slices.DeleteFunc(slices.Clone(k.list), func(o *storedDesk) bool { return o.id == id })
		k.forgetPast(id)
		k.write([]string{deskKey(id), chunksKey(id)}, nil)
		k.say(Notice{Text: "Deleted “" + s.name + "”.", Back: id, Gone: true})
		k.host.Focus(titleID) // another desk takes the place of the button
	})
}

// Back opens the desk that a notice names. If it was deleted, Back restores it.
func (k *Desks) Back(id uint64) {
	if g := k.gone; g.desk != nil && g.desk.id == id {
		k.gone, k.notice = deletedDesk{}, Notice{}
		k.put(g.desk)
		k.write(nil, append([]NewText{{deskKey(id), g.desk.text}}, g.chunks...))
		return
	}
	k.Open(id)
}

// local returns the fragment of the open desk, for a history that no link carries.
func (k *Desks) local() string {
	if !k.ready || k.failed != "" {
		return ""
	}
	if k.now == 0 {
		k.keep()
	}
	return localPrefix + strconv.FormatUint(k.now, 16)
}
