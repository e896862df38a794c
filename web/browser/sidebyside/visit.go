//go:build !js

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// visit is what one opening of a site took until its answer.
type visit struct {
	answer float64 // ms since navigation
	work   float64 // ms of a processor, for the main thread
	bytes  float64 // over the wire
	memory float64 // private bytes of the renderer, a second later
}

// watchAnswer resolves answered with the time of the answer.
const watchAnswer = `globalThis.answered = new Promise((resolve) => {
  const look = () => {
    if (/= 3\b/.test(document.querySelector(%q)?.textContent)) {
      resolve(performance.now());
      watch.disconnect();
    }
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true, characterData: true });
});`

// networkParams are the parameters of Network.emulateNetworkConditions.
type networkParams struct {
	Offline            bool    `json:"offline"`
	Latency            float64 `json:"latency"`            // ms
	DownloadThroughput float64 `json:"downloadThroughput"` // bytes per second
	UploadThroughput   float64 `json:"uploadThroughput"`
}

// fast4G is what Chromium's developer tools call Fast 4G.
var (
	fast4G         = networkParams{Latency: 165, DownloadThroughput: 1012500, UploadThroughput: 168750}
	emulateNetwork = cdp.Command[networkParams, cdp.Empty]{Method: "Network.emulateNetworkConditions"}
)

// settle is how long a visit lasts after the answer: the service worker keeps the site in it.
const settle = 4 * time.Second

// open visits a site in a browser with the profile.
func open(ctx context.Context, s site, profile string, slow bool) (v visit, err error) {
	chromium, err := findChromium()
	if err != nil {
		return v, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.UserDataDir(profile), chromedp.WindowSize(1440, 900),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	var bytes atomic.Int64
	if err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*network.EventLoadingFinished); ok {
			bytes.Add(int64(e.EncodedDataLength))
		}
	}); err != nil {
		return v, err
	}
	if err := chromedp.Do(ctx, send(network.Enable, network.EnableParams{}), send(performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}),
		send(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(watchAnswer, s.selector)})); err != nil {
		return v, err
	}
	if slow {
		if err := chromedp.Do(ctx, send(emulateNetwork, fast4G)); err != nil {
			return v, err
		}
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(s.address)); err != nil {
		return v, err
	}
	if v.answer, err = chromedp.Run(ctx, chromedp.Evaluate[float64]("answered", chromedp.EvalAwaitPromise)); err != nil {
		return v, fmt.Errorf("%s did not answer: %w", s.name, err)
	}
	if v.work, err = taskTime(ctx); err != nil {
		return v, err
	}
	v.bytes = float64(bytes.Load())
	time.Sleep(time.Second)
	if v.memory, err = privateMemory(profile); err != nil {
		return v, err
	}
	time.Sleep(settle - time.Second)
	// The browser ends itself, so that it writes its caches.
	return v, chromedp.Cancel(ctx)
}

// findChromium returns the path of Chromium.
func findChromium() (path string, err error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("install Chromium (Debian: apt-get install chromium): %w", err)
}

// send sends a command of the DevTools protocol.
func send[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// taskTime returns the milliseconds that a processor has worked for the main thread.
func taskTime(ctx context.Context) (ms float64, err error) {
	err = chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		got, err := cdp.Call(ctx, t, performance.GetMetrics, cdp.Empty{})
		if err != nil {
			return err
		}
		for _, m := range got.Metrics {
			if m.Name == "TaskDuration" {
				ms = 1000 * m.Value
			}
		}
		return nil
	}))
	return ms, err
}

// inProfile calls do with a fresh profile.
func inProfile(do func(profile string) error) error {
	profile, err := os.MkdirTemp("", "bpfplay-profile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(profile)
	return do(profile)
}
