//go:build !js

package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bpfplay/web"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const hexdump = `00000000: 0100 0000 0400 0000 0800 0000 1000 0000  ................`

// seedPage opens the kernel of the founding commit without calls. Without a link, the page opens its example.
const seedPage = "#v1/k=seed"

// history evaluates to the visible text of the session.
const history = `[...document.querySelectorAll(".history .row")].map(r => r.innerText).join("\n")`

// button returns the selector of a button by its label.
func button(label string) string { return fmt.Sprintf(`button[aria-label=%q]`, label) }

// TestMainJob does the page's main job: paste an attr, find out why it fails, fix it, follow the map and share a link.
func TestMainJob(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)

	p.click("#paste-button")
	p.write("#paste-text", hexdump)
	p.shows("#paste-as", "xxd, 16 bytes")
	p.click("#paste-use")
	p.click("#run")
	p.shows("#result", "= -1 EINVAL (Invalid argument)")
	p.shows(".ladder .failed", "find_and_alloc_map")
	p.shows("#sentence", "bpf_register_map_type")

	p.click("#machine-button")
	p.choose("#register", "1")
	p.shows(".types", "hash")
	p.click("#close-panel")
	p.click("#call-1")
	p.shows("#result", "= 3")

	p.click("#fork")
	p.shows("#call-2", "fork")
	p.click(button("Close descriptor 3 of task 0"))
	p.shows("#sentence", "1 reference to the file remains, so map 1 stays")
	p.click(button("Close descriptor 3 of task 1"))
	p.shows("#sentence", "queued for freeing")
	p.click(button("Run the worker"))
	p.shows("#sentence", "frees 1 map")
	if v := p.ask(`JSON.stringify(bpfplay.view().work)`); v != `{"waiting":[],"queued":[],"running":0,"freed":[{"map":1,"by":"kworker"}]}` {
		t.Errorf("unexpected work queue: %s", v)
	}

	p.eval(`document.activeElement.blur()`)
	p.do(press(","))
	p.do(press(","))
	p.shows("#now", "Call 4")
	p.click("#share-button")
	p.shows(".notice", "link")
	link := p.ask(`location.hash`)
	if got := p.ask(`new URL(bpfplay.link()).hash`); got != link {
		t.Errorf("link() is %s, want the address %s", got, link)
	}
	seen, now := p.ask(history), p.text("#now")

	other := openPage(t, link, 1440, 900)
	other.shows("#now", "Call 4")
	if got := other.ask(history); got != seen {
		t.Errorf("the link opens\n%s\nwant\n%s", got, seen)
	}
	if got := other.text("#now"); got != now {
		t.Errorf("the link opens at %q, want %q", got, now)
	}
}

func TestFieldsBytesAndLineAgree(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	p.write("#in-key_size", "0x102")
	p.wait("the bytes to follow a field", `document.querySelector("#byte-4").value == "02" && document.querySelector("#byte-5").value == "01"`)
	p.wait("the line to follow", `document.querySelector("#in-strace").value.includes("key_size=258")`)
	p.write("#byte-4", "ff")
	p.wait("the field to follow a byte", `document.querySelector("#in-key_size").value == "511"`)
	p.write("#in-strace", "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=9, max_entries=2}, 16)")
	p.wait("fields and bytes to follow the line", `document.querySelector("#in-value_size").value == "9" && document.querySelector("#byte-0").value == "02"`)

	p.write("#in-key_size", "lots")
	p.shows("#in-key_size-wrong", "want a")
	p.wait("the bytes to stay as they were", `document.querySelector("#byte-4").value == "04"`)
	p.write("#in-key_size", "4294967296")
	p.shows("#in-key_size-wrong", "at most 4294967295")
	p.click("#run")
	p.shows(".notice", "is marked")
	p.write("#in-key_size", "4")
	p.wait("the message to go", `!document.querySelector("#in-key_size-wrong")`)
	p.click("#run")
	p.shows("#result", "EINVAL")
}

// TestBadInputLosesNothing pastes invalid texts and opens truncated links.
func TestBadInputLosesNothing(t *testing.T) {
	p := openPage(t, "#v1/k=seed/types=1/create(hash,4,8,16)", 1440, 900)
	p.shows("#result", "= 3")
	before := p.ask(history)
	p.click("#paste-button")
	for text, want := range map[string]string{
		"01 00 0g 00":             "0g",
		"010":                     "odd",
		"The quick brown fox":     "line 1",
		"bpf(BPF_MAP_CREATE, {ma": "line 1",
	} {
		p.write("#paste-text", text)
		p.wait(fmt.Sprintf("an error for %q", text), fmt.Sprintf(`(document.querySelector("#paste-wrong")?.innerText ?? "").toLowerCase().includes(%q)`, want))
	}
	p.click("#close-panel")
	p.eval(`location.hash = "#v1~AAAA/k=seed/types=1/cre"`)
	p.shows(".notice", "link is incomplete")
	if got := p.ask(history); got != before {
		t.Errorf("after bad input the history is\n%s\nwant\n%s", got, before)
	}

	fresh := openPage(t, "#v1~AAAA/k=seed/types=1/cre", 1440, 900)
	fresh.shows(".notice", "link is incomplete")
	fresh.shows(".history", "no calls")
}

// TestReloadKeepsTheLastCall reloads the page after two calls.
func TestReloadKeepsTheLastCall(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(hash,4,8,16)", 1440, 900)
	p.shows("#result", "= 3")
	p.eval(`document.querySelector("#fork").click(); bpfplay.close(3)`)
	p.wait("the address to follow", `location.hash.includes("fork(1)/close(3)")`)
	p.do(chromedp.Reload())
	p.shows("#call-3", "close")
}

// TestReloadAtOnceKeepsTheLastCall reloads a page with a long history before it has written its address.
func TestReloadAtOnceKeepsTheLastCall(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(hash,4,8,16)"+strings.Repeat("/dup(3)", 900), 1440, 900)
	p.shows("#result", "= 903")
	const made = `globalThis.bpfplay?.view().tasks.length === 2 && !bpfplay.view().tasks[0].fds.some(d => d.fd === 3)`
	p.eval(`document.querySelector("#fork").click(); bpfplay.close(3)`)
	p.wait("both calls", made)
	p.do(chromedp.Reload())
	p.wait("both calls after the reload", made)
}

func TestEveryExampleOpens(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	for i := range web.Examples {
		p.click("#examples-button")
		p.click(fmt.Sprintf("#panel-examples #example-%d, .panel #example-%d", i, i))
		p.wait("the example to open", `document.querySelector("#sentence")?.innerText.length > 20 && !document.querySelector(".notice.bad")`)
	}
}

// TestPageFitsAPhone opens every tab on a narrow screen: only that column shows, and nothing is wider. What the header leaves
// out is among the commands.
func TestPageFitsAPhone(t *testing.T) {
	p := openPage(t, "#v1/k=seed/types=1/create(hash,4,8,16)/fork(1)/close(3)", 390, 844)
	for _, tab := range []string{"call", "history", "kernel"} {
		p.click(fmt.Sprintf(`.tabs [data-tab=%q]`, tab))
		p.wait("the column to show", fmt.Sprintf(`[...document.querySelectorAll("main section")].filter((s) => s.offsetWidth > 0).map((s) => s.classList[0]).join() == %q`, tab))
		if w := p.ask(`document.documentElement.scrollWidth`); w != "390" {
			t.Errorf("tab %s is %s pixels wide, want 390", tab, w)
		}
	}
	p.wait("no button for the export", `document.querySelector("#export-button").offsetWidth == 0`)
	p.click("#commands-button")
	p.write("#command-input", "export")
	p.do(press(kb.Enter))
	p.shows("dialog[open] h2", "Export")
}

// TestScriptsReachTheKernel calls the functions of globalThis.bpfplay.
func TestScriptsReachTheKernel(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	attr := `new Uint8Array([1,0,0,0, 4,0,0,0, 8,0,0,0, 16,0,0,0])`
	for _, c := range []struct{ script, want string }{
		{`bpfplay.releases()[0].name`, "seed"},
		{`bpfplay.bpf(0, ` + attr + `, 16)`, "-22"},
		{`bpfplay.explain().answered.function`, "find_and_alloc_map"},
		{`bpfplay.explain().errno`, "EINVAL"},
		{`bpfplay.boot({release: "seed", types: [1, "2:enomem"]})`, "undefined"},
		{`bpfplay.write(0x10000100, ` + attr + `)`, "undefined"},
		{`bpfplay.read(268435712n, 5).join()`, "1,0,0,0,4"},
		{`bpfplay.bpf(0, 0x10000100n, 16)`, "3"},
		{`bpfplay.dup(3)`, "4"},
		{`bpfplay.fork()`, "1"},
		{`bpfplay.close(3, 1)`, "0"},
		{`bpfplay.exec(0)`, "0"},
		{`bpfplay.close(3)`, "-9"},
		{`bpfplay.exit(1)`, "0"},
		{`bpfplay.close(4)`, "0"},
		{`bpfplay.work()`, "0"},
		{`bpfplay.view().work.freed.length`, "1"},
		{`bpfplay.bpf(0, 0, 4294967295)`, "-7"},
		{`bpfplay.load(bpfplay.link())`, "undefined"},
		{`bpfplay.view().maps.length`, "0"},
		{`(() => { try { bpfplay.close("x") } catch (e) { return e instanceof TypeError && e.message } })()`, `bpfplay.close: invalid fd "x": want an integer`},
		{`(() => { try { bpfplay.boot({release: "0.1"}) } catch (e) { return e instanceof TypeError } })()`, "true"},
		{`(() => { try { bpfplay.close(3, 9) } catch (e) { return e instanceof TypeError && e.message.includes("no living task 9") } })()`, "true"},
		{`(() => { try { bpfplay.load("v1~AAAA/k=seed") } catch (e) { return e instanceof TypeError && e.message.includes("checksum") } })()`, "true"},
		{`(() => { try { bpfplay.bpf(0, {}, 16) } catch (e) { return e instanceof TypeError && e.message.includes("attr") } })()`, "true"},
	} {
		want := c.want
		if got := p.ask(strings.ReplaceAll(c.script, "\n", " ")); got != want && !(want == "undefined" && got == "null") {
			t.Errorf("%s is %s, want %s", c.script, got, want)
		}
	}
	p.shows(".history", "bpf")
}

// TestRecordingsReplayInTheBrowser replays a part of the seed's recording in the page and compares every line.
func TestRecordingsReplayInTheBrowser(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	text, err := os.ReadFile(filepath.Join("testdata", "seed.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.ask(fmt.Sprintf("bpfplay.replay(%q)", text)); got != string(text) {
		t.Errorf("the replayed recording is\n%s", got)
	}
}

// TestReleasesSideBySide reads the strip, selects releases with it, and makes element calls.
func TestReleasesSideBySide(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(lpm_trie,8,8,16,0)", 1440, 900)
	p.shows("#sentence", "BPF_F_NO_PREALLOC")
	p.shows("#strip-reason", "Every release returns the same result")
	p.write("#in-map_flags", "BPF_F_NO_PREALLOC")
	p.click("#run")
	p.shows("#result", "= 3")
	p.shows("#strip-reason", "Since 4.14. On ")
	p.click(`.rel[data-release="4.9"]`)
	p.shows("#kernel-button", "4.9")
	p.shows("#result", "EINVAL")
	p.click(`.rel[data-release="6.12.117"]`)
	p.shows("#result", "= 3")

	p.click("#examples-button")
	p.click("#example-0")
	p.click(`.rel[data-release="6.12.117"]`)
	p.shows("#result", "= 3")
	p.choose("#picker", "bpf:2")
	p.write("#in-\\*key", "07000000")
	p.write("#in-\\*value", "0102030405060708")
	p.click("#run")
	p.shows("#call-2 .ans", "= 0")
	p.choose("#picker", "bpf:1")
	p.wait("a fresh form", `!document.querySelector("#in-\\*value") && document.querySelector("#in-\\*key").value == "00 00 00 00"`)
	p.write("#in-\\*key", "07000000")
	p.click("#run")
	p.shows(".wrote", "01 02 03 04 05 06 07 08")
}

func TestMachineSettings(t *testing.T) {
	p := openPage(t, "#v1/k=5.4/create(array,4,4096,64)", 1440, 900)
	p.shows("#result", "= 3")
	p.click("#machine-button")
	p.write("#in-RLIMIT_MEMLOCK", "4096\t")
	p.click("#close-panel")
	p.shows("#result", "EPERM")
	p.click("#machine-button")
	p.write("#in-page-size", "5000\t")
	p.shows("#in-page-size-wrong", "4096")
}
