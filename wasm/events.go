//go:build js && wasm

package main

import (
	"net/url"

	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

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
