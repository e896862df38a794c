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
}

// Up to these limits every release replays the calls automatically. Longer histories take a moment.
const (
	comparedMost  = 400
	comparedBytes = 1 << 19
)

// forget drops the results of the previous call.
func (r *Releases) forget() { r.all = nil }

// derive replays the calls on every release, once for each shown call. Late in a long history it leaves that to
// CompareLate.
func (r *Releases) derive() {
	if r.all == nil && r.desk.at.Call > 0 && !r.desk.isLate() {
		r.all = r.desk.session.Compare(r.desk.at.Call)
	}
}

// isLate reports whether a replay up to the shown call takes a moment.
func (d *Desk) isLate() bool { return d.at.Call > comparedMost || d.written.bytes > comparedBytes }

// CompareLate replays the calls on one release after the other. The page stays responsive between them.
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

// Switch replays the same calls on another release. The name is one of core.Releases or any number between them.
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
