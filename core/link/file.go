package link

import (
	"strings"

	"bpfplay/core/history"
)

// File returns the link as the text of a file, with one call on a line. [Parse] reads it.
func (l Link) File() string {
	plain := l.plain()
	return version + "~" + checksum(plain) + "/\n" + strings.ReplaceAll(plain, "/", "/\n") + "\n"
}

// Is reports whether a text is a link or a file, without an address around it.
func Is(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n#")
	return strings.HasPrefix(text, version+"/") || strings.HasPrefix(text, version+"~")
}

// FormatCalls returns calls in the form that links have. ParseCalls parses them.
func FormatCalls(calls []history.Call) string {
	var parts []string
	for _, c := range calls {
		parts = append(parts, formatCall(c)...)
	}
	return strings.Join(parts, "/")
}

// ParseCalls parses the calls that FormatCalls formats.
func ParseCalls(text string) ([]history.Call, error) {
	l, err := parsePlain(text, atOnce)
	return l.Calls, err
}
