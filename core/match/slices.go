package match

import (
	"fmt"
	"iter"
)

// stopped is the panic that ends a call in the middle after Stop.
type stopped struct{}

// Step makes up to calls more calls, over all kernels, and reports whether the replay is done. It makes fewer, and may end
// within a call, if they take long.
func (r *Replay) Step(calls int) (done bool) {
	if r.done {
		return true
	}
	if r.resume == nil {
		r.resume, r.stop = iter.Pull(r.slices)
	}
	r.left = calls
	if _, more := r.resume(); !more {
		r.resume, r.stop = nil, nil
	}
	return r.done
}

// Stop ends the work.
func (r *Replay) Stop() {
	if r.stop != nil {
		r.stop()
	}
}

func (r *Replay) slices(yield func(struct{}) bool) {
	defer func() {
		if fault := recover(); fault != nil && fault != (stopped{}) {
			panic(fault)
		}
	}()
	r.pause = func() {
		if !yield(struct{}{}) {
			panic(stopped{})
		}
	}
	if r.calls == 0 {
		r.plan.findThreads(r.text, r.slice)
	}
	for ; !r.done; r.left-- {
		if r.left <= 0 {
			r.pause()
		}
		for r.now < len(r.trials) && (r.trials[r.now].out || r.trials[r.now].next >= r.until) {
			r.now++
		}
		if r.now == len(r.trials) {
			r.stage(r)
			continue
		}
		t := r.trials[r.now]
		t.step()
		r.calls++
		r.ahead--
		if t.over != nil {
			t.out = true
			r.ahead -= r.until - t.next
			r.err = fmt.Errorf("call %d of the text: %w", t.next, t.over)
		}
	}
}

// slice ends a slice within a call.
func (r *Replay) slice() { r.pause() }

// Err returns an error if the calls of the text exceed a budget on every kernel. Result then returns nil.
func (r *Replay) Err() error {
	if r.best == nil || r.best.over != nil {
		return r.err
	}
	return nil
}
