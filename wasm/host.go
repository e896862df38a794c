//go:build js && wasm

package main

import (
	"strings"
	"time"
	"unicode/utf16"

	"github.com/hack-pad/safejs"
)

// host implements web.Host with the browser's APIs.
type host struct {
	guard func(what string, do func()) (fault any) // Store.Called
	db    safejs.Value                             // the open database of the storage
	entry string                                   // text of the page's entry in the browser's history
}

func (host) Fragment() string { return strings.TrimPrefix(text(get("location", "hash")), "#") }

func (h *host) SetFragment(fragment string) {
	// A sandboxed page cannot change its address. Share still shows the link.
	_, _ = get("history").Call("replaceState", h.entry, "", "#"+fragment)
}

func (host) Entry() string { return text(get("history", "state")) }

func (h *host) SetEntry(text string, atOnce bool) {
	if h.entry = text; atOnce {
		_, _ = get("history").Call("replaceState", text, "")
	}
}

func (h *host) Enter() {
	h.entry = ""
	_, _ = get("history").Call("pushState", "", "")
}

// keptKey is the key of the session storage for Keep.
const keptKey = "bpfplay-left"

func (host) Keep(s string) { _, _ = get("sessionStorage").Call("setItem", keptKey, s) } // the storage may be forbidden

func (host) Kept() string {
	kept := text(get("sessionStorage", keptKey))
	_, _ = get("sessionStorage").Call("removeItem", keptKey)
	entries, err := get("performance").Call("getEntriesByType", "navigation")
	if err != nil {
		return ""
	}
	if entry, err := entries.Index(0); err != nil || text(property(entry, "type")) == "navigate" {
		return ""
	}
	return kept
}

// rememberedKey precedes the names of Remember in the local storage.
const rememberedKey = "bpfplay-"

func (host) Remember(name, s string) {
	_, _ = get("localStorage").Call("setItem", rememberedKey+name, s) // the storage may be forbidden
}

func (host) Remembered(name string) string { return text(get("localStorage", rememberedKey+name)) }

func (host) Address() string {
	return text(get("location", "origin")) + text(get("location", "pathname"))
}

func (host) Parameter(name string) string {
	query, err := get("URLSearchParams").New(get("location", "search"))
	if err != nil {
		return ""
	}
	value, err := query.Call("get", name)
	if err != nil {
		return ""
	}
	return text(value)
}

func (h host) Copy(s string, then func(ok bool)) {
	clipboard := get("navigator", "clipboard")
	if clipboard.IsUndefined() {
		then(false)
		return
	}
	promise, err := clipboard.Call("writeText", s)
	if err != nil {
		then(false)
		return
	}
	h.settle(promise, func(_ safejs.Value, ok bool) { then(ok) })
}

// element returns the element with an id and reports whether it exists.
func element(id string) (e safejs.Value, ok bool) {
	e, err := get("document").Call("getElementById", id)
	return e, err == nil && !e.IsNull()
}

func (host) SetValue(id, text string) {
	if e, ok := element(id); ok {
		_ = e.Set("value", text) // elements other than inputs ignore it
	}
}

func (host) Focus(id string) {
	if e, ok := element(id); ok {
		_, _ = e.Call("focus") // an element that is not focusable ignores it
	}
}

func (h host) GoToLine(id string, line int) {
	e, ok := element(id)
	if !ok {
		return
	}
	lines := strings.SplitAfterN(text(property(e, "value")), "\n", line)
	lines = lines[:min(line-1, len(lines))]
	at := len(utf16.Encode([]rune(strings.Join(lines, ""))))
	_, _ = e.Call("blur")
	_, _ = e.Call("setSelectionRange", at, at)
	h.Focus(id) // an input that gets the focus scrolls to its cursor
}

func (h host) ShowModal(id, focus string) {
	if e, ok := element(id); ok {
		if !truth(property(e, "open")) {
			_, _ = e.Call("showModal") // a dialog that is not connected ignores it
		}
		h.Focus(focus)
		if in, ok := element(focus); ok {
			_ = in.Set("scrollLeft", 0) // the cursor is at the end of a long line
		}
	}
}

func (host) CloseModal(id string) {
	if e, ok := element(id); ok {
		_, _ = e.Call("close")
	}
}

// Later implements web.Host.
func (h host) Later(after time.Duration, do func()) {
	var run safejs.Func
	run, err := h.callback("go on", func([]safejs.Value) any {
		run.Release()
		do()
		return nil
	})
	if err == nil {
		_, err = safejs.Global().Call("setTimeout", run.Value(), after.Milliseconds())
	}
	if err != nil {
		go do()
	}
}

func (host) Print() { _, _ = safejs.Global().Call("print") } // a sandboxed page cannot

func (h host) FullScreen(on bool) {
	if on {
		ignoreRejection(get("document", "documentElement").Call("requestFullscreen"))
	} else if truth(get("document", "fullscreenElement")) {
		ignoreRejection(get("document").Call("exitFullscreen"))
	}
}
