package dump

import (
	"fmt"
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// plainSeparators separate the bytes of plain hex.
const plainSeparators = " \t,:-"

func isAnything(*input) bool { return true }

// plainTokens calls take with every run of characters between separators, up to a comment.
func plainTokens(l *line, take func(span) *paste.SyntaxError, comment func(at int)) *paste.SyntaxError {
	for at := 0; at < len(l.text); {
		rest := l.text[at:]
		if strings.HasPrefix(rest, "#") || strings.HasPrefix(rest, "//") {
			comment(at)
			return nil
		}
		length := strings.IndexAny(rest, plainSeparators)
		if length < 0 {
			length = len(rest)
		}
		if length > 0 {
			if err := take(span{rest[:length], at}); err != nil {
				return err
			}
		}
		at += length + 1
	}
	return nil
}

// readPlain reads pairs of hex digits. Numbers of one width over a byte that all start with 0x are words, whose lowest
// byte comes first in memory.
func readPlain(t *input) (*recorder, *paste.SyntaxError) {
	r := &recorder{}
	width, prefixed := t.plainWidth()
	decode := decodePairs
	if prefixed && width > 2 {
		decode = decodeReversedPairs
	}
	for i := range t.lines {
		l := &t.lines[i]
		err := plainTokens(l, func(cell span) *paste.SyntaxError {
			if len(r.dump.Records) == 0 {
				if err := r.begin("", l.place(cell.at, cell.text)); err != nil {
					return err
				}
				noteWidth(r, l, cell, width, prefixed)
			}
			digits := strings.TrimPrefix(strings.TrimPrefix(cell.text, "0x"), "0X")
			if len(digits) == 1 && len(cell.text) == 3 {
				digits = "0" + digits
			}
			bytes, ok := decode(nil, digits)
			if !ok {
				return plainFault(l, cell)
			}
			r.add(bytes...)
			return nil
		}, func(at int) { r.note(l.num, l.text[at:], "a comment: not read") })
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

// plainWidth returns the number of digits of all groups, if several have one width, and whether all have 0x.
func (t *input) plainWidth() (width int, prefixed bool) {
	groups, same := 0, true
	prefixed = true
	for i := range t.lines {
		plainTokens(&t.lines[i], func(cell span) *paste.SyntaxError {
			digits := strings.TrimPrefix(strings.TrimPrefix(cell.text, "0x"), "0X")
			prefixed = prefixed && len(digits) < len(cell.text)
			if groups == 0 {
				width = len(digits)
			}
			same = same && width == len(digits)
			groups++
			return nil
		}, func(int) {})
	}
	if groups < 2 || !same || width != 4 && width != 8 && width != 16 {
		return 0, false
	}
	return width, prefixed
}

func noteWidth(r *recorder, l *line, cell span, width int, prefixed bool) {
	switch {
	case width == 0:
	case prefixed:
		r.note(l.num, cell.text, fmt.Sprintf("numbers of %d bytes: the lowest byte comes first", width/2))
	default:
		r.note(l.num, cell.text, fmt.Sprintf("groups of %d bytes were read in order; od -A n and gdb print words in reverse byte order", width/2))
	}
}

// plainFault returns the fault of a cell that is not pairs of hex digits.
func plainFault(l *line, cell span) *paste.SyntaxError {
	const want = "want two digits 0-9 a-f"
	if cell.text == "*" {
		return l.place(cell.at, cell.text).fault("%q repeats an unknown number of lines", "want a dump with offsets, or one of od -v or hexdump -v")
	}
	front := 0
	if strings.HasPrefix(cell.text, "0x") || strings.HasPrefix(cell.text, "0X") {
		front = 2
	}
	good := literal.HexPrefix(cell.text[front:])
	if front > 0 && len(cell.text) == 2 {
		return l.place(cell.at, cell.text).fault("no digits after %q", "want hex digits")
	}
	if front+good == len(cell.text) {
		return l.place(cell.at, cell.text).fault("odd number of hex digits %q", "want two digits 0-9 a-f for each byte")
	}
	if good < 2 {
		return l.place(cell.at, cell.text).fault("invalid hex byte %q", want)
	}
	pair := front + good&^1
	return l.place(cell.at+pair, english.Head(cell.text[pair:], 2)).fault("invalid hex byte %q", want)
}

// isNodeBuffer recognises a Buffer as Node prints it, "<Buffer 03 00 30 ... 22 more bytes>".
func isNodeBuffer(t *input) bool { return t.contains("<Buffer") }

func readNodeBuffer(t *input) (*recorder, *paste.SyntaxError) {
	r := &recorder{}
	for i := range t.lines {
		l := &t.lines[i]
		for at := 0; ; {
			start := strings.Index(l.text[at:], "<Buffer")
			if start < 0 {
				break
			}
			start += at
			p := l.place(start, "<Buffer")
			length := strings.IndexByte(l.text[start:], '>')
			if length < 0 {
				return r, p.fault("unclosed %q", "want > on the same line")
			}
			if err := r.begin("", p); err != nil {
				return r, err
			}
			at = start + length
			if err := readBuffer(r, l, start+len("<Buffer"), at); err != nil {
				return r, err
			}
		}
	}
	return r, nil
}

// readBuffer reads the bytes of the line between from and end.
func readBuffer(r *recorder, l *line, from, end int) *paste.SyntaxError {
	for {
		cell := cellAt(l.text[:end], from)
		switch bytes, ok := decodeByte(nil, cell.text); {
		case cell.text == "":
			return nil
		case cell.text == "...":
			r.note(l.num, l.text[cell.at:end], "the text omits bytes here")
			return nil
		case !ok:
			return plainFault(l, cell)
		default:
			r.add(bytes...)
			from = cell.at + 2
		}
	}
}
