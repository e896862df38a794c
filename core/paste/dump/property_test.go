package dump

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// dumpWriters print bytes as the tools and languages do.
var writers = map[string]func([]byte) string{
	"plain hex":     func(b []byte) string { return hex.EncodeToString(b) },
	"blanks":        func(b []byte) string { return fmt.Sprintf("% X", b) },
	"0x":            func(b []byte) string { return fmt.Sprintf("%# x", b) },
	"hexdump -C":    hex.Dump,
	"xxd":           func(b []byte) string { return writeXxd(b, 2, false) },
	"xxd -g1":       func(b []byte) string { return writeXxd(b, 1, false) },
	"xxd -g0":       func(b []byte) string { return writeXxd(b, 16, false) },
	"xxd, no chars": func(b []byte) string { return writeXxd(b, 1, true) },
	"C array":       func(b []byte) string { return "unsigned char a[] = {" + listed("0x%02x, ", b) + "};" },
	"C decimal":     func(b []byte) string { return "{" + listed("%d,", b) + "}" },
	"C string":      func(b []byte) string { return "char a[] = \"" + listed(`\%03o`, b) + `";` },
	"Go %#v":        func(b []byte) string { return fmt.Sprintf("%#v", b) },
	"Go %v":         func(b []byte) string { return fmt.Sprintf("%v", b) },
	"Go %q":         func(b []byte) string { return fmt.Sprintf("[]byte(%q)", b) },
	"Python list":   func(b []byte) string { return "bytes([" + listed("%d, ", b) + "])" },
	"Rust":          func(b []byte) string { return "vec![" + listed("%du8, ", b) + "]" },
	"percent":       func(b []byte) string { return listed("%%%02x", b) },
	"escaped":       func(b []byte) string { return listed(`\x%02x`, b) },
	"od -t x1":      func(b []byte) string { return writeOd(b, " %02x") },
	"od -t o1":      func(b []byte) string { return writeOd(b, " %03o") },
}

func listed(format string, bytes []byte) string {
	var b strings.Builder
	for _, x := range bytes {
		fmt.Fprintf(&b, format, x)
	}
	return b.String()
}

func writeXxd(bytes []byte, group int, bare bool) string {
	var b strings.Builder
	for at := 0; at < len(bytes); at += 16 {
		line := bytes[at:min(at+16, len(bytes))]
		var cells []string
		for cell := range slices.Chunk(line, group) {
			cells = append(cells, hex.EncodeToString(cell))
		}
		fmt.Fprintf(&b, "%08x: %s", at, strings.Join(cells, " "))
		if !bare {
			width := 32 + 16/group - 1
			b.WriteString(strings.Repeat(" ", width-len(strings.Join(cells, " "))+2))
			for _, x := range line {
				b.WriteByte(shownCharacter(x))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func shownCharacter(b byte) byte {
	if b < 0x20 || b > 0x7e {
		return '.'
	}
	return b
}

func writeOd(bytes []byte, cell string) string {
	var b strings.Builder
	for at := 0; at < len(bytes); at += 16 {
		fmt.Fprintf(&b, "%07o%s\n", at, listed(cell, bytes[at:min(at+16, len(bytes))]))
	}
	fmt.Fprintf(&b, "%07o\n", len(bytes))
	return b.String()
}

// TestReadRoundTrip writes bytes in each form and reads the same bytes.
func TestReadRoundTrip(t *testing.T) {
	for name, write := range writers {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				want := rapid.SliceOfN(bytes(), 1, 80).Draw(t, "bytes")
				text := write(want)
				got, err := Read(text)
				if err != nil {
					t.Fatalf("%v\n%s", err, text)
				}
				if len(got.Records) != 1 || !slices.Equal(got.Records[0], want) {
					t.Fatalf("%s: % x, want % x, notes %+v\n%s", got.Format, got.Records, want, got.Notes, text)
				}
			})
		})
	}
}

// dumpBytes favours ambiguous bytes: zeros, blanks, digits, quotes, brackets.
func bytes() *rapid.Generator[byte] {
	return rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte("\x00\x01\x10 09afAF.:|<>*'\"\\`{}[](),;#/%$\n\xff")))
}
