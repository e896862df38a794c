//go:build js && wasm

package main

import "github.com/hack-pad/safejs"

// settle calls then when the promise settles. It does not block.
func (h host) settle(promise safejs.Value, then func(v safejs.Value, ok bool)) {
	var done, failed safejs.Func
	end := func(ok bool) func([]safejs.Value) any {
		return func(args []safejs.Value) any {
			done.Release()
			failed.Release()
			v := safejs.Undefined()
			if len(args) > 0 {
				v = args[0]
			}
			then(v, ok)
			return nil
		}
	}
	var err error
	if done, err = h.callback("take what was loaded", end(true)); err == nil {
		if failed, err = h.callback("take what was loaded", end(false)); err == nil {
			_, err = promise.Call("then", done.Value(), failed.Value())
		}
	}
	if err != nil {
		then(safejs.Undefined(), false)
	}
}

// ignoreRejection ignores a rejected promise: if the browser denies full screen, the page stays as it is.
func ignoreRejection(promise safejs.Value, err error) {
	if err == nil && promise.Type() == safejs.TypeObject {
		_, _ = promise.Call("catch", nothing.Value())
	}
}

// nothing is a JavaScript function without effect.
var nothing = must(safejs.FuncOf(func(safejs.Value, []safejs.Value) any { return nil }))

func must(f safejs.Func, err error) safejs.Func {
	if err != nil {
		panic("BUG: creating a JavaScript function: " + err.Error())
	}
	return f
}
