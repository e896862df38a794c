package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// PastePreview shows the text line by line and greys out unread lines. Only the lines in view are in the page.
type PastePreview struct {
	app.Compo
	Screen *Screen
	Lines  *pastedLines
	first  int // the first line in view, from 0
}

const (
	previewHeight = 18 // of a line, in pixels; the same as in style.css
	previewShown  = 60 // lines in the page
	previewAhead  = 20 // of them before the first in view
	previewCut    = 400
)

// Render draws the lines in view, with empty space for the others.
func (p *PastePreview) Render() app.UI {
	l := p.Lines
	first := max(0, min(p.first-previewAhead, l.len()-previewShown))
	last := min(l.len(), first+previewShown)
	rows := []app.UI{app.Div().Style("height", strconv.Itoa(first*previewHeight)+"px")}
	for i := first; i < last; i++ {
		rows = append(rows, p.line(i))
	}
	rows = append(rows, app.Div().Style("height", strconv.Itoa((l.len()-last)*previewHeight)+"px"))
	return app.Div().Class("preview").ID("paste-preview").TabIndex(0).Role("region").Aria("label", "The text, line by line").
		Body(rows...).OnScroll(p.Screen.onEvent(p.scrolled))
}

func (p *PastePreview) line(i int) app.UI {
	l := p.Lines
	text := l.line(i)
	if len(text) > previewCut {
		text = english.Shorten(text[:previewCut], shortMost)
	}
	why, unread := l.why[i]
	class, title := "", ""
	switch {
	case unread:
		class, title = "unread", "Left out: "+why
	case !l.inCall[i]:
		class = "between"
	}
	row := []app.UI{app.Span().Class("n").Text(strconv.Itoa(i + 1)), app.Code().Text(text)}
	if unread {
		row = append(row, app.Em().Text(why))
	}
	return app.Div().Class("pasted", class).Title(title).Body(row...)
}

func (p *PastePreview) scrolled(ctx app.Context, _ app.Event) {
	if top := ctx.JSSrc().Get("scrollTop"); top.Truthy() {
		p.first = top.Int() / previewHeight
	} else {
		p.first = 0
	}
}

// unreadWords returns an unread line with the reason.
func unreadWords(line int, text, why string) string {
	return fmt.Sprintf("Line %d, %q: %s", line, english.Shorten(text, shortMost), why)
}
