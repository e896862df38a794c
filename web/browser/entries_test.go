//go:build !js

package browser

import (
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"bpfplay/core/paste/readers"

	"github.com/chromedp/chromedp"
)

// startPlanted starts a server of a program that is built with the tag planted: its entries panic if they are asked to. The
// cache of built programs does not know the tag.
var startPlanted = sync.OnceValues(func() (address string, err error) {
	gocache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	if _, err := buildServe(); err != nil {
		return "", err
	}
	server, address, err := newServer("GOFLAGS=-tags=planted", "GOCACHE="+strings.TrimSpace(string(gocache)), "XDG_CACHE_HOME="+serveFolder)
	if err == nil {
		servers = append(servers, server)
	}
	return address, err
})

// openPlanted opens the desk of the program with planted faults.
func openPlanted(t *testing.T, fragment string) *page {
	t.Helper()
	findChromium(t)
	address, err := startPlanted()
	if err != nil {
		t.Fatal(err)
	}
	p := newPage(t, address, 1440, 900)
	p.do(chromedp.Navigate(address + "/" + fragment))
	p.started()
	p.shows("#call-2", "close")
	return p
}

// survives checks that the page says the fault in an element, has the work and makes another call.
func (p *page) survives(element, fault string) {
	p.t.Helper()
	p.shows(element, fault)
	p.shows("#call-2", "close")
	calls := p.ask(`Number.parseInt(document.querySelector(".history h2").innerText.match(/\d+ call/))`)
	if link := p.ask(`bpfplay.link()`); !strings.Contains(link, "create(hash,4,8,16)/close(3)") {
		p.t.Fatalf("after %s the link is %s", fault, link)
	}
	p.eval(`bpfplay.work()`)
	p.wait("another call after "+fault, `Number.parseInt(document.querySelector(".history h2").innerText.match(/\d+ call/)) > `+calls)
	p.eval(fmt.Sprintf(`bpfplay.load(%q)`, work))
	p.rows("2")
}

// forgive forgets the faults so far, because the planted ones are on the console.
func (p *page) forgive() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}

// TestAFaultOnScreenKeepsTheWork plants a fault in the body of a panel, in an export, and in the place of a link, over the work
// and in the address.
func TestAFaultOnScreenKeepsTheWork(t *testing.T) {
	p := openPlanted(t, work+"/panel=planted")
	p.survives(".notice", "planted panel")
	p.eval(fmt.Sprintf(`location.hash = %q`, work+"/level=planted"))
	p.survives(".notice", "planted level")
	stroke := func(key string) {
		p.eval(fmt.Sprintf(`dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true}))`, key))
	}
	stroke("B")
	p.click("#help-button")
	p.wait("the panel to close", `document.querySelector(".notice.bad") && !document.querySelector("dialog[open]")`)
	p.survives(".notice", "planted help")
	stroke("B")
	stroke("E")
	p.click("#export-button")
	p.survives("#export-wrong", "bug in bpfplay")
	stroke("E")
	p.forgive()
	p.click("#export-button")
	p.shows("#export-text", "BPF_MAP_CREATE")
}

// TestAFaultInAnyEntryKeepsTheWork plants a fault in each function for scripts, in a listener, in a timer, and in every
// phase of each reader.
func TestAFaultInAnyEntryKeepsTheWork(t *testing.T) {
	p := openPlanted(t, work)
	functions := strings.Split(p.ask(`Object.keys(bpfplay).join()`), ",")
	for _, name := range functions {
		thrown := p.ask(fmt.Sprintf(`(() => { try { bpfplay.%s("planted"); return "nothing" } catch (e) { return e instanceof TypeError && e.message } })()`, name))
		if !strings.Contains(thrown, "a bug in bpfplay") {
			t.Errorf("bpfplay.%s throws %s", name, thrown)
		}
		p.survives(".notice", "planted "+name)
	}
	if len(functions) < 20 {
		t.Errorf("only %d functions: %v", len(functions), functions)
	}
	for key, fault := range map[string]string{"P": "planted key", "T": "planted timer"} {
		p.eval(fmt.Sprintf(`dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true}))`, key))
		p.survives(".notice", fault)
	}
	for i, name := range readers.Formats() {
		for j, phase := range []string{"looks", "begin", "Line", "Finish"} {
			fault := "planted " + name + " " + phase
			text := fault + "\n"
			if (i+j)%2 == 0 {
				text += strings.Repeat("close(3) = 0\n", 4000) // is read in slices
			}
			p.click("#paste-button")
			p.set("#paste-text", text)
			p.survives("#paste-wrong", fault)
		}
	}
	p.do(chromedp.Reload())
	p.started()
	p.shows("#call-2", "close")
	p.forgive()
}
