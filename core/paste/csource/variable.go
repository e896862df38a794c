package csource

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// declare allocates memory for a variable: union bpf_attr attr; char value[8].
func (p *program) declare(tokens []token) (did bool, why string) {
	if _, size, ok := declared(tokens, &p.names); ok && !p.made {
		name := declaredName(tokens)
		p.place(name, size)
		return true, ""
	}
	return false, ""
}

// declaredName returns the name in a declaration.
func declaredName(tokens []token) string {
	for i, t := range tokens {
		if t.is("[") {
			return tokens[i-1].text
		}
	}
	return tokens[len(tokens)-1].text
}

// declared reads a type and a name: the size of one element and of all of them, in bytes.
func declared(tokens []token, names *names) (element, size int, ok bool) {
	end := len(tokens)
	count := uint64(1)
	if end > 3 && tokens[end-1].is("]") {
		open := end - 1
		for open > 0 && !tokens[open].is("[") {
			open--
		}
		if open+1 < end-1 {
			n, why := names.number(tokens[open+1 : end-1])
			if why != "" || n > core.PAGE_SIZE {
				return 0, 0, false
			}
			count = n
		}
		end = open
	}
	if end < 2 || tokens[end-1].kind != word || paste.IsDecimal(tokens[end-1].text[0]) {
		return 0, 0, false
	}
	element = typeSize(tokens[:end-1])
	return element, element * int(count), element > 0
}

// place allocates memory for a variable.
func (p *program) place(name string, size int) uint64 {
	addr := p.room
	p.room += uint64(size+15) / 16 * 16
	if addr < core.ArenaReadOnly && p.room > core.ArenaReadOnly { // the last page of the arena is read-only
		addr = core.ArenaReadOnly + core.PAGE_SIZE
		p.room = addr + uint64(size+15)/16*16
	}
	p.memory().Touch(addr, uint64(size))
	p.names.vars[name], p.names.sizes[name] = addr, size
	delete(p.names.refs, name)
	return addr
}

// member returns the address and size of a variable, a member of an attr or an element of an array.
func (p *program) member(tokens []token) (addr uint64, size int, ok bool) {
	if len(tokens) == 0 {
		return 0, 0, false
	}
	addr, ok = p.names.vars[tokens[0].text]
	size = p.names.sizes[tokens[0].text]
	switch {
	case !ok || len(tokens) == 1:
	case tokens[1].is("[") && closing(tokens, 1) == len(tokens)-1:
		index, why := p.names.number(tokens[2 : len(tokens)-1])
		ok = why == "" && index < uint64(size) // an array of bytes
		addr, size = addr+index, 1
	default:
		f := attrField(withoutDots(tokens[1:]))
		if f == nil || size != abi.AttrMax {
			return 0, 0, false
		}
		addr, size = addr+uint64(f.Offset), f.Kind.Size()
	}
	return addr, size, ok
}

// assign sets a variable or a member, and declares a new variable.
func (p *program) assign(left, right []token) (did bool, why string) {
	addr, size, ok := p.member(left)
	element := size
	if !ok {
		if element, size, ok = declared(left, &p.names); !ok || p.made {
			return false, ""
		}
		if len(right) > 0 && right[0].is("{") && element == size && left[len(left)-1].is("]") {
			size = element * max(1, len(split(right))) // []: as many as there are values
		}
		addr = p.place(declaredName(left), size)
	}
	if len(right) > 1 && right[0].is("(") { // a cast before a list
		if end := closing(right, 0); end > 0 && end+1 < len(right) && right[end+1].is("{") {
			right = right[end+1:]
		}
	}
	switch {
	case len(right) > 0 && right[0].is("{"):
		end := closing(right, 0)
		if end < 0 {
			return false, "the list of values is not closed: want }"
		}
		p.memory().Write(addr, make([]byte, size))
		return p.list(addr, size, element, "", right[1:end])
	case len(right) > 0 && right[0].kind == stringLiteral && right[0].text[0] == '"':
		return memcpy(p, nil, [][]token{left[len(left)-1:], right})
	}
	value, why := p.names.value(right)
	switch {
	case why != "":
		return false, why
	case size > 8:
		return false, "one number for many elements: want values in braces"
	case value.ref != nil:
		return p.memory().Refer(addr, *value.ref, size), ""
	}
	return p.memory().Put(addr, value.v, size), ""
}

// list stores the values between braces in a variable.
func (p *program) list(addr uint64, size, element int, inner string, tokens []token) (did bool, why string) {
	for i, part := range split(tokens) {
		if len(part) == 0 {
			continue
		}
		at, width := addr+uint64(i*element), element
		if part[0].is(".") {
			eq := 0
			for eq < len(part) && !part[eq].is("=") {
				eq++
			}
			name := inner + withoutDots(part[:eq])
			part = part[min(eq+1, len(part)):]
			if len(part) > 1 && part[0].is("{") && part[len(part)-1].is("}") && inner == "" {
				if _, why := p.list(addr, size, element, name+".", part[1:len(part)-1]); why != "" {
					return false, why
				}
				continue
			}
			f := attrField(name)
			if f == nil {
				return false, name + " is not a field of union bpf_attr for maps"
			}
			at, width = addr+uint64(f.Offset), f.Kind.Size()
		}
		if why := p.put(at, min(width, int(addr)+size-int(at)), part); why != "" {
			return false, why
		}
	}
	return true, ""
}

// put stores one value of a list.
func (p *program) put(addr uint64, size int, tokens []token) (why string) {
	if size <= 0 {
		return "too many values for the variable"
	}
	if len(tokens) > 0 && tokens[0].kind == stringLiteral && tokens[0].text[0] == '"' {
		text, ok := tokens[0].bytes()
		if !ok || len(text) > size {
			return fmt.Sprintf("too long for the variable: want a string of at most %d characters", size)
		}
		p.memory().Write(addr, text)
		return ""
	}
	value, why := p.names.value(tokens)
	if why != "" || size > 8 {
		return why
	}
	if value.ref != nil {
		p.memory().Refer(addr, *value.ref, size)
		return ""
	}
	p.memory().Put(addr, value.v, size)
	return ""
}
