//go:build !js

package browser

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	work     = "#v1/k=6.12/create(hash,4,8,16)/close(3)"
	wrapped  = "openat(AT_FDCWD, \"/sys/fs/bpf/x\", O_RDONLY) = -1 ENOENT (No such file or\ndirectory)\nbpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 16) = 3\n"
	storages = `bpf(BPF_BTF_LOAD, {btf="\237\353\1", btf_log_buf=NULL, btf_size=40, btf_log_size=0, btf_log_level=0}, 32) = 3
bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_SK_STORAGE, key_size=4, value_size=8, max_entries=0, map_flags=BPF_F_NO_PREALLOC, btf_fd=3, btf_key_type_id=1, btf_value_type_id=3}, 72) = 4
bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=4, key=0x55668e907100, value=0x55668e906100}, 32) = -1 EBADF (Bad file descriptor)
`
)

// answers fails if the program has ended: the desk makes another call.
func (p *page) answers() {
	p.t.Helper()
	p.eval(`bpfplay.bpf(0, new Uint8Array([2, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0]), 16)`)
	p.wait("the call on the desk", `document.querySelector(".history").innerText.includes("array")`)
}

// TestABrokenLinkIsRefused opens links with broken percent escapes, first of all and over existing work.
func TestABrokenLinkIsRefused(t *testing.T) {
	for _, link := range []string{"#100%", "#v1/k=6.12/create(hash,4,8,16%2"} {
		p := openPage(t, link, 1440, 900)
		p.shows(".notice", "The link is broken")
		p.answers()

		p = openPage(t, work, 1440, 900)
		p.shows("#call-2", "close")
		p.eval(`location.hash = "` + link + `"`)
		p.shows(".notice", "The link is broken")
		p.shows("#call-2", "close")
		if hash := p.ask(`location.hash`); hash != work+"/at=2" && hash != p.ask(`new URL(bpfplay.link()).hash`) {
			t.Errorf("the address is %s", hash)
		}
		p.answers()
		p.eval(`location.hash = "` + work + `"`)
		p.wait("a good link to open", `!document.querySelector(".history").innerText.includes("array")`)
	}
}

// TestABrokenLinkInAFrame shows the poster of a broken link, and the notice once the program runs.
func TestABrokenLinkInAFrame(t *testing.T) {
	p := openPage(t, seedPage, 1280, 720)
	p.embed("/?embed=1#v1/k=6.12/create(hash,4,8,16)/close(3)/100%")
	const doc = `document.querySelector("#f").contentDocument`
	p.wait("the poster", doc+`.querySelector("#poster")?.innerText.includes("create(hash")`)
	p.eval(doc + `.querySelector("#poster").click()`)
	p.wait("the notice", `(`+doc+`.querySelector(".notice")?.innerText ?? "").includes("The link is broken")`)
}

// TestPastedTextsDoNotEndThePage pastes what once ended the program.
func TestPastedTextsDoNotEndThePage(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	for _, pasted := range [][2]string{{wrapped, "1"}, {storages, "3"}} {
		text, calls := pasted[0], pasted[1]
		p.click("#paste-button")
		p.wait("the panel", `document.querySelector("#paste-text")`)
		p.eval(`{const i = document.querySelector("#paste-text"); i.value = ` + strconv.Quote(text) + `; i.dispatchEvent(new Event("input", {bubbles: true}))}`)
		p.wait("the text to be read", `document.querySelector("#paste-as")?.innerText.includes("`+calls+` call")`)
		p.click("#paste-replay")
		p.wait("the history", `!document.querySelector("#paste-text") && document.querySelectorAll(".history .row").length >= `+calls)
	}
	p.shows(".history", "sk_storage")
	p.answers()
}

// TestAFaultInAHandlerKeepsTheWork makes a handler panic: the event has a place that is not a number.
func TestAFaultInAHandlerKeepsTheWork(t *testing.T) {
	p := openPage(t, work, 1440, 900)
	p.shows("#call-2", "close")
	for range 6 { // more often than faults in drawing are forgiven
		p.eval(`document.querySelector("#step-prev").dispatchEvent(Object.assign(new Event("click"), {clientX: "planted", clientY: "planted"}))`)
		p.shows(".notice", "This is a bug in bpfplay, not in your call.")
		p.shows("#call-2", "close")
		p.click(".notice .close")
		p.wait("the notice to close", `document.querySelector(".notice.empty")`)
	}
	p.answers()
}

// TestAFaultInDrawingEndsWithALink makes every drawing fail, until the program ends. The page then offers the work.
func TestAFaultInDrawingEndsWithALink(t *testing.T) {
	p := openPage(t, work, 1440, 900)
	p.shows("#call-2", "close")
	p.eval(`document.createElement = () => { throw new Error("planted") }; document.querySelector("#help-button").click()`)
	p.wait("the page to say that it ended", `document.querySelector("#ended")?.innerText.includes("bpfplay has stopped")`)
	if link := p.ask(`document.querySelector("#ended input").value`); link != p.ask(`location.href`) || p.ask(`document.querySelector("#ended a").href`) != link {
		t.Errorf("the link is %s", link)
	}
	p.do(chromedp.Reload())
	p.mu.Lock()
	p.faults = nil // what ended it is on the console, and what still called the ended program
	p.mu.Unlock()
	p.wait("the work", `(document.querySelector("#call-2")?.innerText ?? "").includes("close")`)
}
