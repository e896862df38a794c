package csource

import (
	"errors"
	"slices"

	"bpfplay/core/insn"
)

// compound reads (type){ values } after its first bracket and returns the address of the object. ok is false if the
// tokens are something else.
func (e *expression) compound(arrayOnly bool) (addr uint64, ok bool) {
	end := closing(e.tokens, e.at)
	if end < 0 || end+1 >= len(e.tokens) || !e.tokens[end+1].is("{") || e.object == nil {
		return 0, false
	}
	kind, last := e.tokens[e.at+1:end], closing(e.tokens, end+1)
	if last < 0 || len(kind) == 0 || arrayOnly && !isArray(kind) {
		return 0, false
	}
	addr, why := e.object(kind, e.tokens[end+1:last+1])
	if why != "" {
		e.refuse(why)
	} else {
		e.at = last + 1
	}
	return addr, true
}

// object stores an unnamed object: (union bpf_attr){ … }, (int[]){ … } or (struct bpf_insn[]){ … }.
func (p *program) object(kind, list []token) (addr uint64, why string) {
	if isInstructions(kind) {
		program, why := p.instructions(list)
		if why == "" {
			addr = p.allocate(insn.Size * len(program.Insns))
			_, why = p.storeInstructions(addr, program)
		}
		return addr, why
	}
	element, size, ok := declared(named(kind), &p.names)
	if !ok {
		return 0, "the size of " + text(kind) + " is unknown: want a C type"
	}
	if isArray(kind) && kind[len(kind)-2].is("[") {
		size = max(element, p.initialSize(element, list))
	}
	addr = p.allocate(size)
	if _, why := p.fill(addr, make([]byte, size)); why != "" {
		return 0, why
	}
	_, why = p.list(addr, size, element, "", list[1:len(list)-1])
	return addr, why
}

// named returns the declaration of a variable with a type: int unnamed[] for int[].
func named(kind []token) []token {
	at := 0
	for at < len(kind) && !kind[at].is("[") {
		at++
	}
	return slices.Insert(slices.Clone(kind), at, token{word, "unnamed"})
}

// isInstructions reports whether a type or a declaration is an array of struct bpf_insn.
func isInstructions(tokens []token) bool {
	for i := range tokens {
		if tokens[i].is("struct") && i+1 < len(tokens) && tokens[i+1].is("bpf_insn") {
			return isArray(tokens)
		}
	}
	return false
}

// instructions returns the program in a list such as { BPF_EXIT_INSN() }.
func (p *program) instructions(list []token) (program *insn.Program, why string) {
	program, err := p.macros.Read(text(list))
	var faults insn.Errors
	if errors.As(err, &faults) && len(faults) > 0 {
		return nil, "invalid instructions: " + faults[0].Text
	}
	return program, ""
}

// storeInstructions stores a program. A name in it, such as that of a map, is a variable.
func (p *program) storeInstructions(addr uint64, program *insn.Program) (did bool, why string) {
	if did, why := p.fill(addr, insn.AppendAll(nil, program.Insns)); !did {
		return false, why
	}
	const imm = 4 // offset in an instruction
	for _, r := range program.Refs {
		value, why := p.names.value(tokens(r.Name))
		if why == "" {
			_, why = p.storeValue(addr+uint64(insn.Size*r.Insn+imm), value, 4)
		}
		if why != "" {
			return false, why
		}
	}
	return true, ""
}
