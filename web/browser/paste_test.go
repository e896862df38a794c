//go:build !js

package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// aTrace is the strace output of a program that creates a hash and a ring buffer, with one unrelated line.
const aTrace = `make: Nothing to be done for 'all'.
bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 72) = 3
bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe1000, value=0x7ffe2000, flags=BPF_ANY}, 32) = 0
bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=4096}, 72) = 4
bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_XDP, insn_cnt=2}, 128) = 5
bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_LPM_TRIE, key_size=8, value_size=8, max_entries=16}, 72) = -1 EINVAL (Invalid argument)
close(3) = 0
`

// set replaces the text of an input at once, as pasting does.
func (p *page) set(selector, text string) {
	p.t.Helper()
	p.wait(selector, fmt.Sprintf(`document.querySelector(%q)`, selector))
	p.eval(fmt.Sprintf(`{const e = document.querySelector(%q); e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true}))}`, selector, text))
}

// TestTraceIsCompared pastes a trace, switches to the proposed kernel, applies a fix and opens the link in another browser.
func TestTraceIsCompared(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	p.click("#paste-button")
	p.set("#paste-text", aTrace)
	p.shows("#paste-as", "6 calls")
	p.shows("#paste-as", "1 line was left out")
	p.wait("the line that was not read", `document.querySelector("#paste-preview .unread")?.innerText.includes("make")`)
	p.choose("#paste-on", p.ask(`[...document.querySelectorAll("#paste-on option")].find(o => o.text === "Linux 5.4").value`))
	p.click("#paste-replay")
	p.shows("#agreement", "of 5 results agree with Linux 5.4")
	p.shows("#differs-note", "The text says = 4")
	p.shows("#agreement-unread", "1 line was left out")
	p.shows("#switch-best", "5 of 5")
	p.click("#switch-best")
	p.shows("#agreement", "5 of 5 results agree with Linux 7.3")
	p.wait("marks at the rows", `document.querySelectorAll("#rows .said.same").length === 5`)
	p.shows("#rows", "BPF_PROG_LOAD as traced")
	p.click("#call-2")
	p.set("#fill-2-0", "aa bb cc dd")
	p.eval(`document.querySelector("#fill-2-0").dispatchEvent(new Event("change", {bubbles: true}))`)
	p.wait("the key to be changed", `document.querySelector("#call-2").innerText.includes("map 1[3721182122]")`)
	p.click("#call-5")
	p.shows("#fix-0", "BPF_F_NO_PREALLOC")
	p.click("#fix-0")
	p.shows("#call-5 .ans", "= 6")
	p.shows("#agreement", "4 of 4 results agree")
	p.click("#share-button")
	p.shows(".notice", "link")
	link, seen := p.ask(`location.hash`), p.ask(history)

	other := openPage(t, link, 1440, 900)
	other.shows("#agreement", "4 of 4 results agree with Linux 7.3")
	if got := other.ask(history); got != seen {
		t.Errorf("the link opens\n%s\nwant\n%s", got, seen)
	}
}

// TestFilesAreOpened drops a file on the page and selects one in the panel.
func TestFilesAreOpened(t *testing.T) {
	p := openPage(t, seedPage, 390, 844)
	drag := func(event string) {
		p.eval(fmt.Sprintf(`{const d = new DataTransfer(); d.items.add(new File([%q], "log.strace")); document.body.dispatchEvent(new DragEvent(%q, {dataTransfer: d, bubbles: true, cancelable: true}))}`, aTrace, event))
	}
	const sign = `getComputedStyle(document.documentElement, "::after").content.includes("Drop the file")`
	drag("dragenter")
	p.wait("a sign that the file can be dropped", sign)
	drag("drop")
	p.wait("the sign to go", "!"+sign)
	p.shows("#paste-name", "log.strace")
	p.shows("#paste-as", "6 calls")
	if w := p.ask(`document.querySelector(".panel").scrollWidth - document.querySelector(".panel").clientWidth`); w != "0" {
		t.Errorf("the panel is %s pixels too wide", w)
	}
	lesson, err := os.ReadFile(filepath.Join("..", "lessons", "02-the-first-commit.txt"))
	if err != nil {
		t.Fatal(err)
	}
	p.eval(fmt.Sprintf(`{const d = new DataTransfer(); d.items.add(new File([%q], "lesson.txt")); const f = document.querySelector("#paste-file"); f.files = d.files; f.dispatchEvent(new Event("change", {bubbles: true}))}`, lesson))
	p.shows("#paste-as", "a lesson")
	p.click("#paste-lesson")
	p.wait("the lesson's history", `document.querySelectorAll("#rows .row").length > 0`)
}

// TestPastesAreOpened pastes outside the input, with a picture of the text as some programs add it, and into the input.
func TestPastesAreOpened(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	paste := func(selector, text string, more string) string {
		return p.ask(fmt.Sprintf(`(() => { const d = new DataTransfer(); d.setData("text/plain", %s); %s
			return !document.querySelector(%q).dispatchEvent(new ClipboardEvent("paste", {clipboardData: d, bubbles: true, cancelable: true})) })()`, text, more, selector))
	}
	if taken := paste("body", strconv.Quote(aTrace), `d.items.add(new File(["PNG"], "picture.png", {type: "image/png"}));`); taken != "true" {
		t.Error("the page does not take a text pasted outside an input")
	}
	p.shows("#paste-as", "6 calls")
	p.wait("the text in the input", fmt.Sprintf(`document.querySelector("#paste-text").value.trim() === %q`, strings.TrimSpace(aTrace)))
	if taken := paste("#paste-text", strconv.Quote(aTrace), ""); taken != "false" {
		t.Error("the page takes a short text from the input")
	}
	if taken := paste("#paste-text", strconv.Quote(aTrace)+".repeat(1000)", ""); taken != "true" {
		t.Error("the page leaves a long text to the input")
	}
	p.shows("#paste-as", "6000 calls")
	p.shows("#paste-name", fmt.Sprintf("Pasted, %d lines", 1000*strings.Count(aTrace, "\n")))
	p.wait("an empty input", `document.querySelector("#paste-text").value === ""`)
}

// TestScriptsPaste pastes texts with globalThis.bpfplay.
func TestScriptsPaste(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	p.eval(fmt.Sprintf("globalThis.trace = %q", aTrace))
	for script, want := range map[string]string{
		`(f => [f.calls, f.said, f.agree, f.release, f.unread.length, f.unread[0].line, f.unread[0].text].join())(bpfplay.paste(trace))`: "6,6,5,7.3,1,1,make: Nothing to be done for 'all'.",
		`(f => [f.judged, f.traced, f.shown, f.equal, f.invented > 0].join())(bpfplay.paste(trace))`:                                     "5,1,0,0,true",
		`bpfplay.paste(trace, {release: "5.4"}).release`:                                                                                 "5.4",
		`bpfplay.paste(trace, {format: "strace"}).format.slice(0, 6)`:                                                                    "strace",
	} {
		if got := p.ask(script); got != want {
			t.Errorf("%s is %s, want %s", script, got, want)
		}
	}
	p.shows("#agreement", "results agree")
	for script, must := range map[string]string{
		`bpfplay.paste()`:                            "missing text: want a string",
		`bpfplay.paste("The quick brown fox")`:       "line 1",
		`bpfplay.paste(trace, 3)`:                    `invalid options "3"`,
		`bpfplay.paste(trace, {release: 6})`:         "invalid options.release: want a string",
		`bpfplay.paste(trace, {release: "0.1"})`:     "0.1",
		`bpfplay.paste(trace, {format: "sanskrit"})`: "one of",
	} {
		got := p.ask(`(() => { try { return ` + script + ` } catch (e) { return e instanceof TypeError && e.message } })()`)
		if !strings.Contains(got, must) {
			t.Errorf("%s throws %q, want %q", script, got, must)
		}
	}
}

// manyCalls returns a trace of three processes with the given number of calls, about 500 bytes per call.
func manyCalls(calls int) string {
	var b strings.Builder
	for i := range calls / 4 {
		pid := 100 + i%3
		fmt.Fprintf(&b, "[pid %5d] 11:03:32.678676 bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16, map_flags=BPF_F_NO_PREALLOC, inner_map_fd=0, map_name=\"demo%d\", map_ifindex=0, btf_fd=0, btf_key_type_id=0, btf_value_type_id=0, btf_vmlinux_value_type_id=0, map_extra=0, extra_data=\"%s\" /* bytes 72..199 */}, 200) = 3<anon_inode:bpf-map> <0.000120>\n", pid, i, strings.Repeat(`\x00`, 128))
		fmt.Fprintf(&b, "[pid %5d] 11:03:32.678676 bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3<anon_inode:bpf-map>, key=0x55cdc1eaa030, value=0x55cdc1eaa038, flags=BPF_NOEXIST}, 32) = 0 <0.000034>\n", pid)
		fmt.Fprintf(&b, "[pid %5d] 11:03:32.678676 bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=3<anon_inode:bpf-map>, info_len=88, info={type=BPF_MAP_TYPE_HASH, id=%d, key_size=4, value_size=8, max_entries=16, map_flags=BPF_F_NO_PREALLOC, name=\"demo%d\", ifindex=0, btf_vmlinux_value_type_id=0, netns_dev=makedev(0, 0), netns_ino=0, btf_id=0, btf_key_type_id=0, btf_value_type_id=0}}}, 16) = 0 <0.000034>\n", pid, i+1, i)
		fmt.Fprintf(&b, "[pid %5d] 11:03:32.678676 close(3<anon_inode:bpf-map>) = 0 <0.000034>\n", pid)
	}
	for b.Len() < 500*calls {
		b.WriteString("make[2]: Nothing to be done for 'all', and this line is from another program.\n")
	}
	return b.String()
}

// TestTenThousandCalls pastes a trace of 5 MB and steps and scrolls through it. It prints the times.
func TestTenThousandCalls(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	text := manyCalls(10_000)
	p.click("#paste-button")
	p.wait("the input", `document.querySelector("#paste-text")`)
	p.eval(fmt.Sprintf(`globalThis.trace = %q`, text))
	p.eval(`{const d = new DataTransfer(); d.setData("text/plain", trace); globalThis.began = performance.now(); document.querySelector("#paste-text").dispatchEvent(new ClipboardEvent("paste", {clipboardData: d, bubbles: true, cancelable: true}))}`)
	p.wait("the text to be read", `document.querySelector("#paste-as")?.innerText.includes("10000 calls") && (globalThis.wasRead ??= performance.now())`)
	if rows := p.ask(`document.querySelectorAll("#paste-preview .pasted").length`); rows != "60" {
		t.Errorf("the preview has %s lines, want 60", rows)
	}
	p.eval(`globalThis.again = performance.now()`)
	p.click("#paste-replay")
	p.wait("the history", `document.querySelector("#agreement")?.innerText.includes("10000 of 10000") && (globalThis.wasShown ??= performance.now())`)
	t.Logf("%d bytes: read in %s ms, replayed and shown in %s ms", len(text), p.ask(`Math.round(wasRead - began)`), p.ask(`Math.round(wasShown - again)`))
	p.eval(`document.querySelector("#history").scrollTop = 200000`)
	p.wait("the rows in view", `(() => { const b = document.querySelector("#history").getBoundingClientRect(); return document.elementFromPoint(b.left + 60, b.top + b.height / 2)?.closest(".entry") })()`)
	if rows := p.ask(`document.querySelectorAll("#rows .entry").length`); rows != "80" {
		t.Errorf("the history has %s rows in the page, want 80", rows)
	}
	p.click(button("Boot (Home)"))
	p.shows("#now", "Boot")
	p.eval(`document.activeElement.blur()`)
	began := time.Now()
	for range 5 {
		p.do(press("]"))
	}
	p.shows("#now", "Call 5")
	t.Logf("five steps took %v", time.Since(began).Round(time.Millisecond))
}
