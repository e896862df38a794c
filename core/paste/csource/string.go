package csource

import "fmt"

// text reads adjacent strings, whose value is their address.
func (e *expression) text() value {
	from := e.at
	for e.at < len(e.tokens) && e.peek().kind == stringLiteral {
		e.at++
	}
	text, ok := stringOf(e.tokens[from:e.at])
	if !ok {
		e.refuse("invalid string: want text in quotes")
		return value{}
	}
	addr, why := e.string(text)
	if why != "" {
		e.refuse(why)
	}
	return value{v: addr}
}

// stringOf returns the bytes of adjacent strings.
func stringOf(tokens []token) (joined []byte, ok bool) {
	for _, t := range tokens {
		piece, ok := t.bytes()
		if !ok {
			return nil, false
		}
		joined = append(joined, piece...)
	}
	return joined, len(tokens) > 0
}

// assignString stores a string in an array of characters, or its address in a pointer.
func (p *program) assignString(addr uint64, size, element int, right []token) (did bool, why string) {
	text, ok := stringOf(right)
	switch {
	case !ok:
		return false, "invalid string: want text in quotes"
	case element == 1 && len(text) > size:
		return false, tooLong(size)
	case element == 1:
		return p.fill(addr, append(text, make([]byte, size-len(text))...))
	case size != 8:
		return false, "a string for a number: want an array of characters or a pointer"
	}
	at, why := p.storeString(text)
	if why != "" {
		return false, why
	}
	return p.storeValue(addr, value{v: at}, size)
}

// storeString stores a string in new memory and returns its address.
func (p *program) storeString(text []byte) (addr uint64, why string) {
	addr = p.allocate(len(text) + 1)
	_, why = p.fill(addr, append(text, 0))
	return addr, why
}

func tooLong(size int) string {
	return fmt.Sprintf("too long for the variable: want a string of at most %d characters", size)
}
