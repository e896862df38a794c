package dump

import (
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// isBpftool recognises "key 1 0 0 0 value hex aa bb", an argument of bpftool, and "key: 01 00 00 00  value: …", its output.
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

// bpftoolReader follows the words of bpftool: the base of a byte depends on the word before it.
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
					return b.r, l.place(cpu.at, cpu.text).fault("invalid processor %q", `want "(CPU 00):"`)
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

// take reads one word: a name starts a record, "hex" changes the base, other words are bytes.
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
	digits, want := cell.text, "want 0 to 255, 0x00 to 0xff, or octal with a leading 0"
	if b.hex {
		want = "want two digits 0-9 a-f"
		digits = "0x" + digits
	}
	value, ok, fits := literal.ParseElement(digits, 1)
	if !ok || !fits || b.hex && (len(cell.text) > 2 || !isHex(cell.text)) {
		return p.fault("invalid byte %q", want)
	}
	b.r.add(byte(value))
	return nil
}
