package history

import (
	"bpfplay/core"
	"fmt"
)

// Session is a history of calls on one machine, and a place in it. Going back is replay: nothing is ever undone.
type Session struct {
	machine core.Machine
	calls   []core.Call
	results []int64
	events  []int        // how many events each call had
	kernel  *core.Kernel // after the last call
	tracer  core.Tracer  // watches the last call
	traces  []*Trace     // those that were asked for of late
	reader  follower     // replays calls for their traces
	steps   follower     // stands where somebody looks
	seen    pictures
	watch   core.MemoryWatch
}

// NewSession boots a machine with an empty history. The error is Machine.Check's.
func NewSession(m core.Machine) (*Session, error) {
	k, err := core.New(m)
	if err != nil {
		return nil, err
	}
	return &Session{machine: m, kernel: k}, nil
}

// Step is a place in a history: after Event events of call Call, counted from 1; Call 0 is the boot.
type Step struct {
	Call  int
	Event int
}

// Machine is what the session boots on.
func (s *Session) Machine() core.Machine { return s.machine }

// Len is the number of calls.
func (s *Session) Len() int { return len(s.calls) }

// Call is call n, counted from 1, and what it answered.
func (s *Session) Call(n int) (core.Call, int64) { return s.calls[n-1], s.results[n-1] }

// Calls are all calls, oldest first. They must not be changed.
func (s *Session) Calls() []core.Call { return s.calls }

// Kernel is the kernel after the last call.
func (s *Session) Kernel() *core.Kernel { return s.kernel }

// Do appends a call to the history and makes it. The error, Call.Check's, leaves everything as it was.
func (s *Session) Do(c core.Call) (int64, error) {
	if err := s.mayDo(&c); err != nil {
		return 0, err
	}
	if s.steps.kernel != nil && s.steps.done >= len(s.calls)-2 {
		s.steps.goTo(s, len(s.calls)+1, 0) // somebody steps through the last calls, and will through this one
	}
	s.tracer.Reset()
	s.tracer.CountOnly = false
	t := s.watched(s.kernel, &c, &s.tracer)
	t.nr = len(s.calls) + 1
	s.keepTrace(t)
	s.record(c, t.Ret)
	return t.Ret, nil
}

// Run does the same for one of many calls: quicker, as nobody looks into it at once.
func (s *Session) Run(c core.Call) (int64, error) {
	if err := s.mayDo(&c); err != nil {
		return 0, err
	}
	s.tracer.Reset()
	s.tracer.CountOnly = true
	s.kernel.Watch(&s.tracer)
	ret := s.kernel.Run(&c)
	s.kernel.Watch(nil)
	s.record(c, ret)
	return ret, nil
}

func (s *Session) mayDo(c *core.Call) error {
	if len(s.calls) >= MaxCalls {
		return fmt.Errorf("a history may have %d calls, and this one is full", MaxCalls)
	}
	return c.Check(s.kernel)
}

func (s *Session) record(c core.Call, ret int64) {
	s.calls = append(s.calls, c)
	s.results = append(s.results, ret)
	s.events = append(s.events, s.tracer.Count())
}

// Events is how many events of call n, counted from 1, its Trace has.
func (s *Session) Events(n int) int { return core.KeptEvents(s.events[n-1]) }

// MaxCalls is how many calls a history may have.
const MaxCalls = 100_000

// With makes a session of other calls, or of another machine. A call that can no longer be made, because a task that
// it needs is not there, ends it: the error says which, and the session holds what came before.
func With(m core.Machine, calls []core.Call) (*Session, error) {
	s, err := NewSession(m)
	if err != nil {
		return nil, err
	}
	for i, c := range calls {
		if _, err := s.Run(c); err != nil {
			return s, fmt.Errorf("call %d, %s: %w", i+1, c.Op.Name(), err)
		}
	}
	return s, nil
}

// boot is the machine as it was before the first call.
func (s *Session) boot() *core.Kernel {
	k, err := core.New(s.machine)
	if err != nil {
		panic("BUG: a session's machine no longer boots: " + err.Error())
	}
	return k
}

// before is a kernel of one's own as it was before call n, counted from 1.
func (s *Session) before(n int) *core.Kernel { return new(follower).goTo(s, n, 0) }

// Close lets go of what the session keeps for looking back. It can still be used.
func (s *Session) Close() {
	s.reader.leave()
	s.steps.leave()
	s.reader, s.steps, s.seen, s.traces = follower{}, follower{}, pictures{}, nil
}
