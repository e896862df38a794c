//go:build !js

package browser

import "testing"

func TestFixOfAFailedCall(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(lpm_trie,8,8,16,0)", 1440, 900)
	p.shows("#fix-0", "BPF_F_NO_PREALLOC")
	p.click("#fix-0")
	p.shows("#result", "= 3")
	p.wait("the fixes to disappear", `!document.querySelector(".fixes h3")`)
	p.click("#undo")
	p.shows("#result", "EINVAL")
	p.faultless()
}

func TestTwoCallsSideBySide(t *testing.T) {
	p := openPage(t, "#v1/k=4.15.4/w(10000000,050000004000000008000000800000000000000000000000000000004077686f000000000000000000000000)/bpf(0,10000000,44)/create(percpu_hash,64,8,128)/at=1", 1440, 900)
	p.click("#compare-hint")
	p.shows("#pair-fields", "@who")
	p.shows("#pair-summary", "diverge")
	p.choose("#pair-right", "1")
	p.shows("#pair-summary", "take the same steps")
	p.faultless()
}
