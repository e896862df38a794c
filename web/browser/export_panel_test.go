//go:build !js

package browser

import (
	"fmt"
	"strings"
	"testing"
)

const exportedHistory = "#v1/k=6.12/create(hash,4,8,16)/fork(1)/t1.close(3)/create(lpm_trie,8,8,16,0)/at=4"

// TestExport goes through the export panel and exports the same texts by script.
func TestExport(t *testing.T) {
	p := openPage(t, exportedHistory, 1440, 900)
	p.eval(`globalThis.saved = []; const make = URL.createObjectURL; URL.createObjectURL = b => { saved.push(b); return make.call(URL, b) }`)
	p.click("#export-button")
	p.shows("#export-text", "map_type=BPF_MAP_TYPE_LPM_TRIE")
	p.shows("#export-text", "[pid 1001] close(3) = 0")
	p.click("#export-go")
	p.shows("#export-wrong", "want a history with one task, or format c or python")
	p.click("#export-c")
	p.shows("#export-text", "report(4, -22);")
	p.click("#export-scope-this")
	p.shows("#export-whole", "starts at call 1")
	p.click("#export-markdown")
	p.shows("#export-text", "trie_alloc()")
	p.click("#export-save")
	p.wait("a file", `saved.length === 1 && saved[0].size > 500`)
	p.click("#export-svg")
	p.wait("the drawing", `saved.length === 2 && saved[1].type === "image/svg+xml"`)
	p.eval(`saved[1].text().then(t => { globalThis.drawing = t })`)
	p.wait("its text", `globalThis.drawing`)
	for _, must := range []string{"<svg", "task 0", "fill: rgb("} {
		if !strings.Contains(p.ask("drawing"), must) {
			t.Errorf("the drawing does not contain %q", must)
		}
	}
	p.click("#export-png")
	p.wait("a picture", `saved.length === 3 && saved[2].type === "image/png" && saved[2].size > 5000`)
	for _, format := range []string{"strace", "c", "python", "syz", "hex", "recording", "markdown"} {
		if text := p.ask(fmt.Sprintf("bpfplay.export(%q)", format)); len(text) < 100 {
			t.Errorf("%s: %s", format, text)
		}
	}
	for script, must := range map[string]string{
		`bpfplay.export("go")`:  "cannot fork",
		`bpfplay.export("elf")`: "unknown format \"elf\": want strace, c, go, python, syz, hex, recording, dump, markdown",
		`bpfplay.export()`:      "missing format: want a string",
	} {
		got := p.ask(`(() => { try { return ` + script + ` } catch (e) { return e instanceof TypeError && e.message } })()`)
		if !strings.Contains(got, must) {
			t.Errorf("%s throws %q, want %q", script, got, must)
		}
	}
}

// TestExportFitsAPhone opens the panel from the history.
func TestExportFitsAPhone(t *testing.T) {
	p := openPage(t, exportedHistory, 390, 844)
	p.click("#export")
	p.shows("#export-text", "BPF_MAP_CREATE")
	if w := p.ask(`document.querySelector(".panel").scrollWidth - document.querySelector(".panel").clientWidth`); w != "0" {
		t.Errorf("the panel is %s pixels too wide", w)
	}
}
