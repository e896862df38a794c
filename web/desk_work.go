package web

import (
	"fmt"
	"slices"
	"time"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/history"
	"bpfplay/core/link"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// deskWork prepares a history for the desk: it reads a link, or makes the calls of a link, of a stored desk, or of the desk
// after a change. Most work is done at once, the other in slices. The session changes only at the end.
type deskWork struct {
	job
	steps   steps        // nil while there is no work
	finish  func() error // goes on after the last step
	failed  error        // of the last job
	turn    int          // increases to cancel earlier work
	shownAt time.Time
}

// steps is work in slices.
type steps interface {
	Step() (more bool)
	Progress() (done, total int)
	Stop()
}

// job is the purpose of the work.
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
	return d.begin(b, j, func() error { return d.built(b, j) })
}

// begin does the work of a job, and then finish. It returns the error of finish, or history.ErrSlow if the work goes on
// later.
func (d *Desk) begin(s steps, j job, finish func() error) error {
	d.stopWork()
	d.work.steps, d.work.job, d.work.finish, d.work.failed = s, j, finish, nil
	for range atOnce {
		if !s.Step() {
			return d.finished()
		}
	}
	d.stepLater()
	d.changed()
	if d.work.steps == nil {
		return d.work.failed
	}
	return history.ErrSlow
}

// finished goes on after the last step.
func (d *Desk) finished() error {
	finish := d.work.finish
	d.stopWork()
	err := finish()
	if d.work.steps == nil {
		d.work.failed = err
	}
	return err
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
	for d.work.steps != nil {
		if !d.work.steps.Step() {
			err = d.finished()
		}
	}
	if err == history.ErrSlow {
		return nil // what has followed is done too
	}
	return err
}

// stepLater schedules the next slices.
func (d *Desk) stepLater() {
	turn := d.work.turn
	d.soon(soonest, func() {
		if d.work.turn != turn {
			return
		}
		if d.Guard(d.work.what, d.doSlices) != nil {
			d.stopWork()
		}
	})
}

func (d *Desk) doSlices() {
	w := &d.work
	now := time.Now()
	for end := now.Add(sliceTime); now.Before(end); now = time.Now() {
		if !w.steps.Step() {
			if d.finished() == nil {
				d.remember()
			}
			return
		}
	}
	if now.Sub(w.shownAt) > beatTime {
		w.shownAt = now
		d.changed()
	}
	d.stepLater()
}

// built passes the history to the job, unless the history that it changes has changed since it began.
func (d *Desk) built(b *history.Building, j job) error {
	session, err := b.Session()
	if j.from.session != nil && j.from != d.asPlaced() {
		d.say(Notice{Text: "The history has changed in the meantime. The change that took long was not made."})
		return history.ErrSlow
	}
	return j.done(session, b.Kept(), err)
}

// StopWork stops making calls and keeps the session.
func (d *Desk) StopWork() {
	stopped := d.work.stopped
	d.stopWork()
	d.say(Notice{Text: stopped})
}

func (d *Desk) stopWork() {
	if s := d.work.steps; s != nil {
		d.work = deskWork{turn: d.work.turn + 1}
		s.Stop()
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

// WorkBar shows the progress of work that takes a moment.
type WorkBar struct {
	app.Compo
	Desk *Desk
	Rev  uint64
}

// Render draws the progress. Without work, it takes no space.
func (o *WorkBar) Render() app.UI {
	w := &o.Desk.work
	if w.steps == nil {
		return app.Div().Class("notice", "empty")
	}
	done, total := w.steps.Progress()
	text := fmt.Sprintf("%s: %d of %s made.", w.doing, done, english.Count(total, "call"))
	if _, reads := w.steps.(*link.Reading); reads {
		text = fmt.Sprintf("%s: %d of %s read.", w.doing, done, english.Count(total, "byte"))
	}
	return app.Div().Class("notice").ID("opening").Role("status").Body(
		app.P().Text(text),
		app.Progress().Max(max(1, total)).Value(done).Aria("label", w.doing),
		app.Button().Class("pill", "small").ID("stop-opening").Text("Stop").OnClick(o.Desk.onPress(o.Desk.StopWork)),
	)
}
