package web

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFormsReadWhatPeopleType(t *testing.T) {
	for _, row := range []struct {
		form  ValueForm
		typed string
		want  int
		is    string // as hex
		wrong string // a part of the message
	}{
		{FormU32, "10", 4, "0a 00 00 00", ""},
		{FormU32, "0x0a000001", 4, "01 00 00 0a", ""},
		{FormU32BE, "0x0a000001", 4, "0a 00 00 01", ""},
		{FormU64, "1, 2", 16, "01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00", ""},
		{FormU32, "1 2", 5, "01 00 00 00 02", ""},
		{FormS16, "-2", 2, "fe ff", ""},
		{FormS16BE, "-2", 2, "ff fe", ""},
		{FormS8, "0xff", 1, "ff", ""},
		{FormS64, "-9223372036854775808", 8, "00 00 00 00 00 00 00 80", ""},
		{FormText, "eth0", 6, "65 74 68 30 00 00", ""},
		{FormText, `a\x5cb`, 0, "61 5c 62", ""},
		{FormIPv4, "10.0.0.1", 4, "0a 00 00 01", ""},
		{FormPrefix, "10.0.0.0/8", 8, "08 00 00 00 0a 00 00 00", ""},
		{FormPrefix, "80c0/9", 6, "09 00 00 00 80 c0", ""},
		{FormHex, "0a 00", 2, "0a 00", ""},
		{FormU8, "256", 1, "", "largest number of 1 byte is 255"},
		{FormS8, "128", 1, "", "largest number of 1 byte is 127"},
		{FormS8, "-129", 1, "", "least number of 1 byte is -128"},
		{FormU32, "-1", 4, "", "s32 has"},
		{FormU32, "0a", 4, "", "0x goes before hex"},
		{FormU32, "ten", 4, "", "is no number"},
		{FormU32, "1 2", 4, "", "2 numbers, and 1 of u32"},
		{FormU32, "", 4, "", "nothing stands here"},
		{FormHex, "0a", 2, "", "1 byte, and 2"},
		{FormText, "eth0", 2, "", "4 bytes, and 2"},
		{FormText, `a\b`, 4, "", `\x5c`},
		{FormIPv4, "10.0.0.300", 4, "", "no address"},
		{FormPrefix, "10.0.0.0", 8, "", "10.0.0.0/8"},
		{FormPrefix, "10.0.0/8", 8, "", "7 bytes, and 8"},
	} {
		b, err := row.form.Parse(row.typed, row.want)
		if row.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), row.wrong) {
				t.Errorf("%q as %s of %d bytes: %v, and no word of %q", row.typed, row.form.Name(), row.want, err, row.wrong)
			}
			continue
		}
		if got := FormHex.Format(b); err != nil || got != row.is {
			t.Errorf("%q as %s is %s (%v), not %s", row.typed, row.form.Name(), got, err, row.is)
		}
	}
}

// TestFormsShowWhatTheyRead reads back what a form shows of any bytes.
func TestFormsShowWhatTheyRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form := ValueForm(rapid.IntRange(0, int(valueFormCount)-1).Draw(t, "form"))
		b := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "bytes")
		switch form {
		case FormPrefix:
			b = append([]byte{8, 0, 0, 0}, b...)
		case FormIPv4:
			b = bytes.Repeat(b[:1], 4)
		}
		got, err := form.Parse(form.Format(b), len(b))
		if err != nil || !bytes.Equal(got, b) {
			t.Errorf("% x is shown as %q in %s and read as % x (%v)", b, form.Format(b), form.Name(), got, err)
		}
	})
}
