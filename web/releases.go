package web

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/web/value"
)

// Releases owns the results of every release for the shown call.
type Releases struct {
	*Screen
	desk   *Desk
	all    []history.Result // nil: not computed
	work   work             // the comparison that runs in slices
	asking []history.Result // its results so far
	late   bool             // some release takes longer for the calls than derive may
	known  known            // the results of calls that were shown before
}

// known are the results of calls of a session, by number. Later calls do not change them.
type known struct {
	of   *history.Session
	call map[int][]history.Result
}

// knownMost is the number of calls whose results are kept.
const knownMost = 1000

// keep keeps the results of the shown call.
func (r *Releases) keep() {
	if s := r.desk.session; r.known.of != s || len(r.known.call) >= knownMost {
		r.known = known{s, map[int][]history.Result{}}
	}
	r.known.call[r.desk.at.Call] = r.all
}

// forget drops the results of the previous call.
func (r *Releases) forget() {
	r.all, r.late = nil, false
	r.stop()
}

// stop ends a comparison that is under way.
func (r *Releases) stop() {
	r.work.stop()
	r.asking = nil
}

// comparedAtOnce is the most work of a comparison before the page draws the call, in units of [core.Tracer.Cost].
const comparedAtOnce = 25_000

// derive replays the calls on every release, once for each shown call: at once, or in slices if that takes a moment. In an
// expensive history it leaves that to CompareLate.
func (r *Releases) derive() {
	if r.all == nil && r.known.of == r.desk.session {
		r.all = r.known.call[r.desk.at.Call]
	}
	if r.all != nil || r.late || r.compares() || r.desk.at.Call == 0 || r.desk.isLate() {
		return
	}
	n := r.desk.at.Call
	c := r.desk.session.Comparing(n, history.ComparedWork)
	if r.desk.session.CompareCost(n) > comparedAtOnce {
		r.begin(c)
		return
	}
	for c.Step() {
	}
	r.compared(c)
}

// compares reports whether a comparison is under way.
func (r *Releases) compares() bool { return r.work.job != nil }

// compared takes the results of a comparison.
func (r *Releases) compared(c *history.Comparing) {
	if r.late = len(c.Results()) < len(core.Releases); !r.late {
		r.all = c.Results()
		r.keep()
	}
}

// isLate reports whether a replay up to the shown call takes a moment on every release.
func (d *Desk) isLate() bool { return d.lateAt(d.at.Call) }

// lateAt is isLate for call n.
func (d *Desk) lateAt(n int) bool {
	return !d.session.ComparesSoon(n)
}

// CompareLate replays the calls on one release after the other, in slices.
func (r *Releases) CompareLate() {
	r.stop()
	r.begin(r.desk.session.Comparing(r.desk.at.Call, 0))
	r.changed()
}

// begin compares the releases in slices.
func (r *Releases) begin(c *history.Comparing) {
	r.work.start(job{
		what: "compare the releases", step: c.Step, stop: c.Stop,
		draw: func() {
			if len(c.Results()) != len(r.asking) {
				r.asking = c.Results()
				r.changed()
			}
		},
		done: func() {
			r.asking = nil
			r.compared(c)
			r.changed()
		},
		fault: func(any) { r.late = true }, // the releases are compared again only if the user asks for it
	})
}

// Switch replays the same calls on another release. The name is one of core.Releases or any number between them.
func (r *Releases) Switch(name string) {
	release, err := abi.ParseRelease(value.Narrow(name))
	if err != nil {
		r.fail(err)
		return
	}
	r.desk.Reboot(r.desk.machine().On(core.Named(release)))
}

// choose switches to a release from its panel.
func (r *Releases) choose(name string) {
	r.Switch(name)
	r.Open(NoPanel)
}
