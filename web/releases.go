package web

import (
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// Releases owns the results of every release for the call that is shown.
type Releases struct {
	*Screen
	desk   *Desk
	all    []history.Result // nil: not computed
	asking []history.Result // the first of them, while CompareLate runs
}

// Every release makes the calls unasked up to this many calls and written bytes. Beyond that it takes a moment.
const (
	comparedMost  = 400
	comparedBytes = 1 << 19
)

// forget drops the results: another call is shown.
func (r *Releases) forget() { r.all = nil }

// derive makes the calls on every release, once for each call that is shown. Late in a long history that waits for
// CompareLate.
func (r *Releases) derive() {
	if r.all == nil && r.desk.at.Call > 0 && !r.desk.isLate() {
		r.all = r.desk.session.Compare(r.desk.at.Call)
	}
}

// isLate reports whether it takes a moment to make the calls up to the shown one again.
func (d *Desk) isLate() bool { return d.at.Call > comparedMost || d.written.bytes > comparedBytes }

// CompareLate makes the calls on one release after the other. The page stays responsive between them.
func (r *Releases) CompareLate() {
	r.asking = nil
	r.next(r.desk.session, r.desk.at.Call)
	r.changed()
}

func (r *Releases) next(of *history.Session, call int) {
	r.soon(time.Millisecond, func() {
		if r.desk.session != of || r.desk.at.Call != call {
			r.asking = nil
			return
		}
		r.asking = append(r.asking, of.ResultOn(core.Releases[len(r.asking)].Release, call))
		if len(r.asking) == len(core.Releases) {
			r.all, r.asking = r.asking, nil
		} else {
			r.next(of, call)
		}
		r.changed()
	})
}

// Switch makes the same calls on another release; name is one of core.Releases or any number between them.
func (r *Releases) Switch(name string) {
	release, err := abi.ParseRelease(name)
	if err != nil {
		r.fail(err)
		return
	}
	at := r.desk.at
	if r.desk.Reboot(r.desk.machine().On(core.Named(release))) {
		r.desk.goTo(history.Step{Call: at.Call, Event: -1})
	}
}

// choose switches to a release from its panel.
func (r *Releases) choose(name string) {
	r.Switch(name)
	r.Open(NoPanel)
}
