package dump

import (
	"strings"

	"bpfplay/core/paste"
)

// barOffset finds the "00000010  " that hexdump -C and Go's hex.Dump put before bytes of two digits, and the
// length alone at the end.
func barOffset(line string) (offset span, rest int, ok bool) {
	offset = cellAt(line, 0)
	rest = offset.at + len(offset.text)
	first := cellAt(line, rest)
	if len(offset.text) < 8 || len(offset.text) > 16 || !isHex(offset.text) {
		return offset, rest, false
	}
	wide := first.at-rest > 1 || strings.HasSuffix(strings.TrimRight(line, " "), "|")
	return offset, rest, first.text == "" || wide && len(first.text) == 2 && isHex(first.text)
}

// wiresharkOffset finds the "0010   " of Wireshark's "copy as hex dump".
func wiresharkOffset(line string) (offset span, rest int, ok bool) {
	offset = cellAt(line, 0)
	rest = offset.at + len(offset.text)
	first := cellAt(line, rest)
	return offset, rest, len(offset.text) == 4 && isHex(offset.text) && first.at-rest > 1 && len(first.text) == 2 && isHex(first.text)
}

// hasBytes tells whether some line holds an offset with bytes after it.
func hasBytes(t *input, find offsetFinder) bool {
	l, _ := t.firstRow(func(line string) (span, int, bool) {
		offset, rest, ok := find(line)
		return offset, rest, ok && !paste.IsBlank(line[rest:])
	})
	return l != nil
}

func isHexdumpC(t *input) bool  { return hasBytes(t, barOffset) }
func isWireshark(t *input) bool { return hasBytes(t, wiresharkOffset) }

// readByteColumns reads single bytes of two digits, with or without characters after them.
func readByteColumns(t *input) (*recorder, *paste.SyntaxError) {
	offset, bars := barOffset, isHexdumpC(t)
	if !bars {
		offset = wiresharkOffset
	}
	column, known := true, false
	columns := &columns{
		radix: 16,
		want:  "two digits 0-9 a-f per byte were expected",
		offset: func(line string) (span, int, bool) {
			found, rest, ok := offset(line)
			return found, rest, ok || bars && len(found.text) >= 8 && isHex(found.text)
		},
		row: func(line string, from int) ([]byte, span) {
			bar := strings.Index(line, "|")
			if bars && bar >= from && strings.HasSuffix(strings.TrimRight(line, " "), "|") {
				row := readRow(line[:bar], from, decodeByte, false)
				return row.bytes, row.bad
			}
			row := readRow(line, from, decodeByte, column)
			if !known && row.bytes != nil {
				column, known = row.characters != "", true
			}
			return row.bytes, row.bad
		},
	}
	return columns.read(t)
}

// decodeByte reads a cell of just two digits.
func decodeByte(dst []byte, cell string) ([]byte, bool) {
	if len(cell) != 2 {
		return dst, false
	}
	return decodePairs(dst, cell)
}
