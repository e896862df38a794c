package csource

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/cint"
	"bpfplay/core/english"
	"bpfplay/core/paste/literal"
	"bpfplay/core/table"
)

// constants holds names that C programs use besides those of bpf.h.
var constants = table.Listed[string, uint64]{
	{"NULL", 0}, {"procid", 0}, {"O_CLOEXEC", 0o2000000}, {"F_DUPFD", 0}, {"F_GETFD", 1}, {"F_SETFD", 2}, {"F_GETFL", 3}, {"F_DUPFD_CLOEXEC", 1030},
	{"FD_CLOEXEC", 1}, {"AT_FDCWD", 1<<64 - 100}, {"NUMA_NO_NODE", 1<<64 - 1}, {"BPF_OBJ_NAME_LEN", 16}, {"true", 1}, {"false", 0},
}

// constant returns the value of a name, most of them from bpf.h.
func constant(name string) (uint64, bool) {
	if v, ok := constants.Find(name); ok {
		return v, true
	}
	if cmd, ok := abi.CmdNamed(name); ok {
		return uint64(cmd), true
	}
	if strings.HasPrefix(name, "BPF_MAP_TYPE_") {
		t, ok := abi.MapTypeNamed(name)
		return uint64(t), ok
	}
	if strings.HasPrefix(name, abi.ProgTypePrefix) {
		t, ok := abi.ProgTypeNamed(name)
		return uint64(t), ok
	}
	if strings.HasPrefix(name, "BPF_") {
		if t, ok := abi.AttachTypeNamed(name); ok {
			return uint64(t), true
		}
		return abi.FlagNamed(name)
	}
	return 0, false
}

// swaps maps byte-swapping functions to their width in bits.
var swaps = table.Listed[string, int]{{"htobe16", 16}, {"htobe32", 32}, {"htobe64", 64}, {"htons", 16}, {"htonl", 32}}

// casts lists functions that return their argument.
var casts = []string{"ptr_to_u64", "CAST", "uptr"}

func (e *expression) word() value {
	t := e.peek()
	e.at++
	if v, ok := e.literal(t.text); ok {
		return v
	}
	if e.peek().is("[") {
		if end := closing(e.tokens, e.at); end > 0 {
			name := e.element(e.tokens[e.at-1 : end+1])
			if ref, ok := e.refs[name]; ok {
				e.at = end + 1
				return value{ref: &ref}
			}
		}
	}
	switch next := e.peek(); {
	case next.is("("):
		return e.function(t.text)
	case t.is("sizeof") && next.kind == word:
		e.at++
		return e.sizeof(e.tokens[e.at-1 : e.at])
	}
	if ref, ok := e.refs[t.text]; ok {
		return value{ref: &ref}
	}
	if addr, ok := e.vars[t.text]; ok {
		size := e.sizes[t.text]
		if element := e.elems[t.text]; element > 0 && e.peek().is("[") {
			addr, size = addr+e.index(element)*uint64(element), element
		} else if element > 0 || size == 0 || size > 8 {
			return value{v: addr} // an array is its address
		}
		size = min(size, 8)
		v := e.load(addr, size)
		if e.signed {
			return number(cint.Type{Bits: 8 * size}.Convert(int64(v)))
		}
		return value{v: v}
	}
	if v, ok := e.defined[t.text]; ok {
		return value{v: v}
	}
	if v, ok := constant(t.text); ok {
		return value{v: v}
	}
	e.at--
	e.fail()
	return value{}
}

// element returns the name of an element of an array, with the value of a variable that is its index: fds[1] of fds[i].
func (n *names) element(tokens []token) string {
	if len(tokens) == 4 && tokens[2].kind == word {
		if i, why := n.number(tokens[2:3]); why == "" {
			return tokens[0].text + "[" + strconv.FormatUint(i, 10) + "]"
		}
	}
	return text(tokens)
}

// literal returns the value of a number in C, or in Go, which definitions may be written in.
func (e *expression) literal(text string) (v value, ok bool) {
	if text[0] < '0' || text[0] > '9' {
		return value{}, false
	}
	if i, ok := cint.Parse(text); ok {
		return number(i), true
	}
	n, ok, fits := literal.ParseElement(text, 8)
	if ok && !fits {
		e.refuse(english.Shorten(text, 24) + " is too large: want at most 64 bits")
	}
	return value{v: n}, ok
}

// index reads [index] after an array of elements of a size, and returns the index.
func (e *expression) index(size int) uint64 {
	end := closing(e.tokens, e.at)
	if end < 0 {
		e.fail()
		return 0
	}
	index, why := e.number(e.tokens[e.at+1 : end])
	if why == "" && index >= arrayMax/uint64(size) {
		why = strconv.FormatUint(index, 10) + " is beyond the array: want a smaller index"
	}
	if why != "" {
		e.refuse(why)
		return 0
	}
	e.at = end + 1
	return index
}

// function reads sizeof, named casts, and byte swaps such as htobe16.
func (e *expression) function(name string) value {
	end := closing(e.tokens, e.at)
	if end < 0 {
		e.fail()
		return value{}
	}
	inner := e.tokens[e.at+1 : end]
	if name == "sizeof" {
		e.at = end + 1
		return e.sizeof(inner)
	}
	width, swaps := swaps.Find(name)
	if !swaps && !slices.Contains(casts, name) {
		e.at--
		e.fail()
		return value{}
	}
	e.at++
	value := e.bracket()
	if swaps && value.ref == nil {
		value.v = bits.ReverseBytes64(value.v) >> (64 - width)
	} else if swaps {
		e.refuse(text(inner) + untilCalls)
	}
	return value
}

func (e *expression) sizeof(inner []token) value {
	size := e.sized(inner) // a variable may have the name of a type of a dump, such as bytes
	if size == 0 {
		size = typeSize(inner)
	}
	if size == 0 {
		e.fail()
		e.fault = "the size of " + text(inner) + " is unknown: want a C type or a variable"
	}
	return value{v: uint64(size)}
}
