package web

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// ValueForm is how the bytes of a key or a value are shown and typed. The zero value is hex.
type ValueForm uint8

// The forms. Those of numbers take the bytes apart into numbers of one size, in the order in which they lie in memory.
const (
	FormHex ValueForm = iota
	FormText
	FormIPv4   // groups of 4 bytes, as 10.0.0.1
	FormPrefix // a key of a trie: 10.0.0.0/8
	FormU8
	FormU16
	FormU32
	FormU64
	FormS8
	FormS16
	FormS32
	FormS64
	FormU16BE
	FormU32BE
	FormU64BE
	FormS16BE
	FormS32BE
	FormS64BE
	valueFormCount
)

// valueFormRow says how one form is named and read.
type valueFormRow struct {
	name   string
	like   string // an example of what would be right
	unit   int    // bytes of one number; 0 for what is no numbers
	signed bool
	big    bool // the highest byte comes first
	format func(b []byte) string
	parse  func(typed string) ([]byte, error)
}

// valueForms are the rows of all forms.
var valueForms = [valueFormCount]valueFormRow{
	FormHex:    {name: "hex", like: "0a 00 00 01", format: func(b []byte) string { return fmt.Sprintf("% x", b) }, parse: readHex},
	FormText:   {name: "text", like: `eth0, or \x00 for a byte`, format: formatText, parse: parseText},
	FormIPv4:   {name: "IPv4", like: "10.0.0.1", format: formatIPv4, parse: parseIPv4},
	FormPrefix: {name: "prefix", like: "10.0.0.0/8", format: formatPrefix, parse: parsePrefix},
	FormU8:     {name: "u8", unit: 1},
	FormU16:    {name: "u16", unit: 2},
	FormU32:    {name: "u32", unit: 4},
	FormU64:    {name: "u64", unit: 8},
	FormS8:     {name: "s8", unit: 1, signed: true},
	FormS16:    {name: "s16", unit: 2, signed: true},
	FormS32:    {name: "s32", unit: 4, signed: true},
	FormS64:    {name: "s64", unit: 8, signed: true},
	FormU16BE:  {name: "u16 big-endian", unit: 2, big: true},
	FormU32BE:  {name: "u32 big-endian", unit: 4, big: true},
	FormU64BE:  {name: "u64 big-endian", unit: 8, big: true},
	FormS16BE:  {name: "s16 big-endian", unit: 2, signed: true, big: true},
	FormS32BE:  {name: "s32 big-endian", unit: 4, signed: true, big: true},
	FormS64BE:  {name: "s64 big-endian", unit: 8, signed: true, big: true},
}

// Name is what the form is called on screen.
func (f ValueForm) Name() string { return valueForms[f].name }

// Like is an example of what can be typed.
func (f ValueForm) Like() string {
	if row := valueForms[f]; row.unit == 0 {
		return row.like
	}
	return "10 or 0x0a"
}

// Format shows bytes in this form. Bytes behind the last whole number are shown as a shorter one.
func (f ValueForm) Format(b []byte) string {
	row := valueForms[f]
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

// Parse reads what was typed in this form. want is how many bytes it has to be; 0 for any number of them. The error
// says what would be right.
func (f ValueForm) Parse(typed string, want int) ([]byte, error) {
	row := valueForms[f]
	if row.unit > 0 {
		return row.numbers(typed, want)
	}
	b, err := row.parse(typed)
	switch {
	case err != nil:
		return nil, err
	case want == 0 || len(b) == want:
		return b, nil
	case f == FormText && len(b) < want:
		return append(b, make([]byte, want-len(b))...), nil
	}
	return nil, fmt.Errorf("that is %s, and %d would be right", english.CountOrNo(len(b), "byte"), want)
}

// usualForms are the forms of keys and values of a length that is usual for a number, in bytes.
var usualForms = map[uint32]ValueForm{1: FormU8, 2: FormU16, 4: FormU32, 8: FormU64}

// keyForm is the form in which a map's keys are shown before anybody chooses one.
func keyForm(m core.MapView) ValueForm {
	if m.Type.Keys() == abi.KeyPrefix {
		return FormPrefix
	}
	return usualForms[m.KeySize]
}

// valueForm is the same for its values.
func valueForm(m core.MapView) ValueForm { return usualForms[m.ValueSize] }
