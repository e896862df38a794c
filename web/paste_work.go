package web

import (
	"fmt"
	"time"

	"bpfplay/core/history"
	"bpfplay/core/match"
	"bpfplay/core/paste/readers"
)

// pasteStage is a part of the work on a text.
type pasteStage int

const (
	recognising pasteStage = iota
	reading
	replaying
	loading
	comparing // the other releases make the calls that they were spared, after the history is on the desk
)

// pasteStages has the words for the stages.
var pasteStages = [...]string{
	recognising: "Recognising the format",
	reading:     "Reading",
	replaying:   "Replaying on the kernels",
	loading:     "Building the history",
	comparing:   "Comparing the other releases",
}

const (
	typingTime = 250 * time.Millisecond // pause in typing before a long text is read
	quickBytes = 1 << 15                // maximum size of a text that is read while typing
	sliceLines = 64                     // lines or calls between two looks at the clock
)

// begin begins a stage.
func (s *Paste) begin(stage pasteStage, j job) {
	j.what, j.doing, j.draw = "read a pasted text", pasteStages[stage], func() { s.beat++ }
	j.fault = func(fault any) { s.Wrong = fmt.Sprintf("%s stopped because of a bug in bpfplay: %v.", j.doing, fault) } // the panel hides the notice
	s.stage = stage
	s.work.start(j)
}

// at reports whether a stage is under way.
func (s *Paste) at(stage pasteStage) bool { return s.work.job != nil && s.stage == stage }

// beginReading reads a short text immediately, and a long text after a pause in typing.
func (s *Paste) beginReading(wait time.Duration) {
	if len(s.Text) > quickBytes {
		s.work.later(wait, s.recognise)
		return
	}
	s.recognise()
	s.work.finish()
}

// recognise finds the format, and then reads the text.
func (s *Paste) recognise() {
	opening := readers.Open(s.Text, readers.Options{Format: s.Format})
	s.begin(recognising, job{
		step: opening.Step, stop: opening.Stop, progress: func() (done, total int) { return 0, 1 },
		done: func() {
			reader, err := opening.Reader()
			if err != nil {
				s.Wrong = sentence(err)
				s.changed()
				return
			}
			s.readBy(reader)
		},
	})
}

// readBy reads the text.
func (s *Paste) readBy(reader *readers.Reader) {
	s.begin(reading, job{
		step: func() (more bool) { return !reader.Step(sliceLines) }, progress: reader.Progress,
		done: func() {
			s.take(reader.Text())
			s.changed()
		},
	})
}

// replay makes the calls of the text on a release, and then passes the replay on. It reports whether it has begun.
func (s *Paste) replay(release string, then func(*match.Replay)) bool {
	r, err := newReplay(*s.read, release)
	if err != nil {
		s.Wrong = sentence(err)
		return false
	}
	s.begin(replaying, replayJob(r, func() {
		if err := r.Err(); err != nil {
			s.Wrong = sentence(err)
			s.changed()
			return
		}
		then(r)
	}))
	return true
}

// load makes the calls of a history, and shows it after the last.
func (s *Paste) load(l pastedHistory) {
	b, err := history.Build(l.result.Machine, l.result.Calls, history.Step{})
	if err != nil {
		s.Wrong = sentence(err)
		return
	}
	s.begin(loading, job{
		step: b.Step, stop: b.Stop, progress: b.Progress,
		done: func() {
			session, err := b.Session()
			if err != nil {
				s.fail(fmt.Errorf("the text cannot run: %w", err))
				return
			}
			s.loaded(session, l)
		},
	})
}

// compare makes the calls on the releases that were spared them, and completes the fit after the last.
func (s *Paste) compare(rest *match.Replay) {
	s.begin(comparing, replayJob(rest, func() {
		s.agreed.complete(rest.Result())
		s.changed()
	}))
}

func replayJob(r *match.Replay, done func()) job {
	return job{step: func() (more bool) { return !r.Step(sliceLines) }, stop: r.Stop, progress: r.Progress, done: done}
}

// Stop stops the work and keeps the text.
func (s *Paste) Stop() {
	s.stopWork()
	s.changed()
}

func (s *Paste) stopWork() {
	if s.at(recognising) || s.at(reading) {
		s.Wrong = "Reading stopped."
	}
	s.work.stop()
}
