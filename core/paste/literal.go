package paste

import "strings"

// literalReader reads the lists of numbers and the strings of a piece of source code, and of what debuggers and
// languages print in the same form.
type literalReader struct {
	literalQueue
	r      *dumpRecorder
	lists  []*literalList // open ones, the innermost last
	intro  literalIntro
	prev   literalToken
	greedy bool          // in C, \x takes all hex digits that follow
	fields *literalToken // the first number that belongs to a name
}

// literalIntro is what stands before a list or string and says how to read it.
type literalIntro struct {
	name   string        // the word that the list or string is a value of
	typed  string        // the word that names the type of its elements
	length *literalToken // the declared number of elements
	exact  bool          // all of them must be in the list: C and Go fill the rest with zeros, JavaScript does not
	holds  literalCoding
	gdb    bool // "$1 = "
}

// readLiteral reads everything that is a list or a string; each is a record.
func readLiteral(t *dumpText) (*dumpRecorder, *SyntaxError) {
	p := &literalReader{literalQueue: literalQueue{literalLexer: literalLexer{t: t}}, r: &dumpRecorder{}}
	return p.r, p.read()
}

// readCString is for strings that may be C's or another language's.
func readCString(t *dumpText) (*dumpRecorder, *SyntaxError) {
	p := &literalReader{literalQueue: literalQueue{literalLexer: literalLexer{t: t}}, r: &dumpRecorder{}, greedy: true}
	return p.r, p.read()
}

func (p *literalReader) read() *SyntaxError {
	for {
		k, err := p.next()
		switch {
		case err != nil:
			return err
		case k.kind == literalEnd && len(p.lists) > 0:
			open := p.lists[len(p.lists)-1].open
			return p.place(open).fault("opens a list that is not closed", closers[open.text]+" was expected")
		case k.kind == literalEnd:
			if p.fields != nil && len(p.r.dump.Records) == 0 {
				return p.fieldFault(*p.fields)
			}
			return nil
		case len(p.lists) > 0:
			err = p.inList(k)
		default:
			err = p.outside(k)
		}
		if err != nil {
			return err
		}
		p.prev = k
	}
}

// outside takes a token that no bracket encloses.
func (p *literalReader) outside(k literalToken) *SyntaxError {
	switch {
	case k.kind == literalWord:
		p.introduce(k)
	case k.kind == literalString:
		return p.strings(k)
	case k.kind == literalNumber:
		return p.numberOutside(k)
	case k.is("["):
		if p.dimension() {
			return nil
		}
		return p.open(k)
	case k.is("{"):
		return p.open(k)
	case k.is(";"):
		p.intro = literalIntro{}
	case k.is("]"), k.is("}"):
		return p.place(k).fault("closes a list that was not opened", "an opening bracket was expected before it")
	case k.is(`\`), k.kind == literalDots, k.kind == literalRepeats:
		return p.place(k).fault("stands outside of quotes and lists", "a list of numbers or a string was expected")
	}
	return nil
}

// introduce takes a word before a list or string.
func (p *literalReader) introduce(k literalToken) {
	word, next := k.text, p.peek(0)
	switch {
	case elementSizes[word] != 0:
		if p.intro.typed == "" || word != "int" && word != "unsigned" {
			p.intro.typed = word
		}
	case strings.HasPrefix(word, "$") && len(word) > 1 && isDigit(word[1]):
		p.intro = literalIntro{name: word, gdb: true}
	case next.is("(") || next.is("!"):
		p.intro.holds = codingOfCall(word)
	case next.is("=") || next.is(":") || next.is("["):
		p.intro.name = word
	case word == "dtype":
		p.r.note(p.t.lines[k.line].num, word, "the type of the elements was not looked at: bytes were assumed")
	}
}

// numberOutside: the length that xxd -i adds must be right, one in parentheses is the number of elements, and
// any other number is only noted.
func (p *literalReader) numberOutside(k literalToken) *SyntaxError {
	value, _, fits := parseElement(k.text, 8)
	switch {
	case strings.HasSuffix(p.intro.name, "_len") && len(p.r.dump.Records) > 0:
		if n := len(*p.r.last()); !fits || value != uint64(n) {
			p.r.note(p.t.lines[k.line].num, p.intro.name+" = "+k.text, "is not the number of bytes in the list above")
		}
	case p.intro.typed != "" && p.prev.is("("):
		p.intro.length, p.intro.exact = &k, true
	default:
		p.r.note(p.t.lines[k.line].num, k.text, "a number outside of the list: not read")
	}
	return nil
}
