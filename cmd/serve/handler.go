package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// policy lets a page load what this server has, and nothing else. Styles are
// allowed inside elements, since the framework sets them there. Who may embed
// the page in another is left open.
var policy = strings.Join([]string{
	"default-src 'self'",
	"script-src 'self' 'wasm-unsafe-eval' 'sha256-" + sourceHash(firstScript) + "'",
	"style-src 'self' 'unsafe-inline'",
	"img-src 'self' data: blob:",
	"connect-src 'self'",
	"object-src 'none'",
	"base-uri 'none'",
	"form-action 'self'",
}, "; ")

// sourceHash names a script that stands in the page itself, as a policy does.
func sourceHash(script string) string {
	sum := sha256.Sum256([]byte(script))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// commonHeaders go with every answer.
var commonHeaders = map[string]string{
	"Content-Security-Policy": policy,
	"Referrer-Policy":         "no-referrer",
	"X-Content-Type-Options":  "nosniff",
}

// How long a browser may keep an answer: without asking again only under a URL
// that names the very content.
const (
	askAgain = "no-cache"
	keep     = "public, max-age=31536000, immutable"
)

// ServeHTTP answers with the asset at the path, in the encoding the browser likes best.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	for name, value := range commonHeaders {
		header.Set(name, value)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "405: this server only answers GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	asset, ok := s.Assets[r.URL.Path]
	if !ok {
		http.Error(w, "404: there is nothing at this address; bpfplay is at /", http.StatusNotFound)
		return
	}

	header.Set("Vary", "Accept-Encoding")
	body, ok := asset.choose(strings.Join(r.Header.Values("Accept-Encoding"), ","))
	if !ok {
		http.Error(w, "406: the request refuses every encoding there is of this file", http.StatusNotAcceptable)
		return
	}
	header.Set("Content-Type", asset.Type)
	header.Set("ETag", body.ETag)
	header.Set("Cache-Control", askAgain)
	if r.URL.RawQuery == "v="+shortSum(asset.Sum) {
		header.Set("Cache-Control", keep)
	}
	if asset.File == programFile {
		header.Set(lengthHeader, strconv.Itoa(len(asset.Plain())))
	}
	if body.Encoding != "identity" {
		header.Set("Content-Encoding", body.Encoding)
		// http.ServeContent leaves the length of encoded content to us.
		header.Set("Content-Length", strconv.Itoa(len(body.Data)))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body.Data))
}
