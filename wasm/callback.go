//go:build js && wasm

package main

import "github.com/hack-pad/safejs"

// callback makes a function for other scripts and the browser to call. All such functions are made here: a panic in one
// becomes a notice on the desk, and the function returns undefined.
func (h host) callback(what string, do func(args []safejs.Value) any) (safejs.Func, error) {
	return safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) (result any) {
		_ = h.guard(what, func() { result = do(args) }) // the notice says it
		return result
	})
}

// throwing makes a function whose errors, and panics, become a TypeError in the script that called it.
func (h host) throwing(name string, do func(args []safejs.Value) (any, error)) (safejs.Func, error) {
	return safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) (result any) {
		fault := h.guard("run bpfplay."+name, func() {
			value, err := do(args)
			if result = value; err != nil {
				result = typeError("bpfplay." + name + ": " + err.Error())
			}
		})
		if fault != nil {
			result = typeError("bpfplay." + name + ": a bug in bpfplay; the page says more")
		}
		return result
	})
}
