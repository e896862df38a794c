//go:build js && wasm

package main

import (
	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// Reveal scrolls elements into view.
func (host) Reveal(selectors ...string) {
	for _, selector := range selectors {
		e, err := get("document").Call("querySelector", selector)
		if err == nil && !e.IsNull() {
			_, _ = e.Call("scrollIntoView", map[string]any{"block": "nearest", "inline": "nearest"}) // what is not drawn stays
		}
	}
}

// followRows tells the store how the history's rows lie whenever something is scrolled.
func (h host) followRows(store *web.Store) {
	h.onCaptured("scroll", func(safejs.Value) {
		list, ok := element("rows")
		if !ok {
			return
		}
		view, err := safejs.Global().Get("innerHeight")
		if err != nil {
			return
		}
		store.HistoryScrolled(web.ListPlace{
			Top: rectangle(list, "top"), View: number(view),
			Row: heightOf(list, ".entry:not(.open)"), Open: heightOf(list, ".entry.open"),
		})
	})
}

// heightOf is the height of the first element below another that a selector finds; 0 for none.
func heightOf(e safejs.Value, selector string) float64 {
	found, err := e.Call("querySelector", selector)
	if err != nil || found.IsNull() {
		return 0
	}
	return rectangle(found, "height")
}

// rectangle is a side of an element's rectangle on the screen.
func rectangle(e safejs.Value, side string) float64 {
	r, err := e.Call("getBoundingClientRect")
	if err != nil {
		return 0
	}
	return number(property(r, side))
}

// number is a value as a number; 0 where it is none.
func number(v safejs.Value) float64 {
	f, err := v.Float()
	if err != nil {
		return 0
	}
	return f
}
