package paste

import "strings"

// looksLikeStrace: a line of it is a call of bpf with a struct or an address.
func looksLikeStrace(p *pasted) bool {
	return p.some(func(line string) bool {
		if !strings.Contains(line, straceOpening) {
			return false
		}
		_, err := ReadStraceCall(line)
		return err == nil
	})
}

func beginStrace(*pasted) (lineReader, *SyntaxError) { return &straceTrace{}, nil }

// straceTrace makes calls of the lines of strace.
type straceTrace struct {
	text Text
}

func (t *straceTrace) line(l textLine) {
	if isBlank(l.text) {
		return
	}
	read, err := ReadStraceCall(l.text)
	if err != nil {
		t.text.Unread = l.note(t.text.Unread, err.Error())
		return
	}
	t.text.Calls = append(t.text.Calls, Call{
		Line: l.num, Lines: l.lines, Name: "bpf",
		Cmd: read.Cmd, Attr: read.Attr, Addr: read.Addr, Size: read.Size, Path: read.Path, Ret: read.Ret, Lost: read.Lost,
	})
}

func (t *straceTrace) finish() Text {
	t.text.Format = "strace"
	return t.text
}
