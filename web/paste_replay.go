package web

import (
	"fmt"

	"bpfplay/core/history"
	"bpfplay/core/match"
	"bpfplay/core/paste"
	"bpfplay/core/paste/readers"
)

// pastedHistory is the history of a text, to be put on the desk.
type pastedHistory struct {
	result *match.Result
	best   *match.Result // on the kernel that agrees best
	rest   *match.Replay // of the releases that were spared some calls; nil if none was
	at     int           // the call to show; 0 for the first difference
}

// Replay replays the text and then loads it as the history.
func (s *Paste) Replay() {
	if !s.fitsHistory() {
		return
	}
	s.replay("", func(r *match.Replay) {
		l := pastedHistory{result: r.Result(), best: r.Result()}
		if r.Rest() {
			l.rest = r
		}
		onChosen := func(chosen *match.Replay) {
			l.result = chosen.Result()
			s.load(l)
		}
		if s.On == "" || !s.replay(s.On, onChosen) {
			s.load(l)
		}
	})
	s.changed()
}

// switchTo loads the history of the text on another kernel, and shows call at.
func (s *Paste) switchTo(best *match.Result, at int) {
	s.load(pastedHistory{result: best, best: best, at: at})
	s.changed()
}

// newReplay starts a replay on a release. "" means the release that the text names, or else the one that agrees best.
func newReplay(t paste.Text, release string) (*match.Replay, error) {
	if t.Machine != nil && release == "" {
		release = t.Machine.Release.String()
	}
	return match.New(t, match.Options{Release: release, Machine: t.Machine})
}

// loaded replaces the session with the history.
func (s *Paste) loaded(session *history.Session, l pastedHistory) {
	d := s.desk
	o := &origin{text: s.read, result: l.result, best: l.best}
	if d.origin != nil && d.origin.best == l.best {
		o.text = d.origin.text
	}
	d.keepForUndo()
	d.follow.fresh()
	d.put(session)
	d.origin = o
	d.follow.form(l.result.Machine)
	at := l.at
	if at == 0 {
		at = s.agreed.opening()
	}
	d.goToCall(max(1, at))
	s.panel, s.tab = NoPanel, HistoryTab
	s.forget()
	d.remember()
	if l.rest != nil {
		s.compare(l.rest)
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
	s.work.stop()
	s.loaded(session, pastedHistory{result: result, best: result})
	return match.Summarize(read, result), nil
}
