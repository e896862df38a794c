package csource

import (
	"slices"
	"strings"

	"bpfplay/core/paste"
)

// reader reads C programs that call bpf(2), such as syzkaller's reproducers. It executes their stores one statement
// after the other, and the rounds of loops that count, without conditions.
type reader struct {
	*program
	lines   []paste.Line
	told    []bool // by line: part of a call
	said    []bool // by line: noted as unread
	depth   int    // braces around the statement
	skipped int    // depth that ends a skipped function; 0 outside one
	comment bool   // within /* */
	hash    bool   // the line above is a preprocessor line and continues
	defines []byte // that line
	begun   int    // first line of the statement; -1 before it
	text    []byte // of the statement
	parens  int    // open brackets in the statement

	loops    []*statement // those around the statement, outermost first
	nest     int          // loops that are executed
	spent    int          // tokens that loops have executed
	did      int          // statements that affected calls
	branches int          // conditions in loops that the reader would have to follow
}

func Begin(p *paste.Source) (paste.LineReader, *paste.SyntaxError) {
	return &reader{program: newProgram(p), begun: -1}, nil
}

const (
	statementMax = 1 << 20 // bytes
	noCall       = "is not a call and stores nothing for one"
)

func (r *reader) Line(l paste.Line) {
	r.lines, r.told, r.said = append(r.lines, l), append(r.told, false), append(r.said, false)
	text := strings.TrimSpace(l.Text)
	if text == "" && r.parens == 0 {
		r.drop() // the lines above were not C
	}
	if r.hash || strings.HasPrefix(text, "#") && r.begun < 0 && !r.comment {
		r.directive(l, text)
		return
	}
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch c := text[i]; {
		case r.comment:
			if strings.HasPrefix(rest, "*/") {
				r.comment, i = false, i+1
			}
		case strings.HasPrefix(rest, "/*"):
			r.comment, i = true, i+1
		case strings.HasPrefix(rest, "//"):
			i = len(text)
		case c == '"' || c == '\'':
			end := literalEnd(rest)
			r.add(rest[:end])
			i += end - 1
		default:
			r.character(c)
		}
	}
	if len(r.text) > 0 {
		r.text = append(r.text, ' ')
	}
	if len(r.text) > statementMax {
		r.drop()
	}
}

// directive reads a preprocessor line, or a part of one. l is its last line so far.
func (r *reader) directive(l paste.Line, text string) {
	part, continues := strings.CutSuffix(text, `\`)
	r.defines, r.hash = append(append(r.defines, part...), ' '), continues
	if !continues {
		if line := string(r.defines); r.names.define(line) {
			r.said[len(r.said)-1] = true
			r.out.Unread = l.Note(r.out.Unread, "defines a number")
		}
		r.macros.Define(string(r.defines))
		r.defines = r.defines[:0]
	}
}

func (r *reader) add(text string) {
	if r.begun < 0 {
		r.begun = len(r.lines) - 1
	}
	r.text = append(r.text, text...)
}

// character reads one character outside strings and comments.
func (r *reader) character(c byte) {
	values := r.parens > 0 || c == '{' && (r.valuesFollow(r.text) || endsIn(r.text, "="))
	switch {
	case c == ' ' || c == '\t':
		if r.begun >= 0 {
			r.text = append(r.text, c)
		}
		return
	case c == '(' || c == '[' || c == '{' && values:
		r.parens++
	case (c == ')' || c == ']' || c == '}') && r.parens > 0:
		r.parens--
	case c == '{':
		r.open()
		return
	case c == '}':
		r.end()
		r.close()
		return
	case c == ';' && r.parens == 0:
		r.end()
		return
	}
	r.add(string(c))
}

func endsIn(text []byte, mark string) bool {
	return strings.HasSuffix(strings.TrimRight(string(text[max(0, len(text)-16):]), " \t"), mark)
}

// open begins a block. The text before it may be a function, or a condition that contains a call.
func (r *reader) open() {
	head, loops := tokens(string(r.text)), len(r.loops)
	rest := r.begin(head, r.begun, len(r.lines)-1)
	switch {
	case len(r.loops) > loops:
		r.perform(&statement{tokens: rest, first: r.begun, last: len(r.lines) - 1})
	case r.depth > 0:
		r.end()
	case r.skipped == 0 && r.passesOver(head):
		r.skipped = 1
	}
	r.depth++
	r.drop()
}

func (r *reader) close() {
	r.depth = max(0, r.depth-1)
	r.finishLoops(r.depth)
	if r.depth == 0 {
		r.skipped = 0
	}
}

// drop discards the statement.
func (r *reader) drop() {
	r.text, r.begun, r.parens = r.text[:0], -1, 0
}

// end executes the complete statement, or adds it to the loop around it.
func (r *reader) end() {
	if r.begun < 0 {
		return
	}
	first, last := r.begun, len(r.lines)-1
	text := string(r.text)
	r.drop()
	if r.skipped > 0 {
		return
	}
	r.perform(&statement{tokens: r.begin(tokens(text), first, last), first: first, last: last})
	r.finishLoops(r.depth)
}

// execute executes a statement or a loop.
func (r *reader) execute(s *statement) {
	if s.loop != nil {
		r.run(s)
		return
	}
	r.branch(s.tokens)
	first, last, before := s.first, s.last, len(r.calls)
	did, why := r.statement(s.tokens)
	if did {
		r.did++
	}
	switch {
	case why != "":
		for i := first; i <= last; i++ {
			if !r.said[i] && !paste.IsBlank(r.lines[i].Text) {
				r.said[i] = true
				r.out.Unread = r.lines[i].Note(r.out.Unread, why)
			}
		}
	case did:
		for i := first; i <= last; i++ {
			r.told[i] = true
		}
	}
	for range len(r.calls) - before {
		r.ends = append(r.ends, last)
	}
	if did && why == "" && len(r.calls) == before && !r.left() && len(r.ends) > 0 {
		r.ends[len(r.ends)-1] = max(last, r.ends[len(r.ends)-1]) // a statement that uses the result
	}
}

// Finish returns the calls with the lines that prepared them.
func (r *reader) Finish() paste.Text {
	r.end()
	r.finishLoops(0)
	from := 0
	for i := range r.calls {
		first := min(from, r.ends[i])
		for first < r.ends[i] && !r.told[first] {
			first++
		}
		c := &r.calls[i]
		c.Line = r.lines[first].Num
		end := r.lines[r.ends[i]]
		c.Lines = end.Num + end.Lines - c.Line
		from = min(r.ends[i]+1, len(r.lines)-1)
	}
	last := -1
	if len(r.ends) > 0 {
		last = slices.Max(r.ends)
	}
	for i, l := range r.lines {
		switch {
		case r.said[i] || paste.IsBlank(l.Text) || r.told[i] && i <= last:
		case r.told[i]:
			r.out.Unread = l.Note(r.out.Unread, "no call follows it")
		default:
			r.out.Unread = l.Note(r.out.Unread, noCall)
		}
	}
	paste.SortNotes(r.out.Unread)
	paste.SortNotes(r.out.Notes)
	r.out.Calls = r.calls
	return r.out
}
