package web

import (
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// Releases owns the results of every release for the shown call.
type Releases struct {
	*Screen
	desk   *Desk
	all    []history.Result // nil: not computed
	asking []history.Result // the results so far while CompareLate runs
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
func (r *Releases) forget() { r.all, r.late = nil, false }

// derive replays the calls on every release, once for each shown call. In an expensive history it leaves that to
// CompareLate.
func (r *Releases) derive() {
	if r.all == nil && r.known.of == r.desk.session {
		r.all = r.known.call[r.desk.at.Call]
	}
	if r.all != nil || r.late || r.desk.at.Call == 0 || r.desk.isLate() {
		return
	}
	c := r.desk.session.Comparing(r.desk.at.Call, history.ComparedWork)
	for c.Step() {
	}
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
	r.asking = nil
	r.next(r.desk.session, r.desk.at.Call, r.desk.session.Comparing(r.desk.at.Call, 0))
	r.changed()
}

func (r *Releases) next(of *history.Session, call int, c *history.Comparing) {
	r.soon(time.Millisecond, func() {
		if r.desk.session != of || r.desk.at.Call != call {
			c.Stop()
			r.asking = nil
			return
		}
		more := true
		for end := time.Now().Add(sliceTime); more && time.Now().Before(end); {
			more = c.Step()
		}
		if len(c.Results()) != len(r.asking) {
			r.asking = c.Results()
			r.changed()
		}
		if more {
			r.next(of, call, c)
			return
		}
		r.all, r.asking = r.asking, nil
		r.keep()
		r.changed()
	})
}

// Switch replays the same calls on another release. The name is one of core.Releases or any number between them.
func (r *Releases) Switch(name string) {
	release, err := abi.ParseRelease(name)
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
