package dialect

import (
	"slices"
	"strconv"
	"strings"
)

func identByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= '0' && c <= '9'
}

// identifier reports whether text is a name.
func identifier(text string) bool {
	return text != "" && identByte(text[0]) && (text[0] < '0' || text[0] > '9')
}

// branches are the open conditionals of the preprocessor, outermost first: whether their current branch is skipped.
type branches []bool

// skips reports whether the current place is in a branch that is not compiled.
func (b branches) skips() bool { return slices.Contains(b, true) }

// line follows a line of the preprocessor. It returns false if a condition is not about byte order, 0 or 1.
func (b *branches) line(text string) bool {
	word := strings.TrimSpace(text[1:])
	switch {
	case strings.HasPrefix(word, "if"):
		condition := strings.TrimSpace(strings.TrimPrefix(word, "if"))
		little := strings.Contains(condition, "LITTLE_ENDIAN") || condition == "1"
		*b = append(*b, !little)
		return little || strings.Contains(condition, "BIG_ENDIAN") || condition == "0"
	case strings.HasPrefix(word, "el") && len(*b) > 0:
		last := &(*b)[len(*b)-1]
		*last = !*last
		return strings.HasPrefix(word, "else") || *last
	case strings.HasPrefix(word, "endif") && len(*b) > 0:
		*b = (*b)[:len(*b)-1]
	}
	return true
}

// tokenize splits C into tokens. Comments, strings, and lines and branches that the preprocessor removes are left out. A
// conditional that cannot be decided is the token "#if".
func tokenize(text string) (tokens []token) {
	line, begin := 1, 0 // begin is the offset of the line
	fresh := true       // nothing but space since the line began
	var branches branches
	for k := 0; k < len(text); {
		c := text[k]
		switch {
		case c == '\n':
			k++
			line, begin, fresh = line+1, k, true
			continue
		case c == ' ' || c == '\t' || c == '\r' || c == '\\':
			k++
			continue
		case strings.HasPrefix(text[k:], "//"), c == '#' && fresh:
			n := strings.IndexByte(text[k:], '\n')
			if n < 0 {
				n = len(text) - k
			}
			if c == '#' && !branches.line(text[k:k+n]) {
				tokens = append(tokens, token{"#if", line, k - begin + 1})
			}
			k += n
			continue
		case strings.HasPrefix(text[k:], "/*"):
			end := strings.Index(text[k+2:], "*/")
			if end < 0 {
				return tokens
			}
			comment := text[k : k+2+end+2]
			k += len(comment)
			if n := strings.LastIndexByte(comment, '\n'); n >= 0 {
				line += strings.Count(comment, "\n")
				begin = k - len(comment) + n + 1
			}
			continue
		}
		fresh = false
		if branches.skips() {
			k++
			continue
		}
		n := 1
		switch {
		case identByte(c):
			for k+n < len(text) && identByte(text[k+n]) {
				n++
			}
		case c == '"':
			for k+n < len(text) && text[k+n] != '"' && text[k+n] != '\n' {
				if text[k+n] == '\\' {
					n++
				}
				n++
			}
			n = min(n+1, len(text)-k)
			if k+n-1 < len(text) && text[k+n-1] == '\n' {
				n--
			}
			k += n
			continue
		case strings.HasPrefix(text[k:], "..."):
			n = 3
		case strings.HasPrefix(text[k:], "<<") || strings.HasPrefix(text[k:], ">>") || strings.HasPrefix(text[k:], "->"):
			n = 2
		}
		tokens = append(tokens, token{text[k : k+n], line, k - begin + 1})
		k += n
	}
	return tokens
}

// binary has the binary operators by precedence, loosest first.
var binary = [][]string{{"|"}, {"^"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"}}

// maxDepth bounds the nesting of expressions.
const maxDepth = 100

// expression reads an integer expression and returns its value.
func (r *cReader) expression() int64 { return r.binary(0, 0) }

func (r *cReader) binary(level, depth int) int64 {
	if depth > maxDepth {
		r.fail(r.next(), "expression is nested too deeply")
		return 0
	}
	if level == len(binary) {
		return r.unary(depth)
	}
	v := r.binary(level+1, depth)
	for r.err == nil {
		op := r.at(0)
		found := false
		for _, o := range binary[level] {
			found = found || o == op
		}
		if !found {
			break
		}
		t := r.next()
		w := r.binary(level+1, depth)
		v = r.apply(t, v, w)
	}
	return v
}

func (r *cReader) apply(op token, v, w int64) int64 {
	switch op.text {
	case "|":
		return v | w
	case "^":
		return v ^ w
	case "&":
		return v & w
	case "+":
		return v + w
	case "-":
		return v - w
	case "*":
		return v * w
	case "<<", ">>":
		if w < 0 || w > 63 {
			r.fail(op, "invalid shift by %d: want 0 to 63", w)
			return 0
		}
		if op.text == "<<" {
			return v << w
		}
		return int64(uint64(v) >> w)
	}
	if w == 0 {
		r.fail(op, "division by zero")
		return 0
	}
	if op.text == "/" {
		return v / w
	}
	return v % w
}

// types are the words of casts.
const types = " int unsigned signed long short char s8 s16 s32 s64 u8 u16 u32 u64 __s8 __s16 __s32 __s64 __u8 __u16 __u32 __u64 uint8_t uint16_t uint32_t uint64_t int32_t int64_t "

func (r *cReader) unary(depth int) int64 {
	if depth > maxDepth {
		r.fail(r.next(), "expression is nested too deeply")
		return 0
	}
	t := r.next()
	switch {
	case t.text == "-":
		return -r.unary(depth + 1)
	case t.text == "+":
		return r.unary(depth + 1)
	case t.text == "~":
		return ^r.unary(depth + 1)
	case t.text == "!":
		if r.unary(depth+1) == 0 {
			return 1
		}
		return 0
	case t.text == "(" && strings.Contains(types, " "+r.at(0)+" "):
		return r.cast(depth)
	case t.text == "(":
		v := r.binary(0, depth+1)
		r.expect(")")
		return v
	case t.text == "offsetof":
		return r.offsetof()
	case t.text == "sizeof":
		return r.sizeof()
	case t.text != "" && t.text[0] >= '0' && t.text[0] <= '9':
		return r.literal(t)
	case identifier(t.text):
		if n, ok := constant(t.text); ok {
			return n
		}
		r.fail(t, "unknown constant %s", t.text)
		return 0
	}
	r.fail(t, "want a number, not %s", describe(t.text))
	return 0
}

// cast reads what follows "(" of a cast, and converts its operand.
func (r *cReader) cast(depth int) int64 {
	name := ""
	for r.at(0) != ")" && r.at(0) != "" {
		name += r.next().text
	}
	r.expect(")")
	v := r.unary(depth + 1)
	switch strings.TrimSuffix(strings.TrimLeft(name, "_"), "_t") {
	case "u8", "uint8", "unsignedchar":
		return int64(uint8(v))
	case "s8", "char", "signedchar":
		return int64(int8(v))
	case "u16", "uint16", "unsignedshort":
		return int64(uint16(v))
	case "s16", "short":
		return int64(int16(v))
	case "u32", "uint32", "unsigned", "unsignedint":
		return int64(uint32(v))
	case "s32", "int", "int32":
		return int64(int32(v))
	}
	return v
}

// literal parses an integer, which may have a suffix.
func (r *cReader) literal(t token) int64 {
	digits := strings.TrimRight(t.text, "uUlL")
	n, err := strconv.ParseUint(digits, 0, 64)
	if err != nil {
		r.fail(t, "invalid number %q", t.text)
	}
	return int64(n)
}

// sizeof reads "(struct xdp_md)" or "(__u32)".
func (r *cReader) sizeof() int64 {
	r.expect("(")
	if r.at(0) == "struct" {
		r.pos++
	}
	name := r.next()
	r.expect(")")
	n, ok := fieldOffset(name.text, "sizeof")
	if bits := strings.Trim(name.text, "_uints"); !ok && strings.Contains(types, " "+name.text+" ") {
		n, ok = map[string]int64{"": 4, "8": 1, "16": 2, "32": 4, "64": 8}[bits]
	}
	if !ok {
		r.fail(name, "unknown size of %s", describe(name.text))
	}
	return n
}

// offsetof reads "(struct __sk_buff, mark)".
func (r *cReader) offsetof() int64 {
	r.expect("(")
	if r.at(0) == "struct" {
		r.pos++
	}
	name := r.next()
	r.expect(",")
	field := r.next()
	n, ok := fieldOffset(name.text, field.text)
	if !ok {
		r.fail(field, "unknown field %s of struct %s", field.text, name.text)
		return 0
	}
	if r.at(0) == "[" { // fields with elements have 4 bytes each
		r.pos++
		n += 4 * r.expression()
		r.expect("]")
	}
	r.expect(")")
	return n
}
