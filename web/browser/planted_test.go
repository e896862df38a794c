//go:build !js

package browser

import (
	"strings"
	"testing"
)

// plantedViews are the buttons of the panels whose handlers get faults, one after the other; "" is the desk.
var plantedViews = []string{"", "#machine-button", "#examples-button", "#paste-button", "#export-button", "#help-button"}

// plantScript records the handlers of the page. plant() raises an event in the next handler that has had none: its element
// and the event have no readable properties. It returns a name of the handler, "" after the last.
const plantScript = `{
	globalThis.heard = [];
	const add = EventTarget.prototype.addEventListener;
	EventTarget.prototype.addEventListener = function(type, ...rest) { if (this instanceof Element && this.tagName != "A") heard.push([this, type]); return add.call(this, type, ...rest) };
	const had = new Set();
	globalThis.plant = () => {
		heard = heard.filter(([e]) => e.isConnected);
		for (const [e, type] of heard) {
			const name = [e.tagName, e.id.replace(/\d+/g, "N"), e.getAttribute("class"), type, Object.keys(e.dataset)].join(" ");
			if (had.has(name)) continue;
			had.add(name);
			globalThis.hit = e;
			for (const p of ["dataset", "value", "checked", "closest"]) Object.defineProperty(e, p, {configurable: true, get() { throw new Error("planted") }});
			e.dispatchEvent(Object.assign(new Event(type, {bubbles: true, cancelable: true}), {clientX: "planted", clientY: "planted"}));
			return name;
		}
		return "";
	};
}`

// plant makes the program draw the page again after a fault, with new elements.
func (p *page) plant() string {
	name := p.ask(`plant()`)
	if name != "" {
		p.wait("the page after a fault in "+name, `!hit.isConnected`)
	}
	return name
}

// TestAFaultInAnyHandlerKeepsTheWork makes every handler of the page and of its panels panic.
func TestAFaultInAnyHandlerKeepsTheWork(t *testing.T) {
	p := openPage(t, work, 1440, 900)
	p.shows("#call-2", "close")
	p.eval(plantScript)
	p.eval(`document.querySelector("#step-prev").dispatchEvent(Object.assign(new Event("click"), {clientX: "planted", clientY: "planted"}))`)
	p.shows(".notice", "This is a bug in bpfplay, not in your call.")
	planted := 0
	for _, view := range plantedViews {
		for {
			if view != "" && p.ask(`!!document.querySelector("dialog[open]")`) != "true" {
				p.click(view)
				p.wait("the panel", `document.querySelector("dialog[open]")`)
			}
			name := p.plant()
			if name == "" {
				break
			}
			planted++
			if link := p.ask(`bpfplay.link()`); !strings.Contains(link, "create(hash,4,8,16)/close(3)") {
				t.Fatalf("after a fault in %s: the link is %s", name, link)
			}
		}
	}
	if planted < 100 {
		t.Errorf("only %d handlers had a fault", planted)
	}
	p.mu.Lock()
	p.faults = nil // the planted ones are on the console
	p.mu.Unlock()
	p.answers()
}
