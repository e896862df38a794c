package dump

import (
	"strings"

	"bpfplay/core/paste"
)

// isOdWithoutOffsets: od -A n starts every line with one blank and puts one between words of one width. The first
// line may have lost its blank to whoever selected the text.
func isOdWithoutOffsets(t *input) bool {
	_, ok := t.bareCell()
	return ok
}

// bareCell is the form of the cells of all lines.
func (t *input) bareCell() (odCell, bool) {
	first := t.first()
	width := len(cellAt(first.text, 0).text)
	indented := false
	for i := range t.lines {
		line := t.lines[i].text
		if paste.IsBlank(line) || strings.TrimSpace(line) == "*" {
			continue
		}
		start := skipBlanks(line, 0)
		if start > 1 || start == 0 && &t.lines[i] != first || !bareRow(line, width) {
			return odCell{}, false
		}
		indented = indented || start == 1
	}
	for _, cell := range odCells {
		if cell.name != "c" && cell.digits == width && indented && t.allDecode(cell) {
			return cell, true
		}
	}
	return odCell{}, false
}

// bareRow tells whether cells of this width stand on the line with one blank between them.
func bareRow(line string, width int) bool {
	line = cutOdCharacters(line, 0)
	for end := skipBlanks(line, 0); ; {
		cell := cellAt(line, end)
		if cell.text == "" {
			return true
		}
		if len(cell.text) != width || cell.at-end > 1 {
			return false
		}
		end = cell.at + width
	}
}

func (t *input) allDecode(c odCell) bool {
	for i := range t.lines {
		if strings.TrimSpace(t.lines[i].text) == "*" {
			continue
		}
		if _, bad := c.row(t.lines[i].text, 0); bad.text != "" {
			return false
		}
	}
	return true
}

func readOdWithoutOffsets(t *input) (*recorder, *paste.SyntaxError) {
	r := &recorder{}
	first := t.first()
	cell, _ := t.bareCell()
	r.dump.Format = "od -A n -t " + cell.name
	if err := r.begin("", first.place(0, first.text)); err != nil {
		return r, err
	}
	if cell.size > 1 {
		r.note(first.num, first.text, "lines that start with one blank are od's: the lowest byte of each word comes first")
	}
	for i := range t.lines {
		l := &t.lines[i]
		if strings.TrimSpace(l.text) == "*" {
			return r, plainFault(l, cellAt(l.text, 0))
		}
		bytes, _ := cell.row(l.text, 0)
		r.add(bytes...)
	}
	return r, nil
}
