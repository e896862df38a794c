package dump

import (
	"strings"

	"bpfplay/core/paste"
)

// isDecimalBytes: numbers of one to three digits, not all of them two digits wide: those are hex. No zero leads.
func isDecimalBytes(t *input) bool {
	numbers, odd := 0, false
	for i := range t.lines {
		for from := 0; ; numbers++ {
			cell := decimalAt(t.lines[i].text, from)
			if cell.text == "" {
				break
			}
			digits := strings.TrimPrefix(cell.text, "-")
			if len(digits) < 1 || len(digits) > 3 || strings.Trim(digits, "0123456789") != "" || len(digits) > 1 && digits[0] == '0' {
				return false
			}
			odd = odd || len(digits) != 2 || digits != cell.text
			from = cell.at + len(cell.text)
		}
	}
	return odd && numbers > 1
}

// decimalAt is the next number, after blanks and commas.
func decimalAt(line string, from int) span {
	for from < len(line) && strings.IndexByte(" \t,", line[from]) >= 0 {
		from++
	}
	end := from
	for end < len(line) && strings.IndexByte(" \t,", line[end]) < 0 {
		end++
	}
	return span{line[from:end], from}
}

// readDecimalBytes reads what od -A n -t u1 and d1 and Go's %v print, without brackets.
func readDecimalBytes(t *input) (*recorder, *paste.SyntaxError) {
	r := &recorder{}
	first := t.first()
	if err := r.begin("", first.place(0, first.text)); err != nil {
		return r, err
	}
	r.note(first.num, first.text, "not all numbers have two digits: they were read as decimal")
	for i := range t.lines {
		l := &t.lines[i]
		for from := 0; ; {
			cell := decimalAt(l.text, from)
			if cell.text == "" {
				break
			}
			bytes, ok := word{base: 10, size: 1}.decode(nil, cell.text)
			if !ok {
				return r, l.place(cell.at, cell.text).fault("is not a byte", "numbers from 0 to 255, or from -128, were expected")
			}
			r.add(bytes...)
			from = cell.at + len(cell.text)
		}
	}
	return r, nil
}
