package web

import (
	"bpfplay/core"
	"bpfplay/core/history"
)

// Folds owns which folded parts of a ladder are open, and the checks that a refused call does not reach.
type Folds struct {
	*Screen
	desk      *Desk
	fixes     *Fixes
	of        *history.Trace // the trace that the fields below belong to
	passed    bool           // the checks that passed are open
	unreached bool           // the checks that were not reached are open
	looked    bool           // beyond is computed
	beyond    []core.Event   // checks after the one that refused, in the call as the first fix makes it
}

// derive closes the folds of another call, and computes the checks beyond a refusal as soon as a fix is known.
func (f *Folds) derive() {
	t := f.desk.trace()
	if t != f.of {
		*f = Folds{Screen: f.Screen, desk: f.desk, fixes: f.fixes, of: t}
	}
	if t == nil || f.looked || !f.fixes.refused() || !f.fixes.looked() {
		return
	}
	f.looked = true
	if len(f.fixes.found) > 0 {
		f.beyond = f.desk.session.Beyond(f.desk.at.Call, f.fixes.found[0])
	}
}

func (f *Folds) togglePassed() {
	f.passed = !f.passed
	f.changed()
}

func (f *Folds) toggleUnreached() {
	f.unreached = !f.unreached
	f.changed()
}
