package dump

import "bpfplay/core/paste"

// sourceReader reads the lists of numbers and the strings of a piece of source code, and of what debuggers and
// languages print in the same form.
type sourceReader struct {
	tokenQueue
	r      *recorder
	lists  []*list // open ones, the innermost last
	decl   declaration
	prev   token
	greedy bool   // in C, \x takes all hex digits that follow
	fields *token // the first number that belongs to a name
}

// readSource reads everything that is a list or a string; each is a record.
func readSource(t *input) (*recorder, *paste.SyntaxError) {
	p := &sourceReader{tokenQueue: tokenQueue{lexer: lexer{t: t}}, r: &recorder{}}
	return p.r, p.read()
}

// readCString is for strings that may be C's or another language's.
func readCString(t *input) (*recorder, *paste.SyntaxError) {
	p := &sourceReader{tokenQueue: tokenQueue{lexer: lexer{t: t}}, r: &recorder{}, greedy: true}
	return p.r, p.read()
}

func (p *sourceReader) read() *paste.SyntaxError {
	for {
		k, err := p.next()
		switch {
		case err != nil:
			return err
		case k.kind == tokenEnd && len(p.lists) > 0:
			open := p.lists[len(p.lists)-1].open
			return p.place(open).fault("opens a list that is not closed", closers[open.text]+" was expected")
		case k.kind == tokenEnd:
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
func (p *sourceReader) outside(k token) *paste.SyntaxError {
	switch {
	case k.kind == tokenWord:
		p.declare(k)
	case k.kind == tokenString:
		return p.strings(k)
	case k.kind == tokenNumber:
		return p.numberOutside(k)
	case k.is("["):
		if p.dimension() {
			return nil
		}
		return p.open(k)
	case k.is("{"):
		return p.open(k)
	case k.is(";"):
		p.decl = declaration{}
	case k.is("]"), k.is("}"):
		return p.place(k).fault("closes a list that was not opened", "an opening bracket was expected before it")
	case k.is(`\`), k.kind == tokenDots, k.kind == tokenRepeats:
		return p.place(k).fault("stands outside of quotes and lists", "a list of numbers or a string was expected")
	}
	return nil
}
