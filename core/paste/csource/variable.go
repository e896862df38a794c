package csource

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/paste"
)

// declare allocates memory for a variable: union bpf_attr attr; char value[8].
func (p *program) declare(tokens []token) (did bool, why string) {
	if element, size, ok := declared(tokens, &p.names); ok && !p.made {
		p.place(tokens, element, size)
		return true, ""
	}
	return false, ""
}

// arrayMax is the size in bytes of the largest array, such as the log buffer of a program.
const arrayMax = 64 * core.PAGE_SIZE

// declaredName returns the name in a declaration.
func declaredName(tokens []token) string {
	for i, t := range tokens {
		if t.is("[") {
			return tokens[i-1].text
		}
	}
	return tokens[len(tokens)-1].text
}

// allocate returns the address of size bytes of new memory.
func (p *program) allocate(size int) uint64 {
	addr := p.room
	p.room += uint64(size+15) / 16 * 16
	if addr < core.ArenaReadOnly && p.room > core.ArenaReadOnly { // the last page of the arena is read-only
		addr = core.ArenaReadOnly + core.PAGE_SIZE
		p.room = addr + uint64(size+15)/16*16
	}
	p.memory().Touch(addr, uint64(size))
	return addr
}

func isArray(declaration []token) bool {
	return len(declaration) > 0 && declaration[len(declaration)-1].is("]")
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
			if why != "" || n > arrayMax {
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
	return element, element * int(count), element > 0 && element*int(count) <= arrayMax
}

// place allocates memory for the variable in a declaration.
func (p *program) place(tokens []token, element, size int) uint64 {
	name := declaredName(tokens)
	addr := p.allocate(size)
	p.names.vars[name], p.names.sizes[name] = addr, size
	delete(p.names.elems, name)
	if isArray(tokens) {
		p.names.elems[name] = element
	}
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
		element := uint64(p.names.elems[tokens[0].text])
		ok = why == "" && element > 0 && index < uint64(size)/element
		addr, size = addr+index*element, int(element)
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
	element, array := size, isArray(left)
	if ok {
		array = len(left) == 1 && p.names.elems[left[0].text] > 0
	}
	if ok && array {
		element = p.names.elems[left[0].text]
	}
	if !ok && isInstructions(left) && len(right) > 0 && right[0].is("{") && !p.made {
		return p.assignInstructions(left, right)
	}
	if !ok {
		if element, size, ok = declared(left, &p.names); !ok || p.made {
			return false, ""
		}
		if array && left[len(left)-2].is("[") {
			size = max(element, p.initialSize(element, right))
		}
		addr = p.place(left, element, size)
	}
	if len(right) > 1 && right[0].is("(") { // a cast before a list
		end := closing(right, 0)
		if end > 0 && end+1 < len(right) && right[end+1].is("{") && (element < size || !isArray(right[1:end])) {
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
		return p.assignString(addr, size, element, right)
	}
	value, why := p.names.value(right)
	switch {
	case why != "":
		return false, why
	case array:
		return false, manyElements
	}
	if len(left) == 1 {
		delete(p.names.refs, left[0].text)
	}
	if value.ref != nil && size >= 4 {
		p.names.refs[declaredName(left)] = *value.ref
	}
	return p.storeValue(addr, value, size)
}

// assignInstructions declares an array of instructions: struct bpf_insn prog[] = { … }.
func (p *program) assignInstructions(left, right []token) (did bool, why string) {
	program, why := p.instructions(right)
	if why != "" {
		return false, why
	}
	return p.storeInstructions(p.place(left, insn.Size, insn.Size*len(program.Insns)), program)
}

// initialSize returns the size in bytes of an array that a list or a string initializes: int fds[] = {3, 4}.
func (p *program) initialSize(element int, right []token) int {
	if len(right) > 0 && right[0].is("{") {
		return element * len(split(right[1:max(1, closing(right, 0))]))
	}
	text, _ := stringOf(right)
	return len(text) + 1
}

// list stores the values between braces in a variable.
func (p *program) list(addr uint64, size, element int, inner string, tokens []token) (did bool, why string) {
	for i, part := range split(tokens) {
		if len(part) == 0 {
			continue
		}
		at, width := addr+uint64(i*element), element
		if element == abi.AttrMax {
			width = abi.MapTypeField.Kind.Size() // the first member
		}
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
		text, ok := stringOf(tokens)
		switch {
		case ok && size == 8: // a pointer
			at, why := p.storeString(text)
			if why == "" {
				_, why = p.storeValue(addr, value{v: at}, size)
			}
			return why
		case !ok || len(text) > size:
			return tooLong(size)
		}
		p.memory().Write(addr, text)
		return ""
	}
	value, why := p.names.value(tokens)
	if why == "" {
		_, why = p.storeValue(addr, value, size)
	}
	return why
}
