//go:build js && wasm

package main

import (
	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// bridge implements globalThis.bpfplay, with which scripts use the session on screen.
type bridge struct {
	host   host
	store  *web.Store
	redraw func() // requests one redraw after the script has returned, however many calls it makes
}

// function is one function of globalThis.bpfplay. Its error becomes a TypeError.
type function struct {
	name string
	call func(b bridge, args arguments) (any, error)
}

// expose creates globalThis.bpfplay with every function of the table.
func (h host) expose(store *web.Store) {
	b := bridge{h, store, h.afterScript(store.Changed)}
	object, err := get("Object").New()
	for _, f := range functions {
		if err == nil {
			err = b.add(object, f)
		}
	}
	if err == nil {
		err = safejs.Global().Set("bpfplay", object)
	}
	if err != nil {
		panic("BUG: creating globalThis.bpfplay: " + err.Error())
	}
}

// add defines one function on object. A panic becomes a TypeError, so that the page keeps running.
func (b bridge) add(object safejs.Value, f function) error {
	callable, err := b.host.throwing(f.name, func(args []safejs.Value) (any, error) { return f.call(b, arguments{f.name, args}) })
	if err != nil {
		return err
	}
	throwing, err := safejs.Global().Call("bpfplayThrowing", callable.Value())
	if err != nil {
		return err
	}
	return object.Set(f.name, throwing)
}

func typeError(message string) any {
	e, failed := get("TypeError").New(message)
	if failed != nil {
		return nil
	}
	return safejs.Unsafe(e)
}

// afterScript returns a function that requests do once the running script has returned. A timer of Go would run within a
// long script.
func (h host) afterScript(do func()) func() {
	requested := false
	run := must(h.callback("draw the page", func([]safejs.Value) any {
		requested = false
		do()
		return nil
	}))
	return func() {
		if requested {
			return
		}
		requested = true
		if _, err := safejs.Global().Call("setTimeout", run.Value(), 0); err != nil {
			requested = false
			do()
		}
	}
}
