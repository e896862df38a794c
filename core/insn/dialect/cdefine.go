package dialect

import (
	"fmt"
	"slices"
	"strings"
)

// definition is a macro that a text defines.
type definition struct {
	name     string
	function bool // has a list of parameters
	params   int
	variadic bool // the last parameter takes the arguments that are left
	body     []piece
}

// piece is a token of the body of a macro.
type piece struct {
	token
	param int // index of the parameter that it names, or -1
}

// parseDefinition parses what follows "#define": "N 4", or "ADD(r, v) BPF_ALU64_IMM(BPF_ADD, r, v)". It returns nil if that is
// not a definition.
func parseDefinition(text string) *definition {
	text = strings.TrimLeft(text, " \t")
	n := 0
	for n < len(text) && identByte(text[n]) {
		n++
	}
	if !identifier(text[:n]) {
		return nil
	}
	m := &definition{name: text[:n], function: strings.HasPrefix(text[n:], "(")}
	body := lex(text[n:], nil)
	params := map[string]int{}
	if m.function {
		end := slices.IndexFunc(body, func(t token) bool { return t.text == ")" })
		if end < 0 {
			return nil
		}
		for _, t := range body[1:end] {
			switch {
			case t.text == "...":
				m.variadic = true
				if _, named := params[body[end-2].text]; !named { // "args..." names it
					params["__VA_ARGS__"] = len(params)
				}
			case t.text != ",":
				params[t.text] = len(params)
			}
		}
		body = body[end+1:]
	}
	m.params = len(params)
	for _, t := range body {
		param, ok := params[t.text]
		if !ok {
			param = -1
		}
		m.body = append(m.body, piece{t, param})
	}
	return m
}

// maxExpansion is the number of tokens that the macros of a text may expand to.
const maxExpansion = 1 << 20

// definitions are the macros that a text defines, up to the current place.
type definitions struct {
	macros map[string]*definition
	active map[*definition]bool // being expanded: their names in the expansion stay names
	added  int                  // tokens of expansions so far
}

// line follows a line of the preprocessor, without its "#". A macro of include/linux/filter.h keeps its meaning: programs copy
// their definitions from there, and macroTable knows more, such as which argument is a map.
func (d *definitions) line(text string) {
	text = strings.TrimSpace(text)
	if words := strings.Fields(text); len(words) > 1 && words[0] == "undef" {
		delete(d.macros, words[1])
		return
	}
	rest, ok := strings.CutPrefix(text, "define")
	m := parseDefinition(rest)
	if !ok || m == nil {
		return
	}
	if _, known := macros[m.name]; known && m.function {
		return
	}
	if d.macros == nil {
		d.macros, d.active = map[string]*definition{}, map[*definition]bool{}
	}
	d.macros[m.name] = m
}

// add counts tokens of an expansion. It returns false if they are too many.
func (d *definitions) add(tokens int) bool {
	d.added += tokens
	return !d.full()
}

// full reports whether macros expand to too many tokens. Then nothing more is expanded.
func (d *definitions) full() bool { return d.added > maxExpansion }

// expansion replaces the macros in tokens. Like a compiler, it reads the expansion of a macro again, together with the tokens
// after it.
type expansion struct {
	*definitions
	frames []frame // the tokens left to read, innermost last
	inner  bool    // of an argument
}

// frame holds the tokens left to read of the expansion of a macro, or of the text around it, whose macro is nil.
type frame struct {
	tokens []token
	macro  *definition
}

// expand appends tokens to to, with macros expanded.
func (d *definitions) expand(to, tokens []token, inner bool) []token {
	if len(d.macros) == 0 {
		return append(to, tokens...)
	}
	e := expansion{d, []frame{{tokens: tokens}}, inner}
	for e.more() {
		t := e.next()
		m := d.macros[t.text]
		switch {
		case m == nil || t.final || d.full():
			to = append(to, t)
		case d.active[m]:
			t.final = true
			to = append(to, t)
		case !m.function:
			to = e.replace(to, m, t, nil)
		case e.more() && e.frames[len(e.frames)-1].tokens[0].text == "(":
			to = e.call(to, m, t)
		default:
			to = append(to, t)
		}
	}
	return to
}

// more reports whether tokens are left, and ends the expansions that are read.
func (e *expansion) more() bool {
	for len(e.frames) > 0 {
		last := e.frames[len(e.frames)-1]
		if len(last.tokens) > 0 {
			return true
		}
		delete(e.active, last.macro)
		e.frames = e.frames[:len(e.frames)-1]
	}
	return false
}

// next returns the next token. One must be left.
func (e *expansion) next() token {
	last := &e.frames[len(e.frames)-1]
	t := last.tokens[0]
	last.tokens = last.tokens[1:]
	return t
}

// call expands a macro with parameters, whose arguments come next.
func (e *expansion) call(to []token, m *definition, name token) []token {
	copies := e.inner || len(e.frames) > 1 // the arguments are not those of the text
	args, all, ok := e.arguments(m)
	given := len(args)
	if m.params == 0 && given == 1 && len(args[0]) == 0 {
		args, given = nil, 0
	}
	if m.variadic && given == m.params-1 {
		args = append(args, nil)
	}
	switch {
	case !ok:
		to = append(to, name.fail("missing ) after the arguments of macro %s", m.name))
		return append(to, all...)
	case len(args) != m.params:
		return append(to, name.fail("macro %s takes %d arguments, not %d", m.name, m.params, given))
	case copies && !e.add(len(all)):
		return append(to, name.tooMany())
	}
	return e.replace(to, m, name, args)
}

// arguments reads the arguments of a macro in parentheses. ok is false if the last parenthesis is missing; all has all tokens.
func (e *expansion) arguments(m *definition) (args [][]token, all []token, ok bool) {
	e.next()
	from := 0
	for depth := 0; e.more(); {
		t := e.next()
		switch {
		case t.text == "(":
			depth++
		case t.text == ")" && depth == 0:
			return append(args, all[from:len(all):len(all)]), all, true
		case t.text == ")":
			depth--
		case t.text == "," && depth == 0 && (!m.variadic || len(args) < m.params-1):
			args = append(args, all[from:len(all):len(all)])
			all = append(all, t)
			from = len(all)
			continue
		}
		all = append(all, t)
	}
	return nil, all, false
}

// replace makes the expansion of a macro the next tokens to read.
func (e *expansion) replace(to []token, m *definition, name token, args [][]token) []token {
	s := substitution{expansion: e, macro: m, args: args, expanded: make([][]token, len(args)), name: name}
	tokens := s.tokens()
	if !e.add(len(tokens)) {
		return append(to, name.tooMany())
	}
	e.active[m] = true
	e.frames = append(e.frames, frame{tokens, m})
	return to
}

// tooMany returns the mistake that macros expand to too many tokens.
func (t token) tooMany() token {
	return t.fail("macros expand to more than %d tokens", maxExpansion)
}

// fail returns a token for a mistake at the place of t.
func (t token) fail(format string, args ...any) token {
	return token{text: fmt.Sprintf(format, args...), line: t.line, col: t.col, final: true, mistake: true}
}
