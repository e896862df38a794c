//go:build !js

package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// inDialog evaluates to whether the open dialog has the focus.
const inDialog = `document.querySelector("dialog[open]")?.contains(document.activeElement)`

// TestDialogsHoldTheFocus opens each dialog of the header with the keyboard, goes through it and closes it with Escape.
func TestDialogsHoldTheFocus(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(hash,4,8,16)", 1440, 900)
	for _, opener := range []string{"kernel-button", "machine-button", "examples-button", "paste-button", "export-button", "help-button"} {
		p.eval(fmt.Sprintf(`document.getElementById(%q).focus()`, opener))
		p.do(press(kb.Enter))
		p.wait(opener+" to open a dialog that has the focus", inDialog)
		stops := p.ask(`[...document.querySelectorAll("dialog :is(a[href], button, input, select, textarea, summary, [tabindex='0'])")].filter(e => e.offsetParent && !e.disabled).length`)
		for range 3 {
			p.do(press(kb.Tab))
			if p.ask(inDialog) != "true" {
				t.Errorf("%s: Tab leaves the dialog with %s stops for %s", opener, stops, p.ask(`document.activeElement.outerHTML`))
			}
		}
		p.eval(`document.getElementById("close-panel").focus()`)
		p.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(8)))
		if p.ask(inDialog) != "true" || p.ask(`document.activeElement.id`) == "close-panel" && stops != "1" {
			t.Errorf("%s: Shift+Tab from the first stop goes to %s", opener, p.ask(`document.activeElement.outerHTML`))
		}
		p.do(press(kb.Escape))
		p.wait(opener+" to close", `!document.querySelector("dialog[open]")`)
		p.wait(opener+" to have the focus again", fmt.Sprintf(`document.activeElement.id == %q`, opener))
	}
}

// TestTheRunningReleaseIsInView opens the list of releases on a low window, on a kernel of the list and on another.
func TestTheRunningReleaseIsInView(t *testing.T) {
	for kernel, is := range map[string]string{"6.18": `e.innerText.startsWith("6.18")`, "5.13": `e.tagName === "INPUT"`} {
		p := openPage(t, "#v1/k="+kernel+"/create(hash,4,8,16)", 1024, 600)
		p.click("#kernel-button")
		p.wait("the focus on "+kernel, `(e => `+is+` && e.getBoundingClientRect().bottom <= innerHeight)(document.activeElement)`)
	}
}

// TestDialogIsModal presses a key of the desk while a dialog is open, and clicks beside the dialog.
func TestDialogIsModal(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(hash,4,8,16)", 1440, 900)
	p.shows("#now", "Call 1")
	before := p.text("#now")
	p.click("#help-button")
	p.wait("the dialog", inDialog)
	p.do(press(","))
	p.do(press("?"))
	p.do(press(kb.Escape))
	p.wait("the dialog to close", `!document.querySelector("dialog[open]")`)
	if now := p.text("#now"); now != before {
		t.Errorf("the desk behind the dialog shows %q, want %q", now, before)
	}
	p.click("#help-button")
	p.wait("the dialog", inDialog)
	p.do(chromedp.MouseClickXY(20, 600))
	p.wait("a click beside the dialog to close it", `!document.querySelector("dialog[open]")`)
}
