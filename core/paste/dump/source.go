package dump

import "bpfplay/core/paste"

// sourceReader reads the lists of numbers and the strings of source code, and of debuggers and languages that print in the
// same form.
type sourceReader struct {
	tokenQueue
	r      *recorder
	lists  []*list // open ones, the innermost last
	decl   declaration
	prev   token
	greedy bool   // in C, \x takes all hex digits that follow
	fields *token // the first number that belongs to a name
}

// readSource reads each list and each string as a record.
func readSource(t *input) (*recorder, *paste.SyntaxError) {
	p := &sourceReader{tokenQueue: tokenQueue{lexer: lexer{t: t}}, r: &recorder{dump: Dump{Source: true}}}
	return p.r, p.read()
}

// readCString reads strings of C or of another language.
func readCString(t *input) (*recorder, *paste.SyntaxError) {
	p := &sourceReader{tokenQueue: tokenQueue{lexer: lexer{t: t}}, r: &recorder{dump: Dump{Source: true}}, greedy: true}
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
			return p.place(open).fault("unclosed %q", "want "+closers.Of(open.text)+" after the list")
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

// outside handles a token outside of brackets.
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
		return p.place(k).fault("unexpected %q outside a list", "want an opening bracket before it")
	case k.is(`\`), k.kind == tokenDots, k.kind == tokenRepeats:
		return p.place(k).fault("unexpected %q outside quotes and lists", "want a list of numbers or a string")
	}
	return nil
}
