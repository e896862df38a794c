package dump

import (
	"fmt"
	"strings"

	"bpfplay/core/paste"
)

// odControls are the names that od -a prints for control characters.
const odControls = " nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp del "

// columns returns the layout of od with cells of this format.
func (c odCell) columns(radix int) *columns {
	columns := &columns{
		radix:   radix,
		padding: c.size - 1,
		want:    "want a value of od -t " + c.name,
		offset:  odOffset,
		echo:    isOdEcho,
		row:     c.row,
	}
	if c.name == "c" {
		columns.row = odCharacters
		columns.before = addLostBlanks
		columns.padding = 15
	}
	return columns
}

// isOdEcho recognises lines without offset: od prints one line per -t, and only the first has the offset.
func isOdEcho(line string) bool { return strings.HasPrefix(line, "       ") }

// cutOdCharacters removes the characters between > and < that od -t z adds.
func cutOdCharacters(line string, from int) string {
	if strings.HasSuffix(strings.TrimRight(line, " "), "<") {
		if at := strings.Index(line, "  >"); at >= from {
			return line[:at]
		}
	}
	return line
}

func (c odCell) row(line string, from int) (bytes []byte, bad span) {
	line = cutOdCharacters(line, from)
	for end := from; ; {
		cell := cellAt(line, end)
		if cell.text == "" {
			return bytes, span{}
		}
		var ok bool
		if bytes, ok = c.decode(bytes, cell.text); !ok {
			return bytes, cell
		}
		end = cell.at + len(cell.text)
	}
}

// isOdDecimal distinguishes decimal cells from hex ones by their spacing: od puts one blank before hex cells and hexdump
// -x four, but decimal cells are set to the right in wider columns and have no leading zeros.
func isOdDecimal(line string, from int) bool {
	line = cutOdCharacters(line, from)
	for end := from; ; {
		cell := cellAt(line, end)
		if cell.text == "" {
			return true
		}
		gap := cell.at - end
		if gap == 1 || gap == 4 || cell.text[0] == '0' && len(cell.text) > 1 || strings.Trim(cell.text, "0123456789") != "" {
			return false
		}
		end = cell.at + len(cell.text)
	}
}

// odCharacters reads columns of four characters: a character, an escape or three octal digits, set to the right.
// A blank column is a blank character.
func odCharacters(line string, from int) (bytes []byte, bad span) {
	for at := from; at < len(line); at += 4 {
		column := line[at:min(at+4, len(line))]
		b, ok := odCharacter(strings.TrimLeft(column, " "))
		if !ok || column[0] != ' ' || len(column) != 4 && !paste.IsBlank(column) {
			return bytes, span{column, at}
		}
		if len(column) == 4 {
			bytes = append(bytes, b)
		}
	}
	return bytes, span{}
}

// odCharacter returns the byte of a column of od -c, without leading blanks.
func odCharacter(shown string) (byte, bool) {
	switch {
	case shown == "":
		return ' ', true
	case len(shown) == 1:
		return shown[0], shown[0] > ' ' && shown[0] < 0x7f
	case len(shown) == 2 && shown[0] == '\\':
		at := strings.IndexByte("0abtnvfr", shown[1])
		return "\x00\x00\a\b\t\n\v\f\r"[at+1], at >= 0
	}
	b, ok := word{digits: 3, base: 8, size: 1}.decode(nil, shown)
	if !ok {
		return 0, false
	}
	return b[0], true
}

// addLostBlanks restores trailing blanks of the line above, which editors and web pages drop.
func addLostBlanks(r *recorder, l *line, offset uint64) {
	if len(r.dump.Records) == 0 || r.ended || r.squeezed.line != nil || r.row == 0 {
		return
	}
	if lost := offset - r.next(); offset > r.next() && lost+uint64(r.row) <= 16 {
		r.note(l.num, "", fmt.Sprintf("the line above ends in %d blanks, which the text lacks", lost))
		for range lost {
			*r.last() = append(*r.last(), ' ')
		}
	}
}
