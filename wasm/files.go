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
		if t := property(e, "dataTransfer"); h.takeFile(store, t) || h.takeText(store, t, 1) {
			_, _ = e.Call("preventDefault")
		}
	})
	h.on("paste", func(e safejs.Value) {
		t, taken := property(e, "clipboardData"), false
		switch {
		case text(property(e, "target", "id")) == "paste-text":
			taken = h.takeText(store, t, web.InputMost+1) // the input takes shorter ones
		case !inInput(e):
			taken = h.takeText(store, t, 1) || h.takeFile(store, t) // some programs add a picture of a text
		}
		if taken {
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

// takeFile opens the first file of a drop or paste, and reports whether there is one.
func (h host) takeFile(store *web.Store, transfer safejs.Value) bool {
	file := property(transfer, "files", "0")
	h.openFile(store, file)
	return !file.IsUndefined()
}

// takeText opens the text of a drop or paste if it has at least so many units of UTF-16, and reports whether it does.
func (h host) takeText(store *web.Store, transfer safejs.Value, least int) bool {
	data, err := transfer.Call("getData", "text/plain")
	if err != nil {
		return false
	}
	given := newLongText(data)
	if given.units < least {
		return false
	}
	h.openText(store, "", given)
	return true
}

func (h host) openText(store *web.Store, name string, given longText) {
	h.read(given, func(all string) {
		store.OpenText(name, all)
		store.Changed()
	})
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
		h.openText(store, name, newLongText(v))
	})
}
