package web

import (
	"slices"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/lesson"
)

// caseState is the case that lies open over the history, and how far it was answered.
type caseState struct {
	open  *lesson.Case // nil: none
	guess string       // what was picked; "" for nothing
	shown bool         // the answer was asked for
}

// OpenCase opens the history of case i at its call, with the answer hidden.
func (s *Store) OpenCase(i int) {
	cases := Cases()
	if i < 0 || i >= len(cases) {
		return
	}
	c := &cases[i]
	if s.Load(c.Link.String()) != nil {
		return
	}
	s.cases = caseState{open: c}
	s.goTo(core.Step{Call: c.Link.At.Call})
	s.remember()
}

// caseHere is the open case, as long as the history is its own; nil where none is open.
func (s *Store) caseHere() *lesson.Case {
	if c := s.cases.open; c != nil && s.session.Len() == len(c.Link.Calls) {
		return c
	}
	return nil
}

// hides says whether the answer of call n, and all that follows from it, is not to be seen yet.
func (s *Store) hides(n int) bool {
	c := s.caseHere()
	return c != nil && !s.cases.shown && n >= c.Link.At.Call
}

// unhidden is the step itself, or, where it would tell the answer of an open case, the one before the call.
func (s *Store) unhidden(at core.Step) core.Step {
	if s.hides(at.Call) {
		return core.Step{Call: s.cases.open.Link.At.Call}
	}
	return at
}

// Guess picks an answer; it can be changed until the real one is shown.
func (s *Store) Guess(answer string) {
	s.cases.guess = answer
	s.changed()
}

// ShowAnswer shows what the kernel answers, and why.
func (s *Store) ShowAnswer() {
	if c := s.caseHere(); c != nil {
		s.cases.shown = true
		s.goTo(core.Step{Call: c.Link.At.Call, Event: -1})
	}
}

// CloseCase puts the case away; its history stays.
func (s *Store) CloseCase() {
	s.cases = caseState{}
	s.goTo(s.at)
}

// succeeds is how an answer that is no error is called.
const succeeds = "it succeeds"

// saidAs is an answer as the cases name it: by the number where the C library has no word for it.
func saidAs(ret int64) string {
	switch {
	case ret >= 0:
		return succeeds
	case abi.Errno(-ret) == abi.ENOTSUPP:
		return strconv.FormatInt(-ret, 10)
	}
	return abi.Errno(-ret).Name()
}

// saysOf is what the thread says that was answered.
func saysOf(c *lesson.Case) string {
	if _, err := strconv.Atoi(c.Says); err == nil && c.Says != strconv.Itoa(int(abi.ENOTSUPP)) {
		return succeeds
	}
	return c.Says
}

// guessesOffered is how many answers a case offers.
const guessesOffered = 6

// guesses are the answers to pick from: the right one, what the thread says, the usual ones, and a few that other cases
// have. They stand in one order, so that the place tells nothing.
func (s *Store) guesses(c *lesson.Case) []string {
	_, ret := s.session.Call(c.Link.At.Call)
	offered := []string{saidAs(ret)}
	add := func(answer string) {
		if len(offered) < guessesOffered && !slices.Contains(offered, answer) {
			offered = append(offered, answer)
		}
	}
	add(saysOf(c))
	add(succeeds)
	add("EINVAL")
	add("EPERM")
	all := filterValues()[byAnswer]
	for i := range all {
		add(all[(i+len(c.Title))%len(all)])
	}
	slices.SortFunc(offered, func(a, b string) int { return slices.Index(all, a) - slices.Index(all, b) })
	return offered
}
