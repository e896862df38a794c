// Package value converts the bytes of keys and values to the text that people read and type, and back.
package value

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/table"
)

// Form is a textual form of bytes. The zero value is hex.
type Form uint8

// The forms. A number form splits the bytes into numbers of one size, in memory order.
const (
	Hex Form = iota
	Text
	IPv4   // groups of 4 bytes, as 10.0.0.1
	Prefix // a trie key: 10.0.0.0/8
	U8
	U16
	U32
	U64
	S8
	S16
	S32
	S64
	U16BE
	U32BE
	U64BE
	S16BE
	S32BE
	S64BE
	C        // an initializer of the type that BTF gives; see Typed
	NumForms // the number of forms, not a form
)

// formRow describes one form. A number form has a unit; the others have format and parse.
type formRow struct {
	name      string
	example   string
	unit      int // bytes of one number
	signed    bool
	bigEndian bool
	format    func(b []byte) string
	parse     func(typed string) ([]byte, error)
}

var forms = [NumForms]formRow{
	Hex:    {name: "hex", example: "0a 00 00 01", format: formatHex, parse: parseHex},
	Text:   {name: "text", example: `eth0, or \x00 for a byte`, format: formatText, parse: parseText},
	IPv4:   {name: "IPv4", example: "10.0.0.1", format: formatIPv4, parse: parseIPv4},
	Prefix: {name: "prefix", example: "10.0.0.0/8", format: formatPrefix, parse: parsePrefix},
	U8:     {name: "u8", unit: 1},
	U16:    {name: "u16", unit: 2},
	U32:    {name: "u32", unit: 4},
	U64:    {name: "u64", unit: 8},
	S8:     {name: "s8", unit: 1, signed: true},
	S16:    {name: "s16", unit: 2, signed: true},
	S32:    {name: "s32", unit: 4, signed: true},
	S64:    {name: "s64", unit: 8, signed: true},
	U16BE:  {name: "u16 big-endian", unit: 2, bigEndian: true},
	U32BE:  {name: "u32 big-endian", unit: 4, bigEndian: true},
	U64BE:  {name: "u64 big-endian", unit: 8, bigEndian: true},
	S16BE:  {name: "s16 big-endian", unit: 2, signed: true, bigEndian: true},
	S32BE:  {name: "s32 big-endian", unit: 4, signed: true, bigEndian: true},
	S64BE:  {name: "s64 big-endian", unit: 8, signed: true, bigEndian: true},
	C:      {name: "C", example: "0a 00 00 01", format: formatHex, parse: parseHex},
}

// Name returns the form's name on screen.
func (f Form) Name() string { return forms[f].name }

// Example returns a text that Parse accepts.
func (f Form) Example() string {
	if row := forms[f]; row.unit == 0 {
		return row.example
	}
	return "10 or 0x0a"
}

// Format returns bytes in this form. A number form shows bytes after the last whole number as a shorter number.
func (f Form) Format(b []byte) string {
	row := forms[f]
	if row.unit == 0 {
		return row.format(b)
	}
	var parts []string
	for len(b) > 0 {
		n := min(row.unit, len(b))
		parts = append(parts, row.number(b[:n]))
		b = b[n:]
	}
	return strings.Join(parts, " ")
}

// Parse returns the bytes of a text in this form. It wants the given number of bytes, or any number if want is 0.
func (f Form) Parse(typed string, want int) ([]byte, error) {
	row := forms[f]
	if f != Text {
		typed = Narrow(typed)
	}
	if row.unit > 0 {
		return row.numbers(typed, want)
	}
	b, err := row.parse(typed)
	switch {
	case err != nil:
		return nil, err
	case want == 0 || len(b) == want:
		return b, nil
	case f == Text && len(b) < want:
		return append(b, make([]byte, want-len(b))...), nil
	}
	return nil, fmt.Errorf("got %s, want %d", english.Count(len(b), "byte"), want)
}

// formOfSize is the default form of a key or value by its size in bytes. Other sizes default to hex.
var formOfSize = table.Indexed[uint32, Form]{1: U8, 2: U16, 4: U32, 8: U64}

// KeyForm returns the default form of a map's keys.
func KeyForm(m core.MapView, t core.MapTypes) Typed {
	if m.Type == abi.BPF_MAP_TYPE_LPM_TRIE {
		return Typed{Prefix, t.BTF, t.Key}
	}
	return OfType(formOfSize.At(m.KeySize), t.BTF, t.Key)
}

// ValueForm returns the default form of a map's values.
func ValueForm(m core.MapView, t core.MapTypes) Typed {
	return OfType(formOfSize.At(m.ValueSize), t.BTF, t.Value)
}
