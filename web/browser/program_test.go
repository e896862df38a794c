//go:build !js

package browser

import "testing"

func TestAMissingNullCheckIsRepairedInThePage(t *testing.T) {
	p := openPage(t, "#v1/k=6.12", 1440, 900)
	p.choose("#picker", "bpf:5")
	p.click("#sample-2")
	p.shows("#verdict-message", "R0 invalid mem access 'map_value_or_null'")
	p.shows("#verdict-insns .refused", "r0 = *(u64 *)(r0 + 0)")
	p.shows("#verdict-registers .lit", "map_value_or_null")
	p.click("#fix-0")
	p.shows("#verdict-figures", "flows")
	p.wait("the check in the editor", `document.querySelector("#in-program").value.includes("if r0 != 0x0 goto +2")`)
	p.shows(".releases .seg.ok", "accepted")

	p.write("#in-program", "r0 = 0\nfrobnicate r1\nexit\n")
	p.shows("#program-mistakes", "Line 2, column 1: ")
	p.wait("the mark at line 2", `document.querySelector(".gutter").textContent.includes("▲2")`)
	p.write("#in-program", "r0 = 0\nexit\n")
	p.wait("the mistake to disappear", `document.querySelector("#program-mistakes").textContent === ""`)
	p.click("#run")
	p.shows("#verdict-insns", "exit")
	p.faultless()
}
