package paste

import "bpfplay/core"

// cProgram is what a C program has done so far.
type cProgram struct {
	out   Text // without its calls
	calls []Call
	ends  []int // by call: the line in which it ends
	names cNames
	task  int             // whose statements these are
	tasks map[int]*stores // the memory of each
	room  uint64          // where the next variable lies
	made  bool            // by a program: only some of its functions are read
	ours  bool            // by our own export
}

func newCProgram(p *pasted) *cProgram {
	c := &cProgram{tasks: map[int]*stores{0: newStores()}, room: core.ArenaStart}
	c.ours = p.contains("bpfplay says")
	c.made = (p.some(isCStore) || c.ours) && p.contains("main(")
	c.out.Format = "C program"
	if p.contains("syzkaller") || p.contains("__NR_bpf") && p.some(isCStore) {
		c.out.Format = "C reproducer"
	}
	c.names = cNames{refs: map[string]Ref{}, vars: map[string]uint64{}, sizes: map[string]int{}}
	c.names.read = func(addr uint64, n int) []byte { return c.memory().read(addr, n) }
	c.names.sized = func(tokens []cToken) int {
		_, size, _ := c.member(tokens)
		return size
	}
	return c
}

// memory is that of the task whose statements are read.
func (p *cProgram) memory() *stores { return p.tasks[p.task] }

func (p *cProgram) left() bool { return p.memory().left() }

// cFunctions are those in which reproducers make their calls; the others set up what surrounds them.
var cFunctions = map[string]bool{"main": true, "loop": true, "execute_one": true, "execute_call": true, "test": true, "thr": true}

// passesOver says whether the statements of a function are not read.
func (p *cProgram) passesOver(head []cToken) bool {
	for i, t := range head {
		if i+1 < len(head) && head[i+1].is("(") && t.kind == cWord {
			return p.made && !cFunctions[t.text]
		}
	}
	return true // no function: a struct, a union, an enum
}

// valuesFollow says whether { begins values: (union bpf_attr) { … }.
func (p *cProgram) valuesFollow(text []byte) bool {
	return endsIn(text, "bpf_attr)")
}

// statement does what a statement does. did is false where that has nothing to do with calls.
func (p *cProgram) statement(tokens []cToken) (did bool, why string) {
	tokens = p.inner(tokens)
	if len(tokens) == 0 {
		return false, ""
	}
	for i := 0; i+1 < len(tokens); i++ {
		if !tokens[i+1].is("(") || tokens[i].kind != cWord {
			continue
		}
		call, known := cCalls[tokens[i].text]
		end := cClosing(tokens, i+1)
		if !known || end < 0 || i > 0 && (tokens[i-1].kind == cWord && !tokens[i-1].is("return") || tokens[i-1].is("*")) {
			continue // not known, or declared here
		}
		return call(p, tokens[:i], cSplit(tokens[i+2:end]))
	}
	return p.store(tokens)
}

// inner takes off labels, conditions and NONFAILING( ): what they hold is done.
func (p *cProgram) inner(tokens []cToken) []cToken {
	for len(tokens) > 1 {
		switch t := tokens[0]; {
		case t.is("case") || t.is("default"):
			for len(tokens) > 0 && !tokens[0].is(":") {
				tokens = tokens[1:]
			}
			tokens = tokens[min(1, len(tokens)):]
		case t.is("else") || t.is("do"):
			tokens = tokens[1:]
		case (t.is("if") || t.is("while") || t.is("for") || t.is("switch")) && tokens[1].is("("):
			end := cClosing(tokens, 1)
			if end < 0 {
				return nil
			}
			p.turn(tokens[2:end])
			if hasCCall(tokens[2:end]) {
				return tokens[2:end]
			}
			tokens = tokens[end+1:]
		case t.is("NONFAILING") && tokens[1].is("("):
			end := cClosing(tokens, 1)
			if end < 0 {
				return nil
			}
			tokens = tokens[2:end]
		default:
			return tokens
		}
	}
	return nil
}

func hasCCall(tokens []cToken) bool {
	for i := 0; i+1 < len(tokens); i++ {
		if _, known := cCalls[tokens[i].text]; known && tokens[i+1].is("(") {
			return true
		}
	}
	return false
}

// turn notes whose statements follow: if (turn(1)) stands before those of task 1.
func (p *cProgram) turn(condition []cToken) {
	if len(condition) != 4 || !condition[0].is("turn") {
		return
	}
	if nr, why := p.names.number(condition[2:3]); why == "" && nr < core.MaxTasks && p.tasks[int(nr)] != nil {
		p.task = int(nr)
	}
}

// add appends a call with all that was stored for it.
func (p *cProgram) add(c Call) {
	c.Pid = p.task
	if c.Name == "bpf" {
		p.memory().give(&c)
		path := syzLayout{stores: p.memory()}
		path.path(&c)
	}
	p.names.refs["res"] = Ref{Call: len(p.calls)}
	p.calls = append(p.calls, c)
}

// keep notes which variable the result of the last call goes to.
func (p *cProgram) keep(before []cToken) {
	n := len(before)
	if n < 2 || !before[n-1].is("=") {
		return
	}
	name := before[n-2].text
	if before[n-2].is("]") && n >= 5 {
		name = cText(before[n-5 : n-1])
	}
	p.names.refs[name] = Ref{Call: len(p.calls) - 1}
	delete(p.names.vars, name)
}
