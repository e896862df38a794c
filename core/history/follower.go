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
	pause  func()                  // pauses the current call
	resume func() (struct{}, bool) // continues the current call; nil between calls
}

// reaches reports whether the kernel can still go forward to the given number of events of a call, numbered from 1.
func (f *follower) reaches(call, events int) bool {
	switch {
	case f.kernel == nil || f.done >= call:
		return false
	case f.done == call-1 && f.resume != nil:
		return f.tracer.Count() <= events
	}
	return true
}

// goTo runs the kernel until the given number of events of a call have happened; 0 is before the call. If the kernel is
// already past that, it replays from the boot.
func (f *follower) goTo(s *Session, call, events int) *core.Kernel {
	if !f.reaches(call, events) {
		f.leave()
		*f = follower{kernel: s.boot()}
	}
	if f.done < call-1 {
		f.leave()
	}
	for ; f.done < call-1; f.done++ {
		f.kernel.Run(&s.calls[f.done].Call)
	}
	if events > f.tracer.Count() || events > 0 && f.resume == nil {
		f.advance(&s.calls[call-1].Call, events)
	}
	return f.kernel
}

// advance starts or resumes a call and pauses it after the given number of events.
func (f *follower) advance(c *core.Call, events int) {
	if f.resume == nil {
		f.tracer = core.Tracer{CountOnly: true}
		f.kernel.Watch(&f.tracer)
		f.resume, _ = iter.Pull(func(yield func(struct{}) bool) {
			f.pause = func() { yield(struct{}{}) }
			f.kernel.Run(c)
		})
	}
	f.tracer.PauseAt(events, func() { f.pause() })
	f.resume()
}

// leave completes the current call.
func (f *follower) leave() {
	if f.resume == nil {
		return
	}
	f.tracer.PauseAt(0, nil)
	f.resume()
	f.kernel.Watch(nil)
	f.resume, f.tracer = nil, core.Tracer{}
	f.done++
}
