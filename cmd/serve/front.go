package main

import (
	"html/template"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
)

// Front serves the site. Until it is built, a page shows the progress of the build.
type Front struct {
	Progress *Progress
	site     atomic.Pointer[Site]
}

// Open replaces the site.
func (f *Front) Open(site *Site) { f.site.Store(site) }

func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if site := f.site.Load(); site != nil {
		site.ServeHTTP(w, r)
		return
	}
	header := w.Header()
	for name, value := range commonHeaders {
		header.Set(name, value)
	}
	header.Set("Cache-Control", "no-store")
	header.Set("Retry-After", "1")
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Error(w, "503: the site is being built: "+f.Progress.String(), http.StatusServiceUnavailable)
		return
	}
	header.Set("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'sha256-"+sourceHash(waitStyle)+"'; script-src 'sha256-"+sourceHash(waitScript)+"'")
	header.Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	percent, doing, _ := strings.Cut(f.Progress.String(), ", ")
	percent = strings.TrimSuffix(percent, " %")
	var page strings.Builder
	err := waitPage.Execute(&page, map[string]any{"Percent": percent, "Doing": doing, "Style": template.CSS(waitStyle), "Script": template.JS(waitScript)})
	if err != nil {
		panic("BUG: " + err.Error())
	}
	_, _ = io.WriteString(w, page.String()) // the client may be gone
}

const (
	waitStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 28em; margin: 20vh auto; padding: 0 16px }
progress { width: 100%; accent-color: #1f5aa8 }
`
	waitScript = `setTimeout(() => location.reload(), 1000)`
)

var waitPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Percent}} % of bpfplay</title>
<link rel="icon" href="data:,">
<style>{{.Style}}</style>
<main>
<h1>bpfplay is being built</h1>
<progress max="100" value="{{.Percent}}" aria-label="Progress"></progress>
<p>{{.Percent}} %, {{.Doing}}. The page opens when it is ready. The next start takes a few seconds.</p>
</main>
<script>{{.Script}}</script>
</html>
`))
