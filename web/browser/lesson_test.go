//go:build !js

package browser

import (
	"fmt"
	"strings"
	"testing"
)

// TestCaseIsPredictedThenShown searches for a case, guesses, and reveals the answer.
func TestCaseIsPredictedThenShown(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	p.click("#examples-button")
	p.click("#shelf-cases")
	p.write("#case-search", "gobpf")
	p.shows("#cases-found", " of ")
	p.click("#case-A8")
	p.shows("#case-asks", "what does a trie need")
	p.shows("#call-1 .ans", "?")
	if text := p.text("main") + p.text("footer"); strings.Contains(text, "requires the flag") || p.text("#result") != "" {
		t.Errorf("the page shows the answer before it is revealed: %s", text)
	}
	p.click(`.case [data-guess="EINVAL"]`)
	p.click("#show-answer")
	p.shows("#case-verdict", "You guessed right.")
	p.shows("#case-why", "BPF_F_NO_PREALLOC")
	p.shows("#result", "EINVAL")
	if rel := p.ask(`document.querySelector(".case-threads a").rel`); !strings.Contains(rel, "noopener") {
		t.Errorf("the link to the thread has rel %q", rel)
	}
}

// TestLessonWithTheSpaceKey goes through a lesson on the desk, then in the presenter's view.
func TestLessonWithTheSpaceKey(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	p.click("#examples-button")
	p.click("#shelf-lessons")
	p.click("#lesson-4")
	p.shows("#lesson-where", "1 of 10")
	space := func() {
		p.eval(`document.activeElement.blur()`)
		p.do(press(" "))
	}
	space()
	p.shows("#lesson-where", "2 of 10")
	space()
	p.shows("#lesson-where", "3 of 10")
	p.shows("#lesson-next", "Show the answer")
	space()
	p.shows("#lesson-answer", "one file")
	p.shows("#now", "Call 2")

	p.do(press("f"))
	p.shows("#slide-where", "3 of 10")
	p.shows("#slide-answer", "one file")
	p.wait("a drawing", `document.querySelector(".stage svg")`)
	p.wait("a QR code", `document.querySelector("#slide-qr path").getAttribute("d").length > 500`)
	space()
	p.shows("#slide-where", "4 of 10")
	p.do(press("\u0308")) // PageUp
	p.shows("#slide-where", "3 of 10")
	p.eval(`document.querySelector(".stage").click()`)
	p.shows("#slide-where", "4 of 10")
	swipe := func(from, to int) {
		p.eval(fmt.Sprintf(`{const at = document.querySelector("#present"), touch = x => ({bubbles: true, changedTouches: [new Touch({identifier: 1, target: at, clientX: x, clientY: 300})]});
			at.dispatchEvent(new TouchEvent("touchstart", touch(%d))); at.dispatchEvent(new TouchEvent("touchend", touch(%d)))}`, from, to))
	}
	swipe(300, 100)
	p.shows("#slide-where", "5 of 10")
	swipe(100, 300)
	p.shows("#slide-where", "4 of 10")
	p.do(press("\x1b"))
	p.shows("#lesson-where", "4 of 10")
	p.click("#lesson-end")
	p.wait("the lesson to go", `!document.querySelector("#lesson-where")`)
}
