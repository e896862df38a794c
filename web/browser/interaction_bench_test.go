//go:build !js

package browser

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// interactions are the most frequent actions: a script for each, and a condition of the page after it.
var interactions = []struct{ name, do, shown string }{
	{"nothing", `0`, `true`},
	{"step", `document.querySelector(at % 2 ? "#step-next-call" : "#step-prev-call").click()`, `document.querySelector("#now").innerText !== before`},
	{"key", `{const e = document.querySelector("#in-flags"); e.value = at % 2 ? "BPF_ANY" : "BPF_EXIST"; e.dispatchEvent(new Event("input", {bubbles: true}))}`,
		`document.querySelector("#byte-24").value == (at % 2 ? "00" : "02")`},
	{"run", `(document.querySelector("#run-append") ?? document.querySelector("#run")).click()`, `document.querySelector(".history h2").innerText !== count`},
}

// historyLengths are the numbers of calls before an interaction.
var historyLengths = []int{10, 1_000, 10_000}

// BenchmarkInteraction prints the main thread's work for each interaction, the median of 15, by length of the history. The
// interaction "nothing" is the cost of measuring.
func BenchmarkInteraction(b *testing.B) {
	for b.Loop() {
		for _, n := range historyLengths {
			p := openPage(b, "#v1/k=6.12/create(hash,4,8,16)", 1440, 900)
			p.eval(fmt.Sprintf(`for (let i = 0; i < %d; i++) { bpfplay.write(0x10001000, new Uint8Array([i%%16,0,0,0])); bpfplay.write(0x10002000, new Uint8Array(8));
				bpfplay.write(0x10000000, new Uint8Array([3,0,0,0,0,0,0,0, 0,0x10,0,0x10,0,0,0,0, 0,0x20,0,0x10,0,0,0,0, 0,0,0,0,0,0,0,0])); bpfplay.bpf(2, 0x10000000, 32) }`, n-1))
			p.shows(".history h2", fmt.Sprintf("%d calls", n))
			p.click(fmt.Sprintf("#call-%d", n))
			p.wait("the call in the form", `document.querySelector("#in-flags")`)
			for _, act := range interactions {
				var work []float64
				for i := range 15 {
					before := p.taskTime()
					p.eval(fmt.Sprintf(`globalThis.at = %d; globalThis.before = document.querySelector("#now").innerText; globalThis.count = document.querySelector(".history h2").innerText; %s`, i, act.do))
					p.wait(act.name, act.shown)
					work = append(work, 1000*(p.taskTime()-before))
				}
				slices.Sort(work)
				b.Logf("%6d calls, %-8s %6.1f ms", n, act.name, work[len(work)/2])
				if n == historyLengths[len(historyLengths)-1] {
					b.ReportMetric(work[len(work)/2], act.name+"-ms")
				}
			}
		}
	}
}

// taskTime returns the seconds that the main thread has worked.
func (p *page) taskTime() float64 {
	p.t.Helper()
	return p.metrics()["TaskDuration"]
}

// metrics returns the tab's own counters.
func (p *page) metrics() map[string]float64 {
	p.t.Helper()
	values := map[string]float64{}
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, performance.Enable, performance.EnableParams{}); err != nil {
			return err
		}
		got, err := cdp.Call(ctx, t, performance.GetMetrics, cdp.Empty{})
		if err != nil {
			return err
		}
		for _, m := range got.Metrics {
			values[m.Name] = m.Value
		}
		return nil
	}))
	return values
}
