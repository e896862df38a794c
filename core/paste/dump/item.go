package dump

import (
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// item takes an element of a list, written as text.
func (p *sourceReader) item(l *list, k token, text string) *paste.SyntaxError {
	if l.key.text != "" {
		return p.field(l, k)
	}
	l.items++
	value, ok, fits := literal.ParseElement(text, l.size)
	switch {
	case l.fault != nil:
	case !ok:
		l.fault = p.place(k).fault("is not a number", "numbers like 18, 0x12 or 022 were expected")
	case !fits:
		l.fault = p.place(k).fault("does not fit into "+[]string{1: "a byte", 2: "2 bytes", 4: "4 bytes", 8: "8 bytes"}[l.size], "smaller numbers were expected, or a type of wider elements before the list, as in C")
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

// characterOf takes the character that gdb prints after a number, as in 100 'd', and holds it against the number.
func (p *sourceReader) characterOf(k token, value uint64) *paste.SyntaxError {
	shown := p.peek(0)
	if shown.kind != tokenString || shown.quote != '\'' || shown.front != "" {
		return nil
	}
	if len(shown.bytes) != 1 || shown.bytes[0] != byte(value) {
		return p.place(shown).fault("is not the character of "+k.text, "the same byte was expected, or a comma")
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
	case literal.ElementSizes[k.text] != 0 || k.text == "as" && l.items > 0:
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

// repeatItem takes "<repeats n times>" after an element: it is there once already.
func (p *sourceReader) repeatItem(l *list, k token, n uint64) *paste.SyntaxError {
	if l.items == 0 || l.fault != nil {
		return p.place(k).fault("has no number before it", "a number was expected")
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

// length takes the number after ";" in Rust's [0; 72].
func (p *sourceReader) length(l *list) *paste.SyntaxError {
	k, err := p.next()
	if err != nil {
		return err
	}
	n, ok, fits := literal.ParseElement(k.text, 8)
	if k.kind != tokenNumber || !ok || !fits || n == 0 {
		return p.place(k).fault("is not a length", "the number of elements was expected")
	}
	return p.repeatItem(l, k, n)
}

// field takes a number that belongs to a name. Beside lists of bytes it is only noted.
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
	return p.place(k).fault("is a field with a name", "bytes were expected, as gdb's x/72xb &attr or a hex dump shows them")
}
