package web

import "time"

// work runs jobs in slices, between which the page answers. A job that begins ends the one before it. The owner's state
// changes only at the end of a job.
type work struct {
	*Screen
	job     *job // nil while none runs
	turn    int  // increases to cancel the next slices
	drawnAt time.Time
}

// job is work in slices.
type job struct {
	what     string                   // in the words of a fault: "open a link"
	doing    string                   // its progress, before the numbers: "Opening the link"
	counted  counted                  // the unit of the numbers
	stopped  string                   // the notice after the user has stopped it; "" for none
	waits    bool                     // for the texts of the course; it has no slices
	step     func() (more bool)       // runs one slice of about a hundredth of a second; nil if it waits
	stop     func()                   // ends the job in the middle; nil if nothing has to end
	progress func() (done, total int) // nil if no one sees it
	draw     func()                   // draws the progress and its end; nil if no one sees it
	done     func()                   // runs after the last slice, and may begin another job
	fault    func(fault any)          // runs after a panic has ended the job; nil for nothing
}

// counted is the unit of a job's progress, and the participle after it.
type counted struct{ unit, done string }

var (
	callsMade = counted{"call", "made"}
	bytesRead = counted{"byte", "read"}
)

const (
	sliceTime = 40 * time.Millisecond  // duration of the slices between two answers of the page
	beatTime  = 120 * time.Millisecond // interval between redraws of the progress
	soonest   = time.Millisecond       // lets the page run between slices
)

// begin makes a job the current one.
func (w *work) begin(j job) {
	w.stop()
	w.job, w.drawnAt = &j, time.Time{}
}

// start begins a job whose first slices run after this handler.
func (w *work) start(j job) {
	w.begin(j)
	w.goOn()
}

// goOn schedules the next slices.
func (w *work) goOn() { w.later(soonest, w.slices) }

// later runs do after a delay, unless a job begins or ends before.
func (w *work) later(wait time.Duration, do func()) {
	w.turn++
	turn := w.turn
	w.soon(wait, func() {
		if w.turn == turn {
			do()
		}
	})
}

// stop ends the current job in the middle, and reports whether one was under way.
func (w *work) stop() bool {
	j := w.ended()
	if j == nil {
		return false
	}
	if j.stop != nil {
		j.stop()
	}
	j.drawn()
	return true
}

// ended returns the current job, which no longer is.
func (w *work) ended() *job {
	j := w.job
	w.job = nil
	w.turn++
	return j
}

func (j *job) drawn() {
	if j.draw != nil {
		j.draw()
	}
}

// slices runs slices for a while, and later for longer.
func (w *work) slices() {
	now := time.Now()
	for end := now.Add(sliceTime); now.Before(end); now = time.Now() {
		if !w.step() {
			return
		}
	}
	if now.Sub(w.drawnAt) > beatTime {
		w.drawnAt = now
		w.job.drawn()
	}
	w.goOn()
}

// waiting reports whether the current job waits.
func (w *work) waiting() bool { return w.job != nil && w.job.waits }

// finish runs the current job, and those that it begins, to the end at once, or until one waits.
func (w *work) finish() {
	for w.job != nil && !w.job.waits {
		w.step()
	}
}

// step runs one slice, or ends the wait, and reports whether the job has more. A panic ends the job and becomes a notice.
func (w *work) step() (more bool) {
	j := w.job
	fault := w.Guard(j.what, func() {
		if more = !j.waits && j.step(); !more {
			w.ended()
			j.drawn()
			j.done()
		}
	})
	if fault == nil {
		return more
	}
	_ = caught(func() { w.stop() }) // a second panic adds nothing
	if j.fault != nil {
		j.fault(fault)
	}
	return false
}
