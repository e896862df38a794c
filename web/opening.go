package web

import (
	"fmt"
	"time"

	"bpfplay/core/english"
	"bpfplay/core/history"
	"bpfplay/core/link"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// linkWork is a link whose calls are being made, or the history with a further call that takes long. The calls of most links
// are made at once; others are made in slices, and the session changes only at the end.
type linkWork struct {
	building *history.Building // nil while no link is being opened
	from     *history.Session  // the session to which the further call belongs; nil for a link
	link     link.Link
	place    []placePart // that the link opens
	failed   error
	arrives  bool // the desk's, when the link was opened
	turn     int  // increases to cancel earlier work
	shownAt  time.Time
}

// atOnce is the number of slices of a link that are not worth showing progress.
const atOnce = 4

// Load opens a link. If the link is invalid, nothing changes. The calls of an expensive link are made later, in slices.
func (d *Desk) Load(text string) (err error) {
	defer d.guard("open a link")
	d.address = d.host.Fragment()
	d.stopOpening()
	text, parts := cutPlace(text)
	if text == alone && len(parts) > 0 {
		if err = d.follow.opens(parts); err != nil {
			d.fail(err)
		}
		return err
	}
	l, err := link.Parse(text)
	if err != nil {
		d.fail(err)
		return err
	}
	b, err := history.Build(l.Machine, l.Calls, l.At)
	if err != nil {
		return d.cannotOpen(err)
	}
	o := &d.linking
	o.building, o.link, o.place, o.failed, o.arrives = b, l, parts, nil, d.arrives
	for range atOnce {
		if !b.Step() {
			return d.openBuilt()
		}
	}
	d.openLater()
	d.changed()
	return o.failed
}

// finishOpening makes the remaining calls of a link at once, for scripts.
func (d *Desk) finishOpening() (err error) {
	defer d.guard("open a link")
	if d.linking.building == nil {
		return nil
	}
	for d.linking.building.Step() {
	}
	return d.openBuilt()
}

// openLater schedules the next slices.
func (d *Desk) openLater() {
	turn := d.linking.turn
	d.soon(soonest, func() {
		if d.linking.turn != turn {
			return
		}
		if d.Guard("open a link", d.openSlice) != nil {
			d.stopOpening()
		}
	})
}

func (d *Desk) openSlice() {
	o := &d.linking
	now := time.Now()
	for end := now.Add(sliceTime); now.Before(end); now = time.Now() {
		if !o.building.Step() {
			if d.openBuilt() == nil {
				d.remember()
			}
			return
		}
	}
	if now.Sub(o.shownAt) > beatTime {
		o.shownAt = now
		d.changed()
	}
	d.openLater()
}

// openBuilt shows the session of the link.
func (d *Desk) openBuilt() error {
	if d.linking.from != nil {
		return d.doneLater()
	}
	work, l, arrives := d.linking, d.linking.link, d.arrives
	d.arrives = work.arrives
	defer func() { d.arrives = arrives }()
	session, err := work.building.Session()
	d.stopOpening()
	if err != nil {
		return d.cannotOpen(err)
	}
	d.keepForUndo()
	d.follow.fresh()
	d.put(session)
	d.tryKept(l.Kept)
	d.follow.form(l.Machine)
	d.goTo(l.At)
	d.editShown()
	d.panel, d.tab = NoPanel, HistoryTab
	return d.openPlace(work.place)
}

// openPlace opens the place of a link, beside its history.
func (d *Desk) openPlace(parts []placePart) error {
	d.brought = true
	defer func() { d.brought = false }()
	err := d.follow.opens(parts)
	if err != nil {
		d.fail(err)
	}
	return err
}

func (d *Desk) cannotOpen(err error) error {
	err = fmt.Errorf("this link cannot be opened: %w", err)
	d.linking.failed = err
	d.fail(err)
	return err
}

// StopOpening stops the work on a link and keeps the session.
func (d *Desk) StopOpening() {
	call := d.linking.from != nil
	d.stopOpening()
	if call {
		d.say(Notice{Text: "Stopped. The call was not made."})
		return
	}
	d.say(Notice{Text: "Stopped. Nothing was changed. The address still has the link; reload the page to open it."})
}

func (d *Desk) stopOpening() {
	if b := d.linking.building; b != nil {
		d.linking = linkWork{turn: d.linking.turn + 1}
		b.Stop()
		d.changed()
	}
}

// OpeningBar shows the progress of a link.
type OpeningBar struct {
	app.Compo
	Desk *Desk
	Rev  uint64
}

// Render draws the progress. While no link is being opened, it takes no space.
func (o *OpeningBar) Render() app.UI {
	b := o.Desk.linking.building
	if b == nil {
		return app.Div().Class("notice", "empty")
	}
	done, total := b.Progress()
	text := fmt.Sprintf("Opening the link: %d of %s made.", done, english.Count(total, "call"))
	if o.Desk.linking.from != nil {
		text = fmt.Sprintf("Making call %d, which takes long.", total)
	}
	return app.Div().Class("notice").ID("opening").Role("status").Body(
		app.P().Text(text),
		app.Progress().Max(total).Value(done).Aria("label", "Calls made"),
		app.Button().Class("pill", "small").ID("stop-opening").Text("Stop").OnClick(o.Desk.onPress(o.Desk.StopOpening)),
	)
}
