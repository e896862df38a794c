package paste

import (
	"fmt"
	"slices"
	"strings"
)

// looksLikeStrace: a line of it is a call with its result, the half of one, or a call of bpf with a struct.
func looksLikeStrace(p *pasted) bool {
	if !p.contains("(") && !p.contains(" resumed>") {
		return false
	}
	return p.some(func(line string) bool {
		_, rest := straceHead(line)
		name := straceCallName(rest)
		switch {
		case name == "bpf", strings.Contains(line, straceOpening):
			return looksLikeBpf(rest)
		case name != "":
			result := strings.LastIndex(rest, ") ")
			return strings.HasSuffix(rest, straceUnfinished) ||
				result > 0 && strings.HasPrefix(strings.TrimLeft(rest[result+1:], " "), "= ")
		}
		return strings.HasPrefix(rest, "<... ") && strings.Contains(rest, " resumed>")
	})
}

// looksLikeBpf: a command, and a struct or an address, not the variables of a program.
func looksLikeBpf(line string) bool {
	start := straceStart(line)
	if start < 0 {
		return false
	}
	r := &straceReader{straceScanner: straceScanner{text: line, at: start}}
	r.argument("cmd")
	r.command()
	r.expect(",")
	r.argument("attr", "uattr")
	t := r.next()
	_, number := straceInteger(t.text)
	return r.fault == nil && (number || t.is("{") || t.is("NULL") || t.is("("))
}

func beginStrace(*pasted) (lineReader, *SyntaxError) {
	return &straceTrace{pending: map[int]*straceHalf{}, order: straceOrder{tables: map[int]map[int64]straceFDState{}}, processes: newStraceProcesses(), whys: map[string]string{}}, nil
}

// straceTrace makes calls of the lines of a trace. A call is placed where it ends, or where its result says that it
// happened: see straceOrder.
type straceTrace struct {
	text      Text
	order     straceOrder
	open      *straceHalf         // a call that may go on in the next line
	textDue   bool                // the text of the last error may end in the next line
	textWhy   string              // why the call of that error was left out; "" if it was kept
	passing   bool                // a call that does not matter may go on in the next line
	pending   map[int]*straceHalf // calls that other processes overtook, by process
	processes straceProcesses
	versions  straceSpan
	summary   bool              // within the table of strace -c
	whys      map[string]string // what is said of calls that do not matter, by name
}

func (t *straceTrace) unread(l textLine, why string) {
	t.text.Unread = l.note(t.text.Unread, why)
}

// line tells what a line is by how it begins behind its prefix.
func (t *straceTrace) Line(l textLine) {
	if isBlank(l.text) {
		return
	}
	prefix, rest := straceHead(l.text)
	if t.continues(l, rest) {
		return
	}
	if name := straceCallName(rest); name != "" {
		t.begins(l, t.processes.of(prefix), name, rest)
		return
	}
	for _, row := range straceLines {
		if strings.HasPrefix(rest, row.opening) {
			row.read(t, l, t.processes.of(prefix), rest)
			return
		}
	}
	switch at := straceStart(rest); {
	case at >= 0:
		t.begins(l, t.processes.of(prefix), "bpf", rest[at-len(straceOpening):])
	case t.summary:
		t.unread(l, straceSummary)
	default:
		t.unread(l, "is not a line of strace")
	}
}

const straceSummary = "belongs to the table of strace -c"

type straceLineRow struct {
	opening string
	read    func(t *straceTrace, l textLine, pid int, rest string)
}

// straceLines are the lines that are no calls, by what they begin with.
var straceLines = []straceLineRow{
	{"<... ", (*straceTrace).resumes},
	{"+++ ", (*straceTrace).ends},
	{"--- ", func(t *straceTrace, l textLine, _ int, _ string) { t.unread(l, "is a signal, or a stop") }},
	{"strace: ", (*straceTrace).message},
	{"Process ", (*straceTrace).message},
	{"[ Process PID=", (*straceTrace).message},
	{"> ", (*straceTrace).frame},
	{"% time", func(t *straceTrace, l textLine, _ int, _ string) {
		t.summary = true
		t.unread(l, straceSummary)
	}},
}

// message reads "strace: Process 12 attached", and others.
func (t *straceTrace) message(l textLine, _ int, rest string) {
	t.processes.notes(rest)
	t.unread(l, "is a message of strace")
}

// frame reads a line of strace -k: it belongs to the call above it.
func (t *straceTrace) frame(l textLine, _ int, _ string) {
	if last := t.order.last(); last != nil && last.Line+last.Lines == l.num {
		last.Lines += l.lines
		return
	}
	t.unread(l, "is a place in the program from which a call was made")
}

// ends reads "+++ exited with 0 +++" and "+++ killed by SIGKILL +++".
func (t *straceTrace) ends(l textLine, pid int, rest string) {
	if !strings.HasPrefix(rest, "+++ exited") && !strings.HasPrefix(rest, "+++ killed") {
		t.unread(l, "is a message of strace") // +++ superseded by execve in pid 12 +++
		return
	}
	t.flush(pid)
	if line := t.processes.exit(pid, l.num); line != 0 {
		t.unread(l, fmt.Sprintf("the process ended with line %d", line))
		return
	}
	t.order.add(Call{Line: l.num, Lines: l.lines, Pid: pid, Name: "exit"}, t.processes.table(pid))
}

func (t *straceTrace) Finish() Text {
	if t.open != nil {
		t.close(t.open)
		t.open = nil
	}
	var pids []int
	for pid := range t.pending {
		pids = append(pids, pid)
	}
	slices.SortFunc(pids, func(a, b int) int { return t.pending[a].lines[0].num - t.pending[b].lines[0].num })
	for _, pid := range pids {
		t.flush(pid)
	}
	t.text.Calls = t.order.calls(t.processes.first)
	t.text.Format = t.versions.String()
	return t.text
}
