package web

import (
	"testing"
	"time"
)

// plantedSteps panics in its step after some others, and in Progress or Stop if they are marked.
type plantedSteps struct {
	after                    int
	inProgress, inStop, ends bool
}

func (p *plantedSteps) Step() bool {
	if p.after--; p.after < 0 && !p.ends {
		panic("planted")
	}
	return p.after > 0
}

func (p *plantedSteps) Progress() (done, total int) {
	if p.inProgress {
		panic("planted")
	}
	return 0, 1
}

func (p *plantedSteps) Stop() {
	if p.inStop {
		panic("planted")
	}
}

// TestAFaultInASliceEndsTheWork panics in slices that are made at once, later and for a script, and when the work ends.
func TestAFaultInASliceEndsTheWork(t *testing.T) {
	for _, steps := range []*plantedSteps{{}, {after: atOnce - 1}, {after: 20}, {inStop: true}, {after: 20, inStop: true}, {after: 2, ends: true}} {
		for _, script := range []bool{false, true} {
			s, _ := withWork(t)
			var later []func()
			s.soon = func(_ time.Duration, do func()) { later = append(later, do) }
			made := *steps
			begin := func() { _ = s.desk.begin(&made, job{what: "plant a fault"}, func() error { panic("planted") }) }
			_ = s.Guard("plant a fault", func() { s.run(begin) })
			if script {
				_ = s.desk.buildNow()
			}
			for len(later) > 0 {
				do := later[0]
				later = later[1:]
				s.run(do)
			}
			if s.desk.work.job != nil || s.Session().Len() != 2 {
				t.Errorf("%+v, script %t: %d calls, and the work goes on: %t", steps, script, s.Session().Len(), s.desk.work.job != nil)
			}
			checkFault(t, s, "planted")
		}
	}
}

// TestAProgressThatCannotBeDrawnEndsTheWork draws the progress of work that panics there.
func TestAProgressThatCannotBeDrawnEndsTheWork(t *testing.T) {
	s, _ := withWork(t)
	s.soon = func(time.Duration, func()) {}
	_ = s.desk.begin(&plantedSteps{after: 20, inProgress: true}, job{}, func() error { return nil })
	s.RunPage(func() { (&WorkBar{Desk: s.desk}).Render() })
	checkFault(t, s, "planted")
	if s.desk.work.job != nil || s.Session().Len() != 2 {
		t.Errorf("%d calls, and the work goes on: %t", s.Session().Len(), s.desk.work.job != nil)
	}
}

// TestACallThatPanicsIsNoResult panics while a call is made, and while a link is opened.
func TestACallThatPanicsIsNoResult(t *testing.T) {
	s, _ := withWork(t)
	s.desk.follow.step = func(bool) { panic("planted") }
	if ret, err := s.desk.Do(createHash); err == nil {
		t.Errorf("the call returns %d", ret)
	}
	if err := s.Load(workLink); err == nil {
		t.Error("the link is opened")
	}
	checkFault(t, s, "planted")
}
