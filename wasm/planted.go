//go:build js && wasm && planted

package main

// A function of globalThis.bpfplay panics if its only argument is "planted". Only a test builds this file.
func init() {
	for i, f := range functions {
		functions[i].call = func(b bridge, args arguments) (any, error) {
			if len(args.values) == 1 && isString(args.at(0)) && text(args.at(0)) == "planted" {
				panic("planted " + f.name)
			}
			return f.call(b, args)
		}
	}
}
