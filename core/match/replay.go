package match

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/paste"
	"bpfplay/core/sliced"
)

// Options selects the kernel that replays a text.
type Options struct {
	Release string        // "" selects the release that agrees best
	Machine *core.Machine // settings other than the release; nil selects them too
}

// Replay turns a Text into a history and compares it with kernels, in steps so that a page stays responsive. Every
// candidate makes the first calls, those that agree best make all calls, and the history of the best one is kept.
type Replay struct {
	text   *paste.Text
	plan   *plan
	own    *core.Machine // requested machine, or nil
	trials []*trial      // the candidates, newest release first
	now    int           // index of the candidate that makes calls
	until  int           // calls that each candidate makes in this stage
	stage  func(*Replay) // called when all candidates have made them
	best   *trial
	done   bool
	rest   []*trial     // candidates that agree with the first calls, and were not needed for the others
	calls  int          // calls made
	ahead  int          // known calls still to make
	err    error        // why no candidate can make the calls
	left   int          // calls of the current Step
	work   *sliced.Work // nil before the first Step and after the last
	pause  func()       // ends a slice within a call
}

// scoutCalls is the number of calls that every candidate makes before most are dropped.
const scoutCalls = 400

// New prepares a replay of t. It fails if the release is not emulated or a setting of the machine is invalid.
func New(t paste.Text, o Options) (*Replay, error) {
	r := &Replay{text: &t, plan: newPlan(&t), own: o.Machine}
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

// add adds a candidate; setting describes how its machine differs from the default.
func (r *Replay) add(m core.Machine, setting string) error {
	t, err := newTrial(r.text, r.plan, m, r.slice)
	if err != nil {
		return fmt.Errorf("the text cannot be replayed: %w", err)
	}
	t.setting = setting
	r.trials = append(r.trials, t)
	return nil
}

// begin starts a stage in which all remaining candidates make calls up to until.
func (r *Replay) begin(until int, then func(*Replay)) {
	r.now, r.until, r.stage = 0, until, then
	for _, t := range r.trials {
		if !t.out {
			r.ahead += max(until-t.next, 0)
		}
	}
}

// Progress returns the number of calls made and the known total.
func (r *Replay) Progress() (made, total int) { return r.calls, r.calls + r.ahead }

// scouted compares the candidates after the first calls. If calls failed in the text but not on the best candidate,
// machines with fewer privileges or less memory become candidates too.
func (r *Replay) scouted() {
	if r.pick(); r.best == nil {
		r.done = true
		return
	}
	if r.own == nil {
		if settings := r.best.shouldTry(); len(settings) > 0 {
			for _, t := range slices.Clone(r.trials) {
				for _, s := range settings {
					if m := t.machine; s.fits(m) {
						s.set(&m)
						_ = r.add(m, s.label) // the settings are valid on this machine
					}
				}
			}
			r.begin(min(scoutCalls, len(r.text.Calls)), (*Replay).tried)
			return
		}
	}
	r.tried()
}

// tried drops all candidates but the best, which make the remaining calls. One of them goes first: if all results agree
// with it, no other can be better.
func (r *Replay) tried() {
	if r.pick(); r.best == nil {
		r.done = true
		return
	}
	for _, t := range r.trials {
		t.out = t.over != nil || t.Wrong() > r.best.Wrong() || t.setting != r.best.setting
	}
	if r.best.next == len(r.text.Calls) || r.best.Wrong() > 0 {
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
		if r.best = first; first.over == nil && first.Wrong() == 0 {
			r.done, r.rest = true, others
			return
		}
		for _, t := range others {
			t.out = t.over != nil
		}
		r.begin(len(r.text.Calls), (*Replay).judged)
	})
}

// Rest prepares the candidates that the replay did without to make the remaining calls, too, and reports whether it left
// any. After Step has reported that they have, Result has the agreement of each over all calls.
func (r *Replay) Rest() bool {
	if len(r.rest) == 0 {
		return false
	}
	for _, t := range r.rest {
		t.out = t.over != nil
	}
	r.done, r.rest = false, nil
	r.begin(len(r.text.Calls), func(r *Replay) { r.done = true })
	return true
}

// keeping replaces a candidate by one that starts over and keeps its history.
func (r *Replay) keeping(t *trial) *trial {
	k, err := newTrial(r.text, r.plan, t.machine, r.slice)
	if err != nil {
		panic("BUG: a machine that booted before does not boot: " + err.Error())
	}
	k.keep, k.setting = true, t.setting
	n := len(r.text.Calls)
	k.verdicts, k.calls, k.from = make([]Verdict, 0, n), make([]history.Call, 0, n), make([]int, 0, n)
	r.trials[slices.Index(r.trials, t)] = k
	return k
}

// judged makes the best candidate repeat all calls and keep its history.
func (r *Replay) judged() {
	if r.pick(); r.best == nil || r.best.keep {
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

// pick selects the best candidate.
func (r *Replay) pick() {
	r.best = nil
	for _, t := range r.trials {
		if !t.out && (r.best == nil || t.isBetter(r.best)) {
			r.best = t
		}
	}
}

// isBetter reports whether t made more calls than b, has fewer results that differ from the text, fewer bytes that
// differ, or follows the release that the text names.
func (t *trial) isBetter(b *trial) bool {
	switch {
	case t.next != b.next:
		return t.next > b.next
	case t.Wrong() != b.Wrong():
		return t.Wrong() < b.Wrong()
	case t.Shown-t.Equal != b.Shown-b.Equal:
		return t.Shown-t.Equal < b.Shown-b.Equal
	}
	return t.isNamed() && !b.isNamed()
}
