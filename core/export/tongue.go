package export

import (
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/insn"
)

// tongue is a programming language of exported programs.
type tongue struct {
	use      string                // instructions to run a program
	top      string                // opens the comment at the top; may be ""
	lead     string                // prefix of each line of that comment
	bottom   string                // closes that comment; may be ""
	text     *string               // around the calls, in pieces
	indent   string                // one level
	remark   func(string) string   // formats a comment on a separate line
	trailing func(string) string   // formats a comment after a statement, with the leading blank
	turn     func(task int) string // opens the statements of one task; nil if the language cannot fork
	done     string                // closes those statements; "" if indentation does
	stores   *[realID + 1]func(statement) string
	insn     func(insn.Insn) string // formats an element of the array that putInsns opens
	endInsns func(statement) string // closes it
	call     func(*step) []string
}

// write returns the whole program.
func (l *tongue) write(p *program) string {
	var b strings.Builder
	b.WriteString(l.top)
	for _, line := range p.preamble(l.use) {
		b.WriteString(strings.TrimRight(l.lead+withoutRemark(line), " ") + "\n")
	}
	b.WriteString(l.bottom)
	head, foot := p.around(*l.text)
	b.WriteString(p.fill(head))
	b.WriteString(p.body(l))
	b.WriteString(foot)
	return b.String()
}

// store returns the lines of a statement, with comments.
func (l *tongue) store(s statement) []string {
	text := l.stores[s.do](s)
	if s.do == putInsns {
		return append(append([]string{text}, l.insns(insn.DecodeAll(s.bytes))...), l.endInsns(s))
	}
	if s.note != "" && s.do != expect {
		text += l.trailing(s.note)
	}
	return []string{text}
}

// insns returns the elements of an array of instructions, with assembly as comments.
func (l *tongue) insns(insns []insn.Insn) []string {
	var lines []string
	for at := 0; at < len(insns); {
		text, n := insn.AppendText(nil, insns, at)
		lines = append(lines, l.indent+l.insn(insns[at])+l.trailing(strconv.Itoa(at)+": "+string(text)))
		if n == 2 {
			lines = append(lines, l.indent+l.insn(insns[at+1]))
		}
		at += n
	}
	return lines
}

// withoutRemark removes C's comment delimiters from the text of a comment.
func withoutRemark(s string) string { return strings.NewReplacer("/*", "", "*/", "").Replace(s) }

// body returns the calls with the statements before each.
func (p *program) body(l *tongue) string {
	var b strings.Builder
	line := func(depth int, text string) {
		b.WriteString(strings.Repeat(l.indent, depth))
		b.WriteString(text)
		b.WriteByte('\n')
	}
	for i := range p.steps {
		st := &p.steps[i]
		depth := 1
		title := strconv.Itoa(st.nr) + ": " + withoutRemark(st.title())
		alone := !p.tasks || st.call.Op == core.OpWork // the worker is not a task
		if !alone {
			title += ", by task " + strconv.Itoa(st.call.Task)
		}
		b.WriteByte('\n')
		line(depth, l.remark(title))
		if st.leftOut != "" {
			line(depth, l.remark("left out: "+st.leftOut))
			continue
		}
		if !alone {
			line(depth, l.turn(st.call.Task))
			depth++
		}
		for _, s := range st.does {
			for _, text := range l.store(s) {
				line(depth, text)
			}
		}
		for _, s := range l.call(st) {
			line(depth, s)
		}
		if !alone && l.done != "" {
			line(depth-1, l.done)
		}
	}
	return b.String()
}

// fill replaces placeholders for the machine's settings in a text: {nofile}, {memlock}, {uid}, {caps} and {ids}; {nofiles} is the
// highest RLIMIT_NOFILE of the history, {unsigned memlock} is for languages without an unsigned -1.
func (p *program) fill(text string) string {
	m := p.machine
	most := m.Nofile
	for _, st := range p.steps {
		if st.call.Op == core.OpRlimit {
			most = max(most, st.call.Args[0])
		}
	}
	return strings.NewReplacer(
		"{nofiles}", strconv.FormatUint(most, 10),
		"{tasks}", strconv.Itoa(p.lastTask()+1),
		"{nofile}", strconv.FormatUint(m.Nofile, 10),
		"{memlock}", number(m.Memlock, 8),
		"{unsigned memlock}", hexNumber(m.Memlock),
		"{uid}", strconv.FormatUint(uint64(m.UID), 10),
		"{caps}", hexNumber(uint64(m.Caps)),
		"{ids}", strconv.FormatUint(uint64(max(1, m.NextID)), 10),
	).Replace(text)
}

// lastTask returns the highest number of a task.
func (p *program) lastTask() (last int) {
	for _, st := range p.steps {
		if st.call.Op.MakesTask() {
			last = max(last, int(st.call.Args[0]))
		}
	}
	return last
}

// opens reports whether a traced call returned a new descriptor.
func (m *moment) opens() bool { return m.call.Args[1] != core.TracedNothing && m.ret >= 0 }

// openFlags returns the open flags of that descriptor.
func (m *moment) openFlags() int {
	if m.call.Args[1] == core.TracedCloexecFD {
		return core.O_CLOEXEC
	}
	return 0
}

// opArgs formats the arguments of a call other than bpf.
func opArgs(c *core.Call) []string {
	var args []string
	for i, a := range c.Op.Args() {
		switch {
		case c.PathOf(a) != nil:
			args = append(args, quoted([]byte(*c.PathOf(a))))
		case a.Form == core.ArgInt:
			args = append(args, strconv.FormatInt(int64(int32(c.Args[i])), 10))
		default:
			args = append(args, number(c.Args[i], 8))
		}
	}
	return args
}
