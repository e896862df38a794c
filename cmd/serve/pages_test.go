package main

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// realSite is the site of this very checkout, but for its program.
func realSite(t *testing.T) *Site {
	t.Helper()
	actual.Do(func() {
		registerOnce()
		module, err := findModule(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		actual.site = mustSite(t, Workshop{Module: module, Cache: Cache{Dir: t.TempDir()}, Compile: new(counter).compile, Say: t.Logf})
	})
	if actual.site == nil {
		t.Skip("the test that came first tells why there is no site")
	}
	return actual.site
}

func text(t *testing.T, site *Site, path string) string {
	t.Helper()
	asset, ok := site.Assets[path]
	if !ok {
		t.Fatalf("the site has no %s", path)
	}
	return string(asset.Plain())
}

var (
	// Links to click on may lead elsewhere: these load at once.
	loadingTag = regexp.MustCompile(`<(?:link|script|img|meta|source|iframe|image|use)\b[^>]*>`)
	foreign    = regexp.MustCompile(`(?i)https?:|["'(]//[a-z0-9]`)
	reference  = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
)

func TestNothingIsAskedOfAnotherHost(t *testing.T) {
	site := realSite(t)
	for path, asset := range site.Assets {
		if !strings.HasPrefix(asset.Type, "text/html") {
			continue
		}
		for _, tag := range loadingTag.FindAllString(text(t, site, path), -1) {
			if foreign.MatchString(tag) {
				t.Errorf("%s: %s names another host", path, tag)
			}
		}
	}
	for _, path := range []string{"/app.js", "/app-worker.js", "/manifest.webmanifest", "/app.css", "/web/style.css"} {
		if found := foreign.FindString(text(t, site, path)); found != "" {
			t.Errorf("%s names another host: %q", path, found)
		}
	}
}

func TestAllThatThePagesNameIsServed(t *testing.T) {
	site := realSite(t)
	var named []string
	for _, tag := range loadingTag.FindAllString(text(t, site, "/"), -1) {
		for _, match := range reference.FindAllStringSubmatch(tag, -1) {
			named = append(named, match[1])
		}
	}
	var manifest struct{ Icons []struct{ Src string } }
	if err := json.Unmarshal(site.Assets["/manifest.webmanifest"].Plain(), &manifest); err != nil {
		t.Fatal(err)
	}
	for _, icon := range manifest.Icons {
		named = append(named, icon.Src)
	}
	// One missing file keeps the service worker from ever starting.
	_, list, _ := strings.Cut(text(t, site, "/app-worker.js"), "resourcesToCache = ")
	list, _, _ = strings.Cut(list, ";")
	var cached []string
	if err := json.Unmarshal([]byte(list), &cached); err != nil {
		t.Fatalf("reading the list of the service worker %q: %v", list, err)
	}
	if len(named) < 8 || len(manifest.Icons) < 3 || len(cached) < 8 {
		t.Fatalf("only %d, %d and %d names found", len(named), len(manifest.Icons), len(cached))
	}
	for _, target := range append(named, cached...) {
		if res := ask(site, "GET", target); res.StatusCode != 200 {
			t.Errorf("%s: %d", target, res.StatusCode)
		}
	}
}

func TestThePageAndTheWorkerNameTheSameProgram(t *testing.T) {
	site := realSite(t)
	url := "/web/app.wasm?v=" + fingerprint(program)[:12]
	for _, path := range []string{"/", "/app.js", "/app-worker.js"} {
		if !strings.Contains(text(t, site, path), `"`+url+`"`) {
			t.Errorf("%s does not name %s: the program would be fetched twice", path, url)
		}
	}
}

func TestAReaderCanZoom(t *testing.T) {
	page := text(t, realSite(t), "/")
	if !strings.Contains(page, "width=device-width") {
		t.Error("the page has no viewport")
	}
	for _, lock := range []string{"user-scalable", "maximum-scale"} {
		if strings.Contains(page, lock) {
			t.Errorf("the page forbids to zoom: %s", lock)
		}
	}
}

func TestTheLoadingBarKnowsTheLengthOnAnyHost(t *testing.T) {
	script := text(t, realSite(t), "/app.js")
	if !strings.Contains(script, `"`+strconv.Itoa(len(program))+`"`) || strings.Contains(script, "Content-Length") {
		t.Error("app.js asks the host for a length that may be the compressed one")
	}
}

func TestTheLoaderIsThatOfTheCompiler(t *testing.T) {
	if got := text(t, smallSite(t), "/wasm_exec.js"); got != "// the loader of this very Go\n" {
		t.Errorf("wasm_exec.js is another: %.60q", got)
	}
}

func TestAnotherGoAppIsNoticed(t *testing.T) {
	_, err := correct("index.html", []byte("<html>"), nil)
	wantInError(t, err, "index.html", "zoom", "correct.go")
}
