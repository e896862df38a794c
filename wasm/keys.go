//go:build js && wasm

package main

import (
	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

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
