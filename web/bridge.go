package web

import (
	"fmt"

	"bpfplay/core"
)

// What programs beside the page do to the session that the page shows.

// Boot starts anew on another machine; what was on the desk can be brought back.
func (s *Store) Boot(m core.Machine) error {
	if err := m.Check(); err != nil {
		return err
	}
	s.keepForUndo()
	s.boot(m)
	return nil
}

// Write puts bytes into a task's memory. They go into the history with the task's next call.
func (s *Store) Write(task int, w core.Write) error {
	if err := s.session.Kernel().Write(task, w); err != nil {
		return err
	}
	for i, p := range s.pending[task] {
		if p.Addr == w.Addr && len(p.Bytes) == len(w.Bytes) {
			s.pending[task] = append(s.pending[task][:i], s.pending[task][i+1:]...)
			break
		}
	}
	s.pending[task] = append(s.pending[task], w)
	return nil
}

// Make makes a call with what its task has written since its last one.
func (s *Store) Make(c core.Call) (int64, error) {
	c.Writes = append(s.pending[c.Task], c.Writes...)
	ret, err := s.session.Do(c)
	if err != nil {
		return 0, err
	}
	delete(s.pending, c.Task)
	s.goTo(s.last())
	return ret, nil
}

// Explain is what happened inside the last call. The error says that there was none.
func (s *Store) Explain() (core.Explanation, error) {
	if s.session.Len() == 0 {
		return core.Explanation{}, fmt.Errorf("there is nothing to explain: no call was made yet")
	}
	return s.session.Trace(s.session.Len()).Explain(), nil
}

// ShareLink is the whole address that Share copies.
func (s *Store) ShareLink() string { return s.host.Address() + "#" + s.Link().String() }

// Refuse tells on the desk why something was not done.
func (s *Store) Refuse(err error) {
	s.fail(err)
	s.Changed()
}

// Changed makes the page follow, once for any number of changes before it looks.
func (s *Store) Changed() {
	s.changed()
	if !s.told {
		s.told = true
		s.notify()
	}
}

// look is what the page does when it was told.
func (s *Store) look() {
	s.told = false
	s.remember()
}
