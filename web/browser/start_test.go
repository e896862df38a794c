//go:build !js

package browser

import (
	"strings"
	"testing"

	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestFirstMinute opens the page without a link, steps the example to its end, and goes through two doors.
func TestFirstMinute(t *testing.T) {
	p := openPage(t, "", 1440, 900)
	p.shows("#start-lead", "A map comes and goes")
	p.shows("#kernel-button", "6.12")
	p.shows("#call-5 .ans", "= 0")
	p.shows("#found", "70")
	for _, size := range answerSizes {
		p.do(chromedp.EmulateViewport(int64(size[0]), int64(size[1])))
		p.wait("the lead, the result, the next step and every door in view", `[...document.querySelectorAll("#start-lead, #call-5, #sentence, #start-next, .door")].every(e => {
			const r = e.getBoundingClientRect(); return r.height > 0 && r.top >= 0 && r.bottom <= document.querySelector("footer").getBoundingClientRect().top + 1 })`)
	}
	p.do(chromedp.EmulateViewport(1440, 900))
	for range 3 { // a browser sets the attributes of the slider in another order each time
		p.wait("the slider at the shown step", `(t => t.value > 0.8 * t.max && t.value < t.max)(document.querySelector("#track"))`)
		p.do(chromedp.Reload())
		p.started()
	}
	p.click("#start-next")
	p.shows("#sentence", "queued for freeing")
	p.shows("#start-next", "Run the worker")
	p.click("#start-next")
	p.shows("#call-7", "work")
	p.wait("the first minute to end", `!document.querySelector("#start-lead") && document.querySelector("#call .field").offsetHeight > 0`)

	other := openPage(t, "", 1440, 900)
	other.click("#door-seed")
	other.shows("#kernel-button", "seed")
	other.shows("#result", "EINVAL")

	phone := openPage(t, "", 390, 844)
	phone.wait("the lead and the first door on a phone", `document.querySelector("#start-lead").offsetHeight > 0 && document.querySelector("#door-fill").offsetHeight > 0`)
	phone.wait("the next step on the first screen", `(r => r.height > 0 && r.bottom <= innerHeight)(document.querySelector("#start-next").getBoundingClientRect())`)
	if w := phone.ask(`document.documentElement.scrollWidth`); w != "390" {
		t.Errorf("the page is %s pixels wide, want 390", w)
	}
	phone.click("#door-fill")
	phone.wait("the form", `document.querySelector("#picker").offsetHeight > 0`)
}

// TestALinkDoesNotShowTheExample opens the page while the program is on its way, with a link and without one.
func TestALinkDoesNotShowTheExample(t *testing.T) {
	p := openPage(t, "", 1440, 900)
	p.do(send(devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: `WebAssembly.compileStreaming = () => new Promise(() => {})`}))
	const example = `["#start-lead", "#call-5", "#kernel .kernel-picture", "#now"].filter(s => document.querySelector(s).checkVisibility({visibilityProperty: true})).length`
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(p.address))
	p.wait("the example", example+` === 4`)
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(p.address+"/#v1/k=6.1/create(hash,4,8,16)"))
	p.wait("the page without the example", example+` === 0 && document.querySelector("#share-button").checkVisibility()`)
	p.wait("what it waits for", `getComputedStyle(document.querySelector(".history"), "::before").content.includes("Opening the link")`)
}

// TestLevels chooses each level of detail, reloads, and opens the shared link in another browser.
func TestLevels(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(lpm_trie,8,8,16,0)", 1440, 900)
	const bytes, function = `document.querySelector(".inside .strip").offsetHeight`, `document.querySelector(".ladder .failed code").offsetHeight`
	p.wait("everything", bytes+" > 0 && "+function+" > 0")
	p.click("#level-interface")
	p.wait("the system call", bytes+" > 0 && "+function+" === 0")
	p.click("#level-story")
	p.wait("sentences", bytes+" === 0 && "+function+` === 0 && document.querySelector("#sentence").offsetHeight > 0 && document.querySelector(".ladder .failed").offsetHeight > 0`)
	p.wait("the address to have the level", `location.hash.endsWith("/level=story")`)
	link := p.ask(`new URL(bpfplay.link()).hash`)
	p.eval(`history.replaceState(null, "", "#v1/k=6.12/create(hash,4,8,16)")`)
	p.do(chromedp.Reload())
	p.wait("the level to be remembered", `document.querySelector(".level-story #level-story[aria-pressed=true]") && document.querySelector("#result")`)

	other := openPage(t, link, 1440, 900)
	other.wait("the level of the link", `document.querySelector(".desk.level-story") && document.querySelector("#sentence").innerText.includes("BPF_F_NO_PREALLOC")`)
}

// TestTermsAndCausesHaveTips reads the sentence of a term and of a segment of the strip, by focus, pointer and tap.
func TestTermsAndCausesHaveTips(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(lpm_trie,8,8,16,0)", 1440, 900)
	tip := `(document.querySelector("#tip:not([hidden])")?.innerText ?? "")`
	const usercnt = `[...document.querySelectorAll(".term")].find(e => e.innerText === "usercnt")`
	p.wait("the terms", usercnt)
	p.eval(usercnt + `.focus()`)
	p.wait("the sentence of usercnt", tip+`.includes("references of user space")`)
	p.do(press("\x1b"))
	p.wait("the tip to go", tip+` === ""`)
	p.eval(`document.querySelector(".seg.cause-1").click()`)
	p.wait("the cause of a segment", tip+`.includes("EINVAL. ")`)
	if cause := p.ask(tip); !strings.Contains(cause, "seed") && !strings.Contains(cause, "3.1") && !strings.Contains(cause, "4.") {
		t.Errorf("the tip %q names no release", cause)
	}
	p.eval(`document.activeElement.blur(); {const r = document.querySelector(".seg.cause-0").getBoundingClientRect();
		document.querySelector(".seg.cause-0").dispatchEvent(new PointerEvent("pointermove", {bubbles: true, pointerType: "mouse", clientX: r.left + 5, clientY: r.top + 5}))}`)
	p.wait("the cause under the pointer", tip+` !== "" && document.querySelector(".seg.cause-0").getAttribute("aria-describedby") === "tip"`)
}
