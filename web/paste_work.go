package web

import (
	"fmt"
	"time"

	"bpfplay/core"
	"bpfplay/core/paste"
)

// pasteWork is what is being done with a text: read it, replay it, make a history of it. It is done in slices, between
// which the page is awake; the desk is not touched before the end.
type pasteWork struct {
	turn    int // grows when the work before is no longer wanted
	beat    int // grows when there is something new to show of it
	reader  *paste.Reader
	replay  *paste.Replay
	best    *paste.Result // on the kernel that agrees best
	loading *paste.Result // what a session is being made of
	session *core.Session
	at      int // the call to show then; 0 for the first that differs
	shownAt time.Time
}

const (
	sliceTime  = 40 * time.Millisecond  // how long one slice is
	beatTime   = 120 * time.Millisecond // how often progress is shown
	typingTime = 250 * time.Millisecond // how long nothing is typed before a long text is read
	soonest    = time.Millisecond       // what lets the page have its turn
	quickBytes = 1 << 15                // how long a text is read while typing, at once
	sliceLines = 64                     // lines, or calls, between two looks at the clock
)

// busy says whether there is work, and in words what.
func (w *pasteWork) busy() (words string, done, total int) {
	switch {
	case w.session != nil:
		return "Making the history", w.session.Len(), len(w.loading.Calls)
	case w.replay != nil:
		done, total = w.replay.Progress()
		return "Replaying on the kernels", done, total
	case w.reader != nil:
		done, total = w.reader.Progress()
		return "Reading", done, total
	}
	return "", 0, 0
}

// beginReading reads a short text at once, and a long one when nothing else was pasted for a while.
func (s *Store) beginReading(wait time.Duration) {
	p := &s.paste
	begin := func() (more bool) {
		r, err := paste.NewReader(p.Text, paste.Options{Format: p.Format})
		if err != nil {
			p.Wrong = err.Error()
			s.changed()
			return false
		}
		p.work.reader = r
		if len(p.Text) > quickBytes {
			s.workOn()
			return true
		}
		for p.work.reader != nil {
			s.workStep()
		}
		return false
	}
	if len(p.Text) <= quickBytes {
		s.guardWork(begin)
		return
	}
	turn := p.work.turn
	s.soon(wait, func() {
		if s.paste.work.turn == turn {
			s.guardWork(begin)
		}
	})
}

// guardWork does some of the work on a text. A panic stops the work, and the text stays.
func (s *Store) guardWork(do func() (more bool)) (more bool) {
	if s.Guard("read a pasted text", func() { more = do() }) != nil {
		s.stopWork()
		return false
	}
	return more
}

// workOn does a slice, and then the next.
func (s *Store) workOn() {
	turn := s.paste.work.turn
	s.soon(soonest, func() {
		if s.paste.work.turn == turn && s.guardWork(s.workSlice) {
			s.workOn()
		}
	})
}

// workSlice works for a while and says whether there is more to do.
func (s *Store) workSlice() (more bool) {
	w := &s.paste.work
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

// workStep does a little and says whether there is more to do.
func (s *Store) workStep() (more bool) {
	p := &s.paste
	w := &p.work
	switch {
	case w.session != nil:
		return s.loadStep()
	case w.replay != nil:
		if w.replay.Step(sliceLines) {
			s.replayed(w.replay.Result())
		}
	case w.reader != nil:
		if w.reader.Step(sliceLines) {
			t := w.reader.Text()
			w.reader = nil
			p.take(t)
			s.changed()
			return false
		}
	default:
		return false
	}
	return true
}

// ReplayPaste replays what was read, and loads it as the history when that is done.
func (s *Store) ReplayPaste() {
	p := &s.paste
	if !p.fitsHistory() {
		return
	}
	p.work = pasteWork{turn: p.work.turn + 1}
	if s.beginReplay("") {
		s.workOn()
	}
	s.changed()
}

func (s *Store) beginReplay(release string) bool {
	r, err := newReplay(*s.paste.read, release)
	if err != nil {
		s.paste.Wrong = err.Error()
		return false
	}
	s.paste.work.replay = r
	return true
}

// newReplay replays a text on a release; on "" where the text says that it ran, or else on the one that agrees best.
func newReplay(t paste.Text, release string) (*paste.Replay, error) {
	if t.Machine != nil && release == "" {
		release = t.Machine.Release.String()
	}
	return paste.NewReplay(t, paste.ReplayOptions{Release: release, Machine: t.Machine})
}

// replayed goes on to the release that was asked for, or makes the history.
func (s *Store) replayed(r *paste.Result) {
	p := &s.paste
	w := &p.work
	w.replay = nil
	if w.best == nil {
		w.best = r
		if p.On != "" && s.beginReplay(p.On) {
			return
		}
	}
	s.beginLoading(r)
}

func (s *Store) beginLoading(r *paste.Result) {
	w := &s.paste.work
	session, err := core.NewSession(r.Machine)
	if err != nil {
		s.paste.Wrong = err.Error()
		return
	}
	w.loading, w.session = r, session
}

// loadStep makes some calls of the history, and shows it when they are all made.
func (s *Store) loadStep() (more bool) {
	w := &s.paste.work
	for range sliceLines {
		n := w.session.Len()
		if n == len(w.loading.Calls) {
			s.loaded()
			return false
		}
		if _, err := w.session.Run(w.loading.Calls[n]); err != nil {
			s.stopWork()
			s.fail(fmt.Errorf("call %d of the text cannot be made: %w", n+1, err))
			return false
		}
	}
	return true
}

// loaded puts the history on the desk.
func (s *Store) loaded() {
	w := s.paste.work
	o := &origin{text: s.paste.read, result: w.loading, best: w.best}
	if s.origin != nil && s.origin.best == w.best {
		o.text = s.origin.text
	}
	s.keepForUndo()
	s.inside, s.cases, s.lesson = newInsideState(), caseState{}, lessonState{}
	s.show(w.session)
	s.setOrigin(o)
	s.draft = newDraft()
	s.draft.reach(w.loading.Machine.Release)
	at := w.at
	if differs := s.agreement().differs; at == 0 && len(differs) > 0 {
		at = differs[0]
	}
	s.goTo(core.Step{Call: max(1, at), Event: -1}) // how far it agrees stands above the first call
	s.open, s.tab = NoPanel, HistoryTab
	s.forgetPaste()
	s.remember()
	s.changed()
}

// StopPaste gives up what is being done with the text; the text stays.
func (s *Store) StopPaste() {
	s.stopWork()
	s.changed()
}

func (s *Store) stopWork() {
	p := &s.paste
	if p.work.reader != nil {
		p.Wrong = "The reading was stopped."
	}
	p.work = pasteWork{turn: p.work.turn + 1, beat: p.work.beat + 1}
}

// Paste reads, replays and loads a text at once, for scripts. The error says what is wrong with the text or the options;
// then nothing was changed.
func (s *Store) Paste(text, format, release string) (paste.Found, error) {
	read, err := paste.Read(text, paste.Options{Format: format})
	if err != nil {
		return paste.Found{}, err
	}
	if len(read.Calls) == 0 {
		return paste.Found{}, fmt.Errorf("there is no call in the text, which was read as: %s", read.Format)
	}
	replay, err := newReplay(read, release)
	if err != nil {
		return paste.Found{}, err
	}
	for !replay.Step(sliceLines) {
	}
	result := replay.Result()
	session, err := core.With(result.Machine, result.Calls)
	if err != nil {
		return paste.Found{}, err
	}
	s.paste = PasteDraft{read: &read, work: pasteWork{turn: s.paste.work.turn + 1, best: result, loading: result, session: session}}
	s.loaded()
	return paste.Find(read, result), nil
}
