package web

import (
	"errors"
	"fmt"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// A panic must not end the page. Three kinds of goroutine run code of the page, and each recovers in one place:
//
//   - go-app's own, with all handlers, timers, routes and drawing: Store.RunPage
//   - callbacks of other scripts and of the browser, in package main of wasm: Screen.Called
//   - callbacks of components: package picture passes their panic to Store.RunPage

// rescue counts the panics that Store.RunPage recovered from.
type rescue struct {
	opened bool // the link in the address was opened
	faults int  // panics since the page was last drawn completely
}

// caught runs do and returns its panic; nil if it returned.
func caught(do func()) (fault any) {
	defer func() { fault = recover() }()
	do()
	return nil
}

// RunPage opens the link of the address and runs the page until it ends, and restarts it after each panic. The store
// outlives the page, so the work stays.
// If not even an empty session can be drawn, the panic continues, with the work in the address.
func (s *Store) RunPage(page func()) {
	for {
		fault := caught(func() {
			s.run(s.begin)
			page()
		})
		if fault == nil {
			return
		}
		if !s.recovers(fault) {
			if work, ok := s.past.work(); ok && s.desk.session.Len() == 0 {
				s.host.SetFragment(work.String()) // recovers has left it to Undo
			}
			panic(fault)
		}
	}
}

// recovers prepares the next attempt to draw after a panic, with less on screen each time. It reports whether anything was
// left to remove. A second panic, in one of the steps, adds nothing.
func (s *Store) recovers(fault any) bool {
	s.rescue.faults++
	s.told = false
	s.player.stop()
	steps := []func(){s.paste.stopWork, s.desk.Flush}
	switch s.rescue.faults {
	case 1:
	case 2:
		s.panel = NoPanel
		steps = append(steps, func() { s.desk.work.stop() }, s.freshHistory, s.present.reset, s.export.reset)
		s.paste.lesson = nil
	case 3:
		steps = append(steps, s.desk.keepForUndo, func() { s.desk.boot(s.desk.machine()) })
	default:
		return false
	}
	for _, step := range steps {
		_ = caught(step)
	}
	undo := s.notice.Undo && s.rescue.faults == 3
	s.tellFault("show the desk", fault)
	s.notice.Undo = undo
	return true
}

// drawnCompletely records that the page was drawn without a panic.
func (s *Store) drawnCompletely(app.Context) { s.rescue.faults = 0 }

// Guard runs do, for a caller outside go-app's goroutine. A panic becomes a notice and is returned.
func (s *Screen) Guard(what string, do func()) (fault any) {
	if fault = caught(do); fault != nil {
		s.tellFault(what, fault)
		s.Changed()
	}
	return fault
}

// errFault is the error of a method that has panicked.
var errFault = errors.New("a bug in bpfplay; the page says more")

// guard is deferred by methods that keep the session if they panic. They return errFault in err, if they return an error.
func (s *Screen) guard(what string, err ...*error) {
	if fault := recover(); fault != nil {
		s.tellFault(what, fault)
		for _, e := range err {
			*e = errFault
		}
	}
}

// tellFault shows a panic as a notice.
func (s *Screen) tellFault(what string, fault any) {
	s.notice = Notice{Text: fmt.Sprintf("This is a bug in bpfplay, not in your call. It happened while trying to %s: %v. Your work is safe.", what, fault), Bad: true}
	s.changed()
}

// after runs do after a delay. Unlike go-app's timers it does not delay the end of a page that has panicked.
func after(ctx app.Context, wait time.Duration, do func(app.Context)) {
	go func() {
		time.Sleep(wait)
		ctx.Dispatch(do)
	}()
}
