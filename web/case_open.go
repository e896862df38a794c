package web

import (
	"fmt"
	"slices"
	"strconv"

	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/lesson"
)

// Case owns the open case, the guess, and whether the result is shown.
type Case struct {
	*Screen
	desk   *Desk
	course *Course
	open   *lesson.Case // nil: none
	guess  string       // the picked result; "" for none
	shown  bool         // the result is shown
	placed placed       // the history that the case has put on the desk
}

// reset closes the case and keeps the shown step.
func (s *Case) reset() { s.open, s.guess, s.shown, s.placed = nil, "", false, placed{} }

// Open opens the history of case i at its call, with the answer hidden.
func (s *Case) Open(i int) {
	cases := s.course.cases
	if i < 0 || i >= len(cases) {
		return
	}
	c := &cases[i]
	if s.desk.Load(c.Link.String()) != nil {
		return
	}
	s.reset()
	s.open, s.placed = c, s.desk.asPlaced()
	s.desk.goTo(history.Step{Call: c.Link.At.Call})
	s.desk.remember()
}

// here returns the open case if the history belongs to it; otherwise nil.
func (s *Case) here() *lesson.Case {
	if c := s.open; c != nil && s.desk.session.Len() == len(c.Link.Calls) {
		return c
	}
	return nil
}

// answered reports whether the page shows the result of the case.
func (s *Case) answered() bool {
	c := s.here()
	return c != nil && s.shown && s.desk.at == history.Step{Call: c.Link.At.Call, Event: s.desk.session.Events(c.Link.At.Call)}
}

// hides reports whether the result of call n is still hidden.
func (s *Case) hides(n int) bool {
	c := s.here()
	return c != nil && !s.shown && n >= c.Link.At.Call
}

// allowed returns the step itself, or the step before the call if the step would reveal a hidden result.
func (s *Case) allowed(at history.Step) history.Step {
	if s.hides(at.Call) {
		return history.Step{Call: s.open.Link.At.Call}
	}
	return at
}

// Guess picks a result. The user can change it until the real result is shown.
func (s *Case) Guess(answer string) {
	s.guess = answer
	s.changed()
}

// ShowAnswer shows the kernel's result and its reason.
func (s *Case) ShowAnswer() {
	if c := s.here(); c != nil {
		s.shown = true
		s.desk.goTo(history.Step{Call: c.Link.At.Call, Event: -1})
	}
}

// Close closes the case; its history stays.
func (s *Case) Close() {
	s.reset()
	s.desk.goTo(s.desk.at)
}

// value returns the case for a link. Others open it with the answer hidden.
func (s *Case) value(own bool) string {
	if c := s.here(); c != nil && c.ID != homeworkCase {
		return c.ID + shownSuffix(own && s.shown)
	}
	return ""
}

// arrive opens a case from a link, with the answer hidden unless the value says otherwise.
func (s *Case) arrive(value string) error {
	id, shown := cutShown(value)
	i := s.course.caseNamed(id)
	if i < 0 {
		return fmt.Errorf("no case %q", id)
	}
	if s.desk.brought {
		s.take(&s.course.cases[i], shown)
		return nil
	}
	s.Open(i)
	if shown {
		s.ShowAnswer()
	}
	return nil
}

// take opens a case about the history that a link has brought.
func (s *Case) take(c *lesson.Case, shown bool) {
	s.reset()
	s.open, s.shown = c, shown
	s.desk.goTo(s.desk.at)
}

// unchanged reports whether the history and the step follow from the case.
func (s *Case) unchanged() bool {
	c := s.here()
	if c == nil {
		return false
	}
	at := history.Step{Call: c.Link.At.Call}
	if s.shown {
		at.Event = s.desk.session.Events(at.Call)
	}
	return s.desk.isAt(s.placed, at)
}

// succeeds stands for a result that is not an error.
const succeeds = "it succeeds"

// saidAs returns a result as the cases name it: by number if the C library has no name for it.
func saidAs(ret int64) string {
	switch {
	case ret >= 0:
		return succeeds
	case abi.Errno(-ret) == abi.ENOTSUPP:
		return strconv.FormatInt(-ret, 10)
	}
	return abi.Errno(-ret).Name()
}

// saysOf returns the result that the thread reports.
func saysOf(c *lesson.Case) string {
	if _, err := strconv.Atoi(c.Reported); err == nil && c.Reported != strconv.Itoa(int(abi.ENOTSUPP)) {
		return succeeds
	}
	return c.Reported
}

// guessesOffered is the number of guesses that a case offers.
const guessesOffered = 6

// guesses returns the results to pick from: the right one, the thread's if the case has one, common ones, and some of other
// cases. They are sorted, so that their order reveals nothing.
func (s *Case) guesses(c *lesson.Case) []string {
	_, ret := s.desk.session.Call(c.Link.At.Call)
	offered := []string{saidAs(ret)}
	add := func(answer string) {
		if answer != "" && len(offered) < guessesOffered && !slices.Contains(offered, answer) {
			offered = append(offered, answer)
		}
	}
	add(saysOf(c))
	add(succeeds)
	add("EINVAL")
	add("EPERM")
	all := s.course.values[byResult]
	for i := range all {
		add(all[(i+len(c.Title))%len(all)])
	}
	slices.SortFunc(offered, func(a, b string) int { return slices.Index(all, a) - slices.Index(all, b) })
	return offered
}
