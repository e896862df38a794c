package readers

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// utf16Text returns text in UTF-16, as bytes.
func utf16Text(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// TestOtherEncodings reads a trace whose lines end with carriage returns, and names UTF-16, which no reader reads: as bytes,
// and as a browser reads such a file.
func TestOtherEncodings(t *testing.T) {
	const trace = "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 72) = 3\nclose(3) = 0\n"
	for _, end := range []string{"\r", "\r\n", "\n"} {
		if got, err := Read(strings.ReplaceAll(trace, "\n", end), Options{}); err != nil || len(got.Calls) != 2 || got.Calls[1].Line != 2 {
			t.Errorf("with lines that end with %q: %d calls, %v", end, len(got.Calls), err)
		}
	}
	for order, want := range map[binary.AppendByteOrder]string{binary.LittleEndian: "UTF-16, little endian", binary.BigEndian: "UTF-16, big endian"} {
		for _, mark := range []string{"", "\ufeff"} {
			text := utf16Text(mark+trace, order)
			for _, text := range []string{text, strings.ToValidUTF8(text, "\ufffd")} {
				if _, err := Read(text, Options{}); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%.12q: the error is %v, want one with %q", text, err, want)
				}
			}
		}
	}
	if got, err := Read("\x01\x00\x00\x00\x04\x00\x00\x00\x08\x00\x00\x00\x10\x00\x00\x00", Options{}); err != nil && strings.Contains(err.Error(), "UTF-16") {
		t.Errorf("an attr is taken for UTF-16: %d calls, %v", len(got.Calls), err)
	}
}
