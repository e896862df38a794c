package dump

import (
	"encoding/base64"
	"strings"

	"bpfplay/core/paste"
)

// base64Signs are the characters of base64 and of its form for URLs that are not letters or digits.
const base64Signs = "+/-_="

// isBase64Text reports whether text has the characters and the length of base64: a multiple of 4, at least 8.
func isBase64Text(text string) bool {
	if len(text) < 8 || len(text)%4 != 0 {
		return false
	}
	for i, c := range []byte(text) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && !paste.IsDecimal(c) && strings.IndexByte(base64Signs, c) < 0 || c == '=' && i < len(text)-2 {
			return false
		}
	}
	return true
}

func decodeBase64(text string) ([]byte, bool) {
	bytes, err := base64.StdEncoding.DecodeString(strings.NewReplacer("-", "+", "_", "/").Replace(text))
	return bytes, err == nil
}

// unbroken returns the text without blanks and newlines.
func (t *input) unbroken() string {
	var b strings.Builder
	for i := range t.lines {
		for word := range strings.FieldsSeq(t.lines[i].text) {
			b.WriteString(word)
		}
	}
	return b.String()
}

// isBase64 rejects mistyped hex: base64 has letters of both cases, or signs, or no digit.
func isBase64(t *input) bool {
	if strings.Contains(strings.TrimSpace(t.first().text), " ") {
		return false
	}
	text := t.unbroken()
	if !isBase64Text(text) || isHex(text) {
		return false
	}
	if _, ok := decodeBase64(text); !ok {
		return false
	}
	bothCases := strings.ToLower(text) != text && strings.ToUpper(text) != text
	return bothCases || strings.ContainsAny(text, base64Signs) || !strings.ContainsAny(text, "0123456789")
}

func readBase64(t *input) (*recorder, *paste.SyntaxError) {
	r := &recorder{}
	first := t.first()
	if err := r.begin("", first.place(0, first.text)); err != nil {
		return r, err
	}
	bytes, _ := decodeBase64(t.unbroken())
	r.add(bytes...)
	r.note(first.num, first.text, "no other format matches: read as base64")
	return r, nil
}
