//go:build !js

package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// plantedViews are the links whose handlers get faults, one after the other, and what shows that they are open.
var plantedViews = []struct{ link, shows string }{
	{work, ".desk"},
	{work + "/map=1.table", "#inside-table"},
	{work + "/panel=release", ".panel-release"},
	{work + "/panel=machine", ".panel-machine"},
	{work + "/panel=examples.examples", ".panel-examples"},
	{work + "/panel=examples.cases", "#case-search"},
	{work + "/panel=examples.lessons", "#lesson-1"},
	{work + "/panel=paste", ".panel-paste"},
	{work + "/panel=export.c", ".panel-export"},
	{work + "/panel=pair.1-2", ".panel-pair"},
	{work + "/panel=lesson", ".panel-lesson"},
	{work + "/panel=homework", ".panel-homework"},
	{work + "/panel=commands", ".panel-commands"},
	{work + "/panel=desks", ".panel-desks"},
	{work + "/panel=help", ".panel-help"},
	{"#v1/lesson=which-check-answered.1", "#lesson-title"},
	{"#v1/lesson=which-check-answered.1/handout=1", ".handout-bar"},
	{"#v1/case=A8", "#case-asks"},
	{work + "/present=1", ".presenting"},
}

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

// calls returns the calls of the page. A handler that has no fault may add some.
func (p *page) calls() string { return p.ask(`bpfplay.export("strace")`) }

// TestAFaultInAnyHandlerKeepsTheWork makes every handler of the page, of its panels, and of lessons, cases and slides panic.
func TestAFaultInAnyHandlerKeepsTheWork(t *testing.T) {
	p := openPage(t, work, 1440, 900)
	p.shows("#call-2", "close")
	p.eval(plantScript)
	p.eval(`document.querySelector("#step-prev").dispatchEvent(Object.assign(new Event("click"), {clientX: "planted", clientY: "planted"}))`)
	p.shows(".notice", "This is a bug in bpfplay, not in your call.")
	planted := 0
	for _, view := range plantedViews {
		calls := ""
		for {
			shown := fmt.Sprintf(`!!document.querySelector(%q)`, view.shows)
			if p.ask(shown) != "true" {
				p.eval(fmt.Sprintf(`bpfplay.load(%q)`, view.link))
				p.wait("the page of "+view.link, shown)
			}
			if calls == "" {
				if calls = p.calls(); calls == "" {
					t.Fatalf("%s has no calls", view.link)
				}
			}
			name := p.plant()
			if name == "" {
				break
			}
			planted++
			if now := p.calls(); !strings.HasPrefix(now, calls) {
				t.Fatalf("after a fault in %s: the calls are %s, want %s", name, now, calls)
			}
		}
	}
	p.do(press(kb.Escape))
	if planted < 180 {
		t.Errorf("only %d handlers had a fault", planted)
	}
	p.mu.Lock()
	p.faults = nil // the planted ones are on the console
	p.mu.Unlock()
	p.answers()
}
