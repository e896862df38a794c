package csource

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// store executes a statement without calls.
func (p *program) store(tokens []token) (did bool, why string) {
	tokens = p.stepped(tokens)
	eq := -1
	for i, t := range tokens {
		if t.is("=") {
			eq = i
			break
		}
	}
	switch {
	case eq < 0:
		return p.declare(tokens)
	case tokens[0].is("*") && eq > 2 && tokens[1].is("("):
		return p.storeAt(tokens[1:eq], tokens[eq+1:])
	case eq > 2 && isResult(tokens[:eq]):
		return p.result(tokens[:eq], tokens[eq+1:])
	case eq == 1 && tokens[0].is("me"): // after fork: which task the child is
		return p.child(tokens[2:])
	}
	return p.assign(tokens[:eq], tokens[eq+1:])
}

// stepped returns i++, --i or i += 2 of a variable as an assignment, and other statements as they are.
func (p *program) stepped(statement []token) []token {
	for i, t := range statement {
		left, by := statement[:i], "1"
		switch t.text {
		case "+=", "-=":
			by = text(statement[i+1:])
		case "++", "--":
			if i == 0 {
				left = statement[1:]
			} else if i < len(statement)-1 {
				return statement
			}
		default:
			continue
		}
		if _, _, known := p.member(left); known && !p.made {
			name := text(left)
			return tokens(name + "=" + name + t.text[:1] + "(" + by + ")")
		}
		break
	}
	return statement
}

// isResult reports whether tokens are r[0] or the like.
func isResult(tokens []token) bool {
	return len(tokens) == 4 && tokens[0].is("r") && tokens[1].is("[")
}

// storeAt stores a number: *(uint32_t*)0x20000000 = 1.
func (p *program) storeAt(left, right []token) (did bool, why string) {
	end := closing(left, 0)
	if end < 2 || !left[end-1].is("*") {
		return false, ""
	}
	size := typeSize(left[1 : end-1])
	addr, why := p.names.number(left[end+1:])
	switch {
	case why != "":
		return false, why
	case size == 0:
		return false, "the size of " + text(left[1:end-1]) + " is unknown: want a C type"
	}
	value, why := p.names.value(right)
	if why != "" {
		return false, why
	}
	return p.storeValue(addr, value, size)
}

const manyElements = "one number for many elements: want values in braces"

// storeValue stores a number, or a reference to the result of a call, in size bytes.
func (p *program) storeValue(addr uint64, v value, size int) (did bool, why string) {
	switch {
	case size > 8:
		return false, manyElements
	case v.ref != nil && size < 4:
		return false, fmt.Sprintf("the result of a call does not fit in %d bytes: want 4 or 8", size)
	case v.ref != nil && !p.memory().Refer(addr, *v.ref, size) || v.ref == nil && !p.memory().Put(addr, v.v, size):
		return false, noPlace(addr, uint64(size))
	}
	return true, ""
}

// result keeps the result of the last call, or a number that it wrote to memory: r[0] = res.
func (p *program) result(left, right []token) (did bool, why string) {
	name := text(left)
	if len(p.calls) == 0 {
		return false, ""
	}
	if len(right) > 1 && right[0].is("*") && right[1].is("(") {
		end := closing(right, 1)
		addr, why := p.names.number(right[max(end, 0)+1:])
		if end < 0 || why != "" {
			return false, why
		}
		p.names.refs[name] = paste.Ref{Call: len(p.calls) - 1, From: addr}
		return true, ""
	}
	value, why := p.names.value(right)
	if why != "" || value.ref == nil {
		return false, why
	}
	p.names.refs[name] = *value.ref
	return true, ""
}

// child gives a forked task a copy of its parent's memory.
func (p *program) child(right []token) (did bool, why string) {
	nr, why := p.names.number(right)
	if last := len(p.calls) - 1; why == "" && last >= 0 && p.calls[last].Name == "fork" && nr < core.MaxTasks {
		ret := int64(nr)
		p.calls[last].Args, p.calls[last].Result = []int64{ret}, &ret
		p.tasks[int(nr)] = p.memory().Clone()
		return true, ""
	}
	return false, why
}

// attrField returns the member of union bpf_attr that follows the name of a variable, or nil.
func attrField(name string) *abi.Field {
	for i := range abi.Commands {
		c := &abi.Commands[i]
		for _, f := range c.Fields {
			if name == f.Name && c.Member == "" || c.Member != "" && name == c.Member+"."+f.Name {
				return f
			}
		}
	}
	return nil
}

func withoutDots(tokens []token) string {
	return strings.TrimPrefix(strings.ReplaceAll(text(tokens), "->", "."), ".")
}
