package dump

import (
	"bpfplay/core/paste"
	"strings"
)

// literalCoding is what the characters of a string stand for.
type literalCoding int

const (
	literalUnknown literalCoding = iota
	literalHex
	literalBase64
)

func (c literalCoding) String() string { return []string{"characters", "hex", "base64"}[c] }

// literalCodings are words that tell the coding when they follow a string, as in Buffer.from("0300", "hex").
var literalCodings = map[string]literalCoding{
	"hex":       literalHex,
	"base64":    literalBase64,
	"base64url": literalBase64,
	"latin1":    literalUnknown,
	"binary":    literalUnknown,
	"utf8":      literalUnknown,
	"ascii":     literalUnknown,
}

// codingOfCall tells the coding of the string that a function or macro of this name takes.
func codingOfCall(name string) literalCoding {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(lower, "hex"):
		return literalHex
	case strings.Contains(lower, "b64"), strings.Contains(lower, "base64"), lower == "atob":
		return literalBase64
	}
	return literalUnknown
}

// guessCoding tells the coding of a string that does not say it. Base64 is known by its padding, by its signs or
// by the zeros of an attr.
func guessCoding(text string) literalCoding {
	switch {
	case len(text)%2 == 0 && isHex(strings.TrimPrefix(text, "0x")):
		return literalHex
	case isBase64Text(text) && (strings.ContainsAny(text, "=+/") || strings.Contains(text, "AAA")):
		return literalBase64
	}
	return literalUnknown
}

// decode replaces the characters of the string just read by the bytes that they spell, if they do.
func (p *literalReader) decode(s *literalText) *paste.SyntaxError {
	text := string(*p.r.last())
	if s.holds == literalUnknown {
		s.holds = guessCoding(text)
		if s.holds != literalUnknown {
			p.r.note(p.t.lines[s.first.line].num, s.first.text, "what stands in the quotes was read as "+s.holds.String()+", not as characters")
		}
	}
	var bytes []byte
	var ok bool
	want := "two digits 0-9 a-f per byte were expected"
	switch s.holds {
	case literalUnknown:
		return nil
	case literalHex:
		bytes, ok = decodePairs(bytes, strings.NewReplacer(" ", "", ":", "", "-", "").Replace(strings.TrimPrefix(text, "0x")))
	case literalBase64:
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
func (p *literalReader) stringField(l *literalList, k literalToken) *paste.SyntaxError {
	if guessCoding(k.text) == literalUnknown {
		return p.field(l, k)
	}
	intro := literalIntro{name: l.key.text}
	l.key = literalToken{}
	l.nested = true
	return p.stringsAs(k, intro, false)
}
