package web

import (
	"fmt"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// Load opens a link. If the link is invalid, nothing changes. The calls of an expensive link are made later, in slices.
func (d *Desk) Load(text string) (err error) {
	defer d.guard("open a link", &err)
	d.address = d.host.Fragment()
	d.work.stop()
	text, parts := cutPlace(text)
	opening := job{what: "open a link", doing: "Opening the link", counted: bytesRead,
		stopped: "Stopped. Nothing was changed. Follow the link again to open it."}
	if d.follow.needs(parts) {
		arrives := d.arrives
		err = d.await(job{what: "open a link", stopped: "Stopped. Nothing was changed."}, func() error {
			defer d.arriving(arrives)()
			return d.open(text, parts, opening)
		})
	} else {
		err = d.open(text, parts, opening)
	}
	if err == history.ErrSlow {
		return nil
	}
	return err
}

// arriving sets arrives for a link that is opened later. The returned function restores it.
func (d *Desk) arriving(arrives bool) (restore func()) {
	before := d.arrives
	d.arrives = arrives
	return func() { d.arrives = before }
}

// open opens a link that was separated from its place.
func (d *Desk) open(text string, parts []placePart, opening job) (err error) {
	if text == alone && len(parts) > 0 {
		if err = d.follow.opens(parts); err != nil {
			d.fail(err)
		}
		return err
	}
	r := link.Read(text)
	arrives := d.arrives
	return d.begin(r, opening, func() error {
		l, err := r.Link()
		if err != nil {
			d.fail(err)
			return err
		}
		b, err := building(l.Machine, l.Calls, l.Kept, l.At)
		if err != nil {
			return d.cannotOpen(err)
		}
		return d.build(b, deskJob{job: opening, put: func(session *history.Session, kept []history.Kept, err error) error {
			defer d.arriving(arrives)()
			if err != nil {
				return d.cannotOpen(err)
			}
			return d.openBuilt(session, kept, l, parts)
		}})
	})
}

// openBuilt shows the session of a link.
func (d *Desk) openBuilt(session *history.Session, kept []history.Kept, l link.Link, place []placePart) error {
	d.keepForUndo()
	d.follow.fresh()
	d.put(session)
	d.kept = kept
	d.follow.form(l.Machine)
	d.goTo(l.At)
	d.editShown()
	d.panel, d.tab = NoPanel, HistoryTab
	return d.openPlace(place)
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

// openPlaceLater opens the place of a kept desk, which is shown without it until the texts of the course are here.
func (d *Desk) openPlaceLater(parts []placePart) {
	if !d.follow.needs(parts) {
		_ = d.openPlace(parts) // an error is a notice
		return
	}
	_ = d.await(job{what: "open a lesson", stopped: "Stopped. The lesson or case was not opened."}, func() error { return d.openPlace(parts) })
}

func (d *Desk) cannotOpen(err error) error {
	err = fmt.Errorf("this link cannot be opened: %w", err)
	d.fail(err)
	return err
}
