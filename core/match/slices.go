package match

import (
	"fmt"

	"bpfplay/core/sliced"
)

// Step makes up to calls more calls, over all kernels, and reports whether the replay is done. It makes fewer, and may end
// within a call, if they take long.
func (r *Replay) Step(calls int) (done bool) {
	if r.done {
		return true
	}
	if r.work == nil {
		r.work = sliced.New(r.run)
	}
	r.left = calls
	if !r.work.Step() {
		r.work = nil
	}
	return r.done
}

// Stop ends the work.
func (r *Replay) Stop() {
	if r.work != nil {
		r.work.Stop()
	}
}

func (r *Replay) run(pause func()) {
	r.pause = pause
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
