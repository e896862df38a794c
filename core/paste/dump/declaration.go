package dump

import (
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// maxDimensions is the most lengths of an array.
const maxDimensions = 4

// declaration holds the words before a list or string that determine how to read it.
type declaration struct {
	name   string // the word that the list or string is a value of
	typed  string // the word that names the type of its elements
	length *token // the declared number of elements
	exact  bool   // all of them must be in the list: C and Go fill the rest with zeros, JavaScript does not
	holds  coding
	gdb    bool // "$1 = "
}

// declare reads a word before a list or string.
func (p *sourceReader) declare(k token) {
	word, next := k.text, p.peek(0)
	switch {
	case literal.ElementSizes.Of(word) != 0:
		if p.decl.typed == "" || word != "int" && word != "unsigned" {
			p.decl.typed = word
		}
	case strings.HasPrefix(word, "$") && len(word) > 1 && paste.IsDecimal(word[1]):
		p.decl = declaration{name: word, gdb: true}
	case word == "dtype":
		p.r.note(p.t.lines[k.line].num, word, "the element type was ignored: bytes were assumed")
	case next.is("(") || next.is("!"):
		p.decl.holds = codingOfCall(word)
	case next.is("=") || next.is(":") || next.is("["):
		p.decl.name = word
	}
}

// numberOutside: the length that xxd -i adds must be right, one in parentheses is the number of elements, and
// any other number is only noted.
func (p *sourceReader) numberOutside(k token) *paste.SyntaxError {
	value, _, fits := literal.ParseElement(k.text, 8)
	switch {
	case strings.HasSuffix(p.decl.name, "_len") && len(p.r.dump.Records) > 0:
		if n := len(*p.r.last()); !fits || value != uint64(n) {
			p.r.note(p.t.lines[k.line].num, p.decl.name+" = "+k.text, "is not the number of bytes in the list above")
		}
	case p.decl.typed != "" && p.prev.is("("):
		p.decl.length, p.decl.exact = &k, true
	default:
		p.r.note(p.t.lines[k.line].num, k.text, "a number outside of the list: not read")
	}
	return nil
}

// dimension reports whether the "[" just read starts a length, as in a[72], [8]byte, [...]byte or [u8; 72], and
// takes it up to its "]".
func (p *sourceReader) dimension() bool {
	first := p.dimensionLength(0)
	if first == 0 {
		return false
	}
	for n, lengths := first, 1; ; lengths++ {
		after := p.peek(n)
		if !after.is("[") || lengths == maxDimensions {
			if !p.declares(p.peek(n-1), after) && !(first == 1 && p.prev.kind == tokenWord) && first != 4 {
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
		p.declare(p.peek(0))
		length = p.peek(2)
	}
	if length.kind == tokenNumber {
		p.decl.length = &length
	}
	p.skip(first)
	return true
}

// dimensionLength returns the number of tokens of a length with its "]", n tokens ahead, or 0.
func (p *sourceReader) dimensionLength(n int) int {
	switch k := p.peek(n); {
	case k.is("]"):
		return 1
	case literal.ElementSizes.Of(k.text) != 0 && p.peek(n+1).is(";") && p.peek(n+3).is("]"):
		return 4
	case (k.kind == tokenNumber || k.kind == tokenWord || k.kind == tokenDots) && p.peek(n+1).is("]"):
		return 2
	}
	return 0
}

// declares reports whether the token after the closing bracket makes it a length: a value, or the adjacent element type.
func (p *sourceReader) declares(bracket, after token) bool {
	adjacent := after.line == bracket.line && after.at == bracket.at+1
	return after.is("=") || after.is("{") || after.kind == tokenWord && adjacent
}
