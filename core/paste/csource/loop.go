package csource

import (
	"fmt"
	"slices"

	"bpfplay/core/english"
	"bpfplay/core/paste"
)

// statement is a statement of the source.
type statement struct {
	tokens      []token
	first, last int   // lines
	loop        *loop // nil for a plain statement
}

// loop is a for, while or do with its body.
type loop struct {
	parts [][]token // of for: what it begins with, the condition and the step; nil if the rounds cannot be counted
	body  []statement
	depth int // braces around it
}

const (
	roundsMax  = 256     // most rounds of a loop
	loopTokens = 1 << 18 // most tokens that the loops of a text execute
)

// loopOf reads the head of a loop at the start of a statement, and returns the tokens after it; nil if it starts with another
// statement.
func loopOf(tokens []token) (l *loop, rest []token) {
	for len(tokens) > 0 && tokens[0].is("else") {
		tokens = tokens[1:]
	}
	switch {
	case len(tokens) == 0:
		return nil, nil
	case tokens[0].is("do"):
		return &loop{}, tokens[1:]
	case len(tokens) < 2 || !tokens[0].is("for") && !tokens[0].is("while") || !tokens[1].is("("):
		return nil, nil
	}
	end := closing(tokens, 1)
	if end < 0 {
		return nil, nil
	}
	l, head := &loop{}, tokens[2:end]
	if hasCall(head) {
		l.body = []statement{{tokens: head}}
	} else if tokens[0].is("for") {
		l.parts = parts(head)
	}
	return l, tokens[end+1:]
}

// parts splits the head of a for at its semicolons; nil if it does not have two.
func parts(head []token) (parts [][]token) {
	from := 0
	for i, t := range head {
		if t.is(";") {
			parts, from = append(parts, head[from:i]), i+1
		}
	}
	if len(parts) != 2 {
		return nil
	}
	return append(parts, head[from:])
}

// begin reads the loops at the start of a statement, each in the body of the one before. A block may follow them.
func (r *reader) begin(tokens []token, first, last int) (rest []token) {
	for !r.made && r.skipped == 0 {
		l, after := loopOf(tokens)
		if l == nil {
			break
		}
		for i := range l.body {
			l.body[i].first, l.body[i].last = first, last
		}
		l.depth, tokens = r.depth, after
		r.loops = append(r.loops, statement{first: first, last: last, loop: l})
	}
	return tokens
}

// finishLoops executes the loops that end where depth braces are open, unless another loop is around them.
func (r *reader) finishLoops(depth int) {
	for n := len(r.loops) - 1; n >= 0 && r.loops[n].loop.depth >= depth; n-- {
		s := r.loops[n]
		r.loops = r.loops[:n]
		r.perform(s)
	}
}

// perform executes a statement, or adds it to the loop around it.
func (r *reader) perform(s statement) {
	if n := len(r.loops); n > 0 {
		l := r.loops[n-1].loop
		l.body = append(l.body, s)
		return
	}
	r.execute(s)
}

// run executes a loop, and notes what of it is not read.
func (r *reader) run(s statement) {
	r.nest++
	did := r.did
	why := r.rounds(s.loop)
	r.nest--
	if r.did == did {
		return
	}
	for i := s.first; i <= s.last; i++ {
		r.told[i] = true
	}
	line := r.lines[s.first]
	if why != "" && !slices.ContainsFunc(r.out.Notes, func(n paste.Note) bool { return n.Line == line.Num }) {
		r.out.Notes = append(r.out.Notes, paste.Note{Line: line.Num, Text: line.Text, Why: why})
	}
}

// rounds executes the rounds of a loop. why is "" if it executes all.
func (r *reader) rounds(l *loop) (why string) {
	const one = "the loop is read as one round"
	if l.parts == nil {
		r.round(l)
		return one
	}
	if len(l.parts[0]) > 0 {
		_, why = r.statement(l.parts[0])
	}
	room, branches := r.room, r.branches
	for n := 0; ; n++ {
		goes := false
		if why == "" {
			goes, why = r.names.holds(l.parts[1])
		}
		switch {
		case n == 0 && (why != "" || !goes):
			r.round(l)
			if why == "" {
				why = text(l.parts[1]) + " is false"
			}
			return one + ": " + why
		case why != "" || n > 0 && (n == roundsMax || r.spent > loopTokens):
			return fmt.Sprintf("the loop is read as %s", english.Count(n, "round"))
		case !goes:
			return ""
		}
		r.room = room // each round has its variables where those of the last one were
		r.round(l)
		if r.branches > branches {
			return one + ": it contains a condition that depends on numbers"
		}
		if did, _ := r.statement(l.parts[2]); !did {
			return one + ": " + text(l.parts[2]) + " is unknown: want a step such as i++"
		}
	}
}

// round executes the body of a loop.
func (r *reader) round(l *loop) {
	r.spent++
	for _, s := range l.body {
		r.spent += len(s.tokens)
		r.execute(s)
	}
}

// holds evaluates the condition of a loop. Its variables are signed, so that a loop down to 0 ends.
func (n *names) holds(condition []token) (holds bool, why string) {
	n.signed = true
	v, why := n.number(condition)
	n.signed = false
	return v != 0, why
}

// branch counts conditions in loops that are numbers, because the reader does not follow them.
func (r *reader) branch(tokens []token) {
	for len(tokens) > 0 && tokens[0].is("else") {
		tokens = tokens[1:]
	}
	if r.nest == 0 || len(tokens) < 2 || !tokens[0].is("if") && !tokens[0].is("switch") {
		return
	}
	if end := closing(tokens, 1); end > 0 {
		if _, why := r.names.number(tokens[2:end]); why == "" {
			r.branches++
		}
	}
}
