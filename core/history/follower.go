package history

import (
	"iter"

	"bpfplay/core"
)

// follower is a kernel that replays a history and can pause after any event. It only goes forward. A paused call is a
// coroutine.
type follower struct {
	kernel *core.Kernel
	done   int // completed calls
	tracer core.Tracer
	at     Step                    // where the current call is paused
	pause  func()                  // pauses the current call
	resume func() (struct{}, bool) // continues the current call; nil between calls
}

// reaches reports whether the kernel can still go forward to a step. Its Event counts all events, also omitted ones.
func (f *follower) reaches(to Step) bool {
	switch {
	case f.kernel == nil || f.done >= to.Call:
		return false
	case f.done < to.Call-1 || f.resume == nil || f.at == to:
		return true
	case to.Insn > 0:
		return f.tracer.Run().Ended == 0 && f.tracer.Run().Insns < uint64(to.Insn)
	}
	return f.tracer.Count() < to.Event
}

// goTo runs the kernel to a step; event 0 is before the call. If the kernel is already past that, it replays from the boot.
func (f *follower) goTo(s *Session, to Step) *core.Kernel {
	if !f.reaches(to) {
		f.leave()
		*f = follower{kernel: s.boot()}
	}
	if f.done < to.Call-1 {
		f.leave()
	}
	for ; f.done < to.Call-1; f.done++ {
		s.again(f.kernel, f.done+1)
	}
	if to.Event > 0 && (f.resume == nil || f.at != to) {
		f.advance(s, to)
	}
	return f.kernel
}

// advance starts or resumes a call and pauses it at a step.
func (f *follower) advance(s *Session, to Step) {
	if f.resume == nil {
		f.tracer = core.Tracer{CountOnly: true}
		f.kernel.Watch(&f.tracer)
		f.resume, _ = iter.Pull(func(yield func(struct{}) bool) {
			f.pause = func() { yield(struct{}{}) }
			s.again(f.kernel, to.Call)
		})
	}
	pause := func() { f.pause() }
	if to.Insn > 0 {
		f.tracer.PauseAt(0, nil)
		f.tracer.PauseAtInsn(uint64(to.Insn), pause)
	} else {
		f.tracer.PauseAtInsn(0, nil)
		f.tracer.PauseAt(to.Event, pause)
	}
	f.at = to
	f.resume()
}

// leave completes the current call.
func (f *follower) leave() {
	if f.resume == nil {
		return
	}
	f.tracer.PauseAtInsn(0, nil)
	f.tracer.PauseAt(0, nil)
	f.resume()
	f.kernel.Watch(nil)
	f.resume, f.tracer, f.at = nil, core.Tracer{}, Step{}
	f.done++
}

// replayed returns a kernel that has made the first n calls of the session again, in slices unless slice is nil.
func (s *Session) replayed(n int, slice func()) follower {
	f := follower{kernel: s.boot()}
	if slice == nil {
		f.goTo(s, Step{Call: n + 1})
		return f
	}
	t := core.Tracer{CountOnly: true}
	f.kernel.Watch(&t)
	m := meter{slice: slice, again: true}
	for f.done < n {
		f.done++
		_ = m.run(f.kernel, &t, func() { s.again(f.kernel, f.done) }) // no budget ends it
		m.pass(f.kernel, m.work)
	}
	f.kernel.Watch(nil)
	return f
}
