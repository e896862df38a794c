package web

import (
	"slices"
	"testing"
	"time"
)

// TestTimersOutliveAPage begins a timer before the page is mounted, one on it, and one while it is replaced after a panic.
func TestTimersOutliveAPage(t *testing.T) {
	var s timers
	var ran []int
	var started []*timer
	start := func(one *timer) { started = append(started, one) }
	add := func(n int) { s.add(time.Millisecond, func() { ran = append(ran, n) }) }
	add(1)
	if len(started) != 0 {
		t.Error("a timer starts before the page is mounted")
	}
	s.mounted(start)
	add(2)
	s.run(started[0])
	first := started // of a page that panics before the second timer is due
	started = nil
	s.mounted(start)
	for _, one := range slices.Concat(started, first) { // both pages' are due
		s.run(one)
	}
	if !slices.Equal(ran, []int{1, 2}) {
		t.Errorf("the timers that ran are %v, want each once", ran)
	}
}

// TestATimerThatPanicsDoesNotRunAgain panics in a timer and runs it on the next page.
func TestATimerThatPanicsDoesNotRunAgain(t *testing.T) {
	var s timers
	var started []*timer
	s.add(0, func() { panic("planted") })
	s.mounted(func(one *timer) { started = append(started, one) })
	if fault := caught(func() { s.run(started[0]) }); fault != "planted" {
		t.Fatalf("the timer returned %v", fault)
	}
	s.mounted(func(*timer) { t.Error("the next page starts it again") })
	s.run(started[0])
}
