package web

import (
	"fmt"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// A panic must not end the page. Three kinds of goroutine run code of the page, and each has one place that recovers:
//
//   - go-app's own, with all handlers, timers, routes and drawing: Store.RunPage
//   - callbacks of other scripts and of the browser, in package main of wasm: Screen.Guard
//   - callbacks that a component makes: package picture hands their panic to Store.RunPage

// rescue counts the faults that Store.RunPage recovered from.
type rescue struct {
	opened bool // the link in the address was opened
	faults int  // since the page was last drawn completely
}

// caught runs do and returns what it panicked with; nil if it returned.
func caught(do func()) (fault any) {
	defer func() { fault = recover() }()
	do()
	return nil
}

// RunPage runs the page until it ends, and again after each panic in it: the store outlives the page, so the work stays.
// If not even an empty desk can be drawn, the panic goes on, with the work in the address.
func (s *Store) RunPage(page func()) {
	for {
		fault := caught(func() {
			s.settle()
			page()
		})
		if fault == nil {
			return
		}
		if !s.recovers(fault) {
			if s.desk.undo != nil {
				s.host.SetFragment(s.desk.undo.String()) // recovers put the work aside
			}
			panic(fault)
		}
	}
}

// recovers prepares the desk to be drawn again after a fault, with less on it each time that drawing fails, and reports
// whether it could put something aside. The timers of the page before are lost.
func (s *Store) recovers(fault any) bool {
	s.rescue.faults++
	s.told = false
	s.player.stop()
	s.paste.stopWork()
	_ = caught(s.desk.Flush) // a fault in making the link is not worse than the one at hand
	switch s.rescue.faults {
	case 1:
	case 2:
		s.panel = NoPanel
		s.freshHistory()
		s.present.reset()
		s.export.reset()
		s.paste.lesson = nil
	case 3:
		s.desk.keepForUndo()
		s.desk.boot(s.desk.machine())
	default:
		return false
	}
	undo := s.notice.Undo && s.rescue.faults == 3
	s.tellFault("show the desk", fault)
	s.notice.Undo = undo
	return true
}

// drawnCompletely notes that the page was drawn without a fault.
func (s *Store) drawnCompletely(app.Context) { s.rescue.faults = 0 }

// Guard runs do, for a caller outside go-app's goroutine. A panic becomes a notice and is returned.
func (s *Screen) Guard(what string, do func()) (fault any) {
	if fault = caught(do); fault != nil {
		s.tellFault(what, fault)
		s.Changed()
	}
	return fault
}

// guard is deferred by methods that keep what is on the desk if they panic.
func (s *Screen) guard(what string) {
	if fault := recover(); fault != nil {
		s.tellFault(what, fault)
	}
}

// tellFault shows a fault as a notice.
func (s *Screen) tellFault(what string, fault any) {
	s.notice = Notice{Text: fmt.Sprintf("This is a bug in bpfplay, not in your call. It happened while trying to %s: %v. Your work is safe.", what, fault), Bad: true}
	s.changed()
}

// after runs do a while later. Unlike go-app's own timers it does not hold up the end of a page that has a fault.
func after(ctx app.Context, wait time.Duration, do func(app.Context)) {
	go func() {
		time.Sleep(wait)
		ctx.Dispatch(do)
	}()
}
