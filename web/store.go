// Package web is the page: components that show a session of package core and change it.
package web

import (
	"fmt"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Store is all that the page shows. Components read it; every change goes through its methods, which make Rev grow.
type Store struct {
	Rev       uint64
	host      Host
	session   *core.Session
	at        core.Step            // the step that is shown; Event is never negative
	trace     *core.Trace          // of call at.Call; nil at the boot
	answers   []core.Answer        // of every release to call at.Call, once they are asked for; see Compare
	helps     helps                // what would make call at.Call succeed
	pair      pair                 // the calls that are compared
	draft     Draft                // the call that is being filled in
	pending   map[int][]core.Write // what each task wrote since its last call
	undo      *core.Link           // what was here before the last change that threw something away
	notice    Notice
	open      Panel
	tab       Tab
	theme     Theme
	playing   bool
	paste     PasteDraft
	export    exportDraft
	machine   machineDraft
	inside    insideState
	shelf     shelf // of the panel of examples
	search    caseSearch
	cases     caseState
	lesson    lessonState
	present   presentState
	embed     embedState
	comparing []core.Answer // of answers, while CompareLate asks
	origin    *origin       // the text that the history was read from; nil where it was made here or opened from a link
	agreed    agreement     // see Store.agreement
	fillWrong fillFault
	rows      historyRows
	rescue    rescue

	play   func()                           // goes on from step to step until playing ends
	notify func()                           // tells the page of a change that no handler of it made
	told   bool                             // it was told, and has not looked yet
	soon   func(d time.Duration, do func()) // does something a little later; at once where there is no page
}

// Notice is one message at the foot of the header: what went wrong and what would be right, or what was done.
type Notice struct {
	Text   string
	Bad    bool
	Link   string // a link to show for copying by hand
	Reload bool   // loading the page again would bring a newer version
	Undo   bool   // Undo would bring back what was there
}

// Panel is what lies open over the desk: one at a time.
type Panel string

const (
	NoPanel       Panel = ""
	MachinePanel  Panel = "machine"
	ExamplesPanel Panel = "examples"
	PastePanel    Panel = "paste"
	ExportPanel   Panel = "export"
	HelpPanel     Panel = "help"
	PairPanel     Panel = "pair"
	ReleasePanel  Panel = "release"
)

// Tab is the column that a narrow screen shows.
type Tab string

const (
	CallTab    Tab = "call"
	HistoryTab Tab = "history"
	KernelTab  Tab = "kernel"
)

// NewStore boots the seed with nothing registered, as the patch was.
func NewStore(h Host) *Store {
	if h == nil {
		h = noHost{}
	}
	s := &Store{host: h, pending: map[int][]core.Write{}, tab: CallTab, shelf: exampleShelf, embed: readEmbed(h), inside: newInsideState(), notify: func() {}, play: func() {}, soon: func(_ time.Duration, do func()) { do() }}
	s.boot(core.NewMachine(abi.Seed))
	return s
}

// Session is the session that is shown.
func (s *Store) Session() *core.Session { return s.session }

// At is the step that is shown.
func (s *Store) At() core.Step { return s.at }

// changed makes every component look again.
func (s *Store) changed() {
	for _, input := range s.draft.dropped {
		s.host.SetValue(inputID(input), s.draft.usual(input))
	}
	s.draft.dropped = nil
	s.Rev++
}

// boot starts anew.
func (s *Store) boot(m core.Machine) {
	session, err := core.NewSession(m)
	if err != nil {
		s.fail(err)
		return
	}
	s.show(session)
	s.draft = newDraft()
	s.draft.reach(m.Release)
}

// show puts a session on the desk, at its last step.
func (s *Store) show(session *core.Session) {
	if s.session != nil {
		s.session.Close()
	}
	s.session, s.trace, s.answers, s.helps = session, nil, nil, helps{}
	s.setOrigin(nil)
	s.rows = historyRows{row: s.rows.row}
	clear(s.inside.seen)
	clear(s.pending)
	s.machine = newMachineDraft()
	s.goTo(s.last())
}

// last is the step after the last call.
func (s *Store) last() core.Step {
	n := s.session.Len()
	if n == 0 {
		return core.Step{}
	}
	return core.Step{Call: n, Event: s.session.Events(n)}
}

// goTo shows a step; one that there is not becomes the nearest that there is.
func (s *Store) goTo(at core.Step) {
	at.Call = max(0, min(at.Call, s.session.Len()))
	switch {
	case at.Call == 0:
		at.Event = 0
	case at.Event < 0 || at.Event > s.session.Events(at.Call):
		at.Event = s.session.Events(at.Call)
	}
	at = s.unhidden(at)
	if at.Call != s.at.Call {
		s.trace, s.answers, s.helps = nil, nil, helps{}
		s.rows.show(at.Call)
	}
	s.at = at
	s.keepTask()
	s.changed()
}

// Trace is the inside of the call that is shown; nil at the boot.
func (s *Store) Trace() *core.Trace {
	if s.trace == nil && s.at.Call > 0 {
		s.trace = s.session.Trace(s.at.Call)
	}
	return s.trace
}

// View is the kernel at the step that is shown.
func (s *Store) View() *core.View {
	if t := s.Trace(); t != nil {
		return t.View(s.at.Event)
	}
	return s.session.View(core.Step{})
}

// Event is what just happened at the step that is shown; nil at the boot and before the first event of a call.
func (s *Store) Event() *core.Event {
	t := s.Trace()
	if t == nil || s.at.Event == 0 || s.at.Event > len(t.Events) {
		return nil
	}
	return &t.Events[s.at.Event-1]
}

// Do makes a call after the last one and shows what came of it.
func (s *Store) Do(c core.Call) (ret int64, err error) {
	defer s.guard("make the call")
	ret, err = s.session.Do(c)
	if err != nil {
		s.fail(err)
		return ret, err
	}
	s.notice = Notice{}
	s.goTo(s.last())
	s.remember()
	return ret, nil
}

func (s *Store) fail(err error) {
	s.notice = Notice{Text: err.Error(), Bad: true}
	s.changed()
}

// Link is the share link of the session at the step that is shown.
func (s *Store) Link() core.Link {
	return core.Link{Machine: s.session.Machine(), Calls: s.session.Calls(), At: s.at}
}

// Up to how many calls, and bytes that they write, the page's own address follows the desk, so that a reload loses nothing.
const (
	remembered      = 2000
	rememberedBytes = 1 << 17
)

// remember writes the session into the page's address.
func (s *Store) remember() {
	if s.session.Len() <= remembered && s.written() <= rememberedBytes {
		s.host.SetFragment(s.Link().String())
	}
}

// written is how many bytes tasks write in the whole history.
func (s *Store) written() int {
	n := 0
	for _, c := range s.session.Calls() {
		for _, w := range c.Writes {
			n += len(w.Bytes)
		}
	}
	return n
}

// Load opens a link. One that cannot be opened leaves everything as it is; the error says why.
func (s *Store) Load(text string) (err error) {
	defer s.guard("open a link")
	l, err := core.ParseLink(text)
	if err == nil {
		var session *core.Session
		if session, err = core.With(l.Machine, l.Calls); err == nil {
			s.keepForUndo()
			s.inside, s.cases, s.lesson = newInsideState(), caseState{}, lessonState{}
			s.show(session)
			s.draft = newDraft()
			s.draft.reach(l.Machine.Release)
			s.goTo(l.At)
			if t := s.Trace(); t != nil && t.Call.Op == core.OpBpf {
				s.Edit(t.Call)
			}
			s.open, s.tab = NoPanel, HistoryTab
			return nil
		}
	}
	s.fail(err)
	return err
}

// keepForUndo remembers what is on the desk before it is replaced.
func (s *Store) keepForUndo() {
	s.notice = Notice{}
	if s.session.Len() > 0 {
		l := s.Link()
		s.undo = &l
		s.notice = Notice{Text: "What was on the desk before can be brought back.", Undo: true}
	}
}

// Undo brings back what the last change threw away.
func (s *Store) Undo() {
	if s.undo == nil {
		return
	}
	l := *s.undo
	s.undo = nil
	if err := s.Load(l.String()); err == nil {
		s.remember()
	}
}

// Remove takes a call out of the history. Where a later call can no longer be made, nothing changes.
func (s *Store) Remove(n int) {
	calls := append([]core.Call{}, s.session.Calls()[:n-1]...)
	s.replace(s.session.Machine(), append(calls, s.session.Calls()[n:]...), n-1)
}

// Clear empties the history; the machine stays.
func (s *Store) Clear() { s.replace(s.session.Machine(), nil, 0) }

// replace puts other calls or another machine under the desk, and shows call at.
func (s *Store) replace(m core.Machine, calls []core.Call, at int) bool {
	defer s.guard("run the history again")
	session, err := core.With(m, calls)
	if err != nil {
		s.fail(fmt.Errorf("nothing was changed: %w", err))
		return false
	}
	s.keepForUndo()
	s.show(session)
	s.goTo(core.Step{Call: at, Event: -1})
	s.remember()
	return true
}

// Reboot runs the same calls on another machine.
func (s *Store) Reboot(m core.Machine) bool {
	o := s.origin
	if !s.replace(m, s.session.Calls(), s.at.Call) {
		return false
	}
	s.setOrigin(o)
	s.notice = Notice{}
	s.changed()
	return true
}
