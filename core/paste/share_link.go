package paste

import (
	"strings"

	"bpfplay/core/link"
)

// linkReader reads a share link of bpfplay that stands in a text.
type linkReader struct {
	text  Text
	open  []textLine // the lines of a link that is not whole yet
	found bool
}

func beginLink(*pasted) (lineReader, *SyntaxError) {
	return &linkReader{text: Text{Format: "link of bpfplay"}}, nil
}

// linkMark is what a link begins with, behind the address of the page.
const linkMark = "#v1"

func looksLikeLink(p *pasted) bool {
	return p.some(func(line string) bool { return linkIn(line) != "" })
}

// linkIn is the link that begins in a line; "" where none does.
func linkIn(line string) string {
	at := strings.Index(line, linkMark)
	if at < 0 || at+len(linkMark) == len(line) || !strings.ContainsRune("~/", rune(line[at+len(linkMark)])) {
		return ""
	}
	link, _, _ := strings.Cut(line[at:], " ")
	return link
}

// linkLines is how many lines a mail may have cut a link into.
const linkLines = 64

func (r *linkReader) Line(l textLine) {
	switch {
	case r.found:
		r.unread(l, "stands beside the link")
	case len(r.open) == 0 && linkIn(l.text) == "":
		r.unread(l, "stands beside the link")
	default:
		r.open = append(r.open, l)
		if len(r.open) == linkLines {
			r.giveUp()
			return
		}
		if strings.TrimSpace(l.text) == "" {
			return
		}
		text := linkIn(r.open[0].text)
		for _, more := range r.open[1:] {
			text += strings.TrimSpace(more.text)
		}
		if read, err := link.ParseLink(text); err == nil {
			r.take(read)
		}
	}
}

func (r *linkReader) unread(l textLine, why string) {
	if !isBlank(l.text) {
		r.text.Unread = l.note(r.text.Unread, why)
	}
}

// take takes the calls of a link that is whole.
func (r *linkReader) take(link link.Link) {
	r.found = true
	r.text.Machine = &link.Machine
	last := r.open[len(r.open)-1]
	for _, call := range link.Calls {
		c := fromCore(call)
		c.Line = r.open[0].num
		c.Lines = last.num + last.lines - c.Line
		if call.Said.Known {
			c.Ret = &call.Said.Ret
		}
		r.text.Calls = append(r.text.Calls, c)
	}
	if len(link.Calls) == 0 {
		for _, l := range r.open {
			r.unread(l, "the link has a machine and no call")
		}
	}
	r.open = nil
}

// giveUp notes why a link cannot be read.
func (r *linkReader) giveUp() {
	if len(r.open) == 0 {
		return
	}
	why := "is no whole link"
	if _, err := link.ParseLink(linkIn(r.open[0].text)); err != nil {
		why = err.Error()
	}
	for _, l := range r.open {
		r.unread(l, why)
	}
	r.open = nil
}

func (r *linkReader) Finish() Text {
	r.giveUp()
	sortNotes(r.text.Unread)
	return r.text
}
