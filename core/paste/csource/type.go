package csource

import (
	"bpfplay/core/abi"
	"bpfplay/core/cint"
	"bpfplay/core/insn"
	"bpfplay/core/paste/literal"
	"bpfplay/core/table"
)

// types holds the sizes of types in bytes. Pointers have 8.
var types = table.Listed[string, int]{{"void", 1}, {"bpf_insn", insn.Size}, {"intptr_t", 8}, {"uintptr_t", 8}, {"ssize_t", 8}, {"double", 8}, {"float", 4}, {"unsigned", 4}, {"signed", 4}}

// typeSize returns the size in bytes of the type that tokens name, or 0.
func typeSize(tokens []token) int {
	size := 0
	for i, t := range tokens {
		switch {
		case t.is("*") && i > 0:
			size = 8
		case t.is("const") || t.is("volatile") || t.is("static") || t.is("struct") || t.is("union") || t.is("enum") || t.is("signed") || t.is("extern"):
			size = max(size, 4)
		case t.is("bpf_attr"):
			size = abi.AttrMax
		case t.kind == word && literal.ElementSizes.Of(t.text) != 0 && t.text != "unsigned":
			size = literal.ElementSizes.Of(t.text)
		case t.kind == word && types.Of(t.text) != 0:
			size = types.Of(t.text)
		default:
			return 0
		}
	}
	return size
}

// integerType returns the integer type that tokens name; ok is false for pointers and other types.
func integerType(tokens []token) (t cint.Type, ok bool) {
	for _, word := range tokens {
		if !word.is("const") && !word.is("volatile") && !t.Add(word.text) {
			return t, false
		}
	}
	return t, true
}

func isType(tokens []token) bool { return typeSize(tokens) > 0 }
