//go:build js && wasm

package main

import (
	"fmt"

	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// bridge implements globalThis.bpfplay, with which scripts use the session on screen.
type bridge struct{ store *web.Store }

// function is one function of globalThis.bpfplay. Its error becomes a TypeError.
type function struct {
	name string
	call func(b bridge, args arguments) (any, error)
}

// expose creates globalThis.bpfplay with every function of the table.
func expose(store *web.Store) {
	b := bridge{store}
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
	callable, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) (result any) {
		defer func() {
			if r := recover(); r != nil {
				result = typeError(fmt.Errorf("bug in bpfplay: %v", r))
			}
		}()
		value, err := f.call(b, arguments{f.name, args})
		if err != nil {
			return typeError(fmt.Errorf("bpfplay.%s: %w", f.name, err))
		}
		return value
	})
	if err != nil {
		return err
	}
	throwing, err := safejs.Global().Call("bpfplayThrowing", callable.Value())
	if err != nil {
		return err
	}
	return object.Set(f.name, throwing)
}

func typeError(err error) any {
	e, failed := get("TypeError").New(err.Error())
	if failed != nil {
		return nil
	}
	return safejs.Unsafe(e)
}
