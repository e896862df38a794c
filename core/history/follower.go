package history

import (
	"bpfplay/core"
	"iter"
)

// follower is a kernel that is led through a history. It goes forward only, and stops after any event within a call:
// the call is a coroutine then, which goes on where it stopped.
type follower struct {
	kernel *core.Kernel
	done   int // calls that were made in full
	tracer core.Tracer
	pause  func()                  // stops the call that it is in
	resume func() (struct{}, bool) // goes on with the call that it is in; nil between calls
}

// reaches says whether a place, events of a call counted from 1, still lies ahead.
func (f *follower) reaches(call, events int) bool {
	switch {
	case f.kernel == nil || f.done >= call:
		return false
	case f.done == call-1 && f.resume != nil:
		return f.tracer.Count() <= events
	}
	return true
}

// goTo leads the kernel to where a number of events of a call have happened; 0 is before the call. It starts over where
// it is past that.
func (f *follower) goTo(s *Session, call, events int) *core.Kernel {
	if !f.reaches(call, events) {
		f.leave()
		*f = follower{kernel: s.boot()}
	}
	if f.done < call-1 {
		f.leave()
	}
	for ; f.done < call-1; f.done++ {
		f.kernel.Run(&s.calls[f.done])
	}
	if events > f.tracer.Count() || events > 0 && f.resume == nil {
		f.goOn(&s.calls[call-1], events)
	}
	return f.kernel
}

// goOn makes a call up to one of its events, from where it stopped.
func (f *follower) goOn(c *core.Call, events int) {
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

// leave ends the call that the kernel is in.
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
