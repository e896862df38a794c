package web

import (
	"time"

	"bpfplay/core/history"
	"bpfplay/core/match"
	"bpfplay/core/paste/readers"
)

// pasteWork is the work on a text: reading it, replaying it, building a history. It runs in slices, so that the page stays
// responsive. The session changes only at the end.
type pasteWork struct {
	turn    int              // increases to cancel earlier work
	beat    int              // increases to redraw the progress
	opening *readers.Opening // recognises the format
	reader  *readers.Reader
	replay  *match.Replay
	rest    *match.Replay     // makes the calls that other releases were spared, after the history is on the desk
	best    *match.Result     // on the kernel that agrees best
	loading *match.Result     // the result to build a session from
	history *history.Building // its calls
	at      int               // the call to show at the end; 0 for the first difference
	shownAt time.Time
}

const (
	sliceTime  = 40 * time.Millisecond  // duration of one slice
	beatTime   = 120 * time.Millisecond // interval between redraws of the progress
	typingTime = 250 * time.Millisecond // pause in typing before a long text is read
	soonest    = time.Millisecond       // lets the page run between slices
	quickBytes = 1 << 15                // maximum size of a text that is read while typing
	sliceLines = 64                     // lines or calls between two looks at the clock
)

// busy returns the current work in words and its progress; "" if idle.
func (w *pasteWork) busy() (words string, done, total int) {
	switch {
	case w.history != nil:
		done, total = w.history.Progress()
		return "Building the history", done, total
	case w.replay != nil:
		done, total = w.replay.Progress()
		return "Replaying on the kernels", done, total
	case w.rest != nil:
		done, total = w.rest.Progress()
		return "Comparing the other releases", done, total
	case w.opening != nil:
		return "Recognising the format", 0, 1
	case w.reader != nil:
		done, total = w.reader.Progress()
		return "Reading", done, total
	}
	return "", 0, 0
}

// beginReading reads a short text immediately, and a long text after a pause in typing.
func (s *Paste) beginReading(wait time.Duration) {
	p := &s.pasted
	begin := func() (more bool) {
		s.work.opening = readers.Open(p.Text, readers.Options{Format: p.Format})
		if len(p.Text) > quickBytes {
			s.workOn()
			return true
		}
		for s.workStep() {
		}
		return false
	}
	if len(p.Text) <= quickBytes {
		s.guardWork(begin)
		return
	}
	turn := s.work.turn
	s.soon(wait, func() {
		if s.work.turn == turn {
			s.guardWork(begin)
		}
	})
}

// guardWork runs a part of the work. A panic stops the work and keeps the text.
func (s *Paste) guardWork(do func() (more bool)) (more bool) {
	if s.Guard("read a pasted text", func() { more = do() }) != nil {
		s.stopWork()
		return false
	}
	return more
}

// switchTo loads the history of the text on another kernel, and shows call at.
func (s *Paste) switchTo(best *match.Result, at int) {
	s.begin(pasteWork{best: best, at: at})
	s.beginLoading(best)
	s.workOn()
	s.changed()
}

// workOn schedules the next slice.
func (s *Paste) workOn() {
	turn := s.work.turn
	s.soon(soonest, func() {
		if s.work.turn == turn && s.guardWork(s.workSlice) {
			s.workOn()
		}
	})
}

// workSlice runs one slice and reports whether more work remains.
func (s *Paste) workSlice() (more bool) {
	w := &s.work
	now := time.Now()
	for end := now.Add(sliceTime); now.Before(end); now = time.Now() {
		if !s.workStep() {
			return false
		}
	}
	if now.Sub(w.shownAt) > beatTime {
		w.shownAt = now
		w.beat++
	}
	return true
}

// workStep runs one step and reports whether more work remains.
func (s *Paste) workStep() (more bool) {
	w := &s.work
	switch {
	case w.history != nil:
		return s.loadStep()
	case w.replay != nil:
		if w.replay.Step(sliceLines) {
			s.replayed(w.replay)
		}
	case w.rest != nil:
		return s.restStep()
	case w.opening != nil:
		return s.openStep()
	case w.reader != nil:
		if w.reader.Step(sliceLines) {
			t := w.reader.Text()
			w.reader = nil
			s.take(t)
			s.changed()
			return false
		}
	default:
		return false
	}
	return true
}

// openStep goes on to recognise the format, and begins to read the text after it.
func (s *Paste) openStep() (more bool) {
	w := &s.work
	if w.opening.Step() {
		return true
	}
	reader, err := w.opening.Reader()
	if w.opening = nil; err != nil {
		s.Wrong = sentence(err)
		s.changed()
		return false
	}
	w.reader = reader
	return true
}

// Stop stops the work and keeps the text.
func (s *Paste) Stop() {
	s.stopWork()
	s.changed()
}

func (s *Paste) stopWork() {
	if s.work.reader != nil || s.work.opening != nil {
		s.Wrong = "Reading stopped."
	}
	s.begin(pasteWork{beat: s.work.beat + 1})
}

// begin ends the work and replaces it by another.
func (s *Paste) begin(w pasteWork) {
	was := &s.work
	for _, r := range [...]*match.Replay{was.replay, was.rest} {
		if r != nil {
			r.Stop()
		}
	}
	if was.history != nil {
		was.history.Stop()
	}
	if was.opening != nil {
		was.opening.Stop()
	}
	w.turn = was.turn + 1
	s.work = w
}
