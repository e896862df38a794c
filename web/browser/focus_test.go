//go:build !js

package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestFocusGoesOn presses buttons that go, with the keyboard. The focus must move to where the user goes on.
func TestFocusGoesOn(t *testing.T) {
	p := openPage(t, "", 1440, 900)
	enter := func(selector string) {
		t.Helper()
		p.wait(selector, fmt.Sprintf(`document.querySelector(%q)?.offsetHeight > 0`, selector))
		p.eval(fmt.Sprintf(`document.querySelector(%q).focus()`, selector))
		p.do(press(kb.Enter))
	}
	on := func(after, selector string) {
		t.Helper()
		p.wait("the focus after "+after, fmt.Sprintf(`!document.querySelector("dialog[open]") && document.activeElement.matches(%q)`, selector))
	}
	enter("#door-lesson")
	enter("#lesson-4")
	on("a lesson was opened from a door", "#lesson-next")
	enter("#examples-button")
	enter("#shelf-cases")
	enter("#case-A8")
	on("a case was opened from the header", "#case-asks")
	enter("#examples-button")
	p.do(press(kb.Escape))
	on("Escape", "#examples-button")

	paste := func(text string) {
		t.Helper()
		p.eval(fmt.Sprintf(`{const d = new DataTransfer(); d.setData("text/plain", %q); document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: d, bubbles: true, cancelable: true}))}`, text))
		enter("#paste-replay")
	}
	p.eval(`document.activeElement.blur()`)
	paste(aTrace)
	on("a pasted text was replayed", ".history .row.on")
	p.eval(`document.querySelector("#call-2").focus()`)
	p.do(press(kb.Enter))
	paste("bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=0, value_size=8, max_entries=2}, 72) = -1 EINVAL (Invalid argument)\n" +
		"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 72) = 3\n")
	on("another text was replayed", "#call-1.on")

	seed := openPage(t, "", 1440, 900)
	p = seed
	enter("#door-seed")
	on("a door that opens a history", "#call-1")

	two := openPage(t, "#v1/k=6.12/create(hash,4,8,16)/create(hash,4,8,0)", 1024, 768)
	p = two
	enter("#edit")
	enter("#run-replace")
	on("a call was replaced", "#call-2")
}

// TestTabBeginsAtTheTopAfterALink opens a link after the mouse, or the keyboard, was used in the middle of the page. After a step,
// the keyboard goes on from there.
func TestTabBeginsAtTheTopAfterALink(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(hash,4,8,16)", 1440, 900)
	tab := func(after, selector string) {
		t.Helper()
		p.do(press(kb.Tab))
		p.wait("the first stop after "+after, fmt.Sprintf(`document.activeElement.matches(%q)`, selector))
	}
	tab("the page was opened", ".skip")
	types := []string{"lpm_trie", "array", "percpu_hash"}
	for i, use := range []string{"the mouse", "a check", "a field"} {
		switch use {
		case "the mouse":
			p.do(chromedp.MouseClickXY(600, 700))
		case "a check":
			p.eval(`document.querySelector(".ladder button.failed, .ladder button").focus()`)
		case "a field":
			p.eval(`document.querySelector("#in-key_size").focus()`)
		}
		p.eval(fmt.Sprintf(`location.hash = "v1/k=6.12/create(%s,4,8,0,0)"`, types[i]))
		p.shows("#call-1", types[i]+" 4→8")
		tab("a link that was opened after "+use, ".skip")
	}
	tab("the first one", "#kernel-button")
	p.do(chromedp.MouseClickXY(600, 700), press(kb.ArrowLeft))
	tab("a step", ".history *")
}

// TestAQuestionIsInViewOnAPhone opens a lesson and a homework on a phone, and goes on in the lesson.
func TestAQuestionIsInViewOnAPhone(t *testing.T) {
	inView := func(selector string) string {
		return fmt.Sprintf(`(r => r.height > 0 && r.top >= 0 && r.bottom <= document.querySelector(".desk > footer").getBoundingClientRect().top)(document.querySelector(%q).getBoundingClientRect())`, selector)
	}
	p := openPage(t, "#v1/lesson=which-check-answered.1", 390, 844)
	p.shows("#lesson-where", "1 of 6")
	p.wait("the question and the header", inView("#lesson-ask")+` && scrollY === 0`)
	p.click("#lesson-next")
	p.click("#lesson-next")
	p.shows("#lesson-where", "2 of 6")
	p.wait("the next step", inView("#lesson-sentence"))

	p = openPage(t, "#v1/case=A8", 390, 844)
	p.click("#case-homework")
	p.click("#set-try")
	p.wait("the first question and the header", inView("#homework-0-text")+` && scrollY === 0`)
}
