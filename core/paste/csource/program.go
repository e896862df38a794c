package csource

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/insn/dialect"
	"bpfplay/core/paste"
	"bpfplay/core/paste/syz"
)

// program is the state of a C program.
type program struct {
	out     paste.Text // without its calls
	calls   []paste.Call
	ends    []int // by call: its last line
	names   names
	task    int                   // the task that executes the statements
	tasks   map[int]*paste.Stores // the memory of each task
	room    uint64                // address of the next variable
	options map[string][][]token  // of bpf_map_create, by the name of the variable
	made    bool                  // the source is generated: only some functions are read
	ours    bool                  // package export wrote the source
	macros  dialect.Macros        // those of the source; instructions may use them
}

func newProgram(p *paste.Source) *program {
	c := &program{tasks: map[int]*paste.Stores{0: paste.NewStores()}, room: core.ArenaStart, options: map[string][][]token{}}
	c.ours = p.Contains("bpfplay returned") || p.Contains("bpfplay says") // the latter from earlier versions
	c.made = (p.Some(isStore) || c.ours) && p.Contains("main(")
	c.out.Format = "C program"
	if p.Contains("syzkaller") || p.Contains("__NR_bpf") && p.Some(isStore) {
		c.out.Format = "C reproducer"
	}
	c.names = names{refs: map[string]paste.Ref{}, vars: map[string]uint64{}, sizes: map[string]int{}, elems: map[string]int{}}
	c.names.read = func(addr uint64, n int) []byte { return c.memory().Read(addr, n) }
	c.names.object, c.names.string = c.object, c.storeString
	c.names.refer = func(addr uint64, ref paste.Ref, n int) bool { return c.memory().Refer(addr, ref, n) }
	c.names.sized = func(tokens []token) int {
		_, size, _ := c.member(tokens)
		return size
	}
	return c
}

// memory returns the memory of the current task.
func (p *program) memory() *paste.Stores { return p.tasks[p.task] }

func (p *program) left() bool { return p.memory().Left() }

// functions lists the functions in which reproducers make their calls. Others set up the environment.
var functions = []string{"main", "loop", "execute_one", "execute_call", "test", "thr"}

// passesOver reports whether the statements of a function are skipped.
func (p *program) passesOver(head []token) bool {
	for i, t := range head {
		if i+1 < len(head) && head[i+1].is("(") && t.kind == word {
			return p.made && !slices.Contains(functions, t.text)
		}
	}
	return true // a struct, union or enum
}

// valuesFollow reports whether { begins values: (union bpf_attr) { … }, or key = (int[]) { … }.
func (p *program) valuesFollow(text []byte) bool {
	if endsIn(text, "bpf_attr)") {
		return true
	}
	depth := 0
	for _, t := range tokens(string(text)) {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.is("=") && depth == 0:
			return endsIn(text, ")")
		}
	}
	return false
}

// statement executes a statement. did is false if it does not affect calls.
func (p *program) statement(tokens []token) (did bool, why string) {
	tokens = p.inner(tokens)
	if len(tokens) == 0 {
		return false, ""
	}
	if all := declarators(tokens); all != nil {
		return p.declareAll(all)
	}
	for i := 0; i+1 < len(tokens); i++ {
		if !tokens[i+1].is("(") || tokens[i].kind != word {
			continue
		}
		call := callNamed(tokens[i].text)
		end := closing(tokens, i+1)
		if call == nil || end < 0 || i > 0 && (tokens[i-1].kind == word && !tokens[i-1].is("return") || tokens[i-1].is("*")) {
			continue // unknown, or a declaration
		}
		return call(p, tokens[:i], split(tokens[i+2:end]))
	}
	return p.store(tokens)
}

// inner removes labels, conditions and NONFAILING( ), and returns the statement inside.
func (p *program) inner(tokens []token) []token {
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
			end := closing(tokens, 1)
			if end < 0 {
				return nil
			}
			p.turn(tokens[2:end])
			if hasCall(tokens[2:end]) {
				return tokens[2:end]
			}
			tokens = tokens[end+1:]
		case t.is("NONFAILING") && tokens[1].is("("):
			end := closing(tokens, 1)
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

func hasCall(tokens []token) bool {
	for i := 0; i+1 < len(tokens); i++ {
		if tokens[i+1].is("(") && callNamed(tokens[i].text) != nil {
			return true
		}
	}
	return false
}

// turn sets the task of the next statements: if (turn(1)) precedes those of task 1.
func (p *program) turn(condition []token) {
	if len(condition) != 4 || !condition[0].is("turn") {
		return
	}
	if nr, why := p.names.number(condition[2:3]); why == "" && nr < core.MaxTasks && p.tasks[int(nr)] != nil {
		p.task = int(nr)
	}
}

// add appends a call with the memory that the program stored for it.
func (p *program) add(c paste.Call) {
	c.Pid = p.task
	if c.Name == "bpf" {
		p.memory().Give(&c)
		syz.SetPath(p.memory(), &c)
	}
	p.names.refs["res"] = paste.Ref{Call: len(p.calls)}
	p.calls = append(p.calls, c)
}

// keep records the variable that holds the result of the last call.
func (p *program) keep(before []token) { p.keepRef(before, paste.Ref{Call: len(p.calls) - 1}) }

// keepRef records the variable that the statement assigns a result to.
func (p *program) keepRef(before []token, ref paste.Ref) {
	n := len(before)
	if n < 2 || !before[n-1].is("=") {
		return
	}
	name := before[n-2].text
	if before[n-2].is("]") && n >= 5 {
		name = p.names.element(before[n-5 : n-1])
	}
	if element, size, ok := declared(before[:n-1], &p.names); ok && !p.made && size == element {
		p.place(before[:n-1], element, size) // int fd = bpf(…)
	}
	p.names.refs[name] = ref
	if p.made {
		delete(p.names.vars, name)
	}
}
