package paste

// literalDimensions is how many lengths an array may have.
const literalDimensions = 4

// dimension tells whether the "[" just read starts a length, as in a[72], [8]byte, [...]byte or [u8; 72], and
// takes it up to its "]".
func (p *literalReader) dimension() bool {
	first := p.dimensionLength(0)
	if first == 0 {
		return false
	}
	for n, lengths := first, 1; ; lengths++ {
		after := p.peek(n)
		if !after.is("[") || lengths == literalDimensions {
			if !p.declares(p.peek(n-1), after) && !(first == 1 && p.prev.kind == literalWord) && first != 4 {
				return false
			}
			break
		}
		more := p.dimensionLength(n + 1)
		if more == 0 {
			return false
		}
		n += 1 + more
	}
	length := p.peek(0)
	if first == 4 {
		p.introduce(p.peek(0))
		length = p.peek(2)
	}
	if length.kind == literalNumber {
		p.intro.length = &length
	}
	p.skip(first)
	return true
}

// dimensionLength is the number of tokens of a length with its "]", n tokens ahead; 0 if it is none.
func (p *literalReader) dimensionLength(n int) int {
	switch k := p.peek(n); {
	case k.is("]"):
		return 1
	case elementSizes[k.text] != 0 && p.peek(n+1).is(";") && p.peek(n+3).is("]"):
		return 4
	case (k.kind == literalNumber || k.kind == literalWord || k.kind == literalDots) && p.peek(n+1).is("]"):
		return 2
	}
	return 0
}

// declares tells whether what follows the closing bracket of a length makes it one: a value, or right behind it
// the type of the elements.
func (p *literalReader) declares(bracket, after literalToken) bool {
	adjacent := after.line == bracket.line && after.at == bracket.at+1
	return after.is("=") || after.is("{") || after.kind == literalWord && adjacent
}
