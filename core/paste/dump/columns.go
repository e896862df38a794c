package dump

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
)

// dumpRowLimit is the longest line in bytes that is read as an offset with bytes after it.
const maxRow = 1 << 16

// span is a piece of a line and where it starts, in bytes.
type span struct {
	text string
	at   int
}

// skipBlanks is the index of the first character of line at or after from that is not blank.
func skipBlanks(line string, from int) int {
	for from < len(line) && (line[from] == ' ' || line[from] == '\t') {
		from++
	}
	return from
}

// cellAt is the run of characters that are not blank at or after from; its text is "" at the end of the line.
func cellAt(line string, from int) span {
	from = skipBlanks(line, from)
	end := from
	for end < len(line) && line[end] != ' ' && line[end] != '\t' {
		end++
	}
	return span{line[from:end], from}
}

// offsetFinder finds the offset of a line and where the bytes start after it.
type offsetFinder func(line string) (offset span, rest int, ok bool)

// firstRow is the first line with an offset and where its bytes start; the line is nil if there is none.
func (t *input) firstRow(find offsetFinder) (l *line, rest int) {
	for i := range t.lines {
		if _, rest, ok := find(t.lines[i].text); ok {
			return &t.lines[i], rest
		}
	}
	return nil, 0
}

// dumpColumns is a layout of lines that start with an offset.
type columns struct {
	radix     int  // of the offsets
	addresses bool // offsets are addresses: they start anywhere
	zeros     bool // a * stands for lines of zeros only
	padding   int  // bytes at the end that may be padding, which a last offset tells
	want      string
	offset    offsetFinder
	row       func(line string, from int) (bytes []byte, bad span)
	before    func(r *recorder, l *line, offset uint64) // what to do before an offset is checked, nil for nothing
	echo      func(line string) bool                    // the line shows the bytes above it in another form; nil if none does
}

// read reads all lines. The recorder is of use only if there is no fault.
func (c *columns) read(t *input) (*recorder, *paste.SyntaxError) {
	r := &recorder{radix: c.radix, anywhere: c.addresses}
	echoed := false
	for i := range t.lines {
		l := &t.lines[i]
		if paste.IsBlank(l.text) {
			continue
		}
		if len(l.text) > maxRow {
			return r, l.place(0, l.text).fault("is too long a line for a dump with offsets", fmt.Sprintf("at most %d characters were expected", maxRow))
		}
		if strings.TrimSpace(l.text) == "*" {
			star := l.place(strings.IndexByte(l.text, '*'), "*")
			if err := r.squeeze(star); err != nil {
				return r, err
			}
			if line := (*r.last())[len(*r.last())-r.row:]; c.zeros && strings.Trim(string(line), "\x00") != "" {
				return r, star.fault("stands for lines of zeros, but the line above it has others", "a line of zeros was expected above it, as xxd -a prints one")
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
		return p.fault("is not an offset", fmt.Sprintf("a number in base %d was expected", c.radix))
	}
	bytes, bad := c.row(l.text, rest)
	if bad.text != "" {
		return l.place(bad.at, bad.text).fault("is not part of the dump", c.want)
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

// passOver takes a line without an offset. It is a fault if the line may hold bytes, and else only noted.
func (r *recorder) passOver(l *line) *paste.SyntaxError {
	first := cellAt(l.text, 0)
	if mayHoldBytes(l.text) {
		return l.place(first.at, first.text).fault("starts a line without an offset", "an offset was expected, as on the other lines")
	}
	r.note(l.num, l.text, "has no offset: not read")
	return nil
}

// mayHoldBytes tells lines that may be bytes from words around a dump.
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
