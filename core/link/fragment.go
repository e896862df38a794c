package link

import (
	"encoding/hex"
	"strings"
	"unicode"
)

// Fragment returns the fragment of an address without its #, or text itself if it has none, without the blanks and percent
// escapes that chat programs add.
func Fragment(text string) string {
	if _, fragment, ok := strings.Cut(text, "#"); ok {
		text = fragment
	}
	if strings.ContainsFunc(text, unicode.IsSpace) {
		text = strings.Join(strings.Fields(text), "")
	}
	return unescape(text)
}

// unescape decodes percent escapes and leaves everything else as it is.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := hex.DecodeString(s[i+1 : i+3]); err == nil {
				b.Write(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
