//go:build js && wasm

// Command wasm is the page's program: it starts the desk of package web in the browser and gives other scripts
// globalThis.bpfplay.
package main

import (
	"bpfplay/web"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

func main() {
	h := &host{}
	store := web.Register(h)
	h.guard = store.Guard
	h.listen(store)
	h.expose(store)
	if h.brokenAddress() {
		store.OpenBroken(h.Fragment())
	}
	store.RunPage(app.RunWhenOnBrowser)
}
