//go:build !js

package browser

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// watchMemory keeps the memory of the program.
const watchMemory = `{
	const instantiate = WebAssembly.instantiate;
	WebAssembly.instantiate = async (...args) => { const i = await instantiate(...args); globalThis.programMemory = i.exports.mem; return i };
}`

// soakScript defines use(a, b), which uses one of the visible controls in some way, and rest(), which returns to an empty
// desk. Controls that leave the page or need an answer outside of it are not used.
const soakScript = `{
	const left = "a, #handout-print, #slide-full, [type=file], [download]";
	const typed = ["", "0", "1", "-1", "3", "4096", "0xffffffff", "1e9", "hash", "BPF_ANY|BPF_EXIST", "01 02 03 04", "ä\u202e", "lookup", " "];
	const texts = [
		'bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 72) = 3\nclose(3) = 0',
		'bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=100}, 72) = -1 EINVAL (Invalid argument)',
		'01 00 00 00 04 00 00 00 08 00 00 00 10 00 00 00', 'libbpf: Error in bpf_create_map_xattr(events):ERROR: strerror_r(-524)=22(-524)', 'nothing that can be read'];
	const keys = ["z", "y", "k", "ArrowLeft", "ArrowRight", "ArrowDown", "Escape", "/", "?", "Home", "End", "Enter", "Tab"];
	const paste = (text) => { const data = new DataTransfer(); data.setData("text/plain", text); document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})) };
	const visible = (e) => e.checkVisibility() && !e.disabled && !e.matches(left);
	globalThis.use = (a, b) => {
		const pick = (list, at) => list[Math.floor(at * list.length)];
		if (a < 0.05) return paste(pick(texts, b));
		if (a < 0.15) {
			const key = pick(keys, b);
			return (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", {key, ctrlKey: "zyk".includes(key), bubbles: true, cancelable: true}));
		}
		const within = document.querySelector("dialog[open]") ?? document;
		const e = pick([...within.querySelectorAll("button, input, select, textarea, summary, [role=separator]")].filter(visible), (a - 0.15) / 0.85);
		if (!e) return;
		e.focus();
		if (e.matches("select")) {
			e.selectedIndex = Math.floor(b * e.options.length);
			e.dispatchEvent(new Event("change", {bubbles: true}));
		} else if (e.matches("input:not([type=checkbox], [type=radio]), textarea")) {
			e.value = e.type == "range" ? Math.floor(b * e.max) : pick(typed, b);
			e.dispatchEvent(new Event("input", {bubbles: true}));
			e.dispatchEvent(new Event("change", {bubbles: true}));
		} else {
			e.click();
		}
	};
	globalThis.rest = () => {
		for (const id of ["#close-panel", "#slide-end", "#handout-back", "#lesson-end", "#paste-cancel"]) document.querySelector(id)?.click();
		bpfplay.boot({release: "6.12"});
	};
}`

// usesBetweenRests is the number of uses between two measurements, each at an empty desk.
const usesBetweenRests = 500

// memory is that of the page at rest: bytes of the program and of scripts, and counts.
type memory struct{ program, scripts, nodes, listeners float64 }

// BenchmarkSoak uses the page at random for the duration of -benchtime, and prints its memory at an empty desk as it goes. It fails if
// the page has a fault or no longer answers.
func BenchmarkSoak(b *testing.B) {
	address, err := startServer()
	if err != nil {
		b.Fatal(err)
	}
	p := newPage(b, address, 1440, 900)
	p.do(send(cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: watchMemory + soakScript}),
		chromedp.Navigate(address+"/"))
	p.started()
	random := rand.New(rand.NewPCG(1, 2))
	var first, last memory
	uses := 0
	for b.Loop() {
		for range usesBetweenRests {
			p.eval(fmt.Sprintf(`use(%f, %f)`, random.Float64(), random.Float64()))
		}
		uses += usesBetweenRests
		last = p.memoryAtRest()
		if uses == usesBetweenRests {
			first = last
		}
		fmt.Fprintf(os.Stderr, "%7d uses: program %5.1f MB, scripts %5.1f MB, %6.0f nodes, %5.0f listeners\n", uses, last.program/1e6, last.scripts/1e6, last.nodes, last.listeners)
	}
	b.ReportMetric(float64(uses), "uses")
	b.ReportMetric((last.program-first.program)/1e6, "grown-program-MB")
	b.ReportMetric((last.scripts-first.scripts)/1e6, "grown-scripts-MB")
	b.ReportMetric(last.nodes-first.nodes, "grown-nodes")
}

// memoryAtRest returns to an empty desk, on which a call must be answered, and measures.
func (p *page) memoryAtRest() memory {
	p.t.Helper()
	p.eval(`rest()`)
	p.wait("an answer", `bpfplay.bpf(0, new Uint8Array([1,0,0,0, 4,0,0,0, 8,0,0,0, 16,0,0,0])) == 3`)
	p.shows(".history h2", "1 call")
	p.eval(`rest()`)
	p.wait("an empty desk", `!document.querySelector("#call-1")`)
	p.do(send(heapprofiler.CollectGarbage, cdp.Empty{}))
	program, err := strconv.ParseFloat(p.ask(`programMemory.buffer.byteLength`), 64)
	if err != nil {
		p.t.Fatal(err)
	}
	metrics := p.metrics()
	return memory{program, metrics["JSHeapUsedSize"], metrics["Nodes"], metrics["JSEventListeners"]}
}
