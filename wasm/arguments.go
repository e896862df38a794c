//go:build js && wasm

package main

import (
	"fmt"
	"strconv"

	"github.com/hack-pad/safejs"
)

// arguments are what a function was called with.
type arguments struct {
	function string
	values   []safejs.Value
}

// at is argument i; undefined where it was left out.
func (a arguments) at(i int) safejs.Value {
	if i >= len(a.values) {
		return safejs.Undefined()
	}
	return a.values[i]
}

// given says whether argument i is there.
func (a arguments) given(i int) bool { return !a.at(i).IsUndefined() }

// signed reads argument i, a number or a BigInt without a fraction.
func (a arguments) signed(i int, name string) (int64, error) {
	v, err := strconv.ParseInt(a.digits(i), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s is %s: a whole number would be right", name, a.shown(i))
	}
	return v, nil
}

// unsigned reads argument i, a number or a BigInt from 0 on.
func (a arguments) unsigned(i int, name string, most uint64) (uint64, error) {
	v, err := strconv.ParseUint(a.digits(i), 10, 64)
	if err != nil || v > most {
		return 0, fmt.Errorf("%s is %s: a whole number from 0 to %d would be right", name, a.shown(i), most)
	}
	return v, nil
}

// digits is a number or a BigInt as JavaScript prints it; other things give no digits.
func (a arguments) digits(i int) string {
	if !a.given(i) {
		return ""
	}
	v, err := safejs.Global().Call("String", a.at(i))
	if err != nil {
		return ""
	}
	return text(v)
}

// shown is an argument as a message has it.
func (a arguments) shown(i int) string {
	if !a.given(i) {
		return "left out"
	}
	if s := a.digits(i); s != "" {
		return strconv.Quote(s)
	}
	return "nothing that can be read"
}

// task reads argument i, the number of a task; 0 where it is left out.
func (a arguments) task(i int) (int, error) {
	if !a.given(i) {
		return 0, nil
	}
	v, err := a.unsigned(i, "task", 1<<20)
	return int(v), err
}

// bytes reads argument i, a Uint8Array or an array of numbers from 0 to 255.
func (a arguments) bytes(i int, name string) ([]byte, error) {
	array := a.at(i)
	if is, err := array.InstanceOf(get("Uint8Array")); err != nil || !is {
		list, err := get("Array").Call("isArray", array)
		if err != nil || !truth(list) {
			return nil, fmt.Errorf("%s is %s: a Uint8Array would be right", name, a.shown(i))
		}
		if array, err = get("Uint8Array").Call("from", array); err != nil {
			return nil, fmt.Errorf("%s cannot be read as bytes: %w", name, err)
		}
	}
	n, err := array.Length()
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err = safejs.CopyBytesToGo(b, array)
	return b, err
}

// isObject says whether argument i is an object rather than a number or a BigInt, whose type Go has no name for.
func (a arguments) isObject(i int) bool {
	is, err := a.at(i).InstanceOf(get("Object"))
	return err == nil && is
}

// text reads argument i, a string.
func (a arguments) text(i int, name string) (string, error) {
	if a.at(i).Type() != safejs.TypeString {
		return "", fmt.Errorf("%s is %s: a string would be right", name, a.shown(i))
	}
	return text(a.at(i)), nil
}

// option reads a string of argument i, an object that may be left out; "" where the object does not have it.
func (a arguments) option(i int, name, key string) (string, error) {
	if !a.given(i) {
		return "", nil
	}
	if !a.isObject(i) {
		return "", fmt.Errorf("%s is %s: an object such as {release: \"6.12\"} would be right", name, a.shown(i))
	}
	v := property(a.at(i), key)
	if v.IsUndefined() {
		return "", nil
	}
	if v.Type() != safejs.TypeString {
		return "", fmt.Errorf("%s of %s is no string", key, name)
	}
	return text(v), nil
}

// array makes a Uint8Array.
func array(b []byte) (any, error) {
	a, err := get("Uint8Array").New(len(b))
	if err != nil {
		return nil, err
	}
	_, err = safejs.CopyBytesToJS(a, b)
	return safejs.Unsafe(a), err
}

// object makes a plain object of JSON.
func object(json []byte) (any, error) {
	o, err := get("JSON").Call("parse", string(json))
	return safejs.Unsafe(o), err
}
