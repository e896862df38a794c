package dump

import (
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// isEscapedBytes recognises \x03\x00 without quotes around it.
func isEscapedBytes(t *input) bool {
	return strings.HasPrefix(strings.TrimSpace(t.first().text), `\`) || t.contains(`\x`) && !isQuoted(t)
}

// isPercentBytes recognises %03%00, as in URLs.
func isPercentBytes(t *input) bool {
	return strings.HasPrefix(strings.TrimSpace(t.first().text), "%") || strings.Count(t.first().text, "%") > 1
}

func readEscapedBytes(t *input) (*recorder, *paste.SyntaxError) {
	return readEscapes(t, '\\', `want \x00 to \xff, \000 to \377, or a letter such as \n`, literal.AppendEscape)
}

func readPercentBytes(t *input) (*recorder, *paste.SyntaxError) {
	return readEscapes(t, '%', "want % and two digits 0-9 a-f", func(dst []byte, text string) ([]byte, int) {
		dst, ok := decodePairs(dst, text[1:min(3, len(text))])
		if !ok || len(text) < 3 {
			return dst, 0
		}
		return dst, 3
	})
}

// readEscapes reads escapes that start with mark. Other characters are read as they are, and so are blanks between them.
// Blanks between escapes only separate them.
func readEscapes(t *input, mark byte, want string, escape func(dst []byte, text string) ([]byte, int)) (*recorder, *paste.SyntaxError) {
	r := &recorder{}
	first := t.first()
	if err := r.begin("", first.place(0, first.text)); err != nil {
		return r, err
	}
	blanks := hasPlainCharacters(t, mark, escape)
	if blanks {
		r.note(first.num, first.text, "characters outside of escapes were read as bytes")
	}
	for i := range t.lines {
		l := &t.lines[i]
		text := strings.TrimSpace(l.text)
		indent := strings.Index(l.text, text)
		for at := 0; at < len(text); {
			c := text[at]
			if c != mark {
				if blanks || c != ' ' && c != '\t' {
					r.add(c)
				}
				at++
				continue
			}
			bytes, length := escape(nil, text[at:])
			if length == 0 {
				return r, l.place(indent+at, english.Head(text[at:], 3)).fault("invalid escape %q", want)
			}
			r.add(bytes...)
			at += length
		}
	}
	return r, nil
}

// hasPlainCharacters reports whether the text holds characters other than escapes and blanks.
func hasPlainCharacters(t *input, mark byte, escape func(dst []byte, text string) ([]byte, int)) bool {
	for i := range t.lines {
		text := t.lines[i].text
		for at := 0; at < len(text); at++ {
			if text[at] == mark {
				_, length := escape(nil, text[at:])
				at += max(length, 1) - 1
			} else if text[at] != ' ' && text[at] != '\t' {
				return true
			}
		}
	}
	return false
}
