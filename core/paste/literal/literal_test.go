package literal

import "testing"

// TestEscapesAreRead reads single escapes of C and Go strings, and texts that are not an escape.
func TestEscapesAreRead(t *testing.T) {
	for _, test := range []struct {
		text, want string
		length     int // bytes of text that the escape takes; 0 for none
	}{
		{`\n.`, "\n", 2}, {`\x41.`, "A", 4}, {`\u20ac.`, "€", 6}, {`\U0001f600`, "😀", 10},
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
