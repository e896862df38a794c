package web

import (
	"fmt"

	"bpfplay/core/history"
	"bpfplay/core/match"
	"bpfplay/core/paste"
	"bpfplay/core/paste/readers"
)

// Replay replays the text and then loads it as the history.
func (s *Paste) Replay() {
	if !s.fitsHistory() {
		return
	}
	s.begin(pasteWork{})
	if s.beginReplay("") {
		s.workOn()
	}
	s.changed()
}

func (s *Paste) beginReplay(release string) bool {
	r, err := newReplay(*s.read, release)
	if err != nil {
		s.Wrong = sentence(err)
		return false
	}
	s.work.replay = r
	return true
}

// newReplay starts a replay on a release. "" means the release that the text names, or else the one that agrees best.
func newReplay(t paste.Text, release string) (*match.Replay, error) {
	if t.Machine != nil && release == "" {
		release = t.Machine.Release.String()
	}
	return match.New(t, match.Options{Release: release, Machine: t.Machine})
}

// replayed starts the replay on the chosen release, or builds the history.
func (s *Paste) replayed(replay *match.Replay) {
	w := &s.work
	r := replay.Result()
	w.replay = nil
	if err := replay.Err(); err != nil {
		s.Wrong = sentence(err)
		s.changed()
		return
	}
	if w.best == nil {
		w.best = r
		if replay.Rest() {
			w.rest = replay
		}
		if s.On != "" && s.beginReplay(s.On) {
			return
		}
	}
	s.beginLoading(r)
}

// restStep makes some calls on the releases that were spared them, and completes the fit after the last.
func (s *Paste) restStep() (more bool) {
	w := &s.work
	if !w.rest.Step(sliceLines) {
		return true
	}
	s.agreed.complete(w.rest.Result())
	w.rest = nil
	s.changed()
	return false
}

func (s *Paste) beginLoading(r *match.Result) {
	w := &s.work
	b, err := history.Build(r.Machine, r.Calls, history.Step{})
	if err != nil {
		s.Wrong = sentence(err)
		return
	}
	w.loading, w.history = r, b
}

// loadStep runs some calls of the history, and shows it after the last.
func (s *Paste) loadStep() (more bool) {
	w := &s.work
	if w.history.Step() {
		return true
	}
	session, err := w.history.Session()
	if err != nil {
		s.stopWork()
		s.fail(fmt.Errorf("the text cannot run: %w", err))
		return false
	}
	s.loaded(session)
	return false
}

// loaded replaces the session with the history.
func (s *Paste) loaded(session *history.Session) {
	w := s.work
	s.work.rest = nil
	d := s.desk
	o := &origin{text: s.read, result: w.loading, best: w.best}
	if d.origin != nil && d.origin.best == w.best {
		o.text = d.origin.text
	}
	d.keepForUndo()
	d.follow.fresh()
	d.put(session)
	d.origin = o
	d.follow.form(w.loading.Machine)
	at := w.at
	if at == 0 {
		at = s.agreed.opening()
	}
	d.goToCall(max(1, at))
	s.panel, s.tab = NoPanel, HistoryTab
	s.forget()
	d.remember()
	if s.work.rest = w.rest; w.rest != nil {
		s.workOn()
	}
	s.changed()
}

// Load reads, replays and loads a text at once, for scripts. If the text or the options are invalid, nothing changes.
func (s *Paste) Load(text, format, release string) (match.Summary, error) {
	read, err := readers.Read(text, readers.Options{Format: format})
	if err != nil {
		return match.Summary{}, err
	}
	if len(read.Calls) == 0 {
		return match.Summary{}, fmt.Errorf("no call in the text, which was read as %s", read.Format)
	}
	replay, err := newReplay(read, release)
	if err != nil {
		return match.Summary{}, err
	}
	for !replay.Step(sliceLines) {
	}
	if err := replay.Err(); err != nil {
		return match.Summary{}, err
	}
	result := replay.Result()
	if replay.Rest() {
		for !replay.Step(sliceLines) {
		}
		result.Releases = replay.Result().Releases
	}
	session, err := history.With(result.Machine, result.Calls)
	if err != nil {
		return match.Summary{}, err
	}
	s.pasted = pasted{read: &read}
	s.begin(pasteWork{best: result, loading: result})
	s.loaded(session)
	return match.Summarize(read, result), nil
}
