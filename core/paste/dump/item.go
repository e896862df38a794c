package dump

import (
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// item reads an element of a list.
func (p *sourceReader) item(l *list, k token, text string) *paste.SyntaxError {
	if l.key.text != "" {
		return p.field(l, k)
	}
	l.items++
	value, ok, fits := literal.ParseElement(text, l.size)
	switch {
	case l.fault != nil:
	case !ok:
		l.fault = p.place(k).fault("invalid number %q", "want a number such as 18, 0x12 or 022")
	case !fits:
		l.fault = p.place(k).fault("%q does not fit in "+[]string{1: "a byte", 2: "2 bytes", 4: "4 bytes", 8: "8 bytes"}[l.size], "want a smaller number, or a wider element type before the list")
	default:
		l.numbers = appendWord(l.numbers, value, l.size)
	}
	l.single = l.single || len(text) == 1
	l.lettered = l.lettered || strings.Trim(text, "0123456789") != ""
	l.zeroLed = l.zeroLed || len(text) == 2 && text[0] == '0'
	l.notPairs = l.notPairs || !isHex(text) || len(text) > 2 || l.size > 1
	if !l.notPairs {
		l.pairs, _ = decodePairs(l.pairs, ("0" + text)[len(text)-1:])
	}
	if l.notPairs && l.fault != nil {
		return l.fault
	}
	return p.characterOf(k, value)
}

// characterOf reads the character that gdb prints after a number, as in 100 'd', and compares it with the number.
func (p *sourceReader) characterOf(k token, value uint64) *paste.SyntaxError {
	shown := p.peek(0)
	if shown.kind != tokenString || shown.quote != '\'' || shown.front != "" {
		return nil
	}
	if len(shown.bytes) != 1 || shown.bytes[0] != byte(value) {
		return p.place(shown).fault("character %q does not match "+k.text, "want the same byte, or a comma")
	}
	p.skip(1)
	return nil
}

// wordInList: names of types are casts, short words may be hex digits, and a word before = or : is a field.
func (p *sourceReader) wordInList(l *list, k token) *paste.SyntaxError {
	next := p.peek(0)
	switch {
	case next.is("=") || next.is(":"):
		l.key = k
		if next.is("=") {
			return p.fieldFault(k)
		}
		p.skip(1)
		return nil
	case literal.ElementSizes.Of(k.text) != 0 || k.text == "as" && l.items > 0:
		return nil
	}
	return p.item(l, k, k.text)
}

// stringInList: a string may name the next item, hold a number (as in JSON) or a character, or be a record.
func (p *sourceReader) stringInList(l *list, k token) *paste.SyntaxError {
	if next := p.peek(0); next.is(":") {
		l.key = k
		p.skip(1)
		return nil
	}
	if l.key.text != "" {
		return p.stringField(l, k)
	}
	if len(k.bytes) == 1 && k.quote == '\'' && (k.front == "" || k.front == "b") {
		l.items++
		l.notPairs = true
		l.numbers = appendWord(l.numbers, uint64(k.bytes[0]), l.size)
		return nil
	}
	if _, number, _ := literal.ParseElement(k.text, 1); k.front == "" && (number || isHex(k.text) && len(k.text) <= 2) {
		return p.item(l, k, k.text)
	}
	l.nested = true
	return p.stringsAs(k, l.decl, false)
}

// repeatItem reads "<repeats n times>" after an element, which was added once already.
func (p *sourceReader) repeatItem(l *list, k token, n uint64) *paste.SyntaxError {
	if l.items == 0 || l.fault != nil {
		return p.place(k).fault("%q without a number before it", "want a number")
	}
	if err := p.r.allow(n-1, l.size, p.place(k)); err != nil {
		return err
	}
	l.items += int(n - 1)
	last := string(l.numbers[len(l.numbers)-l.size:])
	l.numbers = append(l.numbers, strings.Repeat(last, int(n-1))...)
	l.notPairs = true
	return nil
}

// length reads the number after ";" in Rust's [0; 72].
func (p *sourceReader) length(l *list) *paste.SyntaxError {
	k, err := p.next()
	if err != nil {
		return err
	}
	n, ok, fits := literal.ParseElement(k.text, 8)
	if k.kind != tokenNumber || !ok || !fits || n == 0 {
		return p.place(k).fault("invalid length %q", "want the number of elements")
	}
	return p.repeatItem(l, k, n)
}

// field notes a number that is the value of a name.
func (p *sourceReader) field(l *list, k token) *paste.SyntaxError {
	p.r.note(p.t.lines[k.line].num, l.key.text+": "+k.text, "a field by name: not read as bytes")
	if p.fields == nil {
		key := l.key
		p.fields = &key
	}
	l.key = token{}
	return nil
}

func (p *sourceReader) fieldFault(k token) *paste.SyntaxError {
	return p.place(k).fault("unexpected field %q", "want bytes, as printed by gdb's x/72xb &attr or a hex dump")
}
