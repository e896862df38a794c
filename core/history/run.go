package history

import (
	"slices"

	"bpfplay/core"
)

// Run is the run of a program in a call. Its instructions are steps between two events of the call.
type Run struct {
	Begun int // number of the kept event before the first instruction
	Ended int // number of the kept event after the last one
	Insns int // instructions that ran
}

// RunOf returns the run of call n, numbered from 1. It is zero if the call runs no instruction.
func (s *Session) RunOf(n int) Run { return s.runs[n] }

// recordRun keeps the run of the last call. Events within a run may be omitted, but not those before it.
func (s *Session) recordRun(span core.RunSpan) {
	n := len(s.calls)
	if span.Insns == 0 || span.Begun > core.FirstEvents {
		return
	}
	r := Run{span.Begun, s.Events(n), int(span.Insns)}
	if span.Ended != 0 {
		r.Ended = span.Ended
		if extra := s.events[n-1] - core.MaxEvents; extra > 0 && r.Ended > core.FirstEvents {
			r.Ended -= extra
		}
	}
	if s.runs == nil {
		s.runs = map[int]Run{}
	}
	s.runs[n] = r
}

// mostToInsn limits the search for an instruction.
const mostToInsn = 1 << 22

// InsnsUntil returns how many instructions the held run of a task makes until it is before the given one. ok is false if
// the task is not held, or if the run ends before.
func (s *Session) InsnsUntil(task, insn int) (n int, ok bool) {
	k := s.before(len(s.calls) + 1)
	at := func() int {
		return slices.IndexFunc(k.Runs(), func(r core.Run) bool { return r.Task == task })
	}
	t := k.Task(task)
	if t == nil || at() < 0 {
		return 0, false
	}
	for n < mostToInsn {
		if n++; k.StepRun(t, 1) != core.RunGoesOn {
			return 0, false
		}
		if k.Runs()[at()].PC == insn {
			return n, true
		}
	}
	return 0, false
}
