package dump

import (
	"strings"

	"bpfplay/core/paste"
)

// coding is what the characters of a string stand for.
type coding int

const (
	codingUnknown coding = iota
	codingHex
	codingBase64
)

func (c coding) String() string { return []string{"characters", "hex", "base64"}[c] }

// codings are words that tell the coding when they follow a string, as in Buffer.from("0300", "hex").
var codings = map[string]coding{
	"hex":       codingHex,
	"base64":    codingBase64,
	"base64url": codingBase64,
	"latin1":    codingUnknown,
	"binary":    codingUnknown,
	"utf8":      codingUnknown,
	"ascii":     codingUnknown,
}

// codingOfCall tells the coding of the string that a function or macro of this name takes.
func codingOfCall(name string) coding {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(lower, "hex"):
		return codingHex
	case strings.Contains(lower, "b64"), strings.Contains(lower, "base64"), lower == "atob":
		return codingBase64
	}
	return codingUnknown
}

// guessCoding tells the coding of a string that does not say it. Base64 is known by its padding, by its signs or
// by the zeros of an attr.
func guessCoding(text string) coding {
	switch {
	case len(text)%2 == 0 && isHex(strings.TrimPrefix(text, "0x")):
		return codingHex
	case isBase64Text(text) && (strings.ContainsAny(text, "=+/") || strings.Contains(text, "AAA")):
		return codingBase64
	}
	return codingUnknown
}

// decode replaces the characters of the string just read by the bytes that they spell, if they do.
func (p *sourceReader) decode(s *joinedString) *paste.SyntaxError {
	text := string(*p.r.last())
	if s.holds == codingUnknown {
		s.holds = guessCoding(text)
		if s.holds != codingUnknown {
			p.r.note(p.t.lines[s.first.line].num, s.first.text, "what stands in the quotes was read as "+s.holds.String()+", not as characters")
		}
	}
	var bytes []byte
	var ok bool
	want := "two digits 0-9 a-f per byte were expected"
	switch s.holds {
	case codingUnknown:
		return nil
	case codingHex:
		bytes, ok = decodePairs(bytes, strings.NewReplacer(" ", "", ":", "", "-", "").Replace(strings.TrimPrefix(text, "0x")))
	case codingBase64:
		bytes, ok = decodeBase64(text)
		want = "four characters A-Z a-z 0-9 + / per three bytes were expected"
	}
	if !ok && text != "" {
		return p.place(s.first).fault("is not "+s.holds.String(), want)
	}
	*p.r.last() = append([]byte{}, bytes...)
	return nil
}

// stringField takes a string that belongs to a name: JSON encoders write bytes so.
func (p *sourceReader) stringField(l *list, k token) *paste.SyntaxError {
	if guessCoding(k.text) == codingUnknown {
		return p.field(l, k)
	}
	decl := declaration{name: l.key.text}
	l.key = token{}
	l.nested = true
	return p.stringsAs(k, decl, false)
}
