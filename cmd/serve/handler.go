package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// policy lets a page load resources from this server only, without inline styles.
// Any page may embed this one.
var policy = strings.Join([]string{
	"default-src 'self'",
	"script-src 'self' 'wasm-unsafe-eval' 'sha256-" + sourceHash(firstScript) + "'",
	"style-src 'self'",
	"img-src 'self' data: blob:",
	"connect-src 'self'",
	"object-src 'none'",
	"base-uri 'none'",
	"form-action 'self'",
}, "; ")

// sourceHash returns the hash by which a policy allows an inline script.
func sourceHash(script string) string {
	sum := sha256.Sum256([]byte(script))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// commonHeaders are sent with every response.
var commonHeaders = map[string]string{
	"Access-Control-Allow-Origin":  "*", // a frame with a sandbox has no origin, and loads the program
	"Content-Security-Policy":      policy,
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "cross-origin", // pages that require it may embed this one, too
	"Permissions-Policy":           "accelerometer=(), camera=(), geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
}

// healthPath answers for as long as the server runs.
const healthPath = "/healthz"

// Cache-Control values. Only a URL that contains the hash of its content may be
// cached without revalidation.
const (
	revalidate = "no-cache"
	immutable  = "public, max-age=31536000, immutable"
)

// ServeHTTP sends the asset at the path in the encoding that the client prefers.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	for name, value := range commonHeaders {
		header.Set(name, value)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "405: this server supports only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Path == healthPath {
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "ok\n") // the client may be gone
		return
	}
	if unit, _, _ := strings.Cut(r.Header.Get("Range"), "="); unit != "bytes" {
		r.Header.Del("Range") // RFC 9110: a server ignores a range unit that it does not know
	}
	asset, ok := s.Assets[r.URL.Path]
	if _, folder := s.Assets[r.URL.Path+"/"]; !ok && folder {
		http.Redirect(w, r, r.URL.Path+"/", http.StatusMovedPermanently)
		return
	}
	if !ok {
		http.Error(w, "404: no such page; bpfplay is at /", http.StatusNotFound)
		return
	}

	header.Set("Vary", "Accept-Encoding")
	body, ok := asset.choose(strings.Join(r.Header.Values("Accept-Encoding"), ","))
	if !ok {
		http.Error(w, "406: the request refuses every available encoding of this file", http.StatusNotAcceptable)
		return
	}
	header.Set("Content-Type", asset.Type)
	header.Set("ETag", body.ETag)
	header.Set("Cache-Control", revalidate)
	if r.URL.RawQuery == "v="+shortSum(asset.Sum) {
		header.Set("Cache-Control", immutable)
	}
	if body.Encoding != "identity" {
		header.Set("Content-Encoding", body.Encoding)
		// http.ServeContent does not set the length of encoded content.
		header.Set("Content-Length", strconv.Itoa(len(body.Data)))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body.Data))
}
