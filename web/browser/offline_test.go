//go:build !js

package browser

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// exportMost is the most bytes of an export.
const exportMost = 6_000_000

// TestOfflineFromTheServer visits the page once, ends the server and opens other addresses.
func TestOfflineFromTheServer(t *testing.T) {
	findChromium(t)
	server, address, err := newServer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(server) })
	offline(t, address, "", func() { stop(server) })
}

// TestOfflineAfterTheReference visits only a page of the reference, ends the server and opens the desk.
func TestOfflineAfterTheReference(t *testing.T) {
	findChromium(t)
	server, address, err := newServer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(server) })
	p := newPage(t, address, 1440, 900)
	p.do(chromedp.Navigate(address + "/ref/lpm_trie/"))
	p.wait("the reason as a tip", `document.querySelector("[data-reason]")?.title.includes("E2BIG")`)
	p.kept()
	stop(server)
	p.do(chromedp.Navigate(address + "/#v1/k=6.12/create(hash,4,8,16)"))
	p.started()
	p.shows("#result", "= 3")
}

// kept waits until the service worker keeps the site.
func (p *page) kept() {
	p.t.Helper()
	p.eval(`navigator.serviceWorker.ready.then(() => { globalThis.kept = true })`)
	p.wait("the worker to keep the site", `globalThis.kept`)
}

// TestOfflineFromAnExport visits an export, in a folder of a host that serves files as they are.
func TestOfflineFromAnExport(t *testing.T) {
	findChromium(t)
	binary, err := buildServe()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if out, err := exec.Command(binary, "-export", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if size := sizeOf(t, dir); size > exportMost {
		t.Errorf("the export has %d bytes, want at most %d", size, exportMost)
	}
	// The second copy on the host must not remove the files of the first one.
	const first, second = "/some/path", "/other"
	var copies http.ServeMux
	for _, path := range []string{first, second} {
		copies.Handle(path+"/", http.StripPrefix(path, http.FileServer(http.Dir(dir))))
	}
	host := httptest.NewServer(&copies)
	t.Cleanup(host.Close)
	offline(t, host.URL, first, host.Close, second)
}

// sizeOf returns the size of a folder as du -b prints it.
func sizeOf(t *testing.T, dir string) (size int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return size
}

// offline visits the site at a path of a host once, then others, lets end stop the host, and opens the site at several
// addresses.
func offline(t *testing.T, host, path string, end func(), others ...string) {
	t.Helper()
	p, site := newPage(t, host, 1440, 900), host+path
	for _, visited := range append([]string{path}, others...) {
		p.do(chromedp.Navigate(host + visited + "/?utm_source=x#v1/k=6.12/create(hash,4,8,16)"))
		p.started()
		p.kept()
	}
	end()
	if res, err := http.Get(site); err == nil {
		res.Body.Close()
		t.Fatalf("the server still runs: %s", res.Status)
	}

	p.do(chromedp.Navigate(site + "/?utm_source=x#v1/k=6.12/create(hash,4,8,16)"))
	p.started()
	p.shows("#result", "3")
	for _, test := range []struct{ address, selector, text string }{
		{"/?embed=1&start=1#v1/k=6.12/create(hash,4,8,16)", "#frame-sentence", "Map 1 is created"},
		{"/?a=1&b=2#v1/k=6.12/create(lpm_trie,8,8,16,0)", "#result", "EINVAL"},
		{"/index.html?x#v1/k=6.12/create(hash,0,8,16)", "#result", "EINVAL"},
		{"/?x#v1/k=6.12/create(hash,4,8,16)/present=1", ".presenting", "create"},
		{"/?w#v1/case=A8", "#case-asks", "what does a trie need"},
		{"/?y#v1/lesson=who-keeps-a-map-alive.3", "#lesson-where", "3 of 10"},
		{"/ref/?utm_source=x", "h1", "Map types"},
		{"/ref/lpm_trie/?x#flags", "h1", "BPF_MAP_TYPE_LPM_TRIE"},
		{"/ref/errnos/index.html", "h1", "Errnos"},
	} {
		p.do(chromedp.Navigate(site + test.address))
		p.shows(test.selector, test.text)
	}
	p.write("#search", "lpm_trie")
	p.shows("#found", "BPF_MAP_TYPE_LPM_TRIE")
}
