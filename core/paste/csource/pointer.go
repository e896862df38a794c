package csource

// dereference reads a cast to a pointer and an address after *.
func (e *expression) dereference() value {
	size := 8
	if e.peek().is("(") {
		if end := closing(e.tokens, e.at); end > 0 && e.tokens[end-1].is("*") {
			size = typeSize(e.tokens[e.at+1 : end-1])
		}
	}
	if size == 0 {
		e.refuse("the size of " + text(e.tokens[e.at+1:closing(e.tokens, e.at)-1]) + " is unknown: want a C type")
	}
	addr := e.unary()
	if addr.ref != nil || e.fault != "" || e.read == nil {
		e.fail()
		return value{}
	}
	return value{v: e.load(addr.v, min(size, 8))}
}

// load returns the number of size bytes at addr.
func (e *expression) load(addr uint64, size int) uint64 {
	var v uint64
	for i, b := range e.read(addr, size) {
		v |= uint64(b) << (8 * i)
	}
	return v
}

// address reads a variable or an element of an array after &.
func (e *expression) address() value {
	t := e.peek()
	if addr, ok := e.compound(false); ok {
		return value{v: addr}
	}
	addr, ok := e.vars[t.text]
	if !ok || t.kind != word {
		e.fail()
		return value{}
	}
	if ref, ok := e.refs[t.text]; ok && !e.refer(addr, ref, e.sizes[t.text]) {
		e.fail()
		return value{}
	}
	e.at++
	if e.peek().is("[") {
		element := max(1, e.elems[t.text])
		addr += e.index(element) * uint64(element)
	}
	return value{v: addr}
}
