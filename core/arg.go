package core

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ArgForm is the text form of an argument.
type ArgForm uint8

const (
	ArgInt  ArgForm = iota // signed decimal, as an int
	ArgUint                // unsigned decimal
	ArgHex                 // hexadecimal without 0x
	ArgPath                // text, in Call.Path
	ArgTo                  // the same, in Call.To
)

// Arg describes one argument of a call. Max is its largest value.
type Arg struct {
	Name string
	Form ArgForm
	Max  uint64
}

// Truncate returns the argument that a system call gets for v: an int is the low 32 bits of a register.
func (a Arg) Truncate(v uint64) uint64 {
	switch {
	case a.Form == ArgInt:
		return uint64(int64(int32(v)))
	case a.Max == math.MaxUint32:
		return uint64(uint32(v))
	}
	return v
}

// Parse parses an argument in the form that Format prints. The error names the expected form.
func (f ArgForm) Parse(text string) (uint64, error) {
	switch f {
	case ArgInt:
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("invalid number %q", text)
		}
		return uint64(v), nil
	case ArgHex:
		v, err := strconv.ParseUint(text, 16, 64)
		if err != nil {
			return 0, fmt.Errorf("invalid hexadecimal number %q", text)
		}
		return v, nil
	}
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("invalid number %q: want 0 or more", text)
	}
	return v, nil
}

// FormatText prints a text as one word: the bytes of blanks, of characters that cannot be seen or that turn the direction of
// a line, of backslashes and of a lone = become \x and two hex digits, and an empty text a backslash.
func FormatText(text string) string {
	if text == "" {
		return `\`
	}
	var b strings.Builder
	for i, n := 0, 0; i < len(text); i += n {
		var c rune
		if c, n = utf8.DecodeRuneInString(text[i:]); c != ' ' && c != '\\' && text != "=" && c != utf8.RuneError && strconv.IsPrint(c) {
			b.WriteString(text[i : i+n])
			continue
		}
		for _, c := range []byte(text[i : i+n]) {
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	return b.String()
}

// ParseText parses a word that FormatText printed.
func ParseText(word string) (string, error) {
	if word == `\` {
		return "", nil
	}
	first, rest, _ := strings.Cut(word, `\`)
	for escaped := rest != "" || len(first) < len(word); escaped; {
		if len(rest) < 3 || rest[0] != 'x' {
			return "", fmt.Errorf("invalid text %q: want \\x and two hex digits after a backslash", word)
		}
		n, err := strconv.ParseUint(rest[1:3], 16, 8)
		if err != nil {
			return "", fmt.Errorf("invalid text %q: want \\x and two hex digits after a backslash", word)
		}
		next, after, more := strings.Cut(rest[3:], `\`)
		first, rest, escaped = first+string([]byte{byte(n)})+next, after, more
	}
	return first, nil
}

// Format prints an argument.
func (f ArgForm) Format(v uint64) string {
	switch f {
	case ArgInt:
		return strconv.FormatInt(int64(v), 10)
	case ArgHex:
		return strconv.FormatUint(v, 16)
	}
	return strconv.FormatUint(v, 10)
}
