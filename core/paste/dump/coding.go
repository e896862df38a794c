package dump

import (
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/table"
)

// coding is the encoding of bytes in the characters of a string.
type coding int

const (
	codingUnknown coding = iota
	codingHex
	codingBase64
)

func (c coding) String() string { return []string{"characters", "hex", "base64"}[c] }

// codings maps the words that name a coding after a string, as in Buffer.from("0300", "hex").
var codings = table.Listed[string, coding]{
	{"hex", codingHex},
	{"base64", codingBase64},
	{"base64url", codingBase64},
	{"latin1", codingUnknown},
	{"binary", codingUnknown},
	{"utf8", codingUnknown},
	{"ascii", codingUnknown},
}

// codingOfCall returns the coding of the argument of a function or macro.
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

// guessCoding returns the likely coding of a string. Base64 is recognised by its padding, its signs or a run of zeros.
func guessCoding(text string) coding {
	switch {
	case len(text)%2 == 0 && isHex(strings.TrimPrefix(text, "0x")):
		return codingHex
	case isBase64Text(text) && (strings.ContainsAny(text, "=+/") || strings.Contains(text, "AAA")):
		return codingBase64
	}
	return codingUnknown
}

// decode replaces the characters of the last string by the bytes that they encode.
func (p *sourceReader) decode(s *joinedString) *paste.SyntaxError {
	text := string(*p.r.last())
	if s.holds == codingUnknown {
		s.holds = guessCoding(text)
		if s.holds != codingUnknown {
			p.r.note(p.t.lines[s.first.line].num, s.first.text, "the quoted text was read as "+s.holds.String()+", not as characters")
		}
	}
	var bytes []byte
	var ok bool
	want := "want two digits 0-9 a-f for each byte"
	switch s.holds {
	case codingUnknown:
		return nil
	case codingHex:
		bytes, ok = decodePairs(bytes, strings.NewReplacer(" ", "", ":", "", "-", "").Replace(strings.TrimPrefix(text, "0x")))
	case codingBase64:
		bytes, ok = decodeBase64(text)
		want = "want four characters A-Z a-z 0-9 + / for each three bytes"
	}
	if !ok && text != "" {
		return p.place(s.first).fault("invalid "+s.holds.String()+" string %q", want)
	}
	*p.r.last() = append([]byte{}, bytes...)
	return nil
}

// stringField reads a string as the value of a name, as JSON encoders write bytes.
func (p *sourceReader) stringField(l *list, k token) *paste.SyntaxError {
	if guessCoding(k.text) == codingUnknown {
		return p.field(l, k)
	}
	decl := declaration{name: l.key.text}
	l.key = token{}
	l.nested = true
	return p.stringsAs(k, decl, false)
}
