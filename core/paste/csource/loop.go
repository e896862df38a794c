package csource

import "bpfplay/core/english"

// statement is a statement of the source.
type statement struct {
	tokens      []token
	first, last int   // lines
	loop        *loop // nil for a plain statement
}

// loop is a for, while or do with its body.
type loop struct {
	parts [][]token // of for: the start, the condition and the step; nil if the rounds cannot be counted
	body  []*statement
	depth int  // braces around it
	noted bool // the note on its unread rounds is written
}

const (
	roundsMax  = 256     // most rounds of a loop
	loopTokens = 1 << 18 // most tokens that the loops of a text execute
)

// begin reads the heads of loops at the start of a statement, each in the body of the one before, and returns the rest: their
// body, or nothing if a block follows.
func (r *reader) begin(tokens []token, first, last int) (rest []token) {
	for !r.made && r.skipped == 0 && len(tokens) > 0 {
		s, end := &statement{first: first, last: last, loop: &loop{depth: r.depth}}, 0
		switch word := tokens[0].text; word {
		case "do":
		case "for", "while":
			if end = closing(tokens, 1); end < 0 {
				return tokens
			}
			head := tokens[2:end]
			if hasCall(head) {
				s.add(&statement{tokens: head, first: first, last: last})
			} else if word == "for" {
				s.loop.parts = parts(head)
			}
		default:
			return tokens
		}
		tokens, r.loops = tokens[end+1:], append(r.loops, s)
	}
	return tokens
}

// add appends a statement to the body of a loop.
func (s *statement) add(inner *statement) { s.loop.body = append(s.loop.body, inner) }

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

// finishLoops executes the loops that end where depth braces are open, unless another loop is around them.
func (r *reader) finishLoops(depth int) {
	for n := len(r.loops) - 1; n >= 0 && r.loops[n].loop.depth >= depth; n-- {
		s := r.loops[n]
		r.loops = r.loops[:n]
		r.perform(s)
	}
}

// perform executes a statement, or adds it to the loop around it.
func (r *reader) perform(s *statement) {
	if n := len(r.loops); n > 0 {
		r.loops[n-1].add(s)
		return
	}
	r.execute(s)
}

// run executes a loop, and notes rounds that it does not read.
func (r *reader) run(s *statement) {
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
	if why != "" && !s.loop.noted {
		s.loop.noted = true
		r.out.Notes = r.lines[s.first].Note(r.out.Notes, why)
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
			return "the loop is read as " + english.Count(n, "round")
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
	for i, t := range tokens {
		if r.nest > 0 && (t.text == "if" || t.text == "switch") {
			if end := closing(tokens, i+1); end > 0 {
				if _, why := r.names.number(tokens[i+2 : end]); why == "" {
					r.branches++
				}
			}
			return
		}
	}
}
