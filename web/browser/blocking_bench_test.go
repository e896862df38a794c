//go:build !js

package browser

import (
	"fmt"
	"strconv"
	"testing"
)

// costlyLinks and longTexts are JavaScript expressions of inputs that cost as much as an input may.
var (
	costlyLinks = []struct{ name, text string }{
		{"100,000 maps", `"v1/k=6.12/" + times(100000, () => "create(hash,4,8,16)")`},
		{"100,000 runs of the worker", `"v1/k=6.12/create(hash,4,8,16)/" + times(99999, () => "work()")`},
		{"1,023 forks", `"v1/k=6.12/create(hash,4,8,16)/" + times(1023, (i) => "fork(" + (i + 1) + ")")`},
		{"1,000 pages and 1,023 forks", `"v1/k=6.12/create(hash,4,8,16)/" + times(1000, (i) => "w(" + (0x10000000 + 4096 * i).toString(16) + ",01)") + "/" + times(1023, (i) => "fork(" + (i + 1) + ")")`},
		{"a dense table and 20 forks", `"v1/k=6.12/nofile=1048576/unseen(1048576)/" + times(20, (i) => "fork(" + (i + 1) + ")")`},
		{"a high descriptor and 200 forks", `"v1/k=6.12/nofile=1048576/create(hash,4,8,16)/dup3(3,1048575,0)/" + times(200, (i) => "fork(" + (i + 1) + ")")`},
		{"4,200 values of 1 MiB", `"v1/k=6.12/create(hash,4,1048576,5000,1)/" + times(4200, (i) => "w(10001000," + hex(i) + ")/update_elem(3,0x10001000,0x10002000,0)")`},
		{"5 batches of 1,000,000", `"v1/k=6.12/create(hash,4,8,1000000)/" + times(5, () => "update_batch(0,0,0x10001000,0x10002000,1000000,3,0,0)")`},
	}
	longTexts = []struct{ name, text string }{
		{"10 MB of garbage", `times(200000, (i) => "~" + "!?%&x".repeat(8) + (i * 7919 % 10007), "\n")`},
		{"200,000 lines of strace", `times(200000, (i) => "bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe" + hex(i) + ", value=0x7ffd0000, flags=BPF_ANY}, 32) = 0", "\n")`},
		{"100,000 wrapped lines of a mail", `times(100000, () => "> bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe0000, value=0x=\n> 7ffd0000, flags=BPF_ANY}, 32) = 0", "\n")`},
		{"a line of 5 MB", `"bpf(BPF_MAP_CREATE, {" + "a=1, ".repeat(1000000) + "}, 16) = 3"`},
		{"13 MB of xxd", `times(200000, (i) => (16 * i).toString(16).padStart(8, "0") + ": 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................", "\n")`},
	}
)

// costlyInputs follows the long tasks of the main thread, and prepares the expressions. An input arrives at the time since.
const costlyInputs = `globalThis.times = (n, make, between = "/") => Array.from({length: n}, (_, i) => make(i)).join(between);
	globalThis.hex = (i) => [i & 255, i >> 8 & 255, i >> 16, 0].map((b) => b.toString(16).padStart(2, "0")).join("");
	globalThis.tasks = []; globalThis.since = Infinity;
	new PerformanceObserver((l) => { for (const e of l.getEntries()) tasks.push(e) }).observe({entryTypes: ["longtask"]})`

// atRest evaluates to whether the page has not worked for two seconds.
const atRest = `!document.querySelector("#opening, #paste-progress") && performance.now() - Math.max(since, ...tasks.map((e) => e.startTime + e.duration)) > 2000`

// BenchmarkBlocking prints the longest task of the main thread for each costly input.
func BenchmarkBlocking(b *testing.B) {
	for b.Loop() {
		worst := 0.0
		measure := func(p *page, name string) {
			p.wait(name+" to be done", atRest)
			ms, err := strconv.ParseFloat(p.ask(`Math.max(0, ...tasks.filter((e) => e.startTime >= since).map((e) => e.duration))`), 64)
			if err != nil {
				b.Fatal(err)
			}
			worst = max(worst, ms)
			b.Logf("%-32s %6.0f ms", name, ms)
		}
		for _, l := range costlyLinks {
			p := openPage(b, "#v1/k=6.12/create(hash,4,8,16)", 1440, 900)
			p.eval(costlyInputs)
			p.eval(fmt.Sprintf(`{ const link = %s; setTimeout(() => { since = performance.now(); location.hash = link }) }`, l.text))
			measure(p, l.name)
		}
		for _, l := range longTexts {
			p := openPage(b, "#v1/k=6.12/create(hash,4,8,16)", 1440, 900)
			p.click("#paste-button")
			p.wait("the panel", `document.querySelector("#paste-text")`)
			p.eval(costlyInputs)
			p.eval(fmt.Sprintf(`{ const text = %s, data = new DataTransfer(); data.setData("text/plain", text); setTimeout(() => {
				since = performance.now(); document.querySelector("#paste-text").dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})) }) }`, l.text))
			measure(p, l.name)
		}
		b.ReportMetric(worst, "longest-ms")
	}
}
