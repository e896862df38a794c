package readers

import (
	"strings"

	"bpfplay/core/link"
	"bpfplay/core/paste"
)

// linkReader reads a share link of bpfplay within a text.
type linkReader struct {
	text  paste.Text
	open  []paste.Line // lines of an incomplete link
	found bool
}

func beginLink(*paste.Source) (paste.LineReader, *paste.SyntaxError) {
	return &linkReader{text: paste.Text{Format: "link of bpfplay"}}, nil
}

// linkMark starts a link, after the address of the page.
const linkMark = "#v1"

func looksLikeLink(p *paste.Source) bool {
	return p.Some(func(line string) bool { return linkIn(line) != "" })
}

// linkIn returns the link that starts in line, or "".
func linkIn(line string) string {
	at := strings.Index(line, linkMark)
	if at < 0 || at+len(linkMark) == len(line) || !strings.ContainsRune("~/", rune(line[at+len(linkMark)])) {
		return ""
	}
	link, _, _ := strings.Cut(line[at:], " ")
	return link
}

// linkLines is the most lines of a link that mail has wrapped.
const linkLines = 64

func (r *linkReader) Line(l paste.Line) {
	switch {
	case r.found:
		r.unread(l, "is not part of the link")
	case len(r.open) == 0 && linkIn(l.Text) == "":
		r.unread(l, "is not part of the link")
	default:
		r.open = append(r.open, l)
		if len(r.open) == linkLines {
			r.giveUp()
			return
		}
		if strings.TrimSpace(l.Text) == "" {
			return
		}
		text := linkIn(r.open[0].Text)
		for _, more := range r.open[1:] {
			text += strings.TrimSpace(more.Text)
		}
		if read, err := link.Parse(text); err == nil {
			r.take(read)
		}
	}
}

func (r *linkReader) unread(l paste.Line, why string) {
	if !paste.IsBlank(l.Text) {
		r.text.Unread = l.Note(r.text.Unread, why)
	}
}

// take adds the calls of a complete link.
func (r *linkReader) take(link link.Link) {
	r.found = true
	r.text.Machine = &link.Machine
	last := r.open[len(r.open)-1]
	for _, call := range link.Calls {
		c := fromCore(call.Call)
		c.Line = r.open[0].Num
		c.Lines = last.Num + last.Lines - c.Line
		if call.Known {
			c.Result = &call.Want
		}
		r.text.Calls = append(r.text.Calls, c)
	}
	if len(link.Calls) == 0 {
		for _, l := range r.open {
			r.unread(l, "the link has no calls")
		}
	}
	r.open = nil
}

// giveUp notes why a link cannot be read.
func (r *linkReader) giveUp() {
	if len(r.open) == 0 {
		return
	}
	why := "is an incomplete link"
	if _, err := link.Parse(linkIn(r.open[0].Text)); err != nil {
		why = err.Error()
	}
	for _, l := range r.open {
		r.unread(l, why)
	}
	r.open = nil
}

func (r *linkReader) Finish() paste.Text {
	r.giveUp()
	paste.SortNotes(r.text.Unread)
	return r.text
}
