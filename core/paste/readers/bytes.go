package readers

import (
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/paste/dump"
)

// isAnyText: what is nothing else may be bytes.
func isAnyText(*paste.Source) bool { return true }

// beginBytes reads a dump before its first line: it is known by all its lines together. A text whose first line does not
// even begin as bytes is nothing that is known.
func beginBytes(p *paste.Source) (paste.LineReader, *paste.SyntaxError) {
	dump, err := dump.Read(p.Text)
	if err == nil {
		return &bytesReader{dump: dump}, nil
	}
	fault := err.(*paste.SyntaxError)
	if first := p.First(); fault.Line <= first.Num && !beginsAsNumber(first.Text) {
		fault = paste.Place{Line: first.Num, Col: 1, Near: first.Text}.Fault("is nothing that is known here", paste.TextExpected)
	}
	return nil, fault
}

// beginsAsNumber says whether a line's first character is a digit, so that it was meant to be bytes.
func beginsAsNumber(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && line[0] >= '0' && line[0] <= '9'
}

// bytesReader makes a BPF_MAP_CREATE of every record of a dump.
type bytesReader struct {
	dump dump.Dump
	text paste.Text
	last int // line of the text that was read
}

func (r *bytesReader) Line(l paste.Line) {
	if l.Num < r.dump.Lines[0] && !paste.IsBlank(l.Text) {
		r.text.Unread = l.Note(r.text.Unread, "stands before the bytes")
	}
	r.last = l.Num + l.Lines - 1
}

func (r *bytesReader) Finish() paste.Text {
	starts := append(r.dump.Lines, r.last+1)
	for i, record := range r.dump.Records {
		r.text.Calls = append(r.text.Calls, paste.Call{
			Line: starts[i], Lines: max(1, starts[i+1]-starts[i]),
			Name: "bpf", Cmd: abi.BPF_MAP_CREATE, Attr: record, Size: uint32(len(record)),
		})
	}
	r.text.Format, r.text.Notes, r.text.Bytes = r.dump.Format, r.dump.Notes, true
	return r.text
}
