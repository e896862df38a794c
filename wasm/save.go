//go:build js && wasm

package main

import (
	"github.com/hack-pad/safejs"
)

func (h host) Save(name, text string) { h.saveAs(name, "text/plain", text) }

// saveAs saves text as a file with a media type and reports whether that worked.
func (h host) saveAs(name, kind, text string) bool {
	blob, err := get("Blob").New([]any{text}, map[string]any{"type": kind})
	return err == nil && h.saveBlob(name, blob)
}

// saveBlob saves a blob as a file by clicking a download link that is not in the page.
func (h host) saveBlob(name string, blob safejs.Value) bool {
	url, err := get("URL").Call("createObjectURL", blob)
	if err != nil {
		return false
	}
	a, err := get("document").Call("createElement", "a")
	if err != nil {
		return false
	}
	_ = a.Set("href", url)
	_ = a.Set("download", name)
	_, err = a.Call("click")
	release, failed := h.callback("save a file", func([]safejs.Value) any {
		_, _ = get("URL").Call("revokeObjectURL", url)
		return nil
	})
	if failed == nil {
		_, _ = safejs.Global().Call("setTimeout", release.Value(), keptFor)
	}
	return err == nil
}

// keptFor is how long the browser can read the blob, in milliseconds.
const keptFor = 60_000
