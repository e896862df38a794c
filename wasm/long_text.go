//go:build js && wasm

package main

import (
	"strings"

	"github.com/hack-pad/safejs"
)

// longText is a text that is read in pieces, so that the page answers in between.
type longText struct {
	object safejs.Value // of type String
	units  int          // its length, in units of UTF-16
}

// pieceUnits is the length of a piece, in units of UTF-16. A slow machine reads one in 20 ms.
const pieceUnits = 1 << 20

// newLongText returns the text of v, or an empty one if v is not a string.
func newLongText(v safejs.Value) longText {
	if v.Type() != safejs.TypeString {
		return longText{}
	}
	object, err := get("Object").Invoke(v)
	if err != nil {
		return longText{}
	}
	return longText{object, int(number(property(object, "length")))}
}

// read calls then with the text: at once if it is short, or else later.
func (h host) read(t longText, then func(string)) {
	var all strings.Builder
	all.Grow(t.units)
	at := 0
	var next func()
	next = func() {
		end := min(at+pieceUnits, t.units)
		if end < t.units {
			if unit, err := t.object.Call("charCodeAt", end-1); err == nil && isHighSurrogate(int(number(unit))) {
				end++ // the character's second unit
			}
		}
		if piece, err := t.object.Call("slice", at, end); err == nil {
			all.WriteString(text(piece))
		}
		if at = end; at < t.units {
			h.Later(0, next)
			return
		}
		then(all.String())
	}
	if t.units == 0 {
		then("")
		return
	}
	next()
}

func isHighSurrogate(unit int) bool { return unit >= 0xd800 && unit < 0xdc00 }
