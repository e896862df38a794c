//go:build js

// Command strings passes strings to JavaScript in every way and prints what arrived.
package main

import (
	"strings"
	"syscall/js"
)

func main() {
	// show prints its arguments in short, and how many there are.
	show := js.Global().Call("eval", `(...all) => {
	const short = (x) => typeof x === "string" ? x.length + " " + x.slice(0, 12) + x.slice(-3) : JSON.stringify(x);
	console.log(all.length, all.map(short).join(" | "));
}`)
	object := js.Global().Get("Object").New()
	object.Set("show", show)
	for _, s := range []string{
		"", "a constant", "a constant", "ein Wörtchen, 字, 🐝", "\x00", strings.Repeat("x", 4095), strings.Repeat("y", 4096),
		strings.Repeat("é", 32767), strings.Repeat("z", 65535), strings.Repeat("z", 65536), strings.Repeat("w", 1<<20), "not UTF-8: \xff",
	} {
		show.Invoke(s)
		object.Call("show", s, 7, s+"!", nil, []any{s, "in a list"}, map[string]any{"s": s}, true, "last")
		object.Set("text", s)
		object.Set("joined", s+deep(40))
		show.Invoke(object.Get("text"), object.Get("joined"))
		show.Invoke(js.Global().Get("Array").New(s, "second"))
		show.Invoke(js.ValueOf(s), js.ValueOf(s).String() == strings.ToValidUTF8(s, "\ufffd"))
	}
}

// deep returns a text after the stack has grown.
func deep(n int) string {
	var space [1 << 10]byte
	if n == 0 {
		return "deep"
	}
	space[n] = 'x'
	return deep(n-1) + string(space[n])
}
