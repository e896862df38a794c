package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// obligatory is the variable that turns a missing Chromium from a skipped test into a failed one.
const obligatory = "BPFPLAY_BROWSER_TESTS"

// chromiums are the names that a Chromium may have.
var chromiums = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// findChromium gives the path of a Chromium, or skips the test.
func findChromium(t testing.TB) string {
	t.Helper()
	for _, name := range chromiums {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const how = "no Chromium was found: install one (Debian: apt-get install chromium) to run the browser tests"
	if os.Getenv(obligatory) == "required" {
		t.Fatal(how)
	}
	t.Skip(how)
	return ""
}

// startServer runs the command as a user would, on a free port, and gives its address. It is started once for all tests.
var startServer = sync.OnceValues(func() (string, error) {
	out, in := io.Pipe()
	ctx := context.Background()
	failed := make(chan error, 1)
	go func() { failed <- run(ctx, options{addr: "localhost:0"}, in) }()
	found := make(chan string, 1)
	go func() {
		for sc := bufio.NewScanner(out); sc.Scan(); {
			if _, address, ok := strings.Cut(sc.Text(), "bpfplay is at "); ok {
				found <- strings.TrimSpace(address)
			}
		}
	}()
	select {
	case address := <-found:
		return address, nil
	case err := <-failed:
		return "", fmt.Errorf("the server ended: %w", err)
	}
})

// page is one tab of a browser with a fresh profile.
type page struct {
	t       *testing.T
	ctx     context.Context
	address string
	mu      sync.Mutex
	faults  []string // errors on the console, exceptions, requests to other hosts
}

// openPage starts a browser of its own and opens the desk with a fragment, in a window of a desk or of a phone.
func openPage(t *testing.T, fragment string, width, height int) *page {
	t.Helper()
	path := findChromium(t)
	address, err := startServer()
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(width, height),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p := &page{t: t, ctx: ctx, address: address}
	if err := chromedp.Listen(ctx, p.watch); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(int64(width), int64(height)), chromedp.Navigate(address+"/"+fragment))
	p.wait("the program to start", `globalThis.bpfplay && document.querySelector("#run") && !document.querySelector("#app-wasm-loader")`)
	t.Cleanup(p.faultless)
	return p
}

// watch collects what no page should give.
func (p *page) watch(ev any) {
	fault := ""
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		fault = "exception: " + e.ExceptionDetails.Text
		if thrown := e.ExceptionDetails.Exception; thrown != nil {
			fault += " " + thrown.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			fault = "console.error: " + fmt.Sprint(e.Args)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			fault = "console: " + e.Entry.Text + " " + e.Entry.URL
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, p.address) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") {
			fault = "a request to another host: " + u
		}
	}
	if fault != "" {
		p.mu.Lock()
		p.faults = append(p.faults, fault)
		p.mu.Unlock()
	}
}

func (p *page) faultless() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		p.t.Errorf("the page gave %s", f)
	}
}

func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits until an expression is true.
func (p *page) wait(what, expression string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingTimeout(time.Minute))); err != nil {
		p.t.Fatalf("waiting for %s: %v\nthe page says: %s", what, err, p.text(".panel")+p.text("main"))
	}
}

// click clicks the element that a selector finds, once it is there: the element itself, wherever it moves meanwhile.
func (p *page) click(selector string) {
	p.t.Helper()
	p.wait(selector, fmt.Sprintf(`document.querySelector(%q)`, selector))
	p.eval(fmt.Sprintf(`document.querySelector(%q).focus(); document.querySelector(%q).click()`, selector, selector))
}

// write empties an input and types into it.
func (p *page) write(selector, text string) {
	p.t.Helper()
	p.wait(selector, fmt.Sprintf(`document.querySelector(%q)`, selector))
	p.eval(fmt.Sprintf(`document.querySelector(%q).select()`, selector))
	p.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// choose picks an option of a select.
func (p *page) choose(selector, value string) {
	p.t.Helper()
	p.wait(selector, fmt.Sprintf(`document.querySelector(%q)`, selector))
	p.eval(fmt.Sprintf(`{const s = document.querySelector(%q); s.value = %q; s.dispatchEvent(new Event("change", {bubbles: true}))}`, selector, value))
}

// eval runs a script whose value does not matter.
func (p *page) eval(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void](script+"; undefined")); err != nil {
		p.t.Fatalf("%s: %v", script, err)
	}
}

// ask gives the value of an expression as text.
func (p *page) ask(expression string) string {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// text is what an element shows; "" where there is none.
func (p *page) text(selector string) string {
	return p.ask(fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))
}

// says waits until an element shows a text.
func (p *page) says(selector, text string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("%s to say %q", selector, text), fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? "").includes(%q)`, selector, text))
}

// press presses a key, wherever the keyboard is.
func press(key string) chromedp.Action[chromedp.Void] { return chromedp.KeyEvent(key) }
