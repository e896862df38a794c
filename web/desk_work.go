package web

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// deskJob is a job that prepares a history for the desk: it reads a link, or makes the calls of a link, of a stored desk, or of
// the desk after a change. The first slices run at once. The session changes only at the end.
type deskJob struct {
	job
	from placed // the history that the job changes; zero if it changes none
	// put puts the session and the calls that cannot be made on the desk, or reports the error.
	put func(session *history.Session, kept []history.Kept, err error) error
}

// steps is work in slices.
type steps interface {
	Step() (more bool)
	Progress() (done, total int)
	Stop()
}

// atOnce is the number of slices that are not worth showing progress.
const atOnce = 4

// build makes the calls of a history and passes it to the job. It returns the job's error, or history.ErrSlow if the calls
// are made later.
func (d *Desk) build(b *history.Building, j deskJob) error {
	j.counted = callsMade
	return d.begin(b, j.job, func() error { return d.built(b, j) })
}

// begin does the work of a job, and then finish. It returns the error of finish, or history.ErrSlow if the work goes on
// later.
func (d *Desk) begin(s steps, j job, finish func() error) error {
	slow := false
	j.step, j.stop, j.progress, j.draw, j.fault = s.Step, s.Stop, s.Progress, d.changed, d.failed
	j.done = func() {
		if d.outcome = finish(); slow && d.outcome == nil {
			d.remember()
		}
	}
	d.work.begin(j)
	d.outcome = nil
	for range atOnce {
		if !d.work.step() {
			return d.outcome
		}
	}
	slow = true
	d.work.goOn()
	d.changed()
	if d.work.job == nil {
		return d.outcome
	}
	return history.ErrSlow
}

// await goes on with finish when the texts of the course are here. It returns the error of finish, or history.ErrSlow if
// they are on their way.
func (d *Desk) await(j job, finish func() error) error {
	d.work.stop()
	if d.course.read(); d.course.here {
		return finish()
	}
	j.waits, j.draw, j.fault = true, d.changed, d.failed
	j.done = func() {
		if d.outcome = finish(); d.outcome == nil {
			d.remember()
		}
	}
	d.work.begin(j)
	d.changed()
	waiting := d.work.job
	d.course.need(func() {
		if d.work.job == waiting {
			d.work.step()
		}
	})
	return history.ErrSlow
}

// failed is the outcome of a job that has panicked.
func (d *Desk) failed(any) { d.outcome = errFault }

// afterWait runs do after a place that waits for the texts of the course was opened, or at once.
func (d *Desk) afterWait(do func()) {
	if d.work.waiting() {
		d.course.need(do)
		return
	}
	do()
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
func (d *Desk) buildNow() error {
	if d.work.job == nil || d.work.waiting() {
		return nil
	}
	d.work.finish()
	if d.outcome == history.ErrSlow {
		return nil // what has followed is done too
	}
	return d.outcome
}

// built passes the history to the job, unless the history that it changes has changed since it began.
func (d *Desk) built(b *history.Building, j deskJob) error {
	session, err := b.Session()
	if j.from.session != nil && j.from != d.asPlaced() {
		d.say(Notice{Text: "The history has changed in the meantime. The change that took long was not made."})
		return history.ErrSlow
	}
	return j.put(session, b.Kept(), err)
}

// StopWork stops making calls and keeps the session.
func (d *Desk) StopWork() {
	if j := d.work.job; d.work.stop() {
		d.say(Notice{Text: j.stopped})
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
	return d.build(b, deskJob{job: job{what: "make the call", doing: "Making a call that takes long", stopped: "Stopped. The call was not made."}, from: d.asPlaced(), put: func(session *history.Session, _ []history.Kept, err error) error {
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
	j := o.Desk.work.job
	stop := app.Button().Class("pill", "small").ID("stop-opening").Text("Stop").OnClick(o.Desk.onPress(o.Desk.StopWork))
	switch {
	case j == nil:
		return app.Div().Class("notice", "empty")
	case j.waits:
		return app.Div().Class("notice").ID("opening").Body(o.Desk.course.state(), stop)
	}
	done, total := j.progress()
	text := fmt.Sprintf("%s: %d of %s %s.", j.doing, done, english.Count(total, j.counted.unit), j.counted.done)
	return app.Div().Class("notice").ID("opening").Role("status").Body(
		app.P().Text(text),
		app.Progress().Max(max(1, total)).Value(done).Aria("label", j.doing),
		stop,
	)
}
