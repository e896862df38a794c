package paste

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// straceWrapLimit is how many lines a call may be broken into.
const straceWrapLimit = 40

// straceHalf is a call of which more may follow.
type straceHalf struct {
	name  string
	parts []string   // of its text, from its name on
	lines []textLine // that it takes, without the one that resumed it
	pid   int
	fault *SyntaxError // why it cannot end here, if it cannot
	call  Call         // what it is, if it can
	note  string       // what was assumed
	cut   string       // what there is of its result: "", "=" or "= -1"
}

// begins reads a call, or its first half.
func (t *straceTrace) begins(l textLine, pid int, name, rest string) {
	t.summary = false
	t.flush(pid)
	t.processes.notes(rest)
	if why := t.useless(name, rest); why != "" {
		t.unread(l, why)
		t.passing = !strings.HasSuffix(rest, straceUnfinished) && !strings.Contains(rest[strings.LastIndexByte(rest, ')')+1:], "=")
		return
	}
	h := &straceHalf{name: name, pid: pid}
	t.extend(h, l, rest)
}

// extend adds a line to a call and reads it.
func (t *straceTrace) extend(h *straceHalf, l textLine, rest string) {
	t.processes.notes(rest)
	plain := rest
	if strings.Contains(rest, straceProcess) {
		plain = strings.TrimRight(withoutStraceNotes(rest), " ")
	}
	h.parts, h.lines = append(h.parts, plain), append(h.lines, l)
	switch {
	case strings.HasSuffix(strings.TrimRight(plain, " \t"), straceUnfinished):
		t.pending[h.pid] = h
	case h.fault != nil && !strings.Contains(plain, ")") && len(h.lines) < straceWrapLimit:
		t.open = h // still within the arguments
	default:
		t.read(h, textLine{})
	}
}

// continues says whether a line goes on with the call above it.
func (t *straceTrace) continues(l textLine, rest string) bool {
	h, textDue, passing := t.open, t.textDue, t.passing
	t.open, t.textDue, t.passing = nil, false, false
	switch {
	case passing && !startsStraceLine(rest):
		t.unread(l, "belongs to the call above it, which has nothing to do with maps")
		return true
	case h != nil && h.goesOn(rest):
		t.extend(h, l, strings.TrimLeft(l.text, " \t"))
		return true
	case h != nil:
		t.close(h)
	case textDue && !startsStraceLine(rest) && strings.Contains(rest, ")") && !strings.ContainsAny(rest, "(={"):
		t.order.last().Lines += l.lines
		return true
	}
	return false
}

// goesOn says whether a line may be the rest of a call. A call that lacks only its result goes on with a result.
func (h *straceHalf) goesOn(rest string) bool {
	if h.fault == nil && h.cut == "" {
		return strings.HasPrefix(rest, "=")
	}
	return !startsStraceLine(rest)
}

func startsStraceLine(rest string) bool {
	return straceCallName(rest) != "" || straceStart(rest) >= 0 ||
		slices.ContainsFunc(straceLines, func(row straceLineRow) bool { return strings.HasPrefix(rest, row.opening) })
}

// close takes a call as it is: nothing follows.
func (t *straceTrace) close(h *straceHalf) {
	if h.fault == nil {
		t.take(h, h.call)
		return
	}
	for _, l := range h.lines {
		t.unread(l, straceWhy(h.fault))
	}
}

// flush takes the call that a process had begun when it did something else, or ended.
func (t *straceTrace) flush(pid int) {
	if h := t.pending[pid]; h != nil {
		delete(t.pending, pid)
		t.read(h, textLine{})
		if t.open == h {
			t.open = nil
			t.close(h)
		}
	}
}

func straceWhy(fault *SyntaxError) string {
	if fault.Near == "" {
		return fault.Fault + ": " + fault.Want
	}
	return strconv.Quote(fault.Near) + " " + fault.Fault + ": " + fault.Want
}

// read makes a call of its parts. Parts are joined by a blank where a mail program broke the line, and by nothing where
// a terminal or strace itself did. resumed is the line that ended it, zero if none did.
func (t *straceTrace) read(h *straceHalf, resumed textLine) {
	call, r := h.parse(" ")
	if r.fault != nil && len(h.parts) > 1 {
		if again, closer := h.parse(""); closer.fault == nil || closer.ended {
			call, r = again, closer
		}
	}
	if h.fault = r.fault; h.fault != nil {
		if r.ended && resumed.num == 0 && len(h.lines) < straceWrapLimit {
			t.open = h
			return
		}
		t.close(h)
		if resumed.num != 0 {
			t.unread(resumed, straceWhy(h.fault))
		}
		return
	}
	t.versions.join(r.versions)
	call.Line, call.Pid = h.lines[0].num, h.pid
	for _, l := range h.lines {
		call.Lines += l.lines
	}
	call.Resumed = resumed.num
	rest := strings.TrimLeft(r.text[r.at:], " \t")
	if r.sizeless {
		h.note = "the size was left out: the end of the last field is taken"
	}
	if cut := strings.TrimRight(rest, " \t"); (cut == "" || cut == "=" || cut == "= -1") && resumed.num == 0 && len(h.lines) < straceWrapLimit {
		h.call, h.cut, t.open = call, cut, h
		return
	}
	t.take(h, call)
	t.textDue = strings.Count(rest, "(") > strings.Count(rest, ")")
}

// parse reads the parts of a call, joined by glue.
func (h *straceHalf) parse(glue string) (Call, *straceReader) {
	call := Call{Name: h.name}
	r := &straceReader{straceScanner: straceScanner{text: strings.Join(h.parts, glue), at: len(h.name) + 1}}
	switch h.name {
	case "bpf":
		read := r.call()
		call.Cmd, call.Attr, call.Addr, call.Size, call.Path = read.Cmd, read.Attr, read.Addr, read.Size, read.Path
		call.Ret, call.Memory, call.Wrote, call.Lost = read.Ret, read.Memory, read.Wrote, read.Lost
		known := call.Cmd.Known(abi.Newest)
		unreadable := call.Ret != nil && (*call.Ret == -int64(abi.EFAULT) || *call.Ret == -int64(abi.E2BIG))
		if call.Attr == nil && known != nil && known.Fields != nil && !unreadable && len(call.Lost) == 0 {
			call.Lost = append(call.Lost, "the attr: the line shows only its address")
		}
	case "capset":
		r.capset(&call)
	default:
		r.other(&call)
	}
	return call, r
}

// useless says why a call has nothing to do with maps; "" if it has.
func (t *straceTrace) useless(name, rest string) string {
	if name == "bpf" || straceUses[name] != 0 {
		return ""
	}
	if row := straceNotFollowed[name]; row.word != "" && strings.Contains(rest, row.word) {
		return row.why
	}
	if _, answer, _ := strings.Cut(rest[strings.LastIndex(rest, ") ")+1:], "= "); answer != "" {
		digits, rest := straceDigits(answer)
		if digits != "" && strings.HasPrefix(rest, "<") {
			return ""
		}
	}
	why := t.whys[name]
	if why == "" {
		why = name + " has nothing to do with maps"
		t.whys[name] = why
	}
	return why
}

// straceDigits parts the decimal digits that text starts with from the rest.
func straceDigits(text string) (digits, rest string) {
	end := len(text) - len(strings.TrimLeft(text, "0123456789"))
	return text[:end], text[end:]
}

// take keeps a call that was read, if it changed anything.
func (t *straceTrace) take(h *straceHalf, call Call) {
	why := ""
	use := straceUses[call.Name]
	asks := straceAsked[call.Name]
	ends := call.Name == "exit" || call.Name == "exit_group"
	switch {
	case call.Name == "bpf", ends:
	case call.Ret == nil && len(call.Lost) == 0:
		why = "has no result"
	case call.Ret == nil:
		why = "was refused, with an error that has nothing to do with maps"
	case use != straceTable && *call.Ret < 0:
		why = "was refused, so it changed nothing"
	case asks != nil && asks(call.Args):
		why = "asks, or does nothing to maps"
	}
	if why != "" {
		for _, l := range h.lines {
			t.unread(l, why)
		}
		if call.Resumed != 0 {
			t.unread(textLine{num: call.Resumed, lines: 1}, why)
		}
		return
	}
	if h.note != "" {
		t.text.Notes = append(t.text.Notes, Note{call.Line, h.lines[0].text, h.note})
	}
	switch {
	case ends:
		t.processes.ending(call.Pid, call.Line)
	case straceForks[call.Name]:
		t.processes.fork(call.Pid, int(*call.Ret), call.Args)
	}
	if moved := t.order.add(call, t.processes.table(call.Pid)); moved != "" {
		t.text.Notes = append(t.text.Notes, Note{call.Line, h.lines[0].text, moved})
	}
}

// straceForks are the calls that answer with a process.
var straceForks = map[string]bool{"clone": true, "clone2": true, "clone3": true, "fork": true, "vfork": true}

func (t *straceTrace) finish() Text {
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

const straceProcess = "strace: Process "

// resumes reads the second half of a call.
func (t *straceTrace) resumes(l textLine, pid int, rest string) {
	name, end, found := strings.Cut(strings.TrimPrefix(rest, "<... "), " resumed>")
	if !found {
		t.unread(l, "is not a line of strace")
		return
	}
	h := t.pending[pid]
	if h == nil || h.name != name {
		pid, h = t.alone(pid, name)
	}
	if h == nil {
		why := t.useless(name, end)
		if why == "" {
			why = fmt.Sprintf("ends a call of %s whose beginning is not in the text", name)
		}
		t.unread(l, why)
		return
	}
	delete(t.pending, h.pid)
	last := len(h.parts) - 1
	h.parts[last] = strings.TrimRight(strings.TrimSuffix(strings.TrimRight(h.parts[last], " \t"), straceUnfinished), " \t")
	h.parts, h.pid = append(h.parts, end), pid
	t.read(h, l)
}

// alone finds the half of a call that began when its process was the only one: strace names it only while there are
// several.
func (t *straceTrace) alone(pid int, name string) (int, *straceHalf) {
	if h := t.pending[0]; h != nil && h.name == name {
		t.processes.found(pid)
		return pid, h
	}
	if pid == 0 && len(t.pending) == 1 {
		for pid, h := range t.pending {
			if h.name == name {
				return pid, h
			}
		}
	}
	return pid, nil
}
