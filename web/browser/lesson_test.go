//go:build !js

package browser

import (
	"fmt"
	"strings"
	"testing"
)

// TestCaseIsPredictedThenShown searches for a case, guesses, and reveals the answer.
func TestCaseIsPredictedThenShown(t *testing.T) {
	p := openPage(t, "", 1440, 900)
	p.click("#examples-button")
	p.click("#shelf-cases")
	p.write("#case-search", "gobpf")
	p.says("#cases-found", " of ")
	p.click("#case-A8")
	p.says("#case-asks", "what does a trie need")
	p.says("#call-1 .ans", "?")
	if says := p.text("main") + p.text("footer"); strings.Contains(says, "requires the flag") || p.text("#answer") != "" {
		t.Errorf("the page shows the answer before it is revealed: %s", says)
	}
	p.click(`.case [data-guess="EINVAL"]`)
	p.click("#show-answer")
	p.says("#case-verdict", "You guessed right.")
	p.says("#case-why", "BPF_F_NO_PREALLOC")
	p.says("#answer", "EINVAL")
	if rel := p.ask(`document.querySelector(".case-threads a").rel`); !strings.Contains(rel, "noopener") {
		t.Errorf("the link to the thread has rel %q", rel)
	}
}

// TestLessonWithTheSpaceKey goes through a lesson on the desk, then in the presenter's view.
func TestLessonWithTheSpaceKey(t *testing.T) {
	p := openPage(t, "", 1440, 900)
	p.click("#examples-button")
	p.click("#shelf-lessons")
	p.click("#lesson-4")
	p.says("#lesson-where", "1 of 10")
	space := func() {
		p.eval(`document.activeElement.blur()`)
		p.do(press(" "))
	}
	space()
	p.says("#lesson-where", "2 of 10")
	space()
	p.says("#lesson-where", "3 of 10")
	p.says("#lesson-next", "Show the answer")
	space()
	p.says("#lesson-answer", "one file")
	p.says("#now", "Call 2")

	p.do(press("f"))
	p.says("#slide-where", "3 of 10")
	p.says("#slide-answer", "one file")
	p.wait("a drawing", `document.querySelector(".stage svg")`)
	p.wait("a QR code", `document.querySelector("#slide-qr path").getAttribute("d").length > 500`)
	space()
	p.says("#slide-where", "4 of 10")
	p.do(press("\u0308")) // PageUp
	p.says("#slide-where", "3 of 10")
	p.eval(`document.querySelector(".stage").click()`)
	p.says("#slide-where", "4 of 10")
	swipe := func(from, to int) {
		p.eval(fmt.Sprintf(`{const at = document.querySelector("#present"), touch = x => ({bubbles: true, changedTouches: [new Touch({identifier: 1, target: at, clientX: x, clientY: 300})]});
			at.dispatchEvent(new TouchEvent("touchstart", touch(%d))); at.dispatchEvent(new TouchEvent("touchend", touch(%d)))}`, from, to))
	}
	swipe(300, 100)
	p.says("#slide-where", "5 of 10")
	swipe(100, 300)
	p.says("#slide-where", "4 of 10")
	p.do(press("\x1b"))
	p.says("#lesson-where", "4 of 10")
	p.click("#lesson-end")
	p.wait("the lesson to go", `!document.querySelector("#lesson-where")`)
}
