//go:build js && wasm

package main

import (
	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// bridge is globalThis.bpfplay: the session that the screen shows, for other scripts.
type bridge struct {
	host  host
	store *web.Store
}

// function is one function of globalThis.bpfplay. Its error becomes a TypeError.
type function struct {
	name string
	call func(b bridge, args arguments) (any, error)
}

// expose puts every function of the table on globalThis.bpfplay.
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
		panic("BUG: globalThis.bpfplay cannot be made: " + err.Error())
	}
}

// add makes one function.
func (b bridge) add(object safejs.Value, f function) error {
	answer, err := b.host.throwing(f.name, func(args []safejs.Value) (any, error) { return f.call(b, arguments{f.name, args}) })
	if err != nil {
		return err
	}
	throwing, err := safejs.Global().Call("bpfplayThrowing", answer.Value())
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
