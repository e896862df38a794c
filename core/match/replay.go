package match

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// Options say what a text is held against.
type Options struct {
	Release string        // "" to find the one that agrees best
	Machine *core.Machine // its settings, but for the release; nil to find them too
}

// Replay turns a Text into a history and holds it against kernels, a piece at a time, so that a page stays awake: every
// candidate makes the first calls, those that agree best make all of them, and the best one's history is kept.
type Replay struct {
	text   *paste.Text
	plan   *plan
	own    *core.Machine // that was asked for; nil: to be found
	trials []*trial      // the candidates, newest release first
	now    int           // which of them is at work
	until  int           // how many calls each of them makes in this stage
	stage  func(*Replay) // what comes when all have made those
	best   *trial
	done   bool
	calls  int // made so far
	ahead  int // and to come, as far as is known
}

// scoutCalls is how many calls every candidate makes before most are given up.
const scoutCalls = 400

// New begins. The error says that the release is not emulated, or which setting of the machine is wrong.
func New(t paste.Text, o Options) (*Replay, error) {
	r := &Replay{text: &t, plan: newPlan(&t), own: o.Machine}
	r.plan.findThreads(&t)
	var releases []abi.Release
	if o.Release != "" {
		release, err := abi.ParseRelease(o.Release)
		if err != nil {
			return nil, err
		}
		releases = []abi.Release{core.Named(release)}
	} else {
		for _, e := range slices.Backward(core.Releases) {
			releases = append(releases, e.Release)
		}
	}
	for _, release := range releases {
		m := r.plan.machine(release)
		if o.Machine != nil {
			m = o.Machine.On(release)
		}
		if err := r.add(m, ""); err != nil {
			return nil, err
		}
	}
	r.begin(min(scoutCalls, len(t.Calls)), (*Replay).scouted)
	return r, nil
}

// add adds a candidate; setting is what its machine has otherwise, in words.
func (r *Replay) add(m core.Machine, setting string) error {
	t, err := newTrial(r.text, r.plan, m)
	if err != nil {
		return fmt.Errorf("the text cannot be replayed: %w", err)
	}
	t.setting = setting
	r.trials = append(r.trials, t)
	return nil
}

// begin lets all candidates that are not given up make calls up to a number.
func (r *Replay) begin(until int, then func(*Replay)) {
	r.now, r.until, r.stage = 0, until, then
	for _, t := range r.trials {
		if !t.out {
			r.ahead += max(until-t.next, 0)
		}
	}
}

// Step makes so many calls more, of all kernels together, and says whether that was all.
func (r *Replay) Step(calls int) (done bool) {
	for ; calls > 0 && !r.done; calls-- {
		for r.now < len(r.trials) && (r.trials[r.now].out || r.trials[r.now].next >= r.until) {
			r.now++
		}
		if r.now == len(r.trials) {
			r.stage(r)
			continue
		}
		r.trials[r.now].step()
		r.calls++
		r.ahead--
	}
	return r.done
}

// Progress is how many calls were made, of how many as far as is known.
func (r *Replay) Progress() (made, total int) { return r.calls, r.calls + r.ahead }

// scouted looks at the candidates after the first calls: where the best of them is refused too little, machines with
// fewer rights or less room are tried too.
func (r *Replay) scouted() {
	r.pick()
	if r.own == nil {
		if settings := r.best.shouldTry(); len(settings) > 0 {
			for _, t := range slices.Clone(r.trials) {
				for _, s := range settings {
					if m := t.machine; s.fits(m) {
						s.set(&m)
						_ = r.add(m, s.says) // the machine differs in what always fits
					}
				}
			}
			r.begin(min(scoutCalls, len(r.text.Calls)), (*Replay).tried)
			return
		}
	}
	r.tried()
}

// tried gives up all candidates but the best, and lets those make the rest: one of them first, since where all results
// agree with it none can be better.
func (r *Replay) tried() {
	r.pick()
	for _, t := range r.trials {
		t.out = t.agree < r.best.agree || t.setting != r.best.setting
	}
	if r.best.next == len(r.text.Calls) || len(r.best.wrong) > 0 {
		r.begin(len(r.text.Calls), (*Replay).judged)
		return
	}
	first := r.keeping(r.best)
	var others []*trial
	for _, t := range r.trials {
		if t != first && !t.out {
			t.out = true
			others = append(others, t)
		}
	}
	r.begin(len(r.text.Calls), func(r *Replay) {
		if r.best = first; len(first.wrong) == 0 {
			r.done = true
			return
		}
		for _, t := range others {
			t.out = false
		}
		r.begin(len(r.text.Calls), (*Replay).judged)
	})
}

// keeping puts a candidate that keeps its history in the place of one that does not; it begins anew.
func (r *Replay) keeping(t *trial) *trial {
	k, err := newTrial(r.text, r.plan, t.machine)
	if err != nil {
		panic("BUG: a machine that booted boots no more: " + err.Error())
	}
	k.keep, k.setting = true, t.setting
	r.trials[slices.Index(r.trials, t)] = k
	return k
}

// judged lets the best make all calls once more and keeps what comes of it.
func (r *Replay) judged() {
	r.pick()
	if r.best.keep {
		r.done = true
		return
	}
	t := r.keeping(r.best)
	for _, other := range r.trials {
		other.out = other != t
	}
	r.best = t
	r.begin(len(r.text.Calls), func(r *Replay) { r.done = true })
}

// pick finds the candidate that agrees best, and of equals the one that the text names, then the newest.
func (r *Replay) pick() {
	r.best = nil
	for _, t := range r.trials {
		if t.out {
			continue
		}
		if b := r.best; b == nil || t.next > b.next || t.next == b.next && (t.agree > b.agree || t.agree == b.agree && t.isNamed() && !b.isNamed()) {
			r.best = t
		}
	}
}

// isNamed says whether the text itself names the candidate's release, as a recording does.
func (t *trial) isNamed() bool {
	number, _, _ := strings.Cut(t.text.Kernel, " ")
	if end := strings.IndexAny(number, "+-"); end >= 0 {
		number = number[:end]
	}
	release, err := abi.ParseRelease(number)
	return err == nil && t.setting == "" && release.Series() == t.machine.Release.Series()
}
