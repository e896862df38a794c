package dump

import (
	"strings"
	"unicode/utf8"
)

// row is the content of a line after its offset, with the column of characters that many tools add split off.
type row struct {
	bytes      []byte
	characters string // the column, "" if there is none
	bad        span   // the first cell that does not decode
}

// readRow decodes the cells of line from byte from on. A column of characters may look like cells; it is recognised by
// holding one character per byte, which is true of at most one position in a line.
func readRow(line string, from int, decode cellDecoder, column bool) row {
	var bytes []byte
	var wide, narrow, short row // two blanks before the column, one blank, a column without its trailing blanks
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

// bestRow returns the first of rows that holds bytes, or the last row. Rows with a column count only if column is set.
func bestRow(column bool, rows ...row) row {
	for _, row := range rows {
		if row.bytes != nil && (column || row.characters == "") {
			return row
		}
	}
	return rows[len(rows)-1]
}

// countStrangers counts the characters of a column that do not match the bytes; "." matches unprintable bytes.
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
