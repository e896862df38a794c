package readers

import (
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/paste/dump"
)

// isAnyText accepts every text, since the last format is bytes.
func isAnyText(*paste.Source) bool { return true }

// beginBytes reads the whole dump at once, since its format depends on all lines. If the first line does not start as
// bytes, the format is unknown.
func beginBytes(p *paste.Source) (paste.LineReader, *paste.SyntaxError) {
	first := p.First()
	dump, err := dump.Read(p.Text)
	if err == nil && !isProse(dump, first.Text) {
		return &bytesReader{dump: dump}, nil
	}
	if fault := refusal(p); fault != nil {
		return nil, fault
	}
	fault, _ := err.(*paste.SyntaxError)
	if fault == nil || fault.Line <= first.Num && !beginsAsNumber(first.Text) || !beginsAsBytes(first.Text) {
		fault = paste.Place{Line: first.Num, Col: 1, Near: first.Text}.Fault("unknown format of %q", paste.TextExpected)
	}
	return nil, fault
}

// beginsAsBytes reports whether line can begin bytes, as digits, a quote or a list.
func beginsAsBytes(line string) bool {
	return beginsAsNumber(line) || strings.ContainsAny(line, "[{\"'`=%*") || paste.HexDigit(strings.TrimSpace(line)[0]) >= 0
}

// beginsAsNumber reports whether line starts with a digit, as a dump does.
func beginsAsNumber(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && line[0] >= '0' && line[0] <= '9'
}

// bytesReader returns a BPF_MAP_CREATE for each record of a dump.
type bytesReader struct {
	dump dump.Dump
	text paste.Text
	last int // last line read
}

func (r *bytesReader) Line(l paste.Line) {
	if l.Num < r.dump.Lines[0] && !paste.IsBlank(l.Text) {
		r.text.Unread = l.Note(r.text.Unread, "precedes the bytes")
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
