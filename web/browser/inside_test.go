//go:build !js

package browser

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// fill creates a hash of a million elements with batches, as an embedding page would.
const fill = `{
	bpfplay.boot({release: "6.12"});
	const u32 = (...v) => new Uint8Array(new Uint32Array(v).buffer);
	const u64 = (...v) => new Uint8Array(new BigUint64Array(v.map(BigInt)).buffer);
	const join = (...parts) => new Uint8Array(parts.flatMap(p => [...p]));
	const fd = bpfplay.bpf(0, u32(1, 4, 8, 1000000, 64));
	const batch = 50000, keysAt = 0x20000000, valuesAt = 0x30000000;
	for (let from = 0; from < 1000000; from += batch) {
		bpfplay.write(keysAt, u32(...Array.from({length: batch}, (_, i) => from + i)));
		bpfplay.write(valuesAt, new Uint8Array(new BigUint64Array(batch).fill(7n).buffer));
		globalThis.filled = bpfplay.bpf(26, join(u64(0, 0, keysAt, valuesAt), u32(batch, fd), u64(0, 0)));
	}
}`

// watchTasks records the longest time that the page was blocked, in milliseconds.
const watchTasks = `
	globalThis.longest = 0;
	new PerformanceObserver(list => list.getEntries().forEach(e => longest = Math.max(longest, e.duration))).observe({type: "longtask"});
`

// pauseMost is the longest time in milliseconds that a step may block the page. The goal is 50 ms on an idle machine.
const pauseMost = 400

// TestMillionElementsDoNotBlockThePage pages through a large map, searches for a key and jumps to a bucket.
func TestMillionElementsDoNotBlockThePage(t *testing.T) {
	p := openPage(t, seedPage, 1440, 900)
	p.eval(fill)
	if ret := p.ask(`filled`); ret != "0" {
		t.Fatalf("the last batch returns %s", ret)
	}
	p.click(button("Look inside map 1"))
	p.shows("#map-inside", "1000000 of 1000000")
	p.eval(watchTasks)
	for _, id := range []string{"leaf-next", "leaf-next", "leaf-prev", "leaf-last", "leaf-first"} {
		before := p.text("#inside-where")
		p.click("#" + id)
		p.wait(id, `document.querySelector("#inside-where").innerText != `+strconv.Quote(before))
	}
	p.write("#inside-find", "777777")
	p.do(press("\r"))
	p.shows("#inside-picture", "777777 → 7")
	p.shows("#inside-sum", "jhash(777777)")
	p.write("#inside-jump", "500000")
	p.do(press("\r"))
	p.shows("#inside-where", "of 1048576")
	p.click(`[data-view="table"]`)
	p.wait("the table", `document.querySelector("#inside-table")`)
	p.click(`[data-view="bytes"]`)
	p.wait("the bytes", `document.querySelector("#inside-bytes")`)
	if n := p.ask(`document.querySelectorAll("#inside-bytes tr").length`); n == "0" || len(n) > 2 {
		t.Errorf("the page shows %s elements, want 1 to 99", n)
	}
	p.wait("the observer to run", `new Promise(done => setTimeout(() => done(true), 100))`)
	longest, err := strconv.ParseFloat(p.ask(`longest`), 64)
	if err != nil || longest > pauseMost {
		t.Errorf("the page was blocked for %v ms (%v)", longest, err)
	}
	t.Logf("the longest task took %.0f ms (0: none took 50)", longest)
}

// TestInsideFollowsTheSteps looks inside a map, steps through a call and changes a value, mostly by keyboard.
func TestInsideFollowsTheSteps(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(hash,4,8,8,64)/w(10001000,03000000)/w(10002000,1e00000000000000)/update_elem(3,0x10001000,0x10002000,0)", 1440, 900)
	p.wait("the map", `document.querySelector('button[aria-label="Look inside map 1"]')`)
	p.eval(`document.querySelector('button[aria-label="Look inside map 1"]').focus()`)
	p.do(press("\r"))
	p.shows("#inside-picture", "3 → 30")
	p.shows("#inside-picture", "new")
	p.eval(`document.activeElement.blur()`)
	p.do(press("["))
	p.shows("#map-inside", "0 of 8")
	p.do(press("]"))
	p.shows("#map-inside", "1 of 8")

	p.click(`[data-view="table"]`)
	p.click(button("Change the value 30 of 3"))
	p.wait("the input", `document.activeElement.id == "inside-edit"`)
	p.write("#inside-edit", "x")
	p.do(press("\r"))
	p.shows("#inside-edit-wrong", `Invalid number "x"`)
	p.write("#inside-edit", "0x1f")
	p.do(press("\r"))
	p.shows("#inside-table", "31")
	p.shows("#call-3", "MAP_UPDATE_ELEM")
	p.eval(`document.activeElement.blur()`)
	p.do(press("\u001b"))
	p.wait("the map to close", `!document.querySelector("#map-inside")`)
}

// TestInsideFitsAPhone opens maps on a narrow screen: nothing is wider.
func TestInsideFitsAPhone(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(lpm_trie,8,8,16,1)/create(lru_hash,4,4,8)/create(bloom_filter,0,4,1000)", 390, 844)
	p.click(`.tabs [data-tab="kernel"]`)
	for _, nr := range []string{"1", "2", "3"} {
		p.click(button("Look inside map " + nr))
		for _, view := range []string{"inside", "table", "bytes"} {
			p.click(`[data-view="` + view + `"]`)
			p.wait(view, `document.querySelector('[data-view="`+view+`"].on')`)
			for _, width := range []int64{390, 360} {
				p.do(chromedp.EmulateViewport(width, 844))
				p.wait("the width", fmt.Sprintf("innerWidth == %d", width))
				if wide := p.ask(`document.documentElement.scrollWidth`); wide != strconv.FormatInt(width, 10) {
					t.Errorf("view %s of map %s is %s pixels wide on a phone of %d", view, nr, wide, width)
				}
			}
		}
		p.click("#close-inside")
		p.wait("the picture", `document.querySelector(".kernel-picture").offsetWidth > 300`)
	}
}
