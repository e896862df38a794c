package paste

import "strings"

// plainLine takes out what a terminal or a web page adds: carriage returns, colours, blanks that do not break.
func PlainLine(line string) string {
	line = strings.ReplaceAll(strings.TrimRight(line, "\r"), "\u00a0", " ")
	if !strings.Contains(line, "\x1b[") {
		return line
	}
	pieces := strings.Split(line, "\x1b[")
	var plain strings.Builder
	plain.WriteString(pieces[0])
	for _, piece := range pieces[1:] {
		final := strings.IndexFunc(piece, func(c rune) bool { return c >= 0x40 })
		plain.WriteString(piece[final+1:])
	}
	return plain.String()
}

func IsBlank(text string) bool { return strings.TrimSpace(text) == "" }
