//go:build !js

package browser

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const refusedTrie = "#v1/k=6.12/create(hash,4,8,16)/create(lpm_trie,8,8,16,0)"

// command runs an entry of the command palette.
func (p *page) command(words string) {
	p.t.Helper()
	p.eval(`dispatchEvent(new KeyboardEvent("keydown", {key: "k", ctrlKey: true, bubbles: true}))`)
	p.write("#command-input", words)
	p.wait("the entry", `document.querySelectorAll(".command").length === 1`)
	p.do(press("\r"))
}

// replace replaces a text in the editor of a lesson as if the user had typed it, and leaves the cursor after it.
func (p *page) replace(old, text string) {
	p.t.Helper()
	p.eval(`{const t = document.querySelector("#author-text"), i = t.value.indexOf(` + strconv.Quote(old) + `);
		t.focus(); t.setSelectionRange(i, i + ` + strconv.Quote(old) + `.length); document.execCommand("insertText", false, ` + strconv.Quote(text) + `)}`)
}

// TestALessonIsWrittenAndShared writes a lesson about a refused call, sees and mends a mistake, reloads, and opens the link
// in another browser.
func TestALessonIsWrittenAndShared(t *testing.T) {
	p := openPage(t, refusedTrie, 1440, 900)
	p.command("write a lesson about")
	p.wait("a draft", `document.querySelector("#author-text")?.value.includes("@ 2 show checks")`)
	p.replace("Title of the lesson", "A trie wants a flag")
	p.replace("@ 1\n", "@ 1 refcmt\n")
	p.shows("#author-mistake-0", `No event "refcmt"`)
	p.wait("the error at its line", `document.querySelector(".lens").getBoundingClientRect().top > document.querySelector("#author-text").getBoundingClientRect().top
		&& document.querySelector(".gutter").innerText.includes("▲6")`)
	p.wait("no way to open it", `document.querySelector("#author-open").disabled`)
	p.replace("refcmt", "refcnt")
	p.wait("no mistake", `!document.querySelector("#author-mistake-0") && !document.querySelector("#author-open").disabled`)
	p.shows("#author-where", "During call 1")
	p.wait("the drawing", `document.querySelector(".author-preview svg").getBoundingClientRect().height > 50`)
	p.click("#author-next")
	p.shows("#author-step", "Step 2 of 2")
	p.wait("the checks", `document.querySelector(".author-preview .slide-checks .failed")`)
	p.shows("#author-kept", "Kept in this browser")

	p.do(chromedp.Reload())
	p.wait("the lesson after a reload", `document.querySelector("#author-text")?.value.startsWith("A trie wants a flag")`)
	p.click("#author-share")
	p.wait("its link", `document.querySelector("#author-link")?.value.includes("#v1/lesson=")`)
	link := p.ask(`new URL(document.querySelector("#author-link").value).hash`)

	student := openPage(t, link, 390, 844)
	student.shows("#lesson-title", "A trie wants a flag")
	student.shows("#lesson-where", "1 of 2")
	student.click("#lesson-next")
	student.shows("#lesson-next", "Show the answer")
	if answer := student.text("#lesson-answer"); answer != "" {
		t.Errorf("the link shows the answer %q", answer)
	}
	student.click("#lesson-next")
	student.shows("#lesson-answer", "EINVAL")
	student.wait("the address", `location.hash.endsWith(".2.shown")`)
	student.do(chromedp.Reload())
	student.shows("#lesson-answer", "EINVAL")
}

// TestHomeworkIsSetAndSolved sets a homework by link, and answers it wrong and right in another browser.
func TestHomeworkIsSetAndSolved(t *testing.T) {
	p := openPage(t, refusedTrie, 1440, 900)
	p.command("set a homework")
	p.write("#set-2", "Which flag is missing?")
	p.write("#set-3", "BPF_F_NO_PREALLOC | 1")
	p.click("#set-copy")
	p.wait("its link", `document.querySelector("#set-link")?.value.includes("/homework=")`)
	link := p.ask(`new URL(document.querySelector("#set-link").value).hash`)

	student := openPage(t, link, 390, 844)
	student.wait("the questions", `document.querySelectorAll(".question").length === 3`)
	if text := student.text("main") + student.text("footer"); strings.Contains(text, "requires BPF_F_NO_PREALLOC") || student.text("#result") != "" {
		t.Errorf("the page shows the result: %s", text)
	}
	student.choose("#homework-0", "EPERM")
	student.write("#homework-2", "bpf_f_no_prealloc")
	student.click("#homework-check")
	student.shows("#homework-0-said", "Not right")
	student.shows("#homework-1-said", "No answer yet")
	student.shows("#homework-2-said", "Right")
	student.shows("#homework-score", "1 of 3")
	student.choose("#homework-0", "EINVAL")
	right := student.ask(`[...document.querySelectorAll("#homework-1 option")].find(o => o.text.includes("BPF_F_NO_PREALLOC") && o.text.startsWith("trie_alloc")).value`)
	student.choose("#homework-1", right)
	student.click("#homework-check")
	student.shows("#case-verdict", "All right, after 2 attempts")
	student.wait("the verdict in view", `(r => r.top >= 44 && r.bottom <= innerHeight)(document.querySelector("#case-verdict").getBoundingClientRect())`)
	student.shows("#result", "EINVAL")
	if w := student.ask(`document.documentElement.scrollWidth`); w != "390" {
		t.Errorf("the page is %s pixels wide, want 390", w)
	}
}

// TestTheHandoutPrints prints a lesson to PDF. The answers are on the last page.
func TestTheHandoutPrints(t *testing.T) {
	p := openPage(t, "#v1/lesson=who-keeps-a-map-alive.3", 1440, 900)
	p.eval(`globalThis.printed = 0; globalThis.print = () => printed++; dispatchEvent(new KeyboardEvent("keydown", {key: "p", ctrlKey: true, bubbles: true}))`)
	p.wait("the handout to be printed", `globalThis.printed === 1`)
	p.wait("every step drawn", `document.querySelectorAll("#handout .scene svg").length > 5`)
	all := p.printedPages()
	if all < 3 {
		t.Errorf("the handout has %d pages", all)
	}
	p.eval(`document.querySelector("#handout-answers").style.display = "none"`)
	if n := p.printedPages(); n != all-1 {
		t.Errorf("without the answers %d of %d pages remain, want all but one", n, all)
	}
	p.click("#handout-back")
	p.shows("#lesson-where", "3 of 10")
}

// printedPages prints the page to PDF and returns the number of its pages.
func (p *page) printedPages() int {
	p.t.Helper()
	var pdf []byte
	p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		printed, err := cdp.Call(ctx, target, cdppage.PrintToPDF, cdppage.PrintToPDFParams{})
		pdf = printed.Data
		return err
	}))
	return bytes.Count(pdf, []byte("/Type /Page\n"))
}
