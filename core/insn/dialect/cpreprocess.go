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

// definitions are the macros without parameters that a text defines.
type definitions struct {
	bodies map[string][]token
	room   int // tokens that expansions may still add
}

// define follows a line of the preprocessor, without its "#".
func (d *definitions) define(line string) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), "define")
	rest = strings.TrimLeft(rest, " \t")
	n := 0
	for n < len(rest) && identByte(rest[n]) {
		n++
	}
	if !ok || n == 0 || strings.HasPrefix(rest[n:], "(") {
		return
	}
	if d.bodies == nil {
		d.bodies = map[string][]token{}
	}
	d.bodies[rest[:n]] = tokens(rest[n:], false)
}

// expand appends t, or the tokens of its definition at its place. Definitions nest at most depth times.
func (d *definitions) expand(tokens []token, t token, depth int) []token {
	body, defined := d.bodies[t.text]
	if !defined || depth == 0 || d.room < len(body) {
		return append(tokens, t)
	}
	d.room -= len(body)
	for _, b := range body {
		tokens = d.expand(tokens, token{b.text, t.line, t.col}, depth-1)
	}
	return tokens
}
