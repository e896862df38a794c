package dump

import (
	"fmt"
	"strings"

	"bpfplay/core/paste"
)

// odCell is a cell format of od and, with hex offsets, of hexdump.
type odCell struct {
	word
	hexdump string // the option of hexdump, or ""
}

// odCells lists the formats in the order in which they are tried: fixed width first.
var odCells = []odCell{
	{word{"x1", 2, 16, 1}, ""},
	{word{"x2", 4, 16, 2}, "hexdump"},
	{word{"x4", 8, 16, 4}, ""},
	{word{"x8", 16, 16, 8}, ""},
	{word{"o1", 3, 8, 1}, "hexdump -b"},
	{word{"o2", 6, 8, 2}, "hexdump -o"},
	{word{"o4", 11, 8, 4}, ""},
	{word{"o8", 22, 8, 8}, ""},
	{word{"u2", 5, 10, 2}, "hexdump -d"},
	{word{"d1", 0, 10, 1}, ""},
	{word{"d2", 0, 10, 2}, ""},
	{word{"d4", 0, 10, 4}, ""},
	{word{"d8", 0, 10, 8}, ""},
	{word{"c", 4, 0, 1}, "hexdump -c"},
}

// odOffset finds the offset of od and of hexdump without -C: 7 digits, or 6 with od -A x, and no colon.
func odOffset(line string) (offset span, rest int, ok bool) {
	offset = cellAt(line, 0)
	digits := len(offset.text)
	return offset, offset.at + digits, offset.at < 4 && 6 <= digits && digits <= 16 && isHex(offset.text)
}

// isOd inspects the first line that is not blank. Six digits are an offset only if they are zero and differ in width from
// the cells after them.
func isOd(t *input) bool {
	l := t.first()
	offset, rest, ok := odOffset(l.text)
	cell := cellAt(l.text, rest)
	if !ok || cell.text == "" {
		return false
	}
	return len(offset.text) == 7 || offset.text == "000000" && (len(cell.text) != 6 || len(t.lines) > 1)
}

// readOd tries each cell format with each base of offsets and returns the first without a fault. Otherwise it returns the
// fault furthest down the text.
func readOd(t *input) (*recorder, *paste.SyntaxError) {
	l, rest := t.firstRow(odOffset)
	offset := cellAt(l.text, 0).text
	var furthest *paste.SyntaxError
	for _, cell := range odCells {
		if cell.name[0] == 'x' && isOdDecimal(l.text, rest) {
			continue
		}
		for _, radix := range cell.radixes(offset) {
			r, fault := cell.columns(radix).read(t)
			if fault == nil {
				r.dump.Format = cell.format(radix, offset)
				cell.noteDoubts(t, r, l)
				return r, nil
			}
			if furthest == nil || fault.After(furthest) {
				furthest = fault
			}
		}
	}
	if strings.Contains(odControls, " "+strings.TrimSpace(furthest.Near)+" ") {
		furthest.Want = "want od -t x1: od -a drops the highest bit of each byte"
	}
	return nil, furthest
}

// radixes returns the bases of offsets to try, the likeliest first.
func (c odCell) radixes(offset string) []int {
	if len(offset) == 6 || c.name == "x2" || c.name == "u2" {
		return []int{16, 8, 10}
	}
	return []int{8, 16, 10}
}

func (c odCell) format(radix int, offset string) string {
	switch {
	case radix == 16 && len(offset) == 7 && c.hexdump != "":
		return c.hexdump
	case radix == 8:
		return "od -t " + c.name
	case radix == 10:
		return "od -A d -t " + c.name
	}
	return "od -A x -t " + c.name
}

// noteDoubts notes the other formats that would read the text without a fault.
func (c odCell) noteDoubts(t *input, r *recorder, l *line) {
	for _, radix := range []int{8, 10, 16} {
		other, fault := c.columns(radix).read(t)
		if r.repeated > 0 && fault == nil && other.squeezed.line == nil && len(*other.last()) != len(*r.last()) {
			r.note(l.num, l.text, fmt.Sprintf("offsets were read in base %d; in base %d they are valid too, with %d bytes", r.radix, radix, len(*other.last())))
		}
	}
	decimal := odCell{word{"d1", 0, 10, 1}, ""}
	if _, fault := decimal.columns(r.radix).read(t); fault == nil && c.name == "o1" {
		r.note(l.num, l.text, "cells were read as octal; they are valid as decimal too, od -t u1")
	}
	if c.digits != 0 {
		return
	}
	if len(r.dump.Records) == 1 && len(*r.last()) == r.row && !r.ended {
		r.note(l.num, l.text, fmt.Sprintf("one line does not determine the cell size: %d bytes were assumed", c.size))
	}
	characters := odCells[len(odCells)-1]
	if _, fault := characters.columns(r.radix).read(t); fault == nil && c.size == 1 {
		r.note(l.num, l.text, "cells were read as numbers; od -c prints the same for a text of digits")
	}
}
