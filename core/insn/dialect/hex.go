package dialect

import (
	"strconv"
	"strings"

	"bpfplay/core/insn"
)

// parseHex returns the bytes of a line: "b7 00", "b700", "0xb7, 0x00", "\xb7\x00", and lines of xxd and hexdump -C. If a
// character does not belong, bad is its offset, else -1.
func parseHex(line string) (b []byte, bad int) {
	from := 0
	if n := strings.IndexByte(line, ':'); n >= 4 && strings.Trim(strings.TrimSpace(line[:n]), "0123456789abcdefABCDEF") == "" {
		from = n + 1 // "00000010: b700 0000  ...."
		if n := strings.Index(line[from:], "  "); n >= 0 {
			line = line[:from+n]
		}
	} else if n := strings.IndexByte(line, '|'); n > 0 {
		line = line[:n] // "00000010  b7 00 00 00  |....|"
		if n := strings.Index(line, "  "); n == 8 {
			from = n
		}
	}
	for k := from; k < len(line); {
		if strings.IndexByte(" \t\r\n,\"", line[k]) >= 0 {
			k++
			continue
		}
		prefixed := strings.HasPrefix(line[k:], "0x") || strings.HasPrefix(line[k:], `\x`)
		if prefixed {
			k += 2
		}
		if k == len(line) {
			return b, k
		}
		hi, ok1 := hexDigit(line[k])
		if alone := k+1 == len(line) || strings.IndexByte(" \t,\"", line[k+1]) >= 0; alone && prefixed && ok1 {
			b = append(b, hi)
			k++
			continue
		}
		switch {
		case !ok1:
			return b, k
		case k+1 == len(line):
			return b, k + 1
		}
		lo, ok2 := hexDigit(line[k+1])
		if !ok2 {
			return b, k + 1
		}
		b = append(b, hi<<4|lo)
		k += 2
	}
	return b, -1
}

// readHex reads bytes.
func readHex(text string) (*insn.Program, error) {
	a := insn.NewAssembler()
	var b []byte
	number := 0
	for line := range strings.Lines(text) {
		number++
		trimmed := strings.TrimSpace(line)
		part, bad := parseHex(trimmed)
		if bad >= 0 {
			found := "the end of the line"
			if bad < len(trimmed) {
				found = strconv.QuoteRune(rune(trimmed[bad]))
			}
			a.Failf(number, strings.Index(line, trimmed)+bad+1, "want pairs of hex digits, not %s", found)
			return a.Finish()
		}
		for _, c := range part {
			if b = append(b, c); len(b) == insn.Size {
				a.Add(number, insn.Decode(b))
				b = b[:0]
			}
		}
	}
	if len(b) != 0 {
		a.Failf(number, 1, "%d bytes are left after the last whole instruction of %d", len(b), insn.Size)
	}
	return a.Finish()
}
