package web

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/history"
)

// doLater makes a call that takes long after the last one, in slices. It returns history.ErrSlow if the work has begun.
func (d *Desk) doLater(c core.Call) error {
	d.stopOpening()
	calls := append(slices.Clone(d.session.Calls()), history.Call{Call: c})
	b, err := history.Build(d.machine(), calls, history.Step{Call: len(calls), Event: -1})
	if err != nil {
		d.fail(err)
		return err
	}
	d.linking.building, d.linking.from = b, d.session
	d.openLater()
	d.changed()
	return history.ErrSlow
}

// doneLater shows the result of a call that took long, unless the session has changed since it began.
func (d *Desk) doneLater() error {
	work, kept, origin := d.linking, d.kept, d.origin
	session, err := work.building.Session()
	d.stopOpening()
	switch {
	case err != nil:
		d.fail(err)
		return err
	case d.session != work.from || d.session.Len() != session.Len()-1:
		d.say(Notice{Text: "The history has changed. The call that took long was not made."})
		return history.ErrSlow
	}
	d.put(session)
	d.kept, d.origin, d.notice = kept, origin, Notice{}
	d.goTo(d.last())
	return nil
}
