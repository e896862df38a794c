//go:build js && wasm

package main

import (
	"fmt"

	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// fileMost is the maximum size of a file that can be opened, in bytes.
const fileMost = 64 << 20

// takeFiles opens files dropped on the page or chosen in the paste panel, and text dropped or pasted outside an input.
func (h host) takeFiles(store *web.Store) {
	h.on("dragover", func(e safejs.Value) { _, _ = e.Call("preventDefault") })
	h.on("drop", func(e safejs.Value) {
		if h.takeTransfer(store, property(e, "dataTransfer")) {
			_, _ = e.Call("preventDefault")
		}
	})
	h.on("paste", func(e safejs.Value) {
		if (!inInput(e) || isLongPaste(e)) && h.takeTransfer(store, property(e, "clipboardData")) {
			_, _ = e.Call("preventDefault")
		}
	})
	h.on("change", func(e safejs.Value) {
		input := property(e, "target")
		if id := text(property(input, "id")); id == "paste-file" || id == "desk-file" || id == "lesson-file" {
			h.openFile(store, property(input, "files", "0"))
			_ = input.Set("value", "") // the same file can be chosen again
		}
	})
}

// longPaste is the size in bytes from which a text bypasses the input. Its layout would take longer than parsing it.
const longPaste = 1 << 18

// isLongPaste reports whether e pastes a long text into the paste panel.
func isLongPaste(e safejs.Value) bool {
	if text(property(e, "target", "id")) != "paste-text" {
		return false
	}
	data, err := property(e, "clipboardData").Call("getData", "text/plain")
	return err == nil && len(text(data)) >= longPaste
}

// takeTransfer opens the first file of a drop or paste, or else its text. It reports whether it found either.
func (h host) takeTransfer(store *web.Store, transfer safejs.Value) bool {
	if transfer.IsUndefined() {
		return false
	}
	if file := property(transfer, "files", "0"); !file.IsUndefined() {
		h.openFile(store, file)
		return true
	}
	data, err := transfer.Call("getData", "text/plain")
	if err != nil || text(data) == "" {
		return false
	}
	store.OpenText("", text(data))
	store.Changed()
	return true
}

// openFile opens the text of a file.
func (h host) openFile(store *web.Store, file safejs.Value) {
	if file.IsUndefined() {
		return
	}
	name := text(property(file, "name"))
	if size, err := property(file, "size").Int(); err == nil && size > fileMost {
		store.Refuse(fmt.Errorf("%s is too large: %d bytes, want at most 64 MiB", name, size))
		return
	}
	promise, err := file.Call("text")
	if err != nil {
		store.Refuse(fmt.Errorf("reading %s: %w", name, err))
		return
	}
	h.settle(promise, func(v safejs.Value, ok bool) {
		if !ok {
			store.Refuse(fmt.Errorf("%s could not be read as text", name))
			return
		}
		store.OpenText(name, text(v))
		store.Changed()
	})
}
