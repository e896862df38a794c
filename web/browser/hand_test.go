//go:build !js

package browser

import (
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// hand is a user with one device: a mouse, a keyboard, or a finger on a phone. Texts are typed or pasted with all.
type hand struct {
	*page
	device string
}

const (
	mouse    = "mouse"
	keyboard = "keyboard"
	finger   = "finger"
)

// opened returns a hand on the page, as on a first visit.
func opened(p *page, device, fragment string, visit int) hand {
	p.t.Helper()
	h := hand{p, device}
	size := [2]int64{1440, 900}
	if device == finger {
		size = [2]int64{390, 844}
	}
	h.do(chromedp.EmulateViewport(size[0], size[1]), send(emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: device == finger}),
		send(storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: p.address, StorageTypes: "indexeddb,local_storage"}),
		chromedp.Navigate(fmt.Sprintf("%s/?visit=%d%s", p.address, visit, fragment)))
	h.wait("the program to start", fmt.Sprintf(`location.search === "?visit=%d" && `, visit)+running)
	return h
}

// press presses an element.
func (h hand) press(selector string) {
	h.t.Helper()
	h.reach(selector)
	if h.device == keyboard {
		h.do(press(kb.Enter))
		return
	}
	x, y := h.centre(selector)
	h.eval(fmt.Sprintf(`((e) => {
		delete globalThis.pressed;
		addEventListener("pointerdown", (p) => { globalThis.pressed = e.contains(p.target) ? "it" : p.target.outerHTML.slice(0, 200); }, {capture: true, once: true});
	})(document.querySelector(%q))`, selector))
	if h.device == finger {
		h.do(send(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: x, Y: y}}}),
			send(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}}))
	} else {
		h.do(chromedp.MouseClickXY(x, y))
	}
	h.wait("a press of the "+h.device, `globalThis.pressed`)
	if on := h.ask(`globalThis.pressed`); on != "it" {
		h.t.Fatalf("the %s pressed %s instead of %s", h.device, on, selector)
	}
}

// fill replaces the text of an input.
func (h hand) fill(selector, text string) {
	h.t.Helper()
	if h.device == keyboard {
		h.reach(selector)
	} else {
		h.press(selector)
	}
	h.wait(selector+" to have the focus", fmt.Sprintf(`document.activeElement === document.querySelector(%q)`, selector))
	h.eval(`document.activeElement.select()`)
	h.do(send(input.InsertText, input.InsertTextParams{Text: text}))
}

// pick types a part of a name into a combobox and takes the one entry that is left.
func (h hand) pick(selector, part, list string) {
	h.t.Helper()
	h.fill(selector, part)
	h.wait("one entry", fmt.Sprintf(`document.querySelectorAll("%s [role=option]").length === 1`, list))
	if h.device == keyboard {
		h.do(press(kb.Enter))
	} else {
		h.press(list + " [role=option]")
	}
}

// column opens a column of the desk, which only a phone hides.
func (h hand) column(name string) {
	h.t.Helper()
	if h.device == finger {
		h.press(fmt.Sprintf(`.tabs [data-tab=%q]`, name))
	}
}

// reachMost is the maximum number of keys to reach an element.
const reachMost = 250

// reach brings an element under the hand: into view for a mouse or a finger, and into focus by Tab and arrow keys alone.
func (h hand) reach(selector string) {
	h.t.Helper()
	h.wait(selector+" on the page", fmt.Sprintf(`document.querySelector(%q)?.getClientRects().length > 0 && !document.querySelector(%q).disabled`, selector, selector))
	if h.device != keyboard {
		return
	}
	for range reachMost {
		var next string
		if err := json.Unmarshal([]byte(h.ask(fmt.Sprintf(nextKey, selector))), &next); err != nil {
			h.t.Fatal(err)
		}
		if next == "" {
			return
		}
		h.do(press(map[string]string{"Tab": kb.Tab, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown}[next]))
	}
	h.t.Fatalf("%s is not reached by %d keys; the focus is on %s", selector, reachMost, h.ask(`document.activeElement.outerHTML.slice(0, 200)`))
}

// nextKey evaluates to the key that brings the focus nearer to an element, "" on it: an arrow if both are in a part with one
// stop of Tab, else Tab.
const nextKey = `JSON.stringify(((to) => {
	const here = document.activeElement;
	if (here === to) { return ""; }
	const part = to.closest(".releases, .ladder, .program-list, .kernel-sheet, .keys, .shelf-tabs, .dots, .examples, .chooser, .case-filter");
	if (!part?.contains(here) || !here.matches("button")) { return "Tab"; }
	const a = here.getBoundingClientRect(), b = to.getBoundingClientRect(), x = b.left - a.left, y = b.top - a.top;
	if (part.matches(".ladder, .program-list, .examples") || part.matches(".kernel-sheet") && Math.abs(y) > Math.abs(x)) { return y > 0 ? "ArrowDown" : "ArrowUp"; }
	return (part.matches(".kernel-sheet") ? x > 0 : here.compareDocumentPosition(to) & Node.DOCUMENT_POSITION_FOLLOWING) ? "ArrowRight" : "ArrowLeft";
})(document.querySelector(%q)))`

// centre returns the middle of an element, once nothing is over it and it has stayed in its place while the page drew what came
// before: the program draws after a timer of 16 ms, and a longer timer of the same page ends later.
func (h hand) centre(selector string) (x, y float64) {
	h.t.Helper()
	h.wait(selector+" to be under the "+h.device, fmt.Sprintf(`((e) => new Promise((done) => {
		e.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
		const r = e.getBoundingClientRect();
		const compare = () => {
			const now = e.getBoundingClientRect(), at = document.elementFromPoint(now.left + now.width / 2, now.top + now.height / 2);
			done(e.contains(at) && now.top === r.top && now.left === r.left && now.height > 0);
		};
		setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(compare)), 50);
	}))(document.querySelector(%q))`, selector))
	var at [2]float64
	if err := json.Unmarshal([]byte(h.ask(fmt.Sprintf(`((r) => JSON.stringify([r.left + r.width / 2, r.top + r.height / 2]))(document.querySelector(%q).getBoundingClientRect())`, selector))), &at); err != nil {
		h.t.Fatal(err)
	}
	return at[0], at[1]
}
