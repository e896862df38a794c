//go:build js && wasm

package main

import (
	"net/url"
	"strings"

	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// host is the browser as package web asks for it.
type host struct {
	guard func(what string, do func()) (fault any) // Store.Guard
}

// get follows a path of properties from the global object; undefined where one is missing.
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

// text is a value as a string; "" where it is none.
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

func (host) SetFragment(fragment string) {
	// A page in a sandbox may not change its address: then the link is only where Share puts it.
	_, _ = get("history").Call("replaceState", nil, "", "#"+fragment)
}

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

// element finds an element of the page; ok is false where there is none of that id.
func element(id string) (e safejs.Value, ok bool) {
	e, err := get("document").Call("getElementById", id)
	return e, err == nil && !e.IsNull()
}

func (host) SetValue(id, text string) {
	if e, ok := element(id); ok {
		_ = e.Set("value", text) // what is no input keeps what it shows
	}
}

func (host) Focus(id string) {
	if e, ok := element(id); ok {
		_, _ = e.Call("focus") // an element that cannot have the keyboard leaves it where it is
	}
}

func (h host) FullScreen(on bool) {
	if on {
		settle(get("document", "documentElement").Call("requestFullscreen"))
	} else if truth(get("document", "fullscreenElement")) {
		settle(get("document").Call("exitFullscreen"))
	}
}

// settle lets a promise fail: a browser that does not allow what was asked for shows the page as it is.
func settle(promise safejs.Value, err error) {
	if err == nil && promise.Type() == safejs.TypeObject {
		_, _ = promise.Call("catch", nothing.Value())
	}
}

// nothing is what is done about it.
var nothing = must(safejs.FuncOf(func(safejs.Value, []safejs.Value) any { return nil }))

func must(f safejs.Func, err error) safejs.Func {
	if err != nil {
		panic("BUG: a function without effect cannot be made: " + err.Error())
	}
	return f
}

// listen passes on what happens outside every component: keys, and links that are put into the address.
func (h host) listen(store *web.Store) {
	h.on("popstate", func(safejs.Value) { // before go-app's listener, which parses the address
		if h.brokenAddress() {
			store.OpenBroken(h.Fragment())
			store.Changed()
		}
	})
	h.on("hashchange", func(e safejs.Value) {
		if text(property(e, "newURL")) != text(get("location", "href")) {
			return // a broken link, which is no longer there
		}
		_ = store.Load(h.Fragment()) // what is wrong with it is on the desk as a notice
		store.Changed()
	})
	h.on("fullscreenchange", func(safejs.Value) {
		if !truth(get("document", "fullscreenElement")) {
			store.EndPresent()
			store.Changed()
		}
	})
	h.takeFiles(store)
	h.followRows(store)
	h.on("keydown", func(e safejs.Value) {
		ctrl, _ := e.Get("ctrlKey")
		meta, _ := e.Get("metaKey")
		if store.Key(key(e), truth(ctrl) || truth(meta), inInput(e) || presses(e)) {
			_, _ = e.Call("preventDefault")
		}
	})
}

// brokenAddress reports whether the address has a percent escape that package url cannot parse.
func (host) brokenAddress() bool {
	_, err := url.Parse(text(get("location", "href")))
	return err != nil
}

func (h host) on(event string, do func(e safejs.Value)) { h.addListener(event, false, do) }

// onCaptured also hears of events that do not bubble.
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
		panic("BUG: the page cannot listen to " + event + ": " + err.Error())
	}
}

func key(e safejs.Value) string {
	k, err := e.Get("key")
	if err != nil {
		return ""
	}
	return text(k)
}

func truth(v safejs.Value) bool {
	b, err := v.Truthy()
	return err == nil && b
}

// typing are the elements that keep their keys.
var typing = map[string]bool{"TEXTAREA": true, "SELECT": true, "INPUT": true}

// notTyping are the kinds of input that do not.
var notTyping = map[string]bool{"range": true, "checkbox": true}

// pressed are the elements that the space key presses.
var pressed = map[string]bool{"BUTTON": true, "SUMMARY": true}

// presses says whether a key is the space key on such an element.
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
