package web

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/match"
	"bpfplay/core/paste"
	"bpfplay/web/value"
)

// Traced compares the history with its pasted text.
type Traced struct {
	*Screen
	desk      *Desk
	load      func(best *match.Result, at int) // loads the history of another kernel, and shows call at
	agreed    agreement                        // counted by derive
	first     firstRefusal                     // explained by derive
	fillWrong fillFault
}

// origin is the pasted text of the history.
type origin struct {
	text   *paste.Text
	result *match.Result // as it was loaded
	best   *match.Result // on the kernel that agrees best
}

// verdict returns the verdict of the text's call that became call n of the history, counted from 1. It is nil for calls
// that are not in the text. If several calls replay one call of the text, only the last has a verdict.
func (o *origin) verdict(n int) *match.Verdict {
	if o == nil || n < 1 || n > len(o.result.From) || o.result.From[n-1] < 0 {
		return nil
	}
	if v := &o.result.Verdicts[o.result.From[n-1]]; v.Call == n-1 {
		return v
	}
	return nil
}

// placeOn returns the number of the same call in another history of the text; 0 if it is not in that history.
func (o *origin) placeOn(r *match.Result, n int) int {
	if n < 1 || n > len(o.result.From) || o.result.From[n-1] < 0 {
		return 0
	}
	return r.Verdicts[o.result.From[n-1]].Call + 1
}

// saying is the comparison of a call's result with its text.
type saying uint8

const (
	saysNothing saying = iota
	saysSame
	saysOther
	saysTraced  // the call is not emulated: its result comes from the text
	saysAssumed // likewise, but no text shows its result
	saysChanged // the user has changed the call
	saysAfter   // another result, after a call that the user has changed
)

// saying compares the result of call n with the one in the text.
func (t *Traced) saying(n int) (saying, int64) {
	o, session := t.desk.origin, t.desk.session
	c, ret := session.Call(n)
	if c.Changed {
		return saysChanged, c.Want
	}
	switch {
	case c.Op == core.OpTraced && c.Known:
		return saysTraced, c.Want
	case c.Op == core.OpTraced:
		return saysAssumed, 0
	case !c.Known:
		return saysNothing, 0
	}
	same := c.Agrees(ret)
	if v := o.verdict(n); v != nil {
		same = same || v.Agrees && ret == v.Got
	} else if o != nil && n <= len(o.result.Calls) {
		return saysNothing, 0 // one of several calls that replay one call of the text
	}
	switch {
	case same:
		return saysSame, c.Want
	case t.agreed.changed > 0 && n > t.agreed.changed:
		return saysAfter, c.Want
	}
	return saysOther, c.Want
}

// agreement counts the results of the history that equal the text's.
type agreement struct {
	match.Tally // Invented, Shown and Equal are those of the history as it was loaded
	inferred    int
	differs     []int // calls with another result, counted from 1
	refused     []int // calls that failed, likewise
	changed     int   // the first call that the user has changed; 0 for none
	fit         history.Fit
	of          *history.Session
	origin      *origin
	calls       int
}

// compares reports whether the results of the text tell releases apart, or could.
func (a *agreement) compares() bool {
	return len(a.fit) > 0 && (a.Judged > 0 || len(a.fit.Best()) < len(a.fit))
}

// derive counts the agreement, once for each history.
func (t *Traced) derive() {
	d, a := t.desk, &t.agreed
	if a.of == d.session && a.calls <= d.session.Len() && a.origin == d.origin {
		for ; a.calls < d.session.Len(); a.calls++ { // calls that the user has made after the text's
			t.count(a.calls + 1)
		}
		t.explainFirst()
		return
	}
	*a = agreement{of: d.session, origin: d.origin, calls: d.session.Len()}
	for n := 1; n <= a.calls; n++ {
		t.count(n)
	}
	if d.origin != nil {
		a.countAbsent(d.origin.result)
	}
	a.Said = a.Judged + a.Traced
	switch {
	case d.origin != nil:
		a.fit = d.origin.best.Fit()
	case a.Said > 0 && !d.lateAt(a.calls):
		a.fit = d.session.Fit()
	}
	t.explainFirst()
}

// count adds call n to the agreement.
func (t *Traced) count(n int) {
	a := &t.agreed
	if t.desk.session.Calls()[n-1].Inferred {
		a.inferred++
	}
	if t.refusal(n) > history.LoopEnded {
		a.refused = append(a.refused, n)
	}
	switch how, _ := t.saying(n); how {
	case saysSame:
		a.Judged++
		a.Agree++
	case saysOther:
		a.Judged++
		a.differs = append(a.differs, n)
	case saysTraced:
		a.Traced++
	case saysChanged:
		if a.changed == 0 {
			a.changed = n
		}
	}
}

// countAbsent adds the results of the text that no call of the history returns, and the memory of the replay.
func (a *agreement) countAbsent(r *match.Result) {
	for i := range r.Verdicts {
		if v := &r.Verdicts[i]; v.Call < 0 && v.Known {
			switch {
			case v.Traced:
				a.Traced++
			case v.Agrees:
				a.Judged++
				a.Agree++
			default:
				a.Judged++
			}
		}
	}
	a.Invented, a.Shown, a.Equal = r.Invented, r.Shown, r.Equal
}

// bestIsBetter reports whether another kernel agrees more than the one on the desk.
func (t *Traced) bestIsBetter() bool {
	best := t.desk.origin.best
	return best.Wrong() < t.agreed.Wrong() && (t.desk.machine().Release != best.Machine.Release || t.desk.origin.result != best)
}

// complete adds what other releases return for the calls that they had been spared.
func (t *Traced) complete(r *match.Result) {
	if o := t.desk.origin; o != nil {
		o.best.Releases = r.Releases
		t.agreed = agreement{}
	}
}

// textFit returns the releases that agree with the text; nil if the history has none.
func (t *Traced) textFit() *history.Fit {
	t.derive()
	if len(t.agreed.fit) == 0 {
		return nil
	}
	return &t.agreed.fit
}

// NextDifference shows the next call whose result is not the text's.
func (t *Traced) NextDifference() {
	t.derive()
	t.goAmong(t.agreed.differs, 1)
}

// SwitchToBest loads the history of the text on the kernel that agrees best.
func (t *Traced) SwitchToBest() {
	if o := t.desk.origin; o != nil {
		t.load(o.best, o.placeOn(o.best, t.desk.at.Call))
	}
}

// wouldSay returns a condition under which call n returns the text's result; "" if none is known.
func (t *Traced) wouldSay(n int) string {
	o := t.desk.origin
	v := o.verdict(n)
	if v == nil {
		return ""
	}
	if best := o.best.Verdicts[o.result.From[n-1]]; o.best != o.result && best.Agrees {
		return "Linux " + machineName(o.best) + " returns this result."
	} else if o.best != o.result {
		return best.Why
	}
	return v.Why
}

// fills returns the filled-in memory of call n, which the text does not show.
func (t *Traced) fills(n int) []match.Fill {
	if v := t.desk.origin.verdict(n); v != nil {
		return v.Fills
	}
	return nil
}

// otherPieces returns the memory in the text that call n did not write.
func (t *Traced) otherPieces(n int) (others []match.Piece) {
	if v := t.desk.origin.verdict(n); v != nil {
		for _, p := range v.Pieces {
			if !p.Equal {
				others = append(others, p)
			}
		}
	}
	return others
}

// chosenByte returns the byte of the attr of call n that was set because its text hides bytes that are not all zero, and the
// first hidden byte.
func (t *Traced) chosenByte(n int) (from, at int, ok bool) {
	o, v := t.desk.origin, t.desk.origin.verdict(n)
	if v == nil || t.desk.session.Calls()[n-1].Changed {
		return 0, 0, false
	}
	c := &o.text.Calls[o.result.From[n-1]]
	attr := o.result.Calls[n-1].Args[1]
	for _, f := range v.Fills {
		if at := f.Addr - attr; c.Unshown != nil && f.Field == nil && len(f.Bytes) == 1 && at < uint64(c.Size) {
			return *c.Unshown, int(at), true
		}
	}
	return 0, 0, false
}

// fillFault is the error of text typed for filled-in memory.
type fillFault struct {
	call, fill int
	why        string
}

// writeAt returns the index of the write with filled-in memory; -1 if none.
func writeAt(c core.Call, f match.Fill) int {
	return slices.IndexFunc(c.Writes, func(w core.Write) bool { return w.Addr == f.Addr && len(w.Bytes) == len(f.Bytes) })
}

// SetFill changes filled-in memory of call n, and replays the history.
func (t *Traced) SetFill(n, i int, typed string) {
	fills := t.fills(n)
	if i < 0 || i >= len(fills) {
		return
	}
	defer t.changed()
	f := fills[i]
	c := t.desk.session.Calls()[n-1]
	at := writeAt(c.Call, f)
	b, err := value.Hex.Parse(typed, len(f.Bytes))
	if err != nil {
		t.fillWrong = fillFault{n, i, sentence(err)}
		return
	}
	if at < 0 {
		return
	}
	t.fillWrong = fillFault{}
	c.Writes = slices.Clone(c.Writes)
	c.Writes[at].Bytes = b
	t.desk.amend(t.desk.machine(), n, c, "", nil)
}
