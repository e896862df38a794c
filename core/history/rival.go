package history

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// rival is another release that replays a history. It goes on when the history has grown, so that comparing the releases
// after one more call takes no longer in a long history.
type rival struct {
	release abi.Release
	kernel  *core.Kernel // nil if the release does not boot on the machine
	tracer  core.Tracer
	done    int       // completed calls
	failed  []Earlier // those that only this release refuses
	stuck   bool      // the next call cannot be made
	last    Result    // of the last completed call, if it was asked for
}

func newRival(s *Session, release abi.Release) *rival {
	r := &rival{release: release, tracer: core.Tracer{CountOnly: true}}
	if k, err := core.New(s.machine.On(release)); err == nil {
		r.kernel = k
		k.Watch(&r.tracer)
	}
	return r
}

// goTo makes the calls up to call n, numbered from 1, and returns its result. After an error, the rival cannot go on.
func (r *rival) goTo(s *Session, n int, m *meter) (Result, error) {
	if r.kernel == nil {
		return Result{Release: r.release}, nil
	}
	for r.done < n && !r.stuck {
		c := &s.calls[r.done].Call
		if c.Check(r.kernel) != nil {
			r.stuck = true
			break
		}
		var ret int64
		if err := m.run(r.kernel, &r.tracer, func() { ret = r.kernel.Run(c) }); err != nil {
			return Result{Release: r.release}, err
		}
		if m.pass(r.kernel, m.work); m.over != nil {
			return Result{Release: r.release}, m.over
		}
		r.done++
		alone := ret < 0 && ret != core.NotEmulated && s.results[r.done-1] >= 0 // only this release refuses the call
		if !alone && r.done < n {
			continue
		}
		r.last = r.resultOf(s, ret)
		if alone {
			r.failed = append(r.failed, Earlier{r.done, r.last, -1})
		}
	}
	if r.stuck {
		return Result{Release: r.release, Earlier: firstOf(r.failed)}, nil
	}
	return r.last, nil
}

// resultOf returns the result of the last completed call.
func (r *rival) resultOf(s *Session, ret int64) Result {
	result := Result{Release: r.release, Value: ret, Reached: true}
	if e, refused := r.tracer.Failed(ret); refused {
		result.Check, result.A, result.B = e.Check, e.A, e.B
		result.Earlier = s.causeOf(result, r.failed)
	}
	return result
}

// lightMost is the most memory of a rival that waits for the next call, in bytes of map contents and in pages of tasks.
const lightMost, lightPages = 1 << 20, 1 << 8

// light reports whether a rival may wait for the next call: fifteen of them share the memory of the page.
func (r *rival) light() bool {
	if r.kernel == nil {
		return true
	}
	u := r.kernel.Usage()
	return u.Bytes <= lightMost && u.Pages <= lightPages
}
