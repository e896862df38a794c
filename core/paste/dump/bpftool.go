package dump

import (
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// isBpftool: "key 1 0 0 0 value hex aa bb", as bpftool takes it, or "key: 01 00 00 00  value: …", as it prints it.
func isBpftool(t *input) bool {
	words := append(strings.Fields(english.Shorten(t.first().text, 200)), "", "")
	_, number, _ := literal.ParseElement(words[1], 1)
	switch words[0] {
	case "key:", "value:":
		return true
	case "key", "value", "hex":
		return number || words[1] == "hex" || words[1] == "(CPU" || isHex(words[1])
	}
	return words[0] == "bpftool" && words[1] == "map"
}

// bpftoolReader follows the words of bpftool: what a byte looks like depends on the word before it.
type bpftoolReader struct {
	r   *recorder
	hex bool
	off bool // before the first key or value
}

func readBpftool(t *input) (*recorder, *paste.SyntaxError) {
	b := &bpftoolReader{r: &recorder{}, off: true}
	for i := range t.lines {
		l := &t.lines[i]
		for end := 0; ; {
			cell := cellAt(l.text, end)
			if cell.text == "" {
				break
			}
			end = cell.at + len(cell.text)
			if cell.text == "Found" {
				break
			}
			if cpu := cellAt(l.text, end); cell.text == "value" && cpu.text == "(CPU" {
				colon := strings.Index(l.text[cpu.at:], "):")
				if colon < 0 {
					return b.r, l.place(cpu.at, cpu.text).fault("does not name a processor", `"(CPU 00):" was expected`)
				}
				end = cpu.at + colon + len("):")
				cell.text = l.text[cell.at:end]
			}
			if err := b.take(l, cell); err != nil {
				return b.r, err
			}
		}
	}
	return b.r, nil
}

// take takes one word: a name starts a record, "hex" changes the base, anything else is a byte.
func (b *bpftoolReader) take(l *line, cell span) *paste.SyntaxError {
	p := l.place(cell.at, cell.text)
	name, colon := strings.CutSuffix(cell.text, ":")
	switch {
	case name == "key" || name == "value" || strings.HasPrefix(name, "value ("):
		b.hex, b.off = colon, false
		return b.r.begin(name, p)
	case cell.text == "hex":
		b.hex = true
		if b.off && cell.at == 0 {
			b.off = false
			return b.r.begin("", p)
		}
		return nil
	case b.off:
		b.r.note(l.num, cell.text, "part of the command: not read")
		return nil
	case cell.text == "any" || cell.text == "exist" || cell.text == "noexist":
		b.r.note(l.num, cell.text, "the flag of an update: not read")
		return nil
	}
	digits, want := cell.text, "decimal, 0x and two hex digits, or octal with a 0 before it was expected, 0 to 255"
	if b.hex {
		want = "two digits 0-9 a-f were expected"
		digits = "0x" + digits
	}
	value, ok, fits := literal.ParseElement(digits, 1)
	if !ok || !fits || b.hex && (len(cell.text) > 2 || !isHex(cell.text)) {
		return p.fault("is not a byte", want)
	}
	b.r.add(byte(value))
	return nil
}
