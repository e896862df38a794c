package web

import (
	"reflect"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// run is the only entry from the browser to the owners. Every event handler, timer and callback of the page runs inside
// it. Store.RunPage recovers from its panics.
func (s *Screen) run(do func()) {
	do()
	s.settle()
	s.ranAt, s.drawsSoon = time.Now(), true
}

// drawnWithin is the longest time from a change of the page until go-app draws it, if the program gets to run.
const drawnWithin = 100 * time.Millisecond

// Called runs do, which a script or the browser has called. A panic becomes a notice and is returned. go-app may draw the
// page, or an earlier change of it, before the next handler, and components draw only computed state. Without such a change,
// the state is computed once, after a script with many calls.
func (s *Screen) Called(what string, do func()) (fault any) {
	fault = s.Guard(what, do)
	if s.drawsSoon || s.timers.start == nil {
		s.settle()
		s.drawsSoon = time.Since(s.ranAt) < drawnWithin
	}
	return fault
}

// handle returns an event handler that runs inside run.
func (s *Screen) handle(do app.EventHandler) app.EventHandler {
	return func(ctx app.Context, e app.Event) { s.run(func() { do(ctx, e) }) }
}

// onEvent returns an event handler and its scope. go-app compares handlers by code pointer and scope. All our handlers
// share the code of handle, so the scope identifies the function.
func (s *Screen) onEvent(do app.EventHandler) (app.EventHandler, any) {
	return s.handle(do), codeOf(do)
}

// onPress handles an event without data.
func (s *Screen) onPress(do func()) (app.EventHandler, any) {
	return s.handle(func(app.Context, app.Event) { do() }), codeOf(do)
}

// onValue handles a change of an input's value.
func (s *Screen) onValue(do func(typed string)) (app.EventHandler, any) {
	return s.handle(func(ctx app.Context, _ app.Event) { do(element{ctx.JSSrc()}.typed()) }), codeOf(do)
}

// onData handles an event of an element with the named data attribute.
func (s *Screen) onData(name string, do func(data string)) (app.EventHandler, any) {
	return s.handle(func(ctx app.Context, _ app.Event) { do(element{ctx.JSSrc()}.data(name)) }), codeOf(do)
}

// onNumber handles an event of an element whose named data attribute is a number.
func (s *Screen) onNumber(name string, do func(n int)) (app.EventHandler, any) {
	return s.handle(func(ctx app.Context, _ app.Event) {
		if n, ok := (element{ctx.JSSrc()}).number(name); ok {
			do(n)
		}
	}), codeOf(do)
}

// onElement handles an event that needs several attributes of the element.
func (s *Screen) onElement(do func(el element)) (app.EventHandler, any) {
	return s.handle(func(ctx app.Context, _ app.Event) { do(element{ctx.JSSrc()}) }), codeOf(do)
}

// onPart handles an event of many parts of an element with one handler. A part has the named data attribute.
func (s *Screen) onPart(name string, do func(el element, e app.Event)) (app.EventHandler, any) {
	return s.handle(func(_ app.Context, e app.Event) {
		if part := e.Get("target").Call("closest", "[data-"+name+"]"); part.Truthy() {
			do(element{part}, e)
		}
	}), codeOf(do)
}

// codeOf identifies a function by its code.
func codeOf(f any) string { return strconv.FormatUint(uint64(reflect.ValueOf(f).Pointer()), 16) }

// element is the target of an event.
type element struct{ js app.Value }

// data returns a data attribute.
func (el element) data(name string) string { return el.js.Get("dataset").Get(name).String() }

// number returns a numeric data attribute.
func (el element) number(name string) (n int, ok bool) {
	n, err := strconv.Atoi(el.data(name))
	return n, err == nil
}

// choice returns the numeric value of a select; 0 if it is not a number.
func (el element) choice() int {
	n, _ := strconv.Atoi(el.typed())
	return n
}

// typed returns the value of an input.
func (el element) typed() string { return el.js.Get("value").String() }

// checked reports whether a checkbox is ticked.
func (el element) checked() bool { return el.js.Get("checked").Bool() }
