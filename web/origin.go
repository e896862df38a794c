package web

import (
	"bpfplay/core"
	"bpfplay/core/paste"
)

// origin is the text that the history was read from.
type origin struct {
	text   *paste.Text
	result *paste.Result // as it was loaded
	best   *paste.Result // on the kernel that agrees best
}

// verdict is what became of the call of the text that call n of the history, counted from 1, makes; nil for calls that
// the text does not have, and where a text's call became several for all but the last.
func (o *origin) verdict(n int) *paste.Verdict {
	if o == nil || n < 1 || n > len(o.result.From) || o.result.From[n-1] < 0 {
		return nil
	}
	if v := &o.result.Verdicts[o.result.From[n-1]]; v.Call == n-1 {
		return v
	}
	return nil
}

// saying is what a text says about a call of the history.
type saying uint8

const (
	saysNothing saying = iota
	saysSame
	saysOther
)

// saying compares call n with what the text says that it answered.
func (s *Store) saying(n int) (saying, int64) {
	c, ret := s.session.Call(n)
	if !c.Said.Known {
		return saysNothing, 0
	}
	same := ret == c.Said.Ret || c.Op == core.OpFork && ret >= 0 && c.Said.Ret >= 0
	if v := s.origin.verdict(n); v != nil {
		same = same || v.Agrees && ret == v.Ret
	} else if s.origin != nil && n <= len(s.origin.result.Calls) {
		return saysNothing, 0 // one of several that make one call of the text
	}
	if same {
		return saysSame, c.Said.Ret
	}
	return saysOther, c.Said.Ret
}

// agreement is how far the history answers as its text says.
type agreement struct {
	said, agree, inferred int
	differs               []int // the calls that answer otherwise, counted from 1
	of                    *core.Session
	calls                 int
}

// setOrigin says which text the history was read from; nil for none.
func (s *Store) setOrigin(o *origin) {
	s.origin, s.agreed = o, agreement{}
}

// agreement is counted once for each history.
func (s *Store) agreement() *agreement {
	a := &s.agreed
	if a.of == s.session && a.calls == s.session.Len() {
		return a
	}
	*a = agreement{of: s.session, calls: s.session.Len()}
	for n := 1; n <= a.calls; n++ {
		if c, _ := s.session.Call(n); c.Inferred {
			a.inferred++
		}
		switch how, _ := s.saying(n); how {
		case saysSame:
			a.said++
			a.agree++
		case saysOther:
			a.said++
			a.differs = append(a.differs, n)
		}
	}
	if s.origin != nil {
		for _, v := range s.origin.result.Verdicts {
			if v.Call < 0 && v.Known {
				a.said++
				if v.Agrees {
					a.agree++
				}
			}
		}
	}
	return a
}

// NextDifference shows the next call that answers otherwise than its text says.
func (s *Store) NextDifference() {
	differs := s.agreement().differs
	for _, n := range differs {
		if n > s.at.Call {
			s.goTo(core.Step{Call: n, Event: -1})
			return
		}
	}
	if len(differs) > 0 {
		s.goTo(core.Step{Call: differs[0], Event: -1})
	}
}

// SwitchToBest loads the history as it is on the kernel that agrees best.
func (s *Store) SwitchToBest() {
	if s.origin == nil {
		return
	}
	best := s.origin.best
	s.paste.work = pasteWork{turn: s.paste.work.turn + 1, best: best, at: s.origin.placeOn(best, s.at.Call)}
	s.beginLoading(best)
	s.workOn()
	s.changed()
}

// placeOn is where the call of the text that call n makes stands in another history of it; 0 where it is in none.
func (o *origin) placeOn(r *paste.Result, n int) int {
	if n < 1 || n > len(o.result.From) || o.result.From[n-1] < 0 {
		return 0
	}
	return r.Verdicts[o.result.From[n-1]].Call + 1
}

// fills are the pieces of memory of call n that were filled in, since the text does not show them.
func (s *Store) fills(n int) []paste.Fill {
	if v := s.origin.verdict(n); v != nil {
		return v.Fills
	}
	return nil
}
