package web

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/history"
)

// firstRefusal is the call at which a pasted text opens, and what may have refused it.
type firstRefusal struct {
	call   int // from 1; 0 if no call was refused
	kind   history.Refusal
	causes []history.Cause // on the releases that fit the text; nil if they are not known
	of     *history.Session
}

// explainFirst finds the first refused call and its causes. An error that answers a question counts only if no other call
// failed.
func (t *Traced) explainFirst() {
	d, a := t.desk, &t.agreed
	first := firstRefusal{of: d.session}
	for _, n := range a.refused {
		if kind := t.refusal(n); kind > first.kind {
			first.call, first.kind = n, kind
		}
		if first.kind == history.Refused {
			break
		}
	}
	if first.call == t.first.call && first.of == t.first.of {
		return
	}
	if t.first = first; a.Said > 0 && first.call > 0 && !d.lateAt(first.call) {
		t.first.causes = t.causes(first.call, d.session.Compare(first.call))
	}
}

// refusal returns how call n failed, here or in the text. Inferred calls do not count.
func (t *Traced) refusal(n int) history.Refusal {
	c, ret := t.desk.session.Call(n)
	switch {
	case c.Inferred:
		return history.NotRefused
	case c.Known:
		return max(c.RefusalOf(ret), c.RefusalOf(c.Want))
	}
	return c.RefusalOf(ret)
}

// causes returns what may have refused call n on the releases that fit the text.
func (t *Traced) causes(n int, results []history.Result) []history.Cause {
	c, _ := t.desk.session.Call(n)
	if !c.Known || c.Want >= 0 || c.Op == core.OpTraced {
		return nil
	}
	return history.Causes(results, c.Want, t.agreed.fit.Best())
}

// opening returns the call at which a text opens: the first refused call, else the first that disagrees, else one that found
// no element, else the last.
func (t *Traced) opening() int {
	t.derive()
	switch differs := t.agreed.differs; {
	case t.first.kind == history.Refused:
		return t.first.call
	case len(differs) > 0:
		return differs[0]
	case t.first.kind == history.NotFound:
		return t.first.call
	}
	return t.desk.session.Len()
}

// NextRefused and PrevRefused show the next and the previous refused call, around the ends.
func (t *Traced) NextRefused() { t.goToRefused(1) }

// PrevRefused shows the previous refused call.
func (t *Traced) PrevRefused() { t.goToRefused(-1) }

func (t *Traced) goToRefused(by int) {
	t.derive()
	t.goAmong(t.agreed.refused, by)
}

// goAmong shows the next of some calls, or with by -1 the previous one, around the ends.
func (t *Traced) goAmong(calls []int, by int) {
	if len(calls) == 0 {
		return
	}
	at, found := slices.BinarySearch(calls, t.desk.at.Call)
	if by < 0 || found {
		at += by
	}
	t.desk.goToCall(calls[(at+len(calls))%len(calls)])
}
