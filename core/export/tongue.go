package export

import (
	"strconv"
	"strings"

	"bpfplay/core"
)

// tongue is a language that programs are written in.
type tongue struct {
	use        string                // how such a program is run
	top        string                // the first line, and what opens the remark at the top; "" for none
	lead       string                // what every line of that remark begins with
	bottom     string                // what closes it; "" for nothing
	head, foot []piece               // what stands around the calls
	indent     string                // one step of it
	remark     func(string) string   // a remark that has a line of its own
	behind     func(string) string   // a remark behind a statement, with the blank before it
	turn       func(task int) string // begins what only one task does; nil where the language cannot fork
	done       string                // ends it; "" where the indent does
	stores     [realID + 1]func(statement) string
	call       func(*step) []string
}

// write is the whole program.
func (l *tongue) write(p *program) string {
	var b strings.Builder
	b.WriteString(l.top)
	for _, line := range p.preamble(l.use) {
		b.WriteString(strings.TrimRight(l.lead+withoutRemark(line), " ") + "\n")
	}
	b.WriteString(l.bottom)
	b.WriteString(p.fill(p.chunks(l.head)))
	b.WriteString(p.body(l))
	b.WriteString(p.chunks(l.foot))
	return b.String()
}

// store is what a statement does, and what it is for.
func (l *tongue) store(s statement) string {
	text := l.stores[s.do](s)
	if s.says != "" {
		text += l.behind(s.says)
	}
	return text
}

// withoutRemark takes the marks of C's remarks out of a text that becomes one.
func withoutRemark(s string) string { return strings.NewReplacer("/*", "", "*/", "").Replace(s) }

// body is the calls, each with what comes before it.
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
		alone := !p.tasks || st.call.Op == core.OpWork // the worker is no task
		if !alone {
			title += ", by task " + strconv.Itoa(st.call.Task)
		}
		b.WriteByte('\n')
		line(depth, l.remark(title))
		if !alone {
			line(depth, l.turn(st.call.Task))
			depth++
		}
		for _, s := range st.does {
			line(depth, l.store(s))
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

// fill puts the machine's settings into a text, as {nofile}, {memlock}, {uid}, {caps} and {ids}; {nofiles} is the
// highest RLIMIT_NOFILE of all, {unsigned memlock} is for those who have no -1.
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
		"{nofile}", strconv.FormatUint(m.Nofile, 10),
		"{memlock}", number(m.Memlock, 8),
		"{unsigned memlock}", hexNumber(m.Memlock),
		"{uid}", strconv.FormatUint(uint64(m.UID), 10),
		"{caps}", hexNumber(uint64(m.Caps)),
		"{ids}", strconv.FormatUint(uint64(max(1, m.NextID)), 10),
	).Replace(text)
}

// opens says whether a call of another kind opened something under the number that it answered.
func (m *moment) opens() bool { return m.call.Args[1] != core.TracedNothing && m.ret >= 0 }

// openFlags are those that it is opened with.
func (m *moment) openFlags() int {
	if m.call.Args[1] == core.TracedCloexecFD {
		return core.O_CLOEXEC
	}
	return 0
}

// opArgs are the arguments of a call that is not bpf, the signed ones as such.
func opArgs(c *core.Call) []string {
	var args []string
	for i, a := range c.Op.Args() {
		switch {
		case a.Form == core.ArgPath:
			args = append(args, quoted([]byte(c.Path)))
		case a.Form == core.ArgInt:
			args = append(args, strconv.FormatInt(int64(int32(c.Args[i])), 10))
		default:
			args = append(args, number(c.Args[i], 8))
		}
	}
	return args
}
