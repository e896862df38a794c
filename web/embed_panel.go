package web

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// exportFrame is the snippet that shows the chosen calls in a frame of another page.
func (p *Panels) exportFrame() app.UI {
	s := p.S
	if s.session.Len() == 0 {
		return nil
	}
	return app.Div().Class("deeds", "picture").Body(
		app.Span().Text("These calls in another page, as a frame:"),
		app.Button().Class("pill", "small").ID("embed-copy").Text("Copy <iframe>").OnClick(p.onEmbedCopy),
		app.Textarea().ID("embed-text").Class("exported", "snippet").Aria("label", "The snippet").Rows(3).ReadOnly(true).Spellcheck(false).Attr("value", s.Snippet()),
	)
}

func (p *Panels) onEmbedCopy(app.Context, app.Event) { p.S.CopySnippet() }

// CopySnippet puts the snippet on the clipboard.
func (s *Store) CopySnippet() {
	s.host.Copy(s.Snippet(), func(ok bool) {
		s.notice = Notice{Text: "The snippet is copied. A reader loads a light picture first, and the program only when it is asked for."}
		if !ok {
			s.notice = Notice{Text: "The browser does not let the snippet be copied: it stands in the panel, to copy by hand.", Bad: true}
		}
		s.Changed()
	})
}
