//go:build js && wasm

package main

import (
	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// Reveal scrolls the first match of each selector into view.
func (host) Reveal(selectors ...string) {
	for _, selector := range selectors {
		e, err := get("document").Call("querySelector", selector)
		if err == nil && !e.IsNull() {
			_, _ = e.Call("scrollIntoView", map[string]any{"block": "nearest", "inline": "nearest"}) // failing to scroll is harmless
		}
	}
}

// followRows passes the position of the history's rows to the store after every scroll.
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
			Row: heightOf(list, ".entry:not(.open)"), Open: heightOf(list, ".entry.open") + heightOf(list, ".opened"),
		})
	})
}

// heightOf returns the height of the first descendant of e that matches selector, or 0.
func heightOf(e safejs.Value, selector string) float64 {
	found, err := e.Call("querySelector", selector)
	if err != nil || found.IsNull() {
		return 0
	}
	return rectangle(found, "height")
}

// rectangle returns one side of an element's bounding rectangle.
func rectangle(e safejs.Value, side string) float64 {
	r, err := e.Call("getBoundingClientRect")
	if err != nil {
		return 0
	}
	return number(property(r, side))
}
