package core

import (
	"fmt"
	"slices"
)

// Session is a history of calls on one machine, and a place in it. Going back is replay: nothing is ever undone.
type Session struct {
	machine Machine
	calls   []Call
	results []int64
	events  []int   // how many events each call had
	kernel  *Kernel // after the last call
	tracer  Tracer  // only counts
}

// NewSession boots a machine with an empty history. The error is Machine.Check's.
func NewSession(m Machine) (*Session, error) {
	k, err := New(m)
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
func (s *Session) Machine() Machine { return s.machine }

// Len is the number of calls.
func (s *Session) Len() int { return len(s.calls) }

// Call is call n, counted from 1, and what it answered.
func (s *Session) Call(n int) (Call, int64) { return s.calls[n-1], s.results[n-1] }

// Calls are all calls, oldest first. They must not be changed.
func (s *Session) Calls() []Call { return s.calls }

// Kernel is the kernel after the last call.
func (s *Session) Kernel() *Kernel { return s.kernel }

// Do appends a call to the history and makes it. The error, Call.Check's, leaves everything as it was.
func (s *Session) Do(c Call) (int64, error) {
	if len(s.calls) >= MaxCalls {
		return 0, fmt.Errorf("a history may have %d calls, and this one is full", MaxCalls)
	}
	if err := c.Check(s.kernel); err != nil {
		return 0, err
	}
	s.tracer.Reset()
	s.kernel.Watch(&s.tracer)
	ret := s.kernel.do(&c)
	s.kernel.Watch(nil)
	s.calls = append(s.calls, c)
	s.results = append(s.results, ret)
	s.events = append(s.events, len(s.tracer.events))
	return ret, nil
}

// Events is how many events call n had, counted from 1.
func (s *Session) Events(n int) int { return s.events[n-1] }

// MaxCalls is how many calls a history may have.
const MaxCalls = 100_000

// With makes a session of other calls, or of another machine. A call that can no longer be made, because a task that
// it needs is not there, ends it: the error says which, and the session holds what came before.
func With(m Machine, calls []Call) (*Session, error) {
	s, err := NewSession(m)
	if err != nil {
		return nil, err
	}
	for i, c := range calls {
		if _, err := s.Do(c); err != nil {
			return s, fmt.Errorf("call %d, %s: %w", i+1, c.Op.Name(), err)
		}
	}
	return s, nil
}

// at gives a kernel as it was after call n.
func (s *Session) at(n int) *Kernel {
	k, err := New(s.machine)
	if err != nil {
		panic("BUG: a session's machine no longer boots: " + err.Error())
	}
	for i := range s.calls[:n] {
		k.do(&s.calls[i])
	}
	return k
}

// Trace is what happened inside call n, counted from 1, with a picture of the kernel before it and after each event.
func (s *Session) Trace(n int) *Trace {
	k := s.at(n - 1)
	t := &Trace{Call: s.calls[n-1], Before: k.View()}
	k.Watch(&Tracer{paint: true})
	task := k.Task(t.Call.Task)
	for _, w := range t.Call.Writes {
		k.poke(task, w) // what the task writes itself is not what the call wrote
	}
	before := arena(task)
	t.Ret = k.do(&t.Call)
	if t.Call.Op == OpBpf {
		t.Wrote = changes(before, arena(task))
	}
	t.Text = slices.Clone(k.text)
	t.Events, t.views = k.tracer.events, k.tracer.views
	t.after = k.View()
	return t
}

// View is the kernel at a step.
func (s *Session) View(at Step) *View {
	switch {
	case at.Call == 0:
		return s.at(0).View()
	case at.Call == len(s.calls) && at.Event < 0:
		return s.kernel.View()
	}
	return s.Trace(at.Call).View(at.Event)
}

// Inside looks into the map with a number as it was at a step; nil where there was none.
func (s *Session) Inside(at Step, nr int, q InsideQuery) *Inside {
	if at.Call == len(s.calls) {
		return s.kernel.Inside(nr, q)
	}
	return s.at(at.Call).Inside(nr, q)
}
