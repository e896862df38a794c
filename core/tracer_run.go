package core

// RunSpan is the part of a call in which a program runs.
type RunSpan struct {
	Begun int    // number of the event before the first instruction, from 1; 0 if the call runs no program
	Ended int    // number of the event after the last one; 0 if the run did not end
	Insns uint64 // instructions that ran
}

// Run returns the span of the run since Reset.
func (t *Tracer) Run() RunSpan { return t.run }

// PauseAtInsn calls pause after n instructions of the call's run; 0 removes the pause. The call continues when pause
// returns.
func (t *Tracer) PauseAtInsn(n uint64, pause func()) { t.pauseInsn, t.paused = n, pause }

// runAhead returns how many of n instructions can run before the next one that is kept or paused at. It returns 0 if that
// is the next.
func (t *Tracer) runAhead(n int) int {
	if t == nil || t.pauseInsn <= t.run.Insns {
		return n
	}
	left := t.pauseInsn - t.run.Insns
	if left <= keptInsns {
		return 0
	}
	return int(min(uint64(n), left-keptInsns))
}

// ran counts instructions and pauses the run.
func (t *Tracer) ran(n uint64) {
	if t == nil || n == 0 {
		return
	}
	if t.run.Insns += n; t.run.Insns == t.pauseInsn {
		t.paused()
	}
}

// noteRun records an event of a run.
func (k *Kernel) noteRun(kind EventKind, t *testCall, a uint64) {
	if k.tracer == nil {
		return
	}
	span := &k.tracer.run
	if kind == RunStarted || kind == RunResumed {
		span.Begun = k.tracer.n + 1
	} else {
		span.Ended = k.tracer.n + 1
	}
	k.note(Event{Kind: kind, Func: "bpf_test_run", Task: t.task.Nr, Prog: t.running().Nr, A: a, B: t.ran()})
}
