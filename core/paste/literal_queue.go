package paste

// literalQueue hands out the tokens of a text and lets its user look at those that come next.
type literalQueue struct {
	literalLexer
	ready []literalToken
	fault *SyntaxError // what the lexer met after the tokens that are ready
}

// next takes the next token; after the last one it is always literalEnd.
func (q *literalQueue) next() (literalToken, *SyntaxError) {
	if len(q.ready) == 0 {
		if q.fault != nil {
			return literalToken{}, q.fault
		}
		return q.literalLexer.next()
	}
	k := q.ready[0]
	q.skip(1)
	return k, nil
}

// peek is the token that comes after n others, literalEnd if the text ends or has a fault before it.
func (q *literalQueue) peek(n int) literalToken {
	for len(q.ready) <= n && q.fault == nil {
		k, fault := q.literalLexer.next()
		if fault != nil {
			q.fault = fault
			break
		}
		q.ready = append(q.ready, k)
	}
	if n < len(q.ready) {
		return q.ready[n]
	}
	return literalToken{}
}

// skip drops n tokens that peek has shown.
func (q *literalQueue) skip(n int) {
	q.ready = q.ready[:copy(q.ready, q.ready[n:])]
}
