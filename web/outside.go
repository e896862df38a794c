package web

import (
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// outside returns a link that opens in a new tab without access to this page.
func (s *Screen) outside(url, text string) app.HTMLA {
	return app.A().Href(url).Target("_blank").Rel("noopener noreferrer").Text(text).OnClick(s.onEvent(leave))
}

// leave lets the browser follow a link, because go-app would open it without its rel attribute.
func leave(_ app.Context, e app.Event) { e.Call("stopPropagation") }

// threadName shortens a thread's address, for example to "libbpf/libbpf #770".
func threadName(url string) string {
	parts := strings.Split(strings.TrimPrefix(url, "https://github.com/"), "/")
	if len(parts) < 4 {
		return strings.TrimPrefix(url, "https://")
	}
	return parts[0] + "/" + parts[1] + " #" + parts[3]
}
