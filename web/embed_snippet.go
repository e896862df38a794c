package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// frame returns the snippet that embeds the chosen calls in another page.
func (p exportPanel) frame() app.UI {
	e := p.export
	if e.snippet == "" {
		return nil
	}
	return app.Div().Class("deeds", "picture").Body(
		app.Span().Text("Embed these calls in another page:"),
		app.Button().Class("pill", "small").ID("embed-copy").Text("Copy <iframe>").OnClick(e.onPress(e.CopySnippet)),
		app.Textarea().ID("embed-text").Class("exported", "snippet").Aria("label", "The snippet").Rows(3).ReadOnly(true).Spellcheck(false).Attr("value", e.snippet),
	)
}

// CopySnippet copies the snippet.
func (e *Export) CopySnippet() {
	e.host.Copy(e.Snippet(), func(ok bool) {
		if !ok {
			e.say(Notice{Text: "The browser does not allow copying. Copy the snippet in the panel by hand.", Bad: true})
			return
		}
		e.say(Notice{Text: "Copied the snippet. A page that embeds it loads a small poster first, and the program on demand."})
	})
}

// Snippet returns the HTML that embeds the calls in another page, with the first sentence of its poster.
func (e *Export) Snippet() string {
	d := e.desk
	from, to := e.calls()
	if e.scope == "" || e.scope == allCalls {
		from = 0
	}
	sentence := bootSentence(d.machine())
	if first := max(1, from); first <= d.session.Len() {
		sentence = d.session.Trace(first).Sentence()
	}
	address := d.host.Address() + "?embed=1&from=" + strconv.Itoa(from) + "&to=" + strconv.Itoa(to) + "&says=" + queryEscape(sentence) + "#" + d.Link().String()
	return `<iframe src="` + strings.ReplaceAll(address, "&", "&amp;") + `" title="bpfplay: ` + strings.ReplaceAll(sentence, `"`, "&quot;") +
		`" width="100%" height="420" loading="lazy" style="border:0" allow="fullscreen"></iframe>`
}

// queryEscape escapes a sentence for a query.
func queryEscape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ':
			b.WriteByte('+')
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
