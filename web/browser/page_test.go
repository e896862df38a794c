//go:build !js

package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// requiredVariable makes tests fail without Chromium, instead of skipping them.
const requiredVariable = "BPFPLAY_BROWSER_TESTS"

// chromiums lists the names of Chromium binaries.
var chromiums = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// findChromium returns the path of Chromium, or skips the test.
func findChromium(t testing.TB) string {
	t.Helper()
	for _, name := range chromiums {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const how = "the browser tests need Chromium (Debian: apt-get install chromium)"
	if os.Getenv(requiredVariable) == "required" {
		t.Fatal(how)
	}
	t.Skip(how)
	return ""
}

// page is a browser tab with a fresh profile.
type page struct {
	t       testing.TB
	ctx     context.Context
	address string
	mu      sync.Mutex
	faults  []string // console errors, exceptions, requests to other hosts
}

// openPage starts a browser and opens the desk with a fragment, in a window of the given size.
func openPage(t testing.TB, fragment string, width, height int) *page {
	t.Helper()
	findChromium(t)
	address, err := startServer()
	if err != nil {
		t.Fatal(err)
	}
	p := newPage(t, address, width, height)
	p.do(chromedp.Navigate(address + "/" + fragment))
	p.started()
	return p
}

// newPage starts a browser for a site, in a window of the given size.
func newPage(t testing.TB, address string, width, height int) *page {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(findChromium(t)), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(width, height),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	ctx := t.Context()
	if _, lasts := t.(*testing.B); !lasts {
		limited, cancel := context.WithTimeout(ctx, 3*time.Minute)
		t.Cleanup(cancel)
		ctx = limited
	}
	ctx, cancel := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p := &page{t: t, ctx: ctx, address: address}
	if err := chromedp.Listen(ctx, p.watch); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(int64(width), int64(height)), send(emulation.SetFocusEmulationEnabled, focused))
	t.Cleanup(p.faultless)
	return p
}

// focused makes the tab fire focus events also while the system gives its window no focus.
var focused = emulation.SetFocusEmulationEnabledParams{Enabled: true}

// running evaluates to whether the program runs and has drawn the page.
const running = `globalThis.bpfplay && document.querySelector("#run, .door") && !document.querySelector("#app-wasm-loader")`

// started waits until the program has started.
func (p *page) started() {
	p.t.Helper()
	p.wait("the program to start", running)
}

// send sends a command of the DevTools protocol.
func send[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// watch collects faults.
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
			fault = "request to another host: " + u
		}
	}
	if fault != "" {
		p.mu.Lock()
		p.faults = append(p.faults, fault)
		p.mu.Unlock()
	}
}

// faultless checks that the page had no faults.
func (p *page) faultless() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		p.t.Errorf("the page had a fault: %s", f)
	}
}

func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits until a JavaScript expression, or the promise that it evaluates to, is true.
func (p *page) wait(what, expression string) {
	p.t.Helper()
	for begun := time.Now(); ; {
		_, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("Promise.resolve("+expression+").then(Boolean)", chromedp.WithPollingTimeout(pollFor)))
		if err == nil {
			return
		}
		if time.Since(begun) > time.Minute || p.ctx.Err() != nil {
			p.t.Fatalf("waiting for %s: %v\nthe page shows: %s", what, err, p.text(".panel")+p.text("main"))
		}
	}
}

// pollFor is the duration of one poll. A poll that begins while the page is replaced runs in the old page and never ends.
const pollFor = 5 * time.Second

// click waits for the element and clicks it. The element may move, so click does not use coordinates.
func (p *page) click(selector string) {
	p.t.Helper()
	p.wait(selector, fmt.Sprintf(`document.querySelector(%q)`, selector))
	p.eval(fmt.Sprintf(`document.querySelector(%q).focus(); document.querySelector(%q).click()`, selector, selector))
}

// write replaces the text of an input by typing.
func (p *page) write(selector, text string) {
	p.t.Helper()
	p.wait(selector, fmt.Sprintf(`document.querySelector(%q)`, selector))
	p.eval(fmt.Sprintf(`document.querySelector(%q).select()`, selector))
	p.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// choose selects an option of a select element.
func (p *page) choose(selector, value string) {
	p.t.Helper()
	p.wait(selector, fmt.Sprintf(`document.querySelector(%q)`, selector))
	p.eval(fmt.Sprintf(`{const s = document.querySelector(%q); s.value = %q; s.dispatchEvent(new Event("change", {bubbles: true}))}`, selector, value))
}

// eval runs a script and ignores its value.
func (p *page) eval(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void](script+"; undefined")); err != nil {
		p.t.Fatalf("%s: %v", script, err)
	}
}

// ask returns the value of an expression as a string.
func (p *page) ask(expression string) string {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// text returns the visible text of an element, or "" if it does not exist.
func (p *page) text(selector string) string {
	return p.ask(fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))
}

// shows waits until an element contains a text.
func (p *page) shows(selector, text string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("%s to contain %q", selector, text), fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? "").includes(%q)`, selector, text))
}

// press presses a key in the focused element.
func press(key string) chromedp.Action[chromedp.Void] {
	if key == kb.Enter {
		return chromedp.Func(enter)
	}
	return chromedp.KeyEvent(key)
}

// enter presses the Enter key. That of chromedp also types its character where the first event has moved the focus.
func enter(ctx context.Context, t *chromedp.Target) error {
	down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: kb.Enter, UnmodifiedText: kb.Enter}
	up := down
	up.Type, up.Text, up.UnmodifiedText = input.DispatchKeyEventTypeKeyUp, "", ""
	for _, event := range []input.DispatchKeyEventParams{down, up} {
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, event); err != nil {
			return err
		}
	}
	return nil
}
