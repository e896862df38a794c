package strace

import (
	"bpfplay/core/paste"
	"fmt"
	"slices"
	"strings"
)

// LooksLike reports whether a line is a call with its result, half a call, or a bpf() call with a struct, of strace or of another
// tracer.
func LooksLike(p *paste.Source) bool {
	if !p.Contains("(") && !p.Contains(" resumed>") && !p.Contains("sys_enter_bpf: ") {
		return false
	}
	return p.Some(func(line string) bool {
		_, rest := head(line)
		name := callName(rest)
		switch {
		case mayBeForeign(name) && isForeign(line):
			return true
		case name == "bpf", strings.Contains(line, opening):
			return looksLikeBpf(rest)
		case name != "":
			result := strings.LastIndex(rest, ") ")
			return strings.HasSuffix(rest, unfinished) ||
				result > 0 && strings.HasPrefix(strings.TrimLeft(rest[result+1:], " "), "= ")
		}
		return strings.HasPrefix(rest, "<... ") && strings.Contains(rest, " resumed>")
	})
}

// looksLikeBpf reports whether a call has a command and a struct or an address, not the variables of a program.
func looksLikeBpf(line string) bool {
	start := callStart(line)
	if start < 0 {
		return false
	}
	r := &reader{scanner: scanner{text: line, at: start}}
	r.argument("cmd")
	r.command()
	r.expect(",")
	r.argument("attr", "uattr")
	t := r.next()
	_, number := integer(t.text)
	return r.fault == nil && (number || t.is("{") || t.is("NULL") || t.is("("))
}

func Begin(*paste.Source) (paste.LineReader, *paste.SyntaxError) {
	return &trace{pending: map[int]*half{}, order: order{tables: map[int]map[int64]fdState{}}, processes: newProcesses(), whys: map[string]string{}}, nil
}

// trace reads the lines of a trace as calls. A call is placed where it ends, or where its result proves that it ran:
// see order.
type trace struct {
	text      paste.Text
	order     order
	open      *half         // the next line may continue this call
	textDue   bool          // the text of the last error may end in the next line
	textWhy   string        // why the call of that error was left out; "" if it was kept
	passing   bool          // a call that does not matter may go on in the next line
	pending   map[int]*half // calls that other processes overtook, by process
	processes processes
	mapped    mapped
	versions  span
	summary   bool              // within the table of strace -c
	whys      map[string]string // notes on irrelevant calls, by name
}

func (t *trace) unread(l paste.Line, why string) {
	t.text.Unread = l.Note(t.text.Unread, why)
}

// Line classifies a line by its beginning after the prefix.
func (t *trace) Line(l paste.Line) {
	if paste.IsBlank(l.Text) {
		return
	}
	prefix, rest := head(l.Text)
	if mayBeForeign(callName(rest)) {
		if pid, text, tool := foreign(l.Text); tool != "" {
			prefix, rest, t.versions.tool = pid, text, tool
		}
	}
	if t.continues(l, rest) {
		return
	}
	if name := callName(rest); name != "" {
		t.begins(l, t.processes.of(prefix), name, rest)
		return
	}
	for _, row := range lines {
		if strings.HasPrefix(rest, row.opening) {
			row.read(t, l, t.processes.of(prefix), rest)
			return
		}
	}
	switch at := callStart(rest); {
	case at >= 0:
		t.begins(l, t.processes.of(prefix), "bpf", rest[at-len(opening):])
	case t.summary:
		t.unread(l, summary)
	default:
		t.unread(l, "is not a line of strace")
	}
}

const summary = "belongs to the table of strace -c"

type lineRow struct {
	opening string
	read    func(t *trace, l paste.Line, pid int, rest string)
}

// lines lists the lines other than calls, by their opening.
var lines = []lineRow{
	{"<... ", (*trace).resumes},
	{"+++ ", (*trace).ends},
	{"--- ", func(t *trace, l paste.Line, _ int, _ string) { t.unread(l, "reports a signal or a stop") }},
	{"strace: ", (*trace).message},
	{"Process ", (*trace).message},
	{"[ Process PID=", (*trace).message},
	{"> ", (*trace).frame},
	{"% time", func(t *trace, l paste.Line, _ int, _ string) {
		t.summary = true
		t.unread(l, summary)
	}},
}

// message reads "strace: Process 12 attached", and others.
func (t *trace) message(l paste.Line, _ int, rest string) {
	t.processes.notes(rest)
	t.unread(l, "is a message of strace")
}

// frame reads a stack frame of strace -k, which belongs to the call above it.
func (t *trace) frame(l paste.Line, _ int, _ string) {
	if last := t.order.last(); last != nil && last.Line+last.Lines == l.Num {
		last.Lines += l.Lines
		return
	}
	t.unread(l, "is a place in the program from which a call was made")
}

// ends reads "+++ exited with 0 +++" and "+++ killed by SIGKILL +++".
func (t *trace) ends(l paste.Line, pid int, rest string) {
	if !strings.HasPrefix(rest, "+++ exited") && !strings.HasPrefix(rest, "+++ killed") {
		t.unread(l, "is a message of strace") // +++ superseded by execve in pid 12 +++
		return
	}
	t.flush(pid)
	if line := t.processes.exit(pid, l.Num); line != 0 {
		t.unread(l, fmt.Sprintf("the process ended with line %d", line))
		return
	}
	t.order.add(paste.Call{Line: l.Num, Lines: l.Lines, Pid: pid, Name: "exit"}, t.processes.table(pid))
}

func (t *trace) Finish() paste.Text {
	if t.open != nil {
		t.close(t.open)
		t.open = nil
	}
	var pids []int
	for pid := range t.pending {
		pids = append(pids, pid)
	}
	slices.SortFunc(pids, func(a, b int) int { return t.pending[a].lines[0].Num - t.pending[b].lines[0].Num })
	for _, pid := range pids {
		t.flush(pid)
	}
	t.text.Calls = t.order.calls(t.processes.first)
	t.text.Format = t.versions.String()
	return t.text
}
