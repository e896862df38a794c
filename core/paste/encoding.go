package paste

import "strings"

// WithLines returns text with a line feed at each line end, if only carriage returns end its lines.
func WithLines(text string) string {
	if strings.Contains(text, "\n") || !strings.Contains(text, "\r") {
		return text
	}
	return strings.ReplaceAll(text, "\r", "\n")
}

// utf16Looked is the number of bytes that decide about UTF-16.
const utf16Looked = 1024

// utf16Order returns "little" or "big" if text is in UTF-16, else "". Every other byte of English text in UTF-16 is 0. A
// browser that reads a file as UTF-8 keeps these, and replaces the byte order mark by one or two U+FFFD.
func utf16Order(text string) string {
	switch {
	case strings.HasPrefix(text, "\xff\xfe"):
		return "little"
	case strings.HasPrefix(text, "\xfe\xff"):
		return "big"
	}
	text = strings.TrimLeft(text, "\ufffd")
	text = text[:min(len(text), utf16Looked)]
	var zeros [2]int
	for i := range len(text) {
		if text[i] == 0 {
			zeros[i%2]++
		}
	}
	switch most := len(text) / 2; {
	case len(text) < 8:
	case zeros[1] >= most-most/8 && zeros[0] == 0:
		return "little"
	case zeros[0] >= most-most/8 && zeros[1] == 0:
		return "big"
	}
	return ""
}
