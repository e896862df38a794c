//go:build js && wasm

package main

import "github.com/hack-pad/safejs"

// get returns the value at a path of properties of the global object, or undefined if one is missing or null.
func get(path ...string) safejs.Value { return property(safejs.Global(), path...) }

// text returns a string value, or "" if v is not a string.
func text(v safejs.Value) string {
	if v.Type() != safejs.TypeString {
		return ""
	}
	s, err := v.String()
	if err != nil {
		return ""
	}
	return s
}

func truth(v safejs.Value) bool {
	b, err := v.Truthy()
	return err == nil && b
}

// property returns the value at a path of properties, or undefined if one is missing or null.
func property(v safejs.Value, path ...string) safejs.Value {
	for _, p := range path {
		next, err := v.Get(p)
		if err != nil || next.IsNull() {
			return safejs.Undefined()
		}
		v = next
	}
	return v
}

// number returns a numeric value, or 0 if v is not a number.
func number(v safejs.Value) float64 {
	f, err := v.Float()
	if err != nil {
		return 0
	}
	return f
}
