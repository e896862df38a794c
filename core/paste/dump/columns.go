package dump

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
)

// maxRow is the longest line in bytes that is read as an offset with bytes after it.
const maxRow = 1 << 16

// span is a piece of a line and the offset of its first byte.
type span struct {
	text string
	at   int
}

// skipBlanks returns the index of the first character at or after from that is not blank.
func skipBlanks(line string, from int) int {
	for from < len(line) && (line[from] == ' ' || line[from] == '\t') {
		from++
	}
	return from
}

// cellAt returns the next run of characters that are not blank; its text is "" at the end of the line.
func cellAt(line string, from int) span {
	from = skipBlanks(line, from)
	end := from
	for end < len(line) && line[end] != ' ' && line[end] != '\t' {
		end++
	}
	return span{line[from:end], from}
}

// offsetFinder finds the offset of a line and the index after it.
type offsetFinder func(line string) (offset span, rest int, ok bool)

// firstRow returns the first line with an offset and the index of its bytes, or nil.
func (t *input) firstRow(find offsetFinder) (l *line, rest int) {
	for i := range t.lines {
		if _, rest, ok := find(t.lines[i].text); ok {
			return &t.lines[i], rest
		}
	}
	return nil, 0
}

// columns is a layout of lines that start with an offset.
type columns struct {
	radix     int  // of the offsets
	addresses bool // offsets are addresses: they start anywhere
	zeros     bool // a * replaces only lines of zeros
	padding   int  // bytes at the end that may be padding, which a last offset tells
	want      string
	offset    offsetFinder
	row       func(line string, from int) (bytes []byte, bad span)
	before    func(r *recorder, l *line, offset uint64) // called before an offset is checked; may be nil
	echo      func(line string) bool                    // reports whether the line shows the bytes above it in another form; may be nil
}

// read reads all lines. The recorder is valid only without a fault.
func (c *columns) read(t *input) (*recorder, *paste.SyntaxError) {
	r := &recorder{radix: c.radix, anywhere: c.addresses}
	echoed := false
	for i := range t.lines {
		l := &t.lines[i]
		if paste.IsBlank(l.text) {
			continue
		}
		if len(l.text) > maxRow {
			return r, l.place(0, l.text).fault("line too long at %q", fmt.Sprintf("want at most %d characters in a dump with offsets", maxRow))
		}
		if strings.TrimSpace(l.text) == "*" {
			star := l.place(strings.IndexByte(l.text, '*'), "*")
			if err := r.squeeze(star); err != nil {
				return r, err
			}
			if line := (*r.last())[len(*r.last())-r.row:]; c.zeros && strings.Trim(string(line), "\x00") != "" {
				return r, star.fault("%q repeats a line that is not all zeros", "want a line of zeros above it, as xxd -a prints")
			}
			continue
		}
		offset, rest, ok := c.offset(l.text)
		if !ok && c.echo != nil && c.echo(l.text) {
			if !echoed {
				r.note(l.num, l.text, "shows the bytes above it in another form: not read")
			}
			echoed = true
			continue
		}
		if !ok {
			if err := r.passOver(l); err != nil {
				return r, err
			}
			continue
		}
		if err := c.readRow(r, l, offset, rest); err != nil {
			return r, err
		}
	}
	if c.padding > 0 && len(r.dump.Records) > 0 && !r.ended {
		r.note(t.lines[len(t.lines)-1].num, "", fmt.Sprintf("the dump does not end with its length: up to %d bytes at its end may be padding", c.padding))
	}
	return r, nil
}

func (c *columns) readRow(r *recorder, l *line, offset span, rest int) *paste.SyntaxError {
	p := l.place(offset.at, offset.text)
	value, err := strconv.ParseUint(strings.TrimPrefix(offset.text, "0x"), c.radix, 64)
	if err != nil {
		return p.fault("invalid offset %q", fmt.Sprintf("want a number in base %d", c.radix))
	}
	bytes, bad := c.row(l.text, rest)
	if bad.text != "" {
		return l.place(bad.at, bad.text).fault("unexpected %q in the dump", c.want)
	}
	if c.before != nil {
		c.before(r, l, value)
	}
	if len(bytes) == 0 {
		return r.endAt(value, c.padding, p)
	}
	if err := r.rowAt(value, p); err != nil {
		return err
	}
	r.add(bytes...)
	return nil
}

// passOver notes a line without an offset. It fails if the line may hold bytes.
func (r *recorder) passOver(l *line) *paste.SyntaxError {
	first := cellAt(l.text, 0)
	if mayHoldBytes(l.text) {
		return l.place(first.at, first.text).fault("line without an offset at %q", "want an offset, as on the other lines")
	}
	r.note(l.num, l.text, "has no offset: not read")
	return nil
}

// mayHoldBytes reports whether line may hold bytes, rather than words around a dump.
func mayHoldBytes(line string) bool {
	line = strings.TrimSpace(line)
	words := strings.Fields(english.Head(line, 64))
	pairs := 0
	for i, word := range words[:min(3, len(words))] {
		if _, ok := decodePairs(nil, word); ok {
			if i == 0 {
				return true
			}
			pairs++
		}
	}
	return pairs == 2 || strings.IndexByte("{[\"'\\", line[0]) >= 0 || strings.HasPrefix(line, "0x")
}
