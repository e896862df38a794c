package dump

import (
	"fmt"
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
	"bpfplay/core/table"
)

// maxDepth is the most nested lists.
const maxDepth = 64

var closers = table.Listed[string, string]{{"[", "]"}, {"{", "}"}}

// list is an open list of numbers, read both as numbers and as hex digits.
type list struct {
	open   token
	decl   declaration
	size   int // bytes of an element
	items  int
	nested bool  // it holds lists and strings, not numbers
	cut    bool  // the text omits elements
	key    token // the name of the next item, if it has one
	comma  bool  // no item since the bracket or the last comma

	numbers []byte             // the items as numbers of the language
	fault   *paste.SyntaxError // at the first invalid number

	pairs    []byte // the items as one or two hex digits without 0x
	notPairs bool
	single   bool // some item has one digit
	lettered bool // some item has a letter
	zeroLed  bool // some item starts with a zero
}

// open starts a list.
func (p *sourceReader) open(k token) *paste.SyntaxError {
	if len(p.lists) == maxDepth {
		return p.place(k).fault("%q is nested too deeply", fmt.Sprintf("want at most %d open brackets", maxDepth))
	}
	l := &list{open: k, decl: p.decl, size: max(1, literal.ElementSizes.Of(p.decl.typed)), comma: true}
	if n := len(p.lists); n > 0 {
		outer := p.lists[n-1]
		outer.nested = true
		l.decl, l.size = outer.decl, outer.size
		l.decl.length = nil
		if outer.key.text != "" {
			l.decl.name = outer.key.text
		}
		outer.key = token{}
	}
	p.lists = append(p.lists, l)
	return nil
}

// inList handles a token inside brackets.
func (p *sourceReader) inList(k token) *paste.SyntaxError {
	l := p.lists[len(p.lists)-1]
	blank := l.comma
	l.comma = false
	switch {
	case k.is("]"), k.is("}"):
		return p.close(l, k)
	case k.is(","):
		if blank {
			return p.place(k).fault("%q without a number before it", "want a number")
		}
		l.comma = true
	case k.is("["), k.is("{"):
		if l.key.text == "formatted" {
			l.key = token{}
			p.r.note(p.t.lines[k.line].num, `"formatted"`, "the same bytes by field: not read")
			return p.skipList(k)
		}
		return p.open(k)
	case k.kind == tokenNumber:
		return p.item(l, k, k.text)
	case k.kind == tokenWord:
		return p.wordInList(l, k)
	case k.kind == tokenString:
		return p.stringInList(l, k)
	case k.kind == tokenRepeats:
		return p.repeatItem(l, k, k.count)
	case k.kind == tokenDots:
		l.cut = true
		p.r.note(p.t.lines[k.line].num, k.text, "the text omits elements here")
		for next := p.peek(0); next.kind == tokenNumber || next.kind == tokenWord; next = p.peek(0) {
			p.skip(1) // "28 more items"
		}
	case k.is(";") && l.items == 1:
		return p.length(l)
	case k.is("."):
		return p.fieldFault(k)
	case !k.is("(") && !k.is(")") && !k.is("&"):
		return p.place(k).fault("unexpected %q in a list of bytes", "want numbers separated by commas or blanks")
	}
	return nil
}

// skipList passes over a list that has just been opened.
func (p *sourceReader) skipList(open token) *paste.SyntaxError {
	for depth := 1; depth > 0; {
		k, err := p.next()
		switch {
		case err != nil:
			return err
		case k.kind == tokenEnd:
			return p.place(open).fault("unclosed %q", "want "+closers.Of(open.text)+" after the list")
		case k.is("["), k.is("{"):
			depth++
		case k.is("]"), k.is("}"):
			depth--
		}
	}
	return nil
}

// close ends a list; the numbers in it become a record.
func (p *sourceReader) close(l *list, k token) *paste.SyntaxError {
	p.lists = p.lists[:len(p.lists)-1]
	if len(p.lists) == 0 {
		p.decl = declaration{}
	}
	switch {
	case k.text != closers.Of(l.open.text):
		return p.place(k).fault("%q does not close the list", fmt.Sprintf("want %q for the %q of line %d", closers.Of(l.open.text), l.open.text, p.t.lines[l.open.line].num))
	case p.peek(0).is("=") && len(p.lists) > 0:
		return p.place(l.open).fault("unexpected index %q", "want elements in order, without their indexes")
	case l.nested && l.items > 0:
		return p.place(l.open).fault("%q opens a list of both numbers and lists", "want only one kind")
	case l.nested || p.fields != nil && l.items == 0:
		return nil
	}
	bytes, err := p.listBytes(l)
	if err != nil {
		return err
	}
	if err := p.r.begin(l.decl.name, p.place(l.open)); err != nil {
		return err
	}
	p.r.add(bytes...)
	return nil
}

// listBytes chooses between numbers and hex digits, and checks the declared number of elements.
func (p *sourceReader) listBytes(l *list) ([]byte, *paste.SyntaxError) {
	line := p.t.lines[l.open.line].num
	bytes := l.numbers
	switch asPairs := !l.notPairs && (l.lettered || l.zeroLed && !l.single); {
	case asPairs:
		bytes = l.pairs
		p.r.note(line, l.open.text, "the items were read as hex digits without 0x")
	case l.fault != nil:
		return nil, l.fault
	case l.size > 1:
		p.r.note(line, l.decl.typed, fmt.Sprintf("elements of %d bytes: the lowest byte comes first", l.size))
	}
	if l.decl.length == nil || l.cut {
		return bytes, nil
	}
	length, _, _ := literal.ParseElement(l.decl.length.text, 8)
	switch missing := length - uint64(l.items); {
	case length < uint64(l.items) || missing > 0 && l.decl.exact:
		return nil, p.place(*l.decl.length).fault("wrong number of elements %q", fmt.Sprintf("want %d, the length of the list", l.items))
	case missing > 0:
		if err := p.r.allow(missing, l.size, p.place(*l.decl.length)); err != nil {
			return nil, err
		}
		bytes = append(bytes, strings.Repeat("\x00", int(missing)*l.size)...)
		p.r.note(line, l.decl.length.text, fmt.Sprintf("%d elements follow that the text does not list: they are 0", missing))
	}
	return bytes, nil
}
