package history

import (
	"fmt"

	"bpfplay/core"
)

// Session is a history of calls on one machine. Going back is a replay; nothing is undone.
type Session struct {
	machine core.Machine
	calls   []Call
	results []int64
	events  []int      // number of events of each call
	maps    []int32    // number of the map of each call; 0 for none
	created []creation // by map number, from 1
	works   []uint64   // work of all calls up to each; see Work
	spent   meter
	runs    map[int]Run           // by call
	costly  map[int]*core.Verdict // of loads whose verification took long, by call
	kernel  *core.Kernel          // after the last call
	tracer  core.Tracer           // watches the last call
	traces  []*Trace              // recently requested
	reader  follower              // replays calls for their traces
	steps   follower              // at the step that was viewed last
	rivals  []*rival              // by index of core.Releases, after the call that was compared last; nil for none
	seen    pictures
	watch   core.MemoryWatch

	fixSlice func() // ends a slice of the search for fixes; nil if it is not in slices
}

// NewSession boots a machine with an empty history. The error is Machine.Check's.
func NewSession(m core.Machine) (*Session, error) {
	k, err := core.New(m)
	if err != nil {
		return nil, err
	}
	return &Session{machine: m, kernel: k}, nil
}

// Step is a position in a history: after Event events of call Call, numbered from 1, and Insn instructions of the run that
// begins there. Call 0 is the boot.
type Step struct {
	Call  int
	Event int
	Insn  int
}

// Machine returns the machine of the session.
func (s *Session) Machine() core.Machine { return s.machine }

// Len returns the number of calls.
func (s *Session) Len() int { return len(s.calls) }

// Call returns call n, numbered from 1, and its result.
func (s *Session) Call(n int) (Call, int64) { return s.calls[n-1], s.results[n-1] }

// Calls returns all calls, oldest first. Callers must not change them.
func (s *Session) Calls() []Call { return s.calls }

// Kernel returns the kernel after the last call.
func (s *Session) Kernel() *core.Kernel { return s.kernel }

// Do makes a call, appends it to the history and keeps its trace. If it returns an error, nothing has changed.
func (s *Session) Do(c core.Call) (int64, error) {
	if err := s.check(&c); err != nil {
		return 0, err
	}
	if s.steps.kernel != nil && s.steps.done >= len(s.calls)-2 {
		s.steps.goTo(s, Step{Call: len(s.calls) + 1}) // the user steps through the last calls and will step through this one
	}
	return s.do(Call{Call: c})
}

// Try is Do for a call that does not take long. If it does, Try returns ErrSlow.
func (s *Session) Try(c core.Call) (int64, error) {
	s.spent.quick = s.spent.work + quickWork
	defer func() { s.spent.quick = 0 }()
	return s.Do(c)
}

// do makes a call that was checked and keeps its trace.
func (s *Session) do(c Call) (int64, error) {
	var t *Trace
	s.tracer.CountOnly = false
	if err := s.metered(func() { t = s.traced(s.kernel, &c.Call, &s.tracer) }); err != nil {
		return 0, err
	}
	t.nr = len(s.calls) + 1
	s.keepTrace(t)
	s.record(c, t.Result)
	return t.Result, nil
}

// Run is Do without a trace. It is faster for many calls.
func (s *Session) Run(c core.Call) (int64, error) { return s.Replay(Call{Call: c}) }

// Replay is Run for a call of another history.
func (s *Session) Replay(c Call) (int64, error) {
	if err := s.check(&c.Call); err != nil {
		return 0, err
	}
	s.tracer.CountOnly = true
	var ret int64
	err := s.metered(func() {
		s.kernel.Watch(&s.tracer)
		ret = s.kernel.Run(&c.Call)
		s.kernel.Watch(nil)
	})
	if err != nil {
		return 0, err
	}
	s.record(c, ret)
	return ret, nil
}

// check reports whether c can be appended to the history.
func (s *Session) check(c *core.Call) error {
	if len(s.calls) >= MaxCalls {
		return fmt.Errorf("history is full: want at most %d calls", MaxCalls)
	}
	if s.spent.over != nil {
		return s.spent.over
	}
	return c.Check(s.kernel)
}

func (s *Session) record(c Call, ret int64) {
	s.calls = append(s.calls, c)
	s.results = append(s.results, ret)
	s.events = append(s.events, s.tracer.Count())
	s.works = append(s.works, s.spent.work)
	s.recordRun(s.tracer.Run())
	s.recordMap(&c.Call, ret)
	if v := s.kernel.TakeVerdict(); v != nil {
		if s.costly == nil {
			s.costly = map[int]*core.Verdict{}
		}
		s.costly[len(s.calls)] = v
	}
	s.spent.pass(s.kernel, s.spent.work)
}

// Events returns the number of events in the trace of call n, numbered from 1.
func (s *Session) Events(n int) int { return core.KeptEvents(s.events[n-1]) }

// MaxCalls is the maximum number of calls of a history.
const MaxCalls = 100_000

// With returns a session that has made the given calls. If a call cannot be made, for example because its task does not
// exist, With returns an error that names the call and a session with the calls before it, which is not usable if the call
// exceeded a budget.
func With(m core.Machine, calls []Call) (*Session, error) {
	b, err := Build(m, calls, Step{})
	if err != nil {
		return nil, err
	}
	for b.Step() {
	}
	return b.Session()
}

// again makes call n, numbered from 1, on a kernel that replays the history and is in the state before it.
func (s *Session) again(k *core.Kernel, n int) {
	k.Expect(s.costly[n])
	k.Run(&s.calls[n-1].Call)
}

// boot returns a new kernel on the session's machine.
func (s *Session) boot() *core.Kernel {
	k, err := core.New(s.machine)
	if err != nil {
		panic("BUG: a session's machine no longer boots: " + err.Error())
	}
	return k
}

// before returns a new kernel in the state before call n, numbered from 1.
func (s *Session) before(n int) *core.Kernel { return new(follower).goTo(s, Step{Call: n}) }

// Close frees the caches for looking back. The session remains usable.
func (s *Session) Close() {
	s.reader.leave()
	s.steps.leave()
	s.reader, s.steps, s.seen, s.traces, s.rivals = follower{}, follower{}, pictures{}, nil, nil
}
