package value

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, row := range []struct {
		form  Form
		typed string
		want  int
		is    string // as hex
		wrong string // part of the error
	}{
		{U32, "10", 4, "0a 00 00 00", ""},
		{U32, "0x0a000001", 4, "01 00 00 0a", ""},
		{U32BE, "0x0a000001", 4, "0a 00 00 01", ""},
		{U64, "1, 2", 16, "01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00", ""},
		{U32, "1 2", 5, "01 00 00 00 02", ""},
		{S16, "-2", 2, "fe ff", ""},
		{S16BE, "-2", 2, "ff fe", ""},
		{S8, "0xff", 1, "ff", ""},
		{S64, "-9223372036854775808", 8, "00 00 00 00 00 00 00 80", ""},
		{Text, "eth0", 6, "65 74 68 30 00 00", ""},
		{Text, `a\x5cb`, 0, "61 5c 62", ""},
		{IPv4, "10.0.0.1", 4, "0a 00 00 01", ""},
		{Prefix, "10.0.0.0/8", 8, "08 00 00 00 0a 00 00 00", ""},
		{Prefix, "80c0/9", 6, "09 00 00 00 80 c0", ""},
		{Hex, "0a 00", 2, "0a 00", ""},
		{S32, "－１６", 4, "f0 ff ff ff", ""},
		{Hex, "０ａ　００", 2, "0a 00", ""},
		{Prefix, "１０．０．０．０／８", 8, "08 00 00 00 0a 00 00 00", ""},
		{Text, "１", 0, "ef bc 91", ""}, // its bytes
		{U8, "256", 1, "", "does not fit in 1 byte: want at most 255"},
		{S8, "128", 1, "", "does not fit in 1 byte: want -128 to 127"},
		{S8, "-129", 1, "", "does not fit in 1 byte: want -128 to 127"},
		{U32, "-1", 4, "", "s32 is signed"},
		{U32, "0a", 4, "", "write hex with a leading 0x"},
		{U32, "ten", 4, "", `invalid number "ten"`},
		{U32, "1 2", 4, "", "got 2 numbers, want 1 of type u32"},
		{U32, "", 4, "", "empty: want a number"},
		{Hex, "0a", 2, "", "got 1 byte, want 2"},
		{Text, "eth0", 2, "", "got 4 bytes, want 2"},
		{Text, `a\b`, 4, "", `\x5c`},
		{IPv4, "10.0.0.300", 4, "", `invalid address "10.0.0.300"`},
		{Prefix, "10.0.0.0", 8, "", "10.0.0.0/8"},
		{Prefix, "10.0.0/8", 8, "", "got 7 bytes, want 8"},
	} {
		b, err := row.form.Parse(row.typed, row.want)
		if row.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), row.wrong) {
				t.Errorf("%q as %s of %d bytes: got error %v, want %q", row.typed, row.form.Name(), row.want, err, row.wrong)
			}
			continue
		}
		if got := Hex.Format(b); err != nil || got != row.is {
			t.Errorf("%q as %s: got %s (%v), want %s", row.typed, row.form.Name(), got, err, row.is)
		}
	}
}

// TestParseInvertsFormat parses the formatted text of random bytes.
func TestParseInvertsFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form := Form(rapid.IntRange(0, int(NumForms)-1).Draw(t, "form"))
		b := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "bytes")
		switch form {
		case Prefix:
			b = append([]byte{8, 0, 0, 0}, b...)
		case IPv4:
			b = bytes.Repeat(b[:1], 4)
		}
		got, err := form.Parse(form.Format(b), len(b))
		if err != nil || !bytes.Equal(got, b) {
			t.Errorf("% x formats as %q in %s, which parses as % x (%v)", b, form.Format(b), form.Name(), got, err)
		}
	})
}
