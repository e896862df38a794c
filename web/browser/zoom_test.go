//go:build !js

package browser

import (
	"strings"
	"testing"

	"bpfplay/core/link"

	"github.com/chromedp/chromedp"
)

// unreachable lists the controls of the page that cannot be used after scrolling to them: those that are cut at the side, or
// below something else.
const unreachable = `[...document.querySelectorAll("main button, main input, main select, main textarea, main a, header button, footer button")].filter(e => {
	if (!e.checkVisibility({visibilityProperty: true}) || e.getClientRects().length === 0) return false;
	e.scrollIntoView({block: "center", inline: "nearest"});
	const r = e.getBoundingClientRect(), x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
	if (r.width === 0 || r.height === 0) return false;
	const on = document.elementFromPoint(x, y);
	return r.left < -1 || r.right > innerWidth + 1 || !on || !(e.contains(on) || on.contains(e) || on.closest("label, .combo, .kernel-buttons, .program-text"));
}).map(e => (e.id || e.className || e.innerText) + " in " + (e.closest("section, header, footer")?.id || "?")).join("; ")`

// TestZoomOfFourHundredPercent opens a window of 1440 pixels at 400 %: every column fits, every control can be reached, and the
// bars scroll away.
func TestZoomOfFourHundredPercent(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(percpu_cgroup_storage,8,8,0,0)/create(lpm_trie,8,8,16,0)/fork(1)/at=2", 360, 225)
	p.wait("the result", `document.querySelector("#result")`)
	for _, tab := range []string{"call", "history", "kernel"} {
		p.eval(`document.querySelector('.tabs [data-tab="` + tab + `"]').click()`)
		p.wait("the column "+tab, `document.querySelector('.tabs [data-tab="`+tab+`"][aria-pressed=true]')`)
		if w := p.ask(`document.documentElement.scrollWidth`); w != "360" {
			t.Errorf("%s is %s pixels wide, want 360", tab, w)
		}
		if lost := p.ask(unreachable); lost != "" {
			t.Errorf("%s: controls that cannot be reached: %s", tab, lost)
		}
		p.eval(`scrollTo(0, document.documentElement.scrollHeight / 2)`)
		p.wait("the bars to scroll away in "+tab, `document.querySelector("header").getBoundingClientRect().bottom <= 0 &&
			document.querySelector("footer").getBoundingClientRect().top >= innerHeight`)
	}
}

// behindBars lists the controls of a column that a bar covers when they receive the focus.
const behindBars = `[...document.querySelectorAll("main button, main input, main select, main textarea, main a")].filter(e => {
	if (e.disabled || e.getClientRects().length === 0) return false;
	e.focus();
	const r = e.getBoundingClientRect();
	return document.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2)?.closest("footer, .tabs");
}).map(e => e.id || e.className || e.innerText).join("; ")`

// TestFocusIsNotBehindABar gives the focus to each control of a phone, upright and on its side, from the top and from the end of the page.
func TestFocusIsNotBehindABar(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(lpm_trie,8,8,16,0)/fork(1)/at=1", 390, 844)
	p.wait("the releases", `document.querySelector(".releases")`)
	for _, size := range [][2]int64{{390, 844}, {844, 390}, {768, 1024}} {
		p.do(chromedp.EmulateViewport(size[0], size[1]))
		for _, tab := range []string{"call", "history", "kernel"} {
			p.eval(`document.querySelector('.tabs [data-tab="` + tab + `"]').click()`)
			p.wait("the column "+tab, `document.querySelector('.tabs [data-tab="`+tab+`"][aria-pressed=true]')`)
			for range 2 {
				if lost := p.ask(behindBars); lost != "" {
					t.Errorf("%s in %v: controls behind a bar: %s", tab, size, lost)
				}
				p.eval(`scrollTo(0, document.documentElement.scrollHeight)`)
			}
		}
	}
}

// TestNoMapTypeIsCut chooses the longest map type in forms of several widths.
func TestNoMapTypeIsCut(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(percpu_cgroup_storage,8,8,0,0)/at=1", 1440, 900)
	p.wait("the form of the call", `document.querySelector("#in-map_type")?.value.startsWith("BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE")`)
	for _, size := range [][2]int64{{1440, 900}, {1024, 768}, {390, 844}, {360, 225}, {320, 640}} {
		p.do(chromedp.EmulateViewport(size[0], size[1]))
		p.eval(`(document.querySelector("#in-map_type").offsetHeight || [...document.querySelectorAll('#side-call, .tabs [data-tab="call"]')].find(e => e.offsetHeight).click())`)
		p.wait("the whole type", `(e => e.offsetHeight > 0 && e.scrollWidth <= e.clientWidth)(document.querySelector("#in-map_type"))`)
	}
}

// TestASmallSlideShowsTheRefusal presents a refused call in a window too small for all of its checks.
func TestASmallSlideShowsTheRefusal(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(lpm_trie,8,8,16,0)", 720, 450)
	p.click("#present-button")
	p.wait("the checks to be cut", `(s => s && s.scrollHeight > s.clientHeight)(document.querySelector(".stage-checks"))`)
	p.wait("the refusal and the result in view", `(bottom => [...document.querySelectorAll(".slide-checks .failed, .slide-result")].every(e => e.getBoundingClientRect().bottom <= bottom + 1))(
		document.querySelector(".stage-checks").getBoundingClientRect().bottom)`)
}

// TestALongWordInALesson opens a lesson whose words are longer than any line, on a projector, on slides and on paper; its editor begins with the title.
func TestALongWordInALesson(t *testing.T) {
	long := "درس " + strings.Repeat("LongWord", 25)
	text := long + "\n" + long + "\n\n#v1/k=6.12/create(hash,4,8,16)/create(lpm_trie,8,8,16,1)\n\n@ 1\n" + long + "\n? " + long + "\n! " + long + "\n\n@ 2 show checks\n" + long + "\n"
	p := openPage(t, "#v1/lesson="+link.PackText(text)+".1", 1024, 768)
	fits := func(what, parts string) {
		t.Helper()
		p.wait(what+" within the window", `(all => all.length > 0 && all.every(e => e.getClientRects().length === 0 || e.scrollWidth <= e.clientWidth + 1 && e.getBoundingClientRect().right <= innerWidth))(
			[...document.querySelectorAll("`+parts+`")])`)
	}
	fits("the lesson", ".lesson-head, .lesson-head b, .lesson-text")
	p.click("#lesson-handout")
	fits("the handout", "#handout, #handout h1, #handout p")
	p.click("#handout-back")
	p.click("#lesson-present")
	fits("the slide", ".slide-head, .slide-words h1, .slide-ask")
	p.click("#slide-show")
	p.click("#slide-on")
	fits("the checks", ".slide-checks, .slide-checks .what")
	p.click("#slide-end")
	p.do(chromedp.EmulateViewport(1024, 600))
	p.click("#lesson-edit")
	p.wait("the beginning of the text", `document.querySelector(".editor")?.scrollHeight > document.querySelector(".editor").clientHeight && document.querySelector(".editor").scrollTop === 0`)
}
