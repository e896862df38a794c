package strace

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/table"
)

// escapes maps the letter after a backslash to its character.
var escapes = table.Listed[byte, byte]{
	{'"', '"'}, {'\\', '\\'}, {'\'', '\''}, {'a', '\a'}, {'b', '\b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'v', '\v'},
}

// name reads the text of a field of 16 bytes; a single word needs no quotes.
func (a *attr) name(f *abi.Field) {
	t := a.next()
	bytes := []byte(t.text)
	if t.kind != word {
		bytes = a.unquote(t)
	}
	size := f.Kind.Size()
	if len(bytes) > size {
		a.fail(t, "%q is too long for "+f.Name, "want at most 15 characters")
	}
	if a.fault != nil {
		return
	}
	if a.take(dots) && len(bytes) < size {
		a.cutName = f.Offset + len(bytes)
		bytes = append(bytes, '_')
	}
	a.put(f.Offset, append(bytes, make([]byte, size-len(bytes))...))
}

// path reads the text at the field's pointer. The line does not show the address.
func (a *attr) path(f *abi.Field) {
	t := a.next()
	text := a.unquote(t)
	if slices.Contains(text, 0) {
		a.fail(t, "%q contains a NUL, which ends a path", "want text without \\0")
	}
	a.call.Path = string(text)
	a.put(f.Offset, make([]byte, f.Kind.Size()))
	if len(text) == 0 {
		a.lose("the address in %s: there is an empty path", f.Name)
	}
	if a.take(dots) {
		a.lose("the end of %s", f.Name)
	}
	a.call.Memory = append(a.call.Memory, paste.Memory{Field: f, Bytes: append(text, 0)})
}

// unquote returns the bytes of a string. Escapes are a letter, up to three octal digits, or \x and two hex digits.
func (r *reader) unquote(t token) []byte {
	if t.kind != quoted {
		r.fail(t, "invalid string %q", "want text in quotes")
	}
	if r.fault != nil {
		return nil
	}
	var bytes []byte
	for i := 1; i < len(t.text)-1; i++ {
		c := t.text[i]
		if c == '\\' {
			value, length := escape(t.text[i+1 : len(t.text)-1])
			if length == 0 {
				at := token{kind: mark, at: t.at + i, text: t.text[i : len(t.text)-1]}
				r.fail(at, "invalid escape %q", `want \n \t \r \v \f \" \\, octal digits up to \377, or \x and two hex digits`)
				return nil
			}
			c = value
			i += length
		}
		bytes = append(bytes, c)
	}
	return bytes
}

// escape returns the character of the escape after a backslash and its length, 0 if invalid.
func escape(text string) (c byte, length int) {
	if text == "" {
		return 0, 0
	}
	if c, ok := escapes.Find(text[0]); ok {
		return c, 1
	}
	if text[0] == 'x' && len(text) > 2 && paste.HexDigit(text[1]) >= 0 && paste.HexDigit(text[2]) >= 0 {
		return byte(paste.HexDigit(text[1])<<4 | paste.HexDigit(text[2])), 3
	}
	value := 0
	for length < len(text) && length < 3 && '0' <= text[length] && text[length] <= '7' {
		value = value<<3 | int(text[length]-'0')
		length++
	}
	if value > 0xff {
		return 0, 0
	}
	return byte(value), length
}
