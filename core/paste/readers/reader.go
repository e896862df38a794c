package readers

import (
	"bpfplay/core/paste"
	"bpfplay/core/paste/bpftool"
	"bpfplay/core/paste/csource"
	"bpfplay/core/paste/strace"
	"bpfplay/core/paste/syz"
	"strings"
)

// Options say how a text is to be read.
type Options struct {
	Format string // one of Formats, which is then not looked for; "" to find it
}

// textFormat is one way of writing calls down. The first row whose looks says yes reads the text.
type textFormat struct {
	name  string // as Options has it
	looks func(*paste.Source) bool
	begin func(*paste.Source) (paste.LineReader, *paste.SyntaxError)
}

// textFormats are in the order of how surely they are known by their looks. The last is taken for whatever is nothing else.
var textFormats = []textFormat{
	{"recording", looksLikeRecording, beginRecording},
	{"syzkaller", syz.LooksLike, syz.Begin},
	{"C", csource.LooksLike, csource.Begin},
	{"bpftool", bpftool.LooksLike, bpftool.Begin},
	{"definitions", csource.LooksLikeDefinition, csource.BeginDefinition},
	{"link", looksLikeLink, beginLink}, // programs of ours carry one in a comment
	{"strace", strace.LooksLike, strace.Begin},
	{"bytes", isAnyText, beginBytes},
}

// Formats are the names that Options.Format may have, the surest first.
func Formats() []string {
	var names []string
	for _, f := range textFormats {
		names = append(names, f.name)
	}
	return names
}

// Reader reads a pasted text a piece at a time, so that a page stays awake.
type Reader struct {
	pasted *paste.Source
	body   paste.LineReader
	read   int // lines of pasted
	text   paste.Text
}

// NewReader finds out what text is. Texts over 64 MiB or 2^20 lines are refused, and so are texts in which nothing is
// known. The error is a *SyntaxError.
func NewReader(text string, o Options) (*Reader, error) {
	p, fault := paste.NewSource(text)
	if fault != nil {
		return nil, fault
	}
	for _, f := range textFormats {
		if o.Format != "" && o.Format != f.name || o.Format == "" && !f.looks(p) {
			continue
		}
		body, fault := f.begin(p)
		if fault != nil {
			return nil, fault
		}
		return &Reader{pasted: p, body: body}, nil
	}
	return nil, paste.Place{Line: 1, Col: 1, Near: o.Format}.Fault("unknown format %q", "want one of "+strings.Join(Formats(), ", "))
}

// Step reads so many lines more and says whether that was all.
func (r *Reader) Step(lines int) (done bool) {
	if r.body == nil {
		return true
	}
	for end := min(len(r.pasted.Lines), r.read+lines); r.read < end; r.read++ {
		r.body.Line(r.pasted.Lines[r.read])
	}
	if r.read < len(r.pasted.Lines) {
		return false
	}
	r.text, r.body = r.body.Finish(), nil
	return true
}

// Progress is how many lines were read, and how many there are.
func (r *Reader) Progress() (read, total int) { return r.read, len(r.pasted.Lines) }

// Text is what was read, once Step has said that it was all.
func (r *Reader) Text() paste.Text { return r.text }

// Read reads all of text at once. The error is a *SyntaxError.
func Read(text string, o Options) (paste.Text, error) {
	r, err := NewReader(text, o)
	if err != nil {
		return paste.Text{}, err
	}
	r.Step(len(r.pasted.Lines))
	return r.Text(), nil
}
