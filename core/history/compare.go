package history

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// Answer is what one release says to a call of a history.
type Answer struct {
	Release abi.Release
	Ret     int64
	By      *core.Check // the check that refused; nil where none did
	A, B    uint64      // its operands
	Reached bool        // false: an earlier call went so differently that this one could not be made
}

// Refused says whether the answer is an error number.
func (a Answer) Refused() bool { return a.Reached && a.Ret < 0 && a.Ret != core.NotEmulated }

// Compare makes the history up to call n, counted from 1, on every release that can be chosen, oldest first, and gives
// what each says to that call. Registered map types are the seed's alone: the others bring their own.
func (s *Session) Compare(n int) []Answer {
	answers := make([]Answer, len(core.Releases))
	for i, e := range core.Releases {
		answers[i] = s.AnswerOf(e.Release, n)
	}
	return answers
}

// AnswerOf is Compare for one release: for long histories, each of which takes its time.
func (s *Session) AnswerOf(r abi.Release, n int) Answer {
	a := Answer{Release: r}
	k, err := core.New(s.machine.On(r))
	if err != nil {
		return a
	}
	for i := range s.calls[:n-1] {
		if s.calls[i].Check(k) != nil {
			return a
		}
		k.Run(&s.calls[i])
	}
	last := s.calls[n-1]
	if last.Check(k) != nil {
		return a
	}
	var t core.Tracer
	k.Watch(&t)
	a.Ret, a.Reached = k.Run(&last), true
	if e, refused := t.Answered(a.Ret); refused {
		a.By, a.A, a.B = e.Check, e.A, e.B
	}
	return a
}
