//go:build !js

package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTheReferenceFitsAPhone opens pages of the reference on a phone: the words of the tables are whole, and the newest
// releases are in view.
func TestTheReferenceFitsAPhone(t *testing.T) {
	p := openPage(t, seedPage, 390, 844)
	for _, page := range []string{"commands", "flags", "helpers", "releases"} {
		p.do(chromedp.Navigate(p.address + "/ref/" + page + "/"))
		p.wait("the table of "+page, `document.querySelector(".plain thead th")`)
		if broken := p.ask(`[...document.querySelectorAll(".plain thead th")].filter(e => e.getBoundingClientRect().height > 40).map(e => e.innerText).join()`); broken != "" {
			t.Errorf("%s: the words %s are broken", page, broken)
		}
		if w := p.ask(`document.documentElement.scrollWidth`); w != "390" {
			t.Errorf("%s is %s pixels wide, want 390", page, w)
		}
	}
	p.do(chromedp.Navigate(p.address + "/ref/lpm_trie/"))
	p.wait("the newest release in view", `(r => r.left > 170 && r.right <= innerWidth)([...document.querySelectorAll("thead th")].filter(e => e.innerText === "7.3")[0].getBoundingClientRect())`)
}
