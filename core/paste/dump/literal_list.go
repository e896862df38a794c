package dump

import (
	"bpfplay/core/paste"
	"fmt"
	"strings"
)

// literalDepth is how many lists may be open at once.
const literalDepth = 64

var closers = map[string]string{"[": "]", "{": "}"}

// literalList is a list of numbers that is being read, in both ways in which its items may be meant.
type literalList struct {
	open   literalToken
	intro  literalIntro
	size   int // bytes of an element
	items  int
	nested bool         // it holds lists and strings, not numbers
	cut    bool         // it says that elements were left out
	key    literalToken // the name of the next item, if it has one
	comma  bool         // nothing stands since the bracket or the last comma

	numbers []byte             // the items as numbers of the language
	fault   *paste.SyntaxError // at the first item that is none

	pairs    []byte // the items as one or two hex digits without 0x
	notPairs bool
	single   bool // some item has one digit
	lettered bool // some item has a letter
	zeroLed  bool // some item starts with a zero
}

// open starts a list.
func (p *literalReader) open(k literalToken) *paste.SyntaxError {
	if len(p.lists) == literalDepth {
		return p.place(k).fault("is nested too deeply", fmt.Sprintf("at most %d open brackets are read", literalDepth))
	}
	l := &literalList{open: k, intro: p.intro, size: max(1, ElementSizes[p.intro.typed]), comma: true}
	if n := len(p.lists); n > 0 {
		outer := p.lists[n-1]
		outer.nested = true
		l.intro, l.size = outer.intro, outer.size
		l.intro.length = nil
		if outer.key.text != "" {
			l.intro.name = outer.key.text
		}
		outer.key = literalToken{}
	}
	p.lists = append(p.lists, l)
	return nil
}

// inList takes a token inside brackets.
func (p *literalReader) inList(k literalToken) *paste.SyntaxError {
	l := p.lists[len(p.lists)-1]
	blank := l.comma
	l.comma = false
	switch {
	case k.is("]"), k.is("}"):
		return p.close(l, k)
	case k.is(","):
		if blank {
			return p.place(k).fault("has nothing before it", "a number was expected")
		}
		l.comma = true
	case k.is("["), k.is("{"):
		if l.key.text == "formatted" {
			l.key = literalToken{}
			p.r.note(p.t.lines[k.line].num, `"formatted"`, "the same bytes by field: not read")
			return p.skipList(k)
		}
		return p.open(k)
	case k.kind == literalNumber:
		return p.item(l, k, k.text)
	case k.kind == literalWord:
		return p.wordInList(l, k)
	case k.kind == literalString:
		return p.stringInList(l, k)
	case k.kind == literalRepeats:
		return p.repeatItem(l, k, k.count)
	case k.kind == literalDots:
		l.cut = true
		p.r.note(p.t.lines[k.line].num, k.text, "elements were left out where the text says so")
		for next := p.peek(0); next.kind == literalNumber || next.kind == literalWord; next = p.peek(0) {
			p.skip(1) // "28 more items"
		}
	case k.is(";") && l.items == 1:
		return p.length(l)
	case k.is("."):
		return p.fieldFault(k)
	case !k.is("(") && !k.is(")") && !k.is("&"):
		return p.place(k).fault("stands in a list of bytes", "plain numbers were expected, with commas or blanks between them")
	}
	return nil
}

// skipList passes over a list that has just been opened.
func (p *literalReader) skipList(open literalToken) *paste.SyntaxError {
	for depth := 1; depth > 0; {
		k, err := p.next()
		switch {
		case err != nil:
			return err
		case k.kind == literalEnd:
			return p.place(open).fault("opens a list that is not closed", closers[open.text]+" was expected")
		case k.is("["), k.is("{"):
			depth++
		case k.is("]"), k.is("}"):
			depth--
		}
	}
	return nil
}

// close ends a list; the numbers in it become a record.
func (p *literalReader) close(l *literalList, k literalToken) *paste.SyntaxError {
	p.lists = p.lists[:len(p.lists)-1]
	if len(p.lists) == 0 {
		p.intro = literalIntro{}
	}
	switch {
	case k.text != closers[l.open.text]:
		return p.place(k).fault("does not close the list", fmt.Sprintf("%q was expected, for the %q of line %d", closers[l.open.text], l.open.text, p.t.lines[l.open.line].num))
	case p.peek(0).is("=") && len(p.lists) > 0:
		return p.place(l.open).fault("says which element comes next", "elements in order were expected, without their numbers")
	case l.nested && l.items > 0:
		return p.place(l.open).fault("opens a list of numbers and lists", "one kind was expected")
	case l.nested || p.fields != nil && l.items == 0:
		return nil
	}
	bytes, err := p.listBytes(l)
	if err != nil {
		return err
	}
	if err := p.r.begin(l.intro.name, p.place(l.open)); err != nil {
		return err
	}
	p.r.add(bytes...)
	return nil
}

// listBytes chooses between the two ways of reading and holds the number of elements against the declared one.
func (p *literalReader) listBytes(l *literalList) ([]byte, *paste.SyntaxError) {
	line := p.t.lines[l.open.line].num
	bytes := l.numbers
	switch asPairs := !l.notPairs && (l.lettered || l.zeroLed && !l.single); {
	case asPairs:
		bytes = l.pairs
		p.r.note(line, l.open.text, "the items were read as hex digits without 0x")
	case l.fault != nil:
		return nil, l.fault
	case l.size > 1:
		p.r.note(line, l.intro.typed, fmt.Sprintf("elements of %d bytes: the lowest byte comes first", l.size))
	}
	if l.intro.length == nil || l.cut {
		return bytes, nil
	}
	length, _, _ := ParseElement(l.intro.length.text, 8)
	switch missing := length - uint64(l.items); {
	case length < uint64(l.items) || missing > 0 && l.intro.exact:
		return nil, p.place(*l.intro.length).fault(fmt.Sprintf("is not the number of elements in the list: there are %d", l.items), "the number of elements was expected")
	case missing > 0:
		if err := p.r.allow(missing, l.size, p.place(*l.intro.length)); err != nil {
			return nil, err
		}
		bytes = append(bytes, strings.Repeat("\x00", int(missing)*l.size)...)
		p.r.note(line, l.intro.length.text, fmt.Sprintf("%d elements follow that the text does not list: they are 0", missing))
	}
	return bytes, nil
}
