//go:build js && wasm

package main

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf16"

	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// host implements web.Host with the browser's APIs.
type host struct {
	guard func(what string, do func()) (fault any) // Store.Guard
	db    safejs.Value                             // the open database of the storage
	entry string                                   // text of the page's entry in the browser's history
}

// get returns the value at a path of properties of the global object, or undefined if one is missing.
func get(path ...string) safejs.Value {
	v := safejs.Global()
	for _, p := range path {
		next, err := v.Get(p)
		if err != nil {
			return safejs.Undefined()
		}
		v = next
	}
	return v
}

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
	h.Focus(id)
	_, _ = e.Call("setSelectionRange", at, at)
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
		settle(get("document", "documentElement").Call("requestFullscreen"))
	} else if truth(get("document", "fullscreenElement")) {
		settle(get("document").Call("exitFullscreen"))
	}
}

// settle ignores a rejected promise: if the browser denies full screen, the page stays as it is.
func settle(promise safejs.Value, err error) {
	if err == nil && promise.Type() == safejs.TypeObject {
		_, _ = promise.Call("catch", nothing.Value())
	}
}

// nothing is a JavaScript function without effect.
var nothing = must(safejs.FuncOf(func(safejs.Value, []safejs.Value) any { return nil }))

func must(f safejs.Func, err error) safejs.Func {
	if err != nil {
		panic("BUG: creating a JavaScript function: " + err.Error())
	}
	return f
}

// listen handles the events outside all components: keys, address changes, full screen, files and scrolling.
func (h *host) listen(store *web.Store) {
	h.on("popstate", func(safejs.Value) { // before go-app's listener, which parses the address
		if h.brokenAddress() {
			store.OpenBroken(h.Fragment())
			store.Changed()
			return
		}
		if entry := h.Entry(); entry != "" { // the user has gone back or forward
			h.entry = entry
			store.Travel(h.Fragment(), entry)
			store.Changed()
		}
	})
	h.on("hashchange", func(e safejs.Value) {
		if !property(e, "newURL").Equal(get("location", "href")) || h.Entry() != "" {
			return // a broken link that popstate replaced, or an entry that it has shown
		}
		store.Arrive(h.Fragment())
		store.Changed()
	})
	h.on("fullscreenchange", func(safejs.Value) {
		if !truth(get("document", "fullscreenElement")) {
			store.EndPresent()
			store.Changed()
		}
	})
	h.on("pagehide", func(safejs.Value) { store.Leave() })
	h.on("visibilitychange", func(safejs.Value) {
		if text(get("document", "visibilityState")) == "hidden" {
			store.Leave()
		}
	})
	h.takeFiles(store)
	h.followRows(store)
	h.on("keydown", func(e safejs.Value) {
		ctrl, _ := e.Get("ctrlKey")
		meta, _ := e.Get("metaKey")
		if store.EditKey(stroke(e)) || store.Key(key(e), truth(ctrl) || truth(meta), inInput(e) || presses(e)) {
			_, _ = e.Call("preventDefault")
		}
	})
}

// brokenAddress reports whether the address has a percent escape that net/url cannot parse.
func (host) brokenAddress() bool {
	escaped, err := get("String", "prototype", "includes").Call("call", get("location", "href"), "%")
	if err == nil && !truth(escaped) {
		return false // without copying an address of a megabyte or two
	}
	_, err = url.Parse(text(get("location", "href")))
	return err != nil
}

func (h host) on(event string, do func(e safejs.Value)) { h.addListener(event, false, do) }

// onCaptured also receives events that do not bubble.
func (h host) onCaptured(event string, do func(e safejs.Value)) { h.addListener(event, true, do) }

func (h host) addListener(event string, capture bool, do func(e safejs.Value)) {
	f, err := h.callback("handle "+event, func(args []safejs.Value) any {
		if len(args) > 0 {
			do(args[0])
		}
		return nil
	})
	if err == nil {
		_, err = safejs.Global().Call("addEventListener", event, f.Value(), capture)
	}
	if err != nil {
		panic("BUG: adding a listener for " + event + ": " + err.Error())
	}
}

func key(e safejs.Value) string {
	k, err := e.Get("key")
	if err != nil {
		return ""
	}
	return text(k)
}

// stroke returns a pressed key with its modifiers.
func stroke(e safejs.Value) web.Stroke {
	held := func(name string) bool { return truth(property(e, name)) }
	k := web.Stroke{Key: key(e), Ctrl: held("ctrlKey") || held("metaKey"), Shift: held("shiftKey"), Alt: held("altKey")}
	if inInput(e) && text(property(e, "target", "tagName")) != "SELECT" {
		if k.Input = text(property(e, "target", "id")); k.Input == "" {
			k.Input = "unnamed"
		}
	}
	return k
}

func truth(v safejs.Value) bool {
	b, err := v.Truthy()
	return err == nil && b
}

// typing lists the elements that handle key presses themselves.
var typing = map[string]bool{"TEXTAREA": true, "SELECT": true, "INPUT": true}

// notTyping lists the input types that do not.
var notTyping = map[string]bool{"range": true, "checkbox": true}

// pressed lists the elements that the space key activates.
var pressed = map[string]bool{"BUTTON": true, "SUMMARY": true}

// presses reports whether e is the space key on such an element.
func presses(e safejs.Value) bool {
	target, err := e.Get("target")
	if err != nil || key(e) != " " {
		return false
	}
	tag, _ := target.Get("tagName")
	return pressed[text(tag)]
}

func inInput(e safejs.Value) bool {
	target, err := e.Get("target")
	if err != nil {
		return false
	}
	tag, _ := target.Get("tagName")
	kind, _ := target.Get("type")
	return typing[text(tag)] && !notTyping[text(kind)]
}
