package dialect

import "strings"

// directiveLength returns the length of the line of the preprocessor that text begins with. A backslash continues it.
func directiveLength(text string) int {
	n := lineLength(text)
	for n < len(text) && strings.HasSuffix(strings.TrimRight(text[:n], "\r"), `\`) {
		n += 1 + lineLength(text[n+1:])
	}
	return n
}

// branch is an open conditional of the preprocessor.
type branch struct {
	outside bool // the conditional itself is not compiled
	skipped bool // the current branch is not compiled
	taken   bool // this branch or an earlier one is compiled
}

// branches are the open conditionals, outermost first.
type branches []branch

// skips reports whether the current place is in a branch that is not compiled.
func (b branches) skips() bool {
	return len(b) > 0 && (b[len(b)-1].skipped || b[len(b)-1].outside)
}

// line follows a line of the preprocessor. It returns false if a condition counts and is not about byte order, 0 or 1.
func (b *branches) line(text string) bool {
	word := strings.TrimSpace(text[1:])
	condition, conditional := strings.CutPrefix(word, "if")
	switch {
	case conditional:
		outside := b.skips()
		compiled, known := decide(condition)
		*b = append(*b, branch{outside, !compiled, compiled})
		return known || outside
	case len(*b) == 0:
	case strings.HasPrefix(word, "el"):
		last := &(*b)[len(*b)-1]
		compiled, known := true, true
		if condition, conditional := strings.CutPrefix(word, "elif"); conditional {
			compiled, known = decide(condition)
		}
		last.skipped = last.taken || !compiled
		known = known || last.taken
		last.taken = last.taken || compiled
		return known || last.outside
	case strings.HasPrefix(word, "endif"):
		*b = (*b)[:len(*b)-1]
	}
	return true
}

// decide decides a condition, which follows "if" or "elif". Programs run in little-endian order.
func decide(text string) (compiled, known bool) {
	condition := strings.TrimSpace(text)
	little := strings.Contains(condition, "LITTLE_ENDIAN")
	switch {
	case condition == "0" || condition == "1":
		return condition == "1", true
	case little == strings.Contains(condition, "BIG_ENDIAN"): // neither, or both
		return false, false
	}
	negated := strings.HasPrefix(condition, "ndef") || strings.Contains(condition, "!")
	return little != negated, true
}

// preprocessor follows the lines of the preprocessor in a text, and expands macros in the tokens between them.
type preprocessor struct {
	branches
	*definitions
	expanded []token
}

// line follows a line of the preprocessor, which begins at a place, after tokens. It returns the tokens that are still to be
// expanded: a definition counts for those after it only.
func (p *preprocessor) line(tokens []token, text string, at token) []token {
	if !p.branches.line(text) {
		tokens = append(tokens, at.fail("unknown condition: paste the branch that counts"))
	}
	if word := strings.TrimSpace(text[1:]); !p.skips() && (strings.HasPrefix(word, "define") || strings.HasPrefix(word, "undef")) {
		p.flush(tokens)
		tokens = tokens[:0]
		p.definitions.line(word)
	}
	return tokens
}

// flush expands tokens.
func (p *preprocessor) flush(tokens []token) { p.expanded = p.expand(p.expanded, tokens, false) }

// Macros are macros of C that lines of the preprocessor define. The zero value has none.
type Macros struct{ definitions definitions }

// Define follows a line of the preprocessor: "#define N 4". Lines that define nothing are ignored.
func (m *Macros) Define(line string) {
	m.definitions.line(strings.TrimPrefix(strings.TrimSpace(line), "#"))
}

func (m *Macros) tokenize(text string) []token {
	p := preprocessor{definitions: &m.definitions}
	p.flush(lex(text, &p))
	return p.expanded
}
