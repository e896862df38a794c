package paste

import (
	"strings"

	"bpfplay/core/abi"
)

// isAnyText: what is nothing else may be bytes.
func isAnyText(*pasted) bool { return true }

// beginBytes reads a dump before its first line: it is known by all its lines together. A text whose first line does not
// even begin as bytes is nothing that is known.
func beginBytes(p *pasted) (lineReader, *SyntaxError) {
	dump, err := ReadDump(p.text)
	if err == nil {
		return &bytesReader{dump: dump}, nil
	}
	fault := err.(*SyntaxError)
	if first := p.first(); fault.Line <= first.num && !beginsAsNumber(first.text) {
		fault = dumpPlace{first.num, 1, first.text}.fault("is nothing that is known here", textExpected)
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
	dump Dump
	text Text
	last int // line of the text that was read
}

func (r *bytesReader) Line(l textLine) {
	if l.num < r.dump.Lines[0] && !isBlank(l.text) {
		r.text.Unread = l.note(r.text.Unread, "stands before the bytes")
	}
	r.last = l.num + l.lines - 1
}

func (r *bytesReader) Finish() Text {
	starts := append(r.dump.Lines, r.last+1)
	for i, record := range r.dump.Records {
		r.text.Calls = append(r.text.Calls, Call{
			Line: starts[i], Lines: max(1, starts[i+1]-starts[i]),
			Name: "bpf", Cmd: abi.BPF_MAP_CREATE, Attr: record, Size: uint32(len(record)),
		})
	}
	r.text.Format, r.text.Notes, r.text.Bytes = r.dump.Format, r.dump.Notes, true
	return r.text
}
