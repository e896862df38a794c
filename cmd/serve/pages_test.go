package main

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// realSite returns the site of this checkout with a fake program.
func realSite(t *testing.T) *Site {
	t.Helper()
	actual.Do(func() {
		registerOnce()
		module, err := findModule(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		actual.site = mustSite(t, Workshop{Module: module, Cache: Cache{Dir: t.TempDir()}, Compile: new(counter).compile})
	})
	if actual.site == nil {
		t.Fatal("building the site failed in an earlier test")
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
	// These tags load their targets without a click. Plain links may point to other hosts.
	loadingTag = regexp.MustCompile(`<(?:link|script|img|meta|source|iframe|image|use)\b[^>]*>`)
	foreign    = regexp.MustCompile(`(?i)https?:|["'(]//[a-z0-9]`)
	referred   = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
)

func TestNothingLoadsFromAnotherHost(t *testing.T) {
	site := realSite(t)
	for path, asset := range site.Assets {
		if !strings.HasPrefix(asset.Type, "text/html") {
			continue
		}
		for _, tag := range loadingTag.FindAllString(text(t, site, path), -1) {
			if foreign.MatchString(tag) {
				t.Errorf("%s: %s refers to another host", path, tag)
			}
		}
	}
	for _, path := range []string{"/app.js", "/app-worker.js", "/manifest.webmanifest", "/app.css", "/web/page.css"} {
		if found := foreign.FindString(text(t, site, path)); found != "" {
			t.Errorf("%s refers to another host: %q", path, found)
		}
	}
}

func TestEveryReferenceIsServed(t *testing.T) {
	site := realSite(t)
	var named []string
	for _, tag := range loadingTag.FindAllString(text(t, site, "/"), -1) {
		for _, match := range referred.FindAllStringSubmatch(tag, -1) {
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
	// A single missing file prevents the service worker from starting, or from keeping the reference.
	cached, reference := listAfter(t, site, "resourcesToCache = "), listAfter(t, site, "cache.addAll(")
	if len(reference) < 40 {
		t.Errorf("the service worker keeps only %d files of the reference", len(reference))
	}
	cached = append(cached, reference...)
	if len(named) < 8 || len(manifest.Icons) < 3 || len(cached) < 8 {
		t.Fatalf("found only %d references, %d icons and %d cached files", len(named), len(manifest.Icons), len(cached))
	}
	inline := 0
	for _, target := range append(named, cached...) {
		if strings.HasPrefix(target, "data:image/png;base64,") {
			inline++
			continue
		}
		if res := request(site, "GET", "/"+strings.TrimPrefix(target, "./")); res.StatusCode != 200 {
			t.Errorf("%s: %d", target, res.StatusCode)
		}
	}
	if inline != 1 {
		t.Errorf("the page contains %d images, want its icon", inline)
	}
}

// listAfter returns the list of files that follows a text in the service worker.
func listAfter(t *testing.T, site *Site, before string) (files []string) {
	t.Helper()
	_, list, _ := strings.Cut(text(t, site, "/app-worker.js"), before+"[")
	list, _, _ = strings.Cut(list, "]")
	if err := json.Unmarshal([]byte("["+list+"]"), &files); err != nil {
		t.Fatalf("parsing the list after %q in the service worker: %v", before, err)
	}
	return files
}

func TestPageAndWorkerUseTheSameFiles(t *testing.T) {
	site := realSite(t)
	course := text(t, site, "/web/course.txt")
	if !strings.Contains(course, "-- lessons/01-") || !strings.Contains(course, "\nA8 ") {
		t.Error("the site lacks lessons or cases")
	}
	for _, url := range []string{"web/app.wasm?v=" + fingerprint(program)[:12], "web/course.txt?v=" + fingerprint([]byte(course))[:12]} {
		for _, path := range []string{"/", "/app-worker.js"} {
			if !strings.Contains(text(t, site, path), `"`+url+`"`) {
				t.Errorf("%s does not contain %s: it would be fetched twice", path, url)
			}
		}
	}
	if strings.Contains(text(t, site, "/app.js"), ".wasm?") {
		t.Error("app.js requests the program, which the page does")
	}
}

func TestPageCanBeZoomed(t *testing.T) {
	page := text(t, realSite(t), "/")
	if !strings.Contains(page, "width=device-width") {
		t.Error("the page has no viewport meta tag")
	}
	for _, lock := range []string{"user-scalable", "maximum-scale"} {
		if strings.Contains(page, lock) {
			t.Errorf("the page disables zooming with %s", lock)
		}
	}
}

// TestPagesHaveNoStyleAttributes finds their rules in the style sheet.
func TestPagesHaveNoStyleAttributes(t *testing.T) {
	site := realSite(t)
	page, sheet := text(t, site, "/"), text(t, site, "/web/page.css")
	if strings.Contains(page, " style=") {
		t.Error("the page has style attributes, which its policy forbids")
	}
	rules := regexp.MustCompile(`data-style="\d+"`).FindAllString(page, -1)
	if len(rules) == 0 {
		t.Error("the page refers to no rules of its styles")
	}
	for _, rule := range rules {
		if !strings.Contains(sheet, "["+rule+"] {") {
			t.Errorf("the style sheet has no rule for %s", rule)
		}
	}
}

func TestProgressBarKnowsTheLengthOnAnyHost(t *testing.T) {
	if want := `data-length="` + strconv.Itoa(len(program)) + `"`; !strings.Contains(text(t, realSite(t), "/"), want) {
		t.Errorf("the page lacks %s, and Content-Length may be the compressed length", want)
	}
}

func TestLoaderComesFromTheToolchain(t *testing.T) {
	if got := text(t, smallSite(t), "/wasm_exec.js"); got != "// the loader of this Go release\n" {
		t.Errorf("wasm_exec.js is %.60q, want the file in GOROOT", got)
	}
}

func TestChangedGoAppOutputIsAnError(t *testing.T) {
	_, err := correct("index.html", []byte("<html>"), nil)
	wantInError(t, err, "index.html", "zoom", "correct.go")
}
