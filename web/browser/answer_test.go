//go:build !js

package browser

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// answerSizes are the windows in which the answer of a call fits on the screen.
var answerSizes = [][2]int{{1440, 900}, {1366, 768}, {1024, 768}}

// outside evaluates to the parts of the answer that are not in view between the head of the history and the footer.
const outside = `(() => {
	const top = document.querySelector("#history").getBoundingClientRect().top, foot = document.querySelector("footer").getBoundingClientRect().top;
	return [["the question", "#case-asks", 0], ["the result", ".entry.open .row .ans", top], ["the reason", "#sentence", top],
		["the fixes", ".answer .fixes", top], ["the check", ".ladder .failed:last-of-type, .ladder .failed", top]].flatMap(([name, selector, least]) => {
		const e = [...document.querySelectorAll(selector)].at(-1);
		if (!e) return name === "the question" && !document.querySelector(".case:not(.empty)") ? [] : [name + " is missing"];
		const r = e.getBoundingClientRect();
		return r.top >= least - 1 && r.bottom <= foot + 1 && r.height > 0 ? [] : [name + " at " + r.top + " to " + r.bottom + " of " + least + " to " + foot];
	}).join("; ");
})()`

// TestTheAnswerIsOnOneScreen runs, steps, opens and reveals refused calls. In each window, the result, the reason, the
// check that refused, the fixes and the question of a case are in view together.
func TestTheAnswerIsOnOneScreen(t *testing.T) {
	p := openPage(t, "#v1/k=6.12", 1440, 900)
	const looked = `document.querySelector(".answer .fixes") && !document.querySelector(".answer .fixes").innerText.includes("Trying")`
	for _, size := range answerSizes {
		p.do(chromedp.EmulateViewport(int64(size[0]), int64(size[1])))
		fits := func(what string) {
			t.Helper()
			p.wait(what+": the fixes", looked)
			p.wait(fmt.Sprintf("%s at %d×%d to be in view; %s", what, size[0], size[1], p.ask(outside)), outside+` === ""`)
		}
		for name, link := range map[string]string{
			"a trie without its flag": "v1/k=6.12/create(lpm_trie,8,8,16,0)/create(lpm_trie,8,8,16,1)/at=1",
			"a ring buffer":           "v1/k=6.12/create(ringbuf,0,0,4097)/create(ringbuf,0,0,4096)/at=1",
			"a full map": "v1/k=6.12/create(hash,4,4,2,64)/w(10001000,01000000)/w(10002000,0a000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,02000000)" +
				"/update_elem(3,0x10001000,0x10002000,0)/w(10001000,03000000)/update_elem(3,0x10001000,0x10002000,0)/at=4",
		} {
			p.eval(fmt.Sprintf("location.hash = %q", link))
			p.wait(name, `document.querySelector(".ladder .failed")`)
			fits(name)
			p.click("#run")
			p.wait("the new call", `document.querySelector(".entry.open .row.on[aria-expanded]") && document.querySelector(".ladder .failed")`)
			fits(name + ", run again")
			p.eval(`document.activeElement.blur()`)
			p.do(press(","))
			p.wait("the step before", `document.querySelector(".ladder .here:not(.failed)")`)
			p.do(press("."))
			fits(name + ", after a step")
		}
		for _, id := range []string{"A8", "B7", "C14", "E2", "P2"} {
			p.click("#examples-button")
			p.click("#shelf-cases")
			p.click("#case-" + id)
			p.click("#show-answer")
			p.shows("#case-verdict", "−1")
			fits("case " + id)
		}
	}
}

// TestWhatPassedIsFolded opens and closes the folded checks of a refused call.
func TestWhatPassedIsFolded(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(lpm_trie,8,8,16,0)", 1440, 900)
	const rungs = `document.querySelectorAll(".ladder li:not(.fold)").length`
	p.shows("#fold-passed", "10 checks passed")
	if n := p.ask(rungs); n != "1" {
		t.Errorf("%s rungs are not folded, want the check that refused", n)
	}
	p.shows("#fold-unreached", "more checks not reached")
	p.click("#fold-unreached")
	p.wait("the checks that were not reached", `document.querySelectorAll(".ladder .beyond").length > 3`)
	p.click("#fold-passed")
	p.wait("the checks that passed", `document.querySelectorAll(".ladder .passed:not(.fold)").length === 10`)
	p.click("#fold-passed")
	p.click("#fold-unreached")
	p.wait("one rung", rungs+" === 1")
}

// TestColumnsAreResized moves the separators with the keyboard and the pointer, and reloads.
func TestColumnsAreResized(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(ringbuf,0,0,4096)", 1440, 900)
	const call = `document.querySelector("#call").offsetWidth`
	const kernel = `document.querySelector("#kernel").offsetWidth`
	before := p.ask(call)
	p.eval(`document.querySelector("#separator-call").focus()`)
	p.do(press(kb.ArrowRight))
	p.wait("a wider column", fmt.Sprintf("%s === %s + 16", call, before))
	if now := p.ask(`document.querySelector("#separator-call").getAttribute("aria-valuenow")`); now != p.ask(call) {
		t.Errorf("the separator says %s, want %s", now, p.ask(call))
	}
	was := p.ask(kernel)
	x, err := strconv.ParseFloat(p.ask(`document.querySelector("#separator-kernel").getBoundingClientRect().left + 4`), 64)
	if err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.MouseEvent(chromedp.MousePressed, x, 300, chromedp.ButtonLeft), chromedp.MouseEvent(chromedp.MouseMoved, x+40, 300, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseReleased, x+40, 300, chromedp.ButtonLeft))
	p.wait("a narrower column", fmt.Sprintf("%s === %s - 40", kernel, was))
	wide, narrow := p.ask(call), p.ask(kernel)
	p.do(chromedp.Reload())
	p.wait("the page", `globalThis.bpfplay && document.querySelector("#run") && !document.querySelector("#app-wasm-loader")`)
	p.wait("the widths to be remembered", fmt.Sprintf("%s === %s && %s === %s", call, wide, kernel, narrow))

	p.do(chromedp.EmulateViewport(1024, 768))
	p.wait("two columns", `document.querySelector("#call").offsetWidth === 0 && document.querySelector("#kernel").offsetWidth > 350 && document.querySelector("section.history").offsetWidth > 550`)
	p.click("#side-call")
	p.wait("the call beside the history", `document.querySelector("#call").offsetWidth > 350 && document.querySelector("#kernel").offsetWidth === 0`)
	p.click("#run")
	p.wait("the kernel beside the history", `document.querySelector("#kernel").offsetWidth > 350`)
}
