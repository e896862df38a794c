package dialect

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/insn"
)

// inlineStarts are the words that begin inline assembly in C.
var inlineStarts = []string{"asm volatile", "asm __volatile__", "__asm__ volatile", "__asm__ __volatile__"}

// inlineStart returns the offset of the parenthesis of the first inline assembly, or -1.
func inlineStart(text string) int {
	for _, start := range inlineStarts {
		if n := strings.Index(text, start); n >= 0 {
			if open := strings.IndexByte(text[n:], '('); open >= 0 {
				return n + open
			}
		}
	}
	return -1
}

// readInline reads the first inline assembly in C, as kernel tests write it. Its operands may be helpers, maps, constants and
// instructions: "%[bpf_map_lookup_elem]", "%[map_hash_8b] ll".
func readInline(text string) (*insn.Program, error) {
	a := insn.NewAssembler()
	open := inlineStart(text)
	body, operands := splitInline(text[open+1:])
	values := inlineOperands(operands)
	first := 1 + strings.Count(text[:open+1], "\n")
	for k, line := range strings.Split(insn.BlankComments(unquote(body)), "\n") {
		column := 0
		if k == 0 { // keep the columns of the first line
			column = open - strings.LastIndexByte(text[:open], '\n')
		}
		line = strings.TrimRight(line, " \t\r)")
		for name, value := range values {
			line = strings.ReplaceAll(line, "%["+name+"]", value)
		}
		if at := strings.Index(line, "%["); at >= 0 {
			name, _, _ := strings.Cut(line[at+2:], "]")
			line = line[:at] + strings.Replace(line[at:], "%["+name+"]", name, 1)
		}
		a.Line(first+k, column, strings.Repeat(" ", column)+line)
	}
	if a.Insns() == 0 && !a.Failed() {
		a.Failf(first, 1, "no instructions found")
	}
	return a.Finish()
}

// splitInline splits the text after the parenthesis into the strings, with the separators between them, and the operands.
func splitInline(text string) (body, operands string) {
	quoted := false
	for k := 0; k < len(text); k++ {
		switch c := text[k]; {
		case c == '\\' && quoted:
			k++
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ':' || c == ';'):
			return text[:k], text[k:]
		}
	}
	return text, ""
}

// unquote replaces quotes, line feeds and continuations of C strings by spaces, and "%%" by "%".
func unquote(text string) string {
	return strings.NewReplacer(`\n`, "  ", `\t`, "  ", `"`, " ", `\`, " ", "%%", "%").Replace(text)
}

// inlineOperands returns the text that replaces each operand: "__imm_const(size, 8)" and "[size]"i"(8)" give 8 for size.
// Operands that are only names stay names.
func inlineOperands(text string) map[string]string {
	values := map[string]string{}
	for _, prefix := range []string{"__imm_const(", "__imm_insn("} {
		for rest := text; ; {
			n := strings.Index(rest, prefix)
			if n < 0 {
				break
			}
			rest = rest[n+len(prefix):]
			name, argument, ok := strings.Cut(rest, ",")
			if !ok {
				break
			}
			if value, ok := operandValue(argument); ok {
				values[strings.TrimSpace(name)] = value
			}
		}
	}
	for rest := text; ; {
		n := strings.Index(rest, `"i"(`)
		if n < 0 {
			return values
		}
		open, end := strings.LastIndexByte(rest[:n], '['), strings.LastIndexByte(rest[:n], ']')
		if value, ok := operandValue(rest[n+len(`"i"(`):]); ok && open >= 0 && end > open {
			values[rest[open+1:end]] = value
		}
		rest = rest[n+1:]
	}
}

// operandValue evaluates a constant or an instruction.
func operandValue(text string) (string, bool) {
	r := &cReader{tokens: tokenize(text), a: insn.NewAssembler()}
	name := r.at(0)
	if row, ok := macros[name]; ok && r.at(1) == "(" {
		t := r.next()
		r.next()
		r.macro(t, row)
		if i := r.a.At(0); i != nil && r.err == nil {
			return fmt.Sprintf("%#x", insnWord(*i)), true
		}
		return "", false
	}
	v := r.expression()
	return strconv.FormatInt(v, 10), r.err == nil
}

// insnWord returns the bytes of i as a number in little-endian order.
func insnWord(i insn.Insn) (v uint64) {
	for k, c := range i.Append(nil) {
		v |= uint64(c) << (8 * k)
	}
	return v
}
