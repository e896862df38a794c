package dump

import (
	"strings"
	"unicode/utf8"
)

// dumpRow is what follows an offset, parted from the column of characters that many tools add.
type row struct {
	bytes      []byte
	characters string // the column, "" if there is none
	bad        span   // the first cell that does not fit, if nothing else helps
}

// readRow decodes the cells of line from the byte from on. A column of characters may look like cells itself;
// it is known by holding one character per byte, which is true of one place in a line at most.
func readRow(line string, from int, decode cellDecoder, column bool) row {
	var bytes []byte
	var wide, narrow, short row // two blanks before the column, one, a column that lost blanks at its end
	left := utf8.RuneCountInString(line[from:])
	for end := from; ; {
		cell := cellAt(line, end)
		if cell.text == "" {
			return bestRow(column, wide, row{bytes: bytes})
		}
		gap, n := cell.at-end, len(bytes)
		if blanks := left - n; n > 0 && blanks > 0 && blanks <= gap {
			row := row{bytes: bytes[:n:n], characters: line[end+blanks:]}
			if blanks > 1 {
				wide = row
			} else {
				narrow = row
			}
		}
		if rest := strings.TrimRight(line[cell.at:], " \t"); gap > 1 && n > 0 && len(rest) <= n && short.bytes == nil {
			short = row{bytes: bytes[:n:n], characters: rest}
		}
		var ok bool
		if bytes, ok = decode(bytes, cell.text); !ok {
			return bestRow(column, wide, narrow, short, row{bad: cell})
		}
		left -= gap + len(cell.text)
		end = cell.at + len(cell.text)
	}
}

// bestRow is the first of rows that holds bytes, and else the last one; rows with a column count only if there
// may be one.
func bestRow(column bool, rows ...row) row {
	for _, row := range rows {
		if row.bytes != nil && (column || row.characters == "") {
			return row
		}
	}
	return rows[len(rows)-1]
}

// countStrangers counts the characters of a column that are not how tools print these bytes: "." for what does
// not print.
func countStrangers(characters string, bytes []byte) int {
	strangers := max(0, len(characters)-len(bytes))
	for i := range min(len(characters), len(bytes)) {
		c, b := characters[i], bytes[i]
		if c != b && (c != '.' || 0x20 <= b && b <= 0x7e) {
			strangers++
		}
	}
	return strangers
}
