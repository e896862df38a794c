//go:build js && wasm

package main

import (
	"fmt"
	"math"
	"strconv"

	"github.com/hack-pad/safejs"
)

// classes are looked up once, because a script makes many calls.
var classes = struct{ bytes, object safejs.Value }{get("Uint8Array"), get("Object")}

// arguments holds the arguments of one call from JavaScript.
type arguments struct {
	function string
	values   []safejs.Value
}

// at returns argument i, or undefined if it is missing.
func (a arguments) at(i int) safejs.Value {
	if i >= len(a.values) {
		return safejs.Undefined()
	}
	return a.values[i]
}

// given reports whether argument i is present.
func (a arguments) given(i int) bool { return !a.at(i).IsUndefined() }

// exactMost is the largest number up to which every integer is a JavaScript number.
const exactMost = 1 << 53

// integer returns argument i if it is a number without a fraction. Printing it, as a BigInt needs, takes longer than a call.
func (a arguments) integer(i int) (v int64, ok bool) {
	f, err := a.at(i).Float()
	return int64(f), err == nil && f == math.Trunc(f) && math.Abs(f) <= exactMost
}

// signed returns argument i, an integer given as a number or a BigInt.
func (a arguments) signed(i int, name string) (int64, error) {
	if v, ok := a.integer(i); ok {
		return v, nil
	}
	v, err := strconv.ParseInt(a.digits(i), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: want an integer", a.invalid(i, name))
	}
	return v, nil
}

// unsigned returns argument i, an integer from 0 to most given as a number or a BigInt.
func (a arguments) unsigned(i int, name string, most uint64) (uint64, error) {
	if v, ok := a.integer(i); ok && v >= 0 && uint64(v) <= most {
		return uint64(v), nil
	}
	v, err := strconv.ParseUint(a.digits(i), 10, 64)
	if err != nil || v > most {
		return 0, fmt.Errorf("%s: want an integer from 0 to %d", a.invalid(i, name), most)
	}
	return v, nil
}

// digits returns argument i as JavaScript's String prints it, or "" if it is missing or cannot be printed.
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

// invalid returns the first half of an error message about argument i.
func (a arguments) invalid(i int, name string) string {
	if !a.given(i) {
		return "missing " + name
	}
	return "invalid " + name + " " + strconv.Quote(a.digits(i))
}

// task returns argument i, the number of a task. It defaults to 0.
func (a arguments) task(i int) (int, error) {
	if !a.given(i) {
		return 0, nil
	}
	v, err := a.unsigned(i, "task", 1<<20)
	return int(v), err
}

// bytes returns argument i, a Uint8Array or an array of numbers from 0 to 255.
func (a arguments) bytes(i int, name string) ([]byte, error) {
	array := a.at(i)
	if is, err := array.InstanceOf(classes.bytes); err != nil || !is {
		list, err := get("Array").Call("isArray", array)
		if err != nil || !truth(list) {
			return nil, fmt.Errorf("%s: want a Uint8Array", a.invalid(i, name))
		}
		if array, err = classes.bytes.Call("from", array); err != nil {
			return nil, fmt.Errorf("%s: want a Uint8Array, or numbers from 0 to 255", a.invalid(i, name))
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

// isObject reports whether argument i is an object. A type switch is not enough, because Go has no type for BigInt.
func (a arguments) isObject(i int) bool {
	is, err := a.at(i).InstanceOf(classes.object)
	return err == nil && is
}

// isString reports whether v is a string. Value.Type panics for a BigInt.
func isString(v safejs.Value) bool {
	boxed, err := safejs.Global().Call("Object", v)
	if err != nil {
		return false
	}
	is, err := boxed.InstanceOf(get("String"))
	return err == nil && is
}

// text returns argument i, a string.
func (a arguments) text(i int, name string) (string, error) {
	if !isString(a.at(i)) {
		return "", fmt.Errorf("%s: want a string", a.invalid(i, name))
	}
	return text(a.at(i)), nil
}

// option returns the string property key of argument i, an optional object. It returns "" if either is missing.
func (a arguments) option(i int, name, key string) (string, error) {
	if !a.given(i) {
		return "", nil
	}
	if !a.isObject(i) {
		return "", fmt.Errorf("%s: want an object such as {release: \"6.12\"}", a.invalid(i, name))
	}
	v := property(a.at(i), key)
	if v.IsUndefined() {
		return "", nil
	}
	if !isString(v) {
		return "", fmt.Errorf("invalid %s.%s: want a string", name, key)
	}
	return text(v), nil
}

// array returns b as a Uint8Array.
func array(b []byte) (any, error) {
	a, err := classes.bytes.New(len(b))
	if err != nil {
		return nil, err
	}
	_, err = safejs.CopyBytesToJS(a, b)
	return safejs.Unsafe(a), err
}

// object returns the plain object that json describes.
func object(json []byte) (any, error) {
	o, err := get("JSON").Call("parse", string(json))
	return safejs.Unsafe(o), err
}
