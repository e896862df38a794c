package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// request sends a request to the site. Headers alternate names and values.
func request(site *Site, method, target string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w.Result()
}

func read(t *testing.T, r io.Reader) []byte {
	t.Helper()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestContentTypes(t *testing.T) {
	site := smallSite(t)
	for path, want := range map[string]string{
		"/":                     "text/html; charset=utf-8",
		"/app.js":               "text/javascript; charset=utf-8",
		"/app-worker.js":        "text/javascript; charset=utf-8",
		"/wasm_exec.js":         "text/javascript; charset=utf-8",
		"/app.css":              "text/css; charset=utf-8",
		"/manifest.webmanifest": "application/manifest+json",
		"/web/app.wasm":         "application/wasm",
		"/web/page.css":         "text/css; charset=utf-8",
		"/web/page.js":          "text/javascript; charset=utf-8",
		"/web/icon.svg":         "image/svg+xml",
		"/web/icon-192.png":     "image/png",
	} {
		res := request(site, "GET", path)
		if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != want {
			t.Errorf("%s: %d %q, want 200 %q", path, res.StatusCode, got, want)
		}
	}
}

func TestEveryEncodingDecodesToTheSameFile(t *testing.T) {
	site := smallSite(t)
	decoders := map[string]func(io.Reader) io.Reader{
		"":   func(r io.Reader) io.Reader { return r },
		"br": func(r io.Reader) io.Reader { return brotli.NewReader(r) },
		"gzip": func(r io.Reader) io.Reader {
			plain, err := gzip.NewReader(r)
			if err != nil {
				t.Fatal(err)
			}
			return plain
		},
	}
	tags := map[string]bool{}
	for encoding, decode := range decoders {
		res := request(site, "GET", "/web/app.wasm", "Accept-Encoding", encoding)
		if got := res.Header.Get("Content-Encoding"); got != encoding {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q", encoding, got)
		}
		sent := read(t, res.Body)
		if got := res.Header.Get("Content-Length"); got != strconv.Itoa(len(sent)) {
			t.Errorf("%q: Content-Length %s for %d bytes", encoding, got, len(sent))
		}
		if !bytes.Equal(read(t, decode(bytes.NewReader(sent))), program) {
			t.Errorf("%q does not decode to the program", encoding)
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary is %q", encoding, res.Header.Get("Vary"))
		}
		tags[res.Header.Get("ETag")] = true
	}
	if len(tags) != len(decoders) {
		t.Errorf("%d ETags for %d encodings: %v", len(tags), len(decoders), tags)
	}
}

func TestCachedFileIsNotSentAgain(t *testing.T) {
	site := smallSite(t)
	for path := range site.Assets {
		for _, encoding := range []string{"", "gzip", "br"} {
			tag := request(site, "GET", path, "Accept-Encoding", encoding).Header.Get("ETag")
			if !strings.HasPrefix(tag, `"`) {
				t.Errorf("%s: ETag %q is not strong", path, tag)
			}
			for _, known := range []string{tag, `"other", ` + tag, "*"} {
				res := request(site, "GET", path, "Accept-Encoding", encoding, "If-None-Match", known)
				if body := read(t, res.Body); res.StatusCode != http.StatusNotModified || len(body) > 0 {
					t.Errorf("%s with If-None-Match %s: %d and %d bytes, want 304", path, known, res.StatusCode, len(body))
				}
			}
			res := request(site, "GET", path, "Accept-Encoding", encoding, "If-None-Match", `"other"`)
			if res.StatusCode != http.StatusOK {
				t.Errorf("%s with a different ETag: %d, want 200", path, res.StatusCode)
			}
		}
	}
}

func TestHeadHasTheHeadersOfGet(t *testing.T) {
	site := smallSite(t)
	for path := range site.Assets {
		get, head := request(site, "GET", path, "Accept-Encoding", "br"), request(site, "HEAD", path, "Accept-Encoding", "br")
		if body := read(t, head.Body); len(body) > 0 {
			t.Errorf("HEAD %s has a body of %d bytes", path, len(body))
		}
		for _, name := range []string{"Content-Length", "Content-Type", "Content-Encoding", "ETag"} {
			if g, h := get.Header.Get(name), head.Header.Get(name); g != h {
				t.Errorf("%s %s: GET has %q, HEAD has %q", path, name, g, h)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	site := smallSite(t)
	for _, test := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/nothing", http.StatusNotFound},
		{"GET", "/web", http.StatusNotFound},
		{"GET", "/web/", http.StatusNotFound},
		{"GET", "/web/../go.mod", http.StatusNotFound},
		{"GET", "/web/page.go", http.StatusNotFound},
		{"GET", "/web/.left-by-an-editor", http.StatusNotFound},
		{"POST", "/", http.StatusMethodNotAllowed},
		{"DELETE", "/web/app.wasm", http.StatusMethodNotAllowed},
	} {
		res := request(site, test.method, test.path)
		if res.StatusCode != test.want {
			t.Errorf("%s %s: %d, want %d", test.method, test.path, res.StatusCode, test.want)
		}
		if allow := res.Header.Get("Allow"); (allow == "GET, HEAD") != (test.want == http.StatusMethodNotAllowed) {
			t.Errorf("%s %s: Allow is %q", test.method, test.path, allow)
		}
	}
	res := request(site, "GET", "/web/icon-192.png", "Accept-Encoding", "identity;q=0")
	if res.StatusCode != http.StatusNotAcceptable {
		t.Errorf("request that refuses all encodings: %d, want 406", res.StatusCode)
	}
}

func TestOnlyURLsWithTheHashAreImmutable(t *testing.T) {
	site := smallSite(t)
	sum := fingerprint(program)[:12]
	for target, want := range map[string]string{
		"/":                                revalidate,
		"/app.js":                          revalidate,
		"/web/app.wasm":                    revalidate,
		"/web/app.wasm?v=0123456789ab":     revalidate,
		"/web/app.wasm?v=" + sum:           immutable,
		"/web/page.css?v=" + sum:           revalidate,
		"/web/app.wasm?v=" + sum + "&more": revalidate,
	} {
		if got := request(site, "GET", target).Header.Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control %q, want %q", target, got, want)
		}
	}
}

func TestEveryResponseHasSecurityHeaders(t *testing.T) {
	site := smallSite(t)
	for _, res := range []*http.Response{request(site, "GET", "/"), request(site, "GET", "/nothing"), request(site, "POST", "/")} {
		if got := res.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%d: X-Content-Type-Options %q", res.StatusCode, got)
		}
		if got := res.Header.Get("Referrer-Policy"); got != "no-referrer" {
			t.Errorf("%d: Referrer-Policy %q", res.StatusCode, got)
		}
		rules := res.Header.Get("Content-Security-Policy")
		for _, foreign := range []string{"http", "//", "* ", "'unsafe-eval'"} {
			if strings.Contains(rules, foreign) {
				t.Errorf("%d: policy %q allows %q", res.StatusCode, rules, foreign)
			}
		}
		if strings.Contains(rules, "frame-ancestors") || res.Header.Get("X-Frame-Options") != "" {
			t.Errorf("%d: other pages cannot embed this page", res.StatusCode)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	site := smallSite(t)
	for _, path := range []string{"/", "/web/app.wasm", "/no-such-page", "/healthz"} {
		header := request(site, "GET", path).Header
		for name, want := range map[string]string{
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "cross-origin",
			"X-Content-Type-Options":       "nosniff",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if got := header.Get("Permissions-Policy"); !strings.Contains(got, "camera=()") {
			t.Errorf("%s: Permissions-Policy is %q", path, got)
		}
		if got := header.Get("Content-Security-Policy"); strings.Contains(got, "unsafe-inline") || !strings.Contains(got, "default-src 'self'") {
			t.Errorf("%s: the policy allows inline styles or scripts: %s", path, got)
		}
	}
}

func TestHealth(t *testing.T) {
	res := request(smallSite(t), "GET", "/healthz")
	if body := string(read(t, res.Body)); res.StatusCode != http.StatusOK || body != "ok\n" {
		t.Errorf("%s %q", res.Status, body)
	}
}

func TestAnUnknownRangeUnitIsIgnored(t *testing.T) {
	site := smallSite(t)
	if res := request(site, "GET", "/web/page.css", "Range", "lines=0-1"); res.StatusCode != http.StatusOK {
		t.Errorf("lines: %s, want 200", res.Status)
	}
	if res := request(site, "GET", "/web/page.css", "Range", "bytes=0-1"); res.StatusCode != http.StatusPartialContent {
		t.Errorf("bytes: %s, want 206", res.Status)
	}
}

func TestVerboseLogsRequests(t *testing.T) {
	var out strings.Builder
	h := newServer(smallSite(t), newLogger(&out, true)).Handler
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/no-such-page", nil))
	if got := out.String(); !strings.Contains(got, "status=404") || !strings.Contains(got, "path=/no-such-page") {
		t.Errorf("the log is %q", got)
	}
	out.Reset()
	newServer(smallSite(t), newLogger(&out, false)).Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if out.Len() > 0 {
		t.Errorf("without -v the log is %q", out.String())
	}
}
