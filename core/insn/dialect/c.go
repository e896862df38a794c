package dialect

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/insn"
)

// cReader reads instructions from C, and from the C-like output of strace.
type cReader struct {
	tokens []token
	pos    int
	a      *insn.Assembler
	err    *insn.Error // mistake in the current instruction
}

// readC reads initialisers of struct bpf_insn: macros, designated fields, or five values in braces. What is around them is
// skipped.
func readC(text string) (*insn.Program, error) { return new(Macros).Read(text) }

// Read reads instructions in C, in which the macros may be used.
func (m *Macros) Read(text string) (*insn.Program, error) {
	r := &cReader{tokens: m.tokenize(text), a: insn.NewAssembler()}
	arrays := 0 // arrays of instructions in a designated initialiser
	for r.pos < len(r.tokens) {
		t := r.tokens[r.pos]
		if t.text == "insns" && r.at(1) == "=" {
			if arrays++; arrays > 1 && r.a.Insns() > 0 {
				r.a.Failf(t.line, t.col, "a second program begins here: paste one at a time")
				break
			}
		}
		switch row, ok := macros[t.text]; {
		case ok && r.at(1) == "(":
			r.pos += 2
			r.macro(t, row)
		case strings.HasPrefix(t.text, "BPF_") && r.at(1) == "(" && strings.ToUpper(t.text) == t.text:
			r.a.Failf(t.line, t.col, "unknown macro %s", t.text)
			r.pos += 2
			r.skipTo(")")
		case t.text == "{" && (r.at(1) == "." && r.at(3) == "=" || r.at(2) == "=") && r.fields():
			r.designated()
		case t.text == "{" && r.element():
			r.positional()
		case r.unknownElement():
			r.a.Failf(t.line, t.col, "unknown macro %s: paste its #define too", t.text)
			r.pos++
		case t.mistake:
			r.next()
		case t.text == "..." && arrays > 0 && r.a.Insns() > 0 && r.at(1) == "]":
			r.a.Failf(t.line, t.col, "the trace leaves out instructions here: strace -v shows all")
			r.pos++
		default:
			r.pos++
		}
		if r.err != nil {
			r.a.Fail(r.err)
			r.err = nil
		}
	}
	if r.a.Insns() == 0 && !r.a.Failed() {
		r.a.Failf(1, 1, "no instructions found")
	}
	return r.a.Finish()
}

// unknownElement reports whether the current token is a name that stands for instructions, next to one of them.
func (r *cReader) unknownElement() bool {
	if !strings.HasPrefix(r.at(0), "BPF_") || r.at(1) != "," && r.at(1) != "}" {
		return false
	}
	_, before := macros[r.at(2)]
	return r.at(-1) == "," && r.at(-2) == ")" && r.a.Insns() > 0 || before && r.at(3) == "("
}

// structs reports whether text has elements of an array of struct bpf_insn.
func structs(text string) bool {
	r := &cReader{tokens: tokenize(text)}
	for r.pos = range r.tokens {
		if r.tokens[r.pos].text == "{" && r.element() {
			return true
		}
	}
	return false
}

// at returns the token n after the current one, or "".
//
//go:noinline
func (r *cReader) at(n int) string {
	if r.pos+n < 0 || r.pos+n >= len(r.tokens) {
		return ""
	}
	if r.tokens[r.pos+n].mistake {
		return "#"
	}
	return r.tokens[r.pos+n].text
}

// next returns the current token and moves on.
//
//go:noinline
func (r *cReader) next() token {
	if r.pos >= len(r.tokens) {
		end := token{line: 1, col: 1}
		if n := len(r.tokens); n > 0 {
			last := r.tokens[n-1]
			end = token{line: last.line, col: last.col + len(last.text)}
		}
		return end
	}
	t := r.tokens[r.pos]
	r.pos++
	if t.mistake {
		r.fail(t, "%s", t.text)
	}
	return t
}

//go:noinline
func (r *cReader) fail(t token, format string, args ...any) {
	if r.err == nil {
		r.err = &insn.Error{Line: t.line, Col: t.col, Text: fmt.Sprintf(format, args...)}
	}
}

//go:noinline
func (r *cReader) expect(text string) {
	if t := r.next(); t.text != text {
		r.fail(t, "want %q, not %s", text, describe(t.text))
	}
}

func describe(text string) string {
	if text == "" {
		return "the end"
	}
	return strconv.Quote(text)
}

// skipTo moves after the next closing sign of the current level.
func (r *cReader) skipTo(closing string) {
	depth := 0
	for r.pos < len(r.tokens) {
		switch t := r.next().text; {
		case depth == 0 && t == closing:
			return
		case t == "(" || t == "{":
			depth++
		case t == ")" || t == "}":
			depth--
		}
	}
}

// mapFd reads the immediate of an instruction. What begins with a variable, in a 64-bit load, is the descriptor of a map:
// "map_fd", "fds[0]", "skel->maps.counts", "bpf_map__fd(counts)".
func (r *cReader) mapFd(load bool) int64 {
	first := r.at(0)
	_, known := constant(first)
	if !load || !identifier(first) || known || first == "sizeof" || first == "offsetof" {
		return r.expression()
	}
	t := r.tokens[r.pos]
	name := ""
	for depth := 0; r.at(0) != ""; {
		switch r.at(0) {
		case "(", "[":
			depth++
		case ")", "]":
			depth--
		}
		if depth < 0 || depth == 0 && (r.at(0) == "," || r.at(0) == "}") {
			break
		}
		name += r.next().text
	}
	r.a.Name(insn.RefMap, name, t.line, t.col)
	return 0
}

// macro reads the arguments of a macro.
func (r *cReader) macro(name token, row macro) {
	v := [5]int64{int64(row.code), 0, int64(row.fixed.Src), int64(row.fixed.Off), int64(row.fixed.Imm)}
	var high [2]int64 // off and imm of the second half
	for k, param := range row.params {
		if k > 0 {
			r.expect(",")
		}
		t := name
		if r.pos < len(r.tokens) {
			t = r.tokens[r.pos]
		}
		if param == 'm' {
			v[4] = r.mapFd(true)
			continue
		}
		n := r.expression()
		switch param {
		case 'c':
			v[0] = n
		case 'o':
			v[0] |= n & 0xf0
		case 'z':
			v[0] |= n & 0x18
		case 't':
			v[0] |= n & 0x08
		case 'd':
			v[1] = n
		case 'D':
			v[1], v[2] = n, n
		case 's':
			v[2] = n
		case 'f':
			v[3] = int64(int16(n)) // as C converts it
			if n < -1<<15 || n >= 1<<16 {
				r.fail(t, "invalid offset %d: want 16 bits", n)
			}
		case 'i':
			v[4] = int64(int32(n))
		case 'w':
			v[4], high[1] = int64(int32(n)), n>>32
		case 'F':
			high[0] = n
		case 'I':
			high[1] = int64(int32(n))
		}
	}
	r.expect(")")
	r.put(name, v)
	if row.code == 0x18 {
		r.put(name, [5]int64{3: high[0], 4: int64(int32(high[1]))})
	}
}
