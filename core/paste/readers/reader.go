package readers

import (
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/paste/bpftool"
	"bpfplay/core/paste/csource"
	"bpfplay/core/paste/message"
	"bpfplay/core/paste/strace"
	"bpfplay/core/paste/syz"
	"bpfplay/core/sliced"
)

// Options selects the format of a text.
type Options struct {
	Format string // one of Formats; "" recognises the format
}

// textFormat is one way to write calls. The first row whose looks returns true reads the text.
type textFormat struct {
	name  string // as in Options
	looks func(*paste.Source) bool
	begin func(*paste.Source) (paste.LineReader, *paste.SyntaxError)
}

// textFormats starts with the formats that are easiest to recognise. The last accepts every text.
var textFormats = []textFormat{
	{"recording", looksLikeRecording, beginRecording},
	{"syzkaller", syz.LooksLike, syz.Begin},
	{"C", csource.LooksLike, csource.Begin},
	{"bpftool", bpftool.LooksLike, bpftool.Begin},
	{"definitions", csource.LooksLikeDefinition, csource.BeginDefinition},
	{"link", looksLikeLink, beginLink}, // exported programs carry one in a comment
	{"strace", strace.LooksLike, strace.Begin},
	{"messages", message.LooksLike, message.Begin},
	{"bytes", isAnyText, beginBytes},
}

// Formats returns the valid names for Options.Format, in the order in which they are tried.
func Formats() []string {
	var names []string
	for _, f := range textFormats {
		names = append(names, f.name)
	}
	return names
}

// Reader reads a pasted text in steps, so that a page stays responsive.
type Reader struct {
	pasted *paste.Source
	body   paste.LineReader
	read   int // lines of pasted
	text   paste.Text
}

// NewReader recognises the format of text. Texts over 64 MiB or 2^20 lines and texts of an unknown format are refused. The
// error is a *SyntaxError.
func NewReader(text string, o Options) (*Reader, error) { return newReader(text, o, func() {}) }

func newReader(text string, o Options, pause func()) (*Reader, error) {
	p, fault := paste.NewSource(text, pause)
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

// Opening is NewReader in slices, for a long text.
type Opening struct {
	reader *Reader
	err    error
	work   *sliced.Work
}

// Open begins to recognise the format of text.
func Open(text string, o Options) *Opening {
	p := &Opening{}
	p.work = sliced.New(func(pause func()) { p.reader, p.err = newReader(text, o, pause) })
	return p
}

// Step runs one slice and reports whether work remains.
func (p *Opening) Step() (more bool) { return p.work.Step() }

// Stop ends the work.
func (p *Opening) Stop() { p.work.Stop() }

// Reader returns NewReader's results after the last Step.
func (p *Opening) Reader() (*Reader, error) { return p.reader, p.err }

// Step reads up to lines more lines and reports whether the text is read.
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

// Progress returns the number of lines read and the total.
func (r *Reader) Progress() (read, total int) { return r.read, len(r.pasted.Lines) }

// Text returns the text after Step has reported that it is read.
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
