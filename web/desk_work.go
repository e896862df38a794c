package web

import (
	"fmt"
	"slices"
	"time"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// deskWork makes the calls of a history for the desk: of a link, of a stored desk, or of the desk after a change. It makes
// most histories at once, others in slices. The session changes only at the end.
type deskWork struct {
	job
	building *history.Building // nil while no calls are being made
	failed   error             // of the last job
	turn     int               // increases to cancel earlier work
	shownAt  time.Time
}

// job is the purpose of the calls.
type job struct {
	what    string // in the words of a fault: "open a link"
	doing   string // the progress, before the numbers: "Opening the link"
	stopped string // the notice after Stop
	from    placed // the history that the job changes; zero if it changes none
	// done puts the session and the calls that cannot be made on the desk, or reports the error.
	done func(session *history.Session, kept []history.Kept, err error) error
}

// atOnce is the number of slices that are not worth showing progress.
const atOnce = 4

// build makes the calls of a history and passes it to the job. It returns the job's error, or history.ErrSlow if the calls
// are made later.
func (d *Desk) build(b *history.Building, j job) error {
	d.stopWork()
	d.work.building, d.work.job, d.work.failed = b, j, nil
	for range atOnce {
		if !b.Step() {
			return d.built()
		}
	}
	d.buildLater()
	d.changed()
	if d.work.building == nil {
		return d.work.failed
	}
	return history.ErrSlow
}

// building begins to make the calls of a history. Its kept calls are tried again.
func building(m core.Machine, calls []history.Call, kept []history.Kept, at history.Step) (*history.Building, error) {
	if len(kept) == 0 {
		return history.Build(m, calls, at)
	}
	at.Call = history.MergedAt(at.Call, kept) + 1
	return history.Rebuilding(m, history.Merge(calls, kept), at)
}

// buildNow makes the remaining calls at once, for scripts.
func (d *Desk) buildNow() (err error) {
	defer d.guard("make the calls")
	if d.work.building == nil {
		return nil
	}
	for d.work.building.Step() {
	}
	return d.built()
}

// buildLater schedules the next slices.
func (d *Desk) buildLater() {
	turn := d.work.turn
	d.soon(soonest, func() {
		if d.work.turn != turn {
			return
		}
		if d.Guard(d.work.what, d.buildSlices) != nil {
			d.stopWork()
		}
	})
}

func (d *Desk) buildSlices() {
	w := &d.work
	now := time.Now()
	for end := now.Add(sliceTime); now.Before(end); now = time.Now() {
		if !w.building.Step() {
			if d.built() == nil {
				d.remember()
			}
			return
		}
	}
	if now.Sub(w.shownAt) > beatTime {
		w.shownAt = now
		d.changed()
	}
	d.buildLater()
}

// built passes the history to the job, unless the history that it changes has changed since it began.
func (d *Desk) built() error {
	w := d.work
	session, err := w.building.Session()
	d.stopWork()
	if w.from.session != nil && w.from != d.asPlaced() {
		d.say(Notice{Text: "The history has changed in the meantime. The change that took long was not made."})
		d.work.failed = history.ErrSlow
		return history.ErrSlow
	}
	err = w.done(session, w.building.Kept(), err)
	d.work.failed = err
	return err
}

// StopWork stops making calls and keeps the session.
func (d *Desk) StopWork() {
	stopped := d.work.stopped
	d.stopWork()
	d.say(Notice{Text: stopped})
}

func (d *Desk) stopWork() {
	if b := d.work.building; b != nil {
		d.work = deskWork{turn: d.work.turn + 1}
		b.Stop()
		d.changed()
	}
}

// doLater makes a call that takes long after the last one, in slices. It returns history.ErrSlow if the work has begun.
func (d *Desk) doLater(c core.Call) error {
	calls := append(slices.Clone(d.session.Calls()), history.Call{Call: c})
	b, err := history.Build(d.machine(), calls, history.Step{Call: len(calls), Event: -1})
	if err != nil {
		d.fail(err)
		return err
	}
	kept, origin := d.kept, d.origin
	return d.build(b, job{"make the call", "Making a call that takes long", "Stopped. The call was not made.", d.asPlaced(), func(session *history.Session, _ []history.Kept, err error) error {
		if err != nil {
			d.fail(err)
			return err
		}
		d.put(session)
		d.kept, d.origin, d.notice = kept, origin, Notice{}
		d.goTo(d.last())
		return nil
	}})
}

// WorkBar shows the progress of calls that are being made.
type WorkBar struct {
	app.Compo
	Desk *Desk
	Rev  uint64
}

// Render draws the progress. While no calls are being made, it takes no space.
func (o *WorkBar) Render() app.UI {
	w := &o.Desk.work
	if w.building == nil {
		return app.Div().Class("notice", "empty")
	}
	done, total := w.building.Progress()
	return app.Div().Class("notice").ID("opening").Role("status").Body(
		app.P().Text(fmt.Sprintf("%s: %d of %s made.", w.doing, done, english.Count(total, "call"))),
		app.Progress().Max(total).Value(done).Aria("label", "Calls made"),
		app.Button().Class("pill", "small").ID("stop-opening").Text("Stop").OnClick(o.Desk.onPress(o.Desk.StopWork)),
	)
}
