package literal

import "testing"

// TestEscapesAreRead reads single escapes of C and Go strings, and texts that are not an escape.
func TestEscapesAreRead(t *testing.T) {
	for _, test := range []struct {
		text, want string
		length     int // bytes of text that the escape takes; 0 for none
	}{
		{`\n.`, "\n", 2}, {`\x41.`, "A", 4}, {`\u20ac.`, "€", 6}, {`\U0001f600`, "😀", 10},
		{`\n`, "\n", 2}, {`\a`, "\a", 2}, {`\v`, "\v", 2}, {`\x4`, "\x04", 3}, {`\x41`, "A", 4}, {`\X4g`, "\x04", 3}, {`\xg`, "", 0}, {`\x`, "", 0},
		{`\0`, "\x00", 2}, {`\7`, "\x07", 2}, {`\78`, "\x07", 2}, {`\101`, "A", 4}, {`\1011`, "A", 4}, {`\377`, "\xff", 4}, {`\400`, "", 0}, {`\8`, "", 0},
		{`\"`, "\"", 2}, {`\\`, "\\", 2}, {`\z`, "", 0}, {`\u0041`, "A", 6}, {`\U00000041`, "A", 10}, {`\U0000004`, "", 0},
		{`\`, "", 0}, {``, "", 0}, {`\u20a`, "", 0}, {`\U00110000`, "", 0}, {`\u20zz`, "", 0}, {`\ud800`, "", 0},
	} {
		if got, n := AppendEscape([]byte("<"), test.text); string(got) != "<"+test.want || n != test.length {
			t.Errorf("%q is read as %q with %d bytes, want %q with %d", test.text, got[1:], n, test.want, test.length)
		}
	}
}

// TestNumbersAreRead reads numbers with the prefixes of C, Go and Rust.
func TestNumbersAreRead(t *testing.T) {
	for text, want := range map[string]uint64{"0o17": 15, "0b11": 3, "0x1F": 31, "017": 15, "9": 9} {
		if v, ok, fits := ParseElement(text, 8); v != want || !ok || !fits {
			t.Errorf("%s is read as %d, %v, %v, want %d", text, v, ok, fits, want)
		}
	}
}

// TestNumbersFitTheirElements reads the first and the last numbers that an element holds, and those beyond them.
func TestNumbersFitTheirElements(t *testing.T) {
	for _, test := range []struct {
		text string
		size int
		v    uint64
		ok   bool
		fits bool
	}{
		{"255", 1, 255, true, true}, {"256", 1, 256, true, false}, {"-128", 1, 1<<64 - 128, true, true}, {"-129", 1, 1<<64 - 129, true, false},
		{"65535", 2, 65535, true, true}, {"65536", 2, 65536, true, false}, {"-32768", 2, 1<<64 - 32768, true, true}, {"-32769", 2, 1<<64 - 32769, true, false},
		{"18446744073709551615", 8, 1<<64 - 1, true, true}, {"18446744073709551616", 8, 0, true, false}, {"-0x8000000000000000", 8, 1 << 63, true, true},
		{"-0x8000000000000001", 8, 1<<63 - 1, true, false}, {"1_000", 4, 1000, true, true}, {"+7", 4, 7, true, true}, {"7ul", 4, 7, true, true},
		{"0", 4, 0, true, true}, {"0u", 4, 0, true, true}, {"08", 4, 0, false, false}, {"u", 4, 0, false, false}, {"ul7", 4, 0, false, false},
		{"", 4, 0, false, false}, {"-", 4, 0, false, false}, {"x", 4, 0, false, false}, {"0x", 4, 0, false, false},
	} {
		if v, ok, fits := ParseElement(test.text, test.size); v != test.v || ok != test.ok || fits != test.fits {
			t.Errorf("%q of %d bytes is read as %#x, %v, %v, want %#x, %v, %v", test.text, test.size, v, ok, fits, test.v, test.ok, test.fits)
		}
	}
}

// TestStringsAreClosed finds the ends of quoted strings, and reads them.
func TestStringsAreClosed(t *testing.T) {
	for text, want := range map[string]int{`"ab" c`: 4, `""`: 2, `"a\"b"`: 6, `"a\\"b"`: 5, `"a`: -1, `"`: -1, `"a\"`: -1, `'a"'`: 4} {
		if end := StringEnd(text); end != want {
			t.Errorf("%s ends at %d, want %d", text, end, want)
		}
	}
	for text, want := range map[string]string{`a\tb`: "a\tb", ``: "", `\x41\102C`: "ABC"} {
		if bytes, ok := Unescaped(text); !ok || string(bytes) != want {
			t.Errorf("%s is read as %q, %v, want %q", text, bytes, ok, want)
		}
	}
	if bytes, ok := Unescaped(`\zc`); ok {
		t.Errorf("an unknown escape at the start is read as %q", bytes)
	}
	if _, wrong := AppendUnescaped(nil, `ab\zc`); wrong != 2 {
		t.Errorf("the wrong escape is at %d, want 2", wrong)
	}
	for text, want := range map[string]int{"": 0, "12g": 2, "g": 0, "AFaf09": 6} {
		if n := HexPrefix(text); n != want {
			t.Errorf("%q begins with %d hex digits, want %d", text, n, want)
		}
	}
}
