//go:build js && wasm

package main

import (
	"errors"

	"github.com/hack-pad/safejs"
)

// ReadCourse implements web.Host. The first script of the page knows the address of the file.
func (h host) ReadCourse(then func(string, error)) {
	promise, err := safejs.Global().Call("bpfplayCourse")
	if err != nil {
		then("", err)
		return
	}
	h.settle(promise, func(v safejs.Value, ok bool) {
		if !ok {
			then("", errors.New(text(property(v, "message"))))
			return
		}
		then(text(v), nil)
	})
}
