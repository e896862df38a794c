package paste

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

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

// store does what a statement without calls does to memory.
func (p *cProgram) store(tokens []cToken) (did bool, why string) {
	eq := -1
	for i, t := range tokens {
		if t.is("=") {
			eq = i
			break
		}
	}
	switch {
	case eq < 0:
		return p.declare(tokens)
	case tokens[0].is("*") && eq > 2 && tokens[1].is("("):
		return p.storeAt(tokens[1:eq], tokens[eq+1:])
	case eq > 2 && isCResult(tokens[:eq]):
		return p.result(tokens[:eq], tokens[eq+1:])
	case eq == 1 && tokens[0].is("me"): // after fork: which task the child is
		return p.child(tokens[2:])
	}
	return p.assign(tokens[:eq], tokens[eq+1:])
}

// isCResult recognises r[0].
func isCResult(tokens []cToken) bool {
	return len(tokens) == 4 && tokens[0].is("r") && tokens[1].is("[")
}

// storeAt stores a number: *(uint32_t*)0x20000000 = 1.
func (p *cProgram) storeAt(left, right []cToken) (did bool, why string) {
	end := cClosing(left, 0)
	if end < 2 || !left[end-1].is("*") {
		return false, ""
	}
	size := cTypeSize(left[1 : end-1])
	addr, why := p.names.number(left[end+1:])
	if why != "" || size == 0 {
		return false, why
	}
	value, why := p.names.value(right)
	if why != "" {
		return false, why
	}
	ok := false
	if value.ref != nil {
		ok = p.memory().refer(addr, *value.ref, size)
	} else {
		ok = p.memory().put(addr, value.v, size)
	}
	if !ok {
		return false, fmt.Sprintf("0x%x is no place for it", addr)
	}
	return true, ""
}

// result keeps a number for later: r[0] = res, or what the last call left in memory.
func (p *cProgram) result(left, right []cToken) (did bool, why string) {
	name := cText(left)
	if len(p.calls) == 0 {
		return false, ""
	}
	if len(right) > 1 && right[0].is("*") && right[1].is("(") {
		end := cClosing(right, 1)
		addr, why := p.names.number(right[max(end, 0)+1:])
		if end < 0 || why != "" {
			return false, why
		}
		p.names.refs[name] = Ref{Call: len(p.calls) - 1, From: addr}
		return true, ""
	}
	value, why := p.names.value(right)
	if why != "" || value.ref == nil {
		return false, why
	}
	p.names.refs[name] = *value.ref
	return true, ""
}

// child begins the memory of a task that was forked: a copy of its parent's.
func (p *cProgram) child(right []cToken) (did bool, why string) {
	nr, why := p.names.number(right)
	if last := len(p.calls) - 1; why == "" && last >= 0 && p.calls[last].Name == "fork" && nr < core.MaxTasks {
		ret := int64(nr)
		p.calls[last].Args, p.calls[last].Ret = []int64{ret}, &ret
		p.tasks[int(nr)] = p.memory().clone()
		return true, ""
	}
	return false, why
}

// attrField finds a member of union bpf_attr, as it is written behind the name of the variable.
func attrField(name string) *abi.Field {
	for i := range abi.Commands {
		c := &abi.Commands[i]
		for _, f := range c.Fields {
			if name == f.Name && c.Member == "" || c.Member != "" && name == c.Member+"."+f.Name {
				return f
			}
		}
	}
	return nil
}

func withoutDots(tokens []cToken) string {
	return strings.TrimPrefix(strings.ReplaceAll(cText(tokens), "->", "."), ".")
}
