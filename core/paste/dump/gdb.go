package dump

import (
	"fmt"
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// gdbCells lists the cell formats of gdb's x command in the order in which they are tried. The addresses of the lines
// distinguish cells of variable width.
var gdbCells = []struct {
	word
	prefix string
}{
	{word{"xb", 2, 16, 1}, "0x"},
	{word{"xh", 4, 16, 2}, "0x"},
	{word{"xw", 8, 16, 4}, "0x"},
	{word{"xg", 16, 16, 8}, "0x"},
	{word{"tb", 8, 2, 1}, ""},
	{word{"th", 16, 2, 2}, ""},
	{word{"tw", 32, 2, 4}, ""},
	{word{"tg", 64, 2, 8}, ""},
	{word{"db", 0, 10, 1}, ""},
	{word{"dh", 0, 10, 2}, ""},
	{word{"dw", 0, 10, 4}, ""},
	{word{"dg", 0, 10, 8}, ""},
	{word{"ob", 0, 8, 1}, ""},
	{word{"oh", 0, 8, 2}, ""},
	{word{"ow", 0, 8, 4}, ""},
	{word{"og", 0, 8, 8}, ""},
}

// gdbAddress finds the "0x555555558048 <attr+8>:" of gdb and lldb.
func gdbAddress(line string) (address span, rest int, ok bool) {
	word := cellAt(line, 0)
	address = span{strings.TrimSuffix(word.text, ":"), word.at}
	rest = word.at + len(word.text)
	if len(word.text) < 3 || !strings.HasPrefix(word.text, "0x") || !isHex(address.text[2:]) {
		return address, 0, false
	}
	if address.text == word.text {
		end := strings.Index(line, ">:")
		if !strings.HasPrefix(cellAt(line, rest).text, "<") || end < rest {
			return address, 0, false
		}
		rest = end + len(">:")
	}
	return address, rest, rest < len(line)
}

// isGdbMemory recognises an address with its symbol, or with a tab or 0x after it, which tcpdump does not print.
func isGdbMemory(t *input) bool {
	l, rest := t.firstRow(gdbAddress)
	if l == nil {
		return false
	}
	return l.text[rest] == '\t' || strings.HasSuffix(l.text[:rest], ">:") || strings.HasPrefix(cellAt(l.text, rest).text, "0x")
}

// readGdbMemory tries each cell format and returns the first without a fault. Otherwise it returns the fault furthest down
// the text.
func readGdbMemory(t *input) (*recorder, *paste.SyntaxError) {
	l, rest := t.firstRow(gdbAddress)
	if strings.HasPrefix(cellAt(l.text, rest).text, `"`) {
		return gdbColumns(gdbString, "want a string in double quotes, as gdb x/s prints").read(t)
	}
	var furthest *paste.SyntaxError
	for _, cell := range gdbCells {
		r, fault := gdbColumns(gdbRow(cell.word, cell.prefix), "want a value of gdb x/"+cell.name).read(t)
		if fault == nil {
			r.dump.Format = "gdb x/" + cell.name
			if cell.digits == 0 && len(r.dump.Records) == 1 && len(*r.last()) == r.row {
				r.note(l.num, l.text, fmt.Sprintf("one line does not determine the cell size: %d bytes were assumed", cell.size))
			}
			return r, nil
		}
		if furthest == nil || fault.After(furthest) {
			furthest = fault
		}
	}
	return nil, furthest
}

// gdbColumns returns the layout of lines with addresses. After a prompt, an address out of sequence starts a record.
func gdbColumns(row func(line string, from int) ([]byte, span), want string) *columns {
	return &columns{
		radix:     16,
		addresses: true,
		want:      want,
		offset:    gdbAddress,
		row:       row,
		before: func(r *recorder, l *line, address uint64) {
			if l.prompted && len(r.dump.Records) > 0 && address != r.next() {
				r.ended = true
			}
		},
	}
}

// gdbRow returns a reader for cells of one format, 8 or 16 bytes on a line. x/c prints a character after each cell.
func gdbRow(word word, prefix string) func(line string, from int) ([]byte, span) {
	return func(line string, from int) (bytes []byte, bad span) {
		for end := from; ; {
			cell := cellAt(line, end)
			if cell.text == "" {
				return bytes, span{}
			}
			if word.digits == 0 && len(bytes) == min(16, 8*word.size) {
				return bytes, cell
			}
			digits, ok := strings.CutPrefix(cell.text, prefix)
			if ok {
				bytes, ok = word.decode(bytes, digits)
			}
			if !ok {
				return bytes, cell
			}
			end = cell.at + len(cell.text)
			if next := cellAt(line, end); strings.HasPrefix(next.text, "'") {
				end = max(end, 1+literal.ClosingQuote(line, next.at+1, '\''))
			}
		}
	}
}

// gdbString reads the string of x/s and its terminating zero; "…"... was cut before the zero.
func gdbString(line string, from int) (bytes []byte, bad span) {
	cell := cellAt(line, from)
	end := literal.ClosingQuote(line, cell.at+1, '"')
	if !strings.HasPrefix(cell.text, `"`) || end < 0 {
		return nil, cell
	}
	bytes, wrong := literal.AppendUnescaped(nil, line[cell.at+1:end])
	if wrong >= 0 {
		return nil, cellAt(line, cell.at+1+wrong)
	}
	switch after := cellAt(line, end+1); after.text {
	case "":
		return append(bytes, 0), span{}
	case "...":
		return bytes, span{}
	default:
		return nil, after
	}
}
