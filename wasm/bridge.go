//go:build js && wasm

package main

import (
	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// bridge implements globalThis.bpfplay, with which scripts use the session on screen.
type bridge struct {
	host  host
	store *web.Store
}

// function is one function of globalThis.bpfplay. Its error becomes a TypeError.
type function struct {
	name string
	call func(b bridge, args arguments) (any, error)
}

// expose creates globalThis.bpfplay with every function of the table.
func (h host) expose(store *web.Store) {
	b := bridge{h, store}
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
