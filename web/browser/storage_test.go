//go:build !js

package browser

import (
	"strconv"
	"testing"

	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestAForbiddenStorage opens the page in a browser that lets it store nothing, where already the access to a storage throws.
func TestAForbiddenStorage(t *testing.T) {
	address, err := startServer()
	if err != nil {
		t.Fatal(err)
	}
	p := newPage(t, address, 1440, 900)
	p.do(send(devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: `for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
		Object.defineProperty(globalThis, name, { configurable: true, get() { throw new DOMException("Access is denied for this document.", "SecurityError") } });
	}`}), chromedp.Navigate(address))
	p.started()
	p.shows(".notice.bad", "does not allow this page to store anything")
	p.wait("the button", `document.querySelector("#notice-file")`)
	p.click("#start-next")
	p.shows("#now", "Call 6")
	p.click("#start-next")
	p.rows("7")
	p.shows("#desks-button", "not kept")
	p.wait("a button that names the reason", `document.querySelector("#desks-button").title.includes("does not allow this page to store anything")`)
	p.do(chromedp.EmulateViewport(390, 844))
	p.wait("the button on a phone", `document.querySelector("#desks-button").checkVisibility()`)
	p.click("#desks-button")
	p.shows("#desks-failed", "Your work is not kept")
}

// TestAFrameWithoutTheProgramSaysSo embeds the page in a frame that may not load the program.
func TestAFrameWithoutTheProgramSaysSo(t *testing.T) {
	p := openPage(t, seedPage, 1024, 768)
	source := p.address + "/?embed=1&start=1&says=Who#v1/k=6.12/create(hash,4,8,16)"
	p.do(send(devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: `globalThis.fetch = () => Promise.reject(new TypeError("Failed to fetch"))`}), chromedp.Navigate("about:blank"), chromedp.Navigate(source))
	p.shows("#poster", "cannot be loaded")
	p.wait("a link to the page", `document.querySelector(".poster-open").href === `+strconv.Quote(p.address+"/#v1/k=6.12/create(hash,4,8,16)"))
	p.forgive() // the failed request is on the console
}
