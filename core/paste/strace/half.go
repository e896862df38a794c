package strace

import (
	"slices"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// wrapLimit is the most lines that one call may span.
const wrapLimit = 40

// half is a call that later lines may continue.
type half struct {
	name  string
	parts []string     // its text, from the name on
	lines []paste.Line // its lines, without the line that resumed it
	pid   int
	fault *paste.SyntaxError // why the call is incomplete; nil if it is complete
	call  paste.Call         // the call, if complete
	note  string             // an assumption made
	cut   string             // a truncated result: "", "=" or "= -1"
	ended paste.Line         // the line that resumed it; zero if none did
}

// begins reads a call, or its first half.
func (t *trace) begins(l paste.Line, pid int, name, rest string) {
	t.summary = false
	t.flush(pid)
	if why := t.useless(name, rest); why != "" {
		t.processes.notes(rest)
		t.unread(l, why)
		t.passing = !strings.HasSuffix(rest, unfinished) && !strings.Contains(rest[strings.LastIndexByte(rest, ')')+1:], "=")
		return
	}
	h := &half{name: name, pid: pid}
	t.extend(h, l, rest)
}

// extend adds a line to a call and reads it.
func (t *trace) extend(h *half, l paste.Line, rest string) {
	t.processes.notes(rest)
	plain := rest
	if strings.Contains(rest, process) {
		plain = strings.TrimRight(withoutProcessNotes(rest), " ")
	}
	h.parts, h.lines = append(h.parts, plain), append(h.lines, l)
	switch {
	case strings.HasSuffix(strings.TrimRight(plain, " \t"), unfinished):
		t.pending[h.pid] = h
	case h.fault != nil && !strings.Contains(plain, ")") && len(h.lines) < wrapLimit:
		t.open = h // still inside the arguments
	default:
		t.read(h)
	}
}

// continues reports whether a line continues the call above it, and reads it if so.
func (t *trace) continues(l paste.Line, rest string) bool {
	h, textDue, passing := t.open, t.textDue, t.passing
	t.open, t.textDue, t.passing = nil, false, false
	switch {
	case passing && !startsLine(rest):
		t.unread(l, "belongs to the call above it, which does not affect maps")
		return true
	case h != nil && h.goesOn(rest):
		t.extend(h, l, strings.TrimLeft(l.Text, " \t"))
		return true
	case h != nil:
		t.close(h)
	case textDue && !startsLine(rest) && strings.Contains(rest, ")") && !strings.ContainsAny(rest, "(={"):
		t.endText(l)
		return true
	}
	return false
}

// endText takes the line that ends the text of the last error. The line belongs to the call if the call was kept.
func (t *trace) endText(l paste.Line) {
	last := t.order.last()
	switch {
	case t.textWhy != "":
		t.unread(l, t.textWhy)
	case last.Resumed != 0: // its last line is far from its first
		t.unread(l, "ends the text of the error above it")
	default:
		last.Lines = l.Num + l.Lines - last.Line
	}
}

// goesOn reports whether a line may continue the call. If only the result is missing, the line must hold a result.
func (h *half) goesOn(rest string) bool {
	if h.fault == nil && h.cut == "" {
		return strings.HasPrefix(rest, "=")
	}
	return !startsLine(rest)
}

func startsLine(rest string) bool {
	return callName(rest) != "" || callStart(rest) >= 0 ||
		slices.ContainsFunc(lines, func(row lineRow) bool { return strings.HasPrefix(rest, row.opening) })
}

// close ends a call that no line continues.
func (t *trace) close(h *half) {
	if h.fault == nil {
		t.take(h, h.call)
		return
	}
	t.drop(h, why(h.fault))
}

// drop notes the lines of a call as unread.
func (t *trace) drop(h *half, why string) {
	for _, l := range h.lines {
		t.unread(l, why)
	}
	if h.ended.Num != 0 {
		t.unread(h.ended, why)
	}
}

func why(fault *paste.SyntaxError) string { return fault.Fault + ": " + fault.Want }

// read parses the joined parts of a call. Mail programs break lines at blanks, so it joins parts by a blank first;
// terminals and strace break anywhere, so it then joins them directly.
func (t *trace) read(h *half) {
	call, r := h.parse(" ")
	if r.fault != nil && len(h.parts) > 1 {
		if again, closer := h.parse(""); closer.fault == nil || closer.ended {
			call, r = again, closer
		}
	}
	if h.fault = r.fault; h.fault != nil {
		if r.ended && h.ended.Num == 0 && len(h.lines) < wrapLimit {
			t.open = h
			return
		}
		t.close(h)
		return
	}
	t.versions.join(r.versions)
	call.Line, call.Pid = h.lines[0].Num, h.pid
	last := h.lines[len(h.lines)-1]
	call.Lines = last.Num + last.Lines - call.Line // blank lines in between belong to it
	call.Resumed = h.ended.Num
	rest := strings.TrimLeft(r.text[r.at:], " \t")
	if r.sizeless {
		r.notes = append(r.notes, "the size was left out: the end of the last field is taken")
	}
	h.note = strings.Join(r.notes, "; ")
	if cut := strings.TrimRight(rest, " \t"); (cut == "" || cut == "=" || cut == "= -1") && h.ended.Num == 0 && len(h.lines) < wrapLimit {
		h.call, h.cut, t.open = call, cut, h
		return
	}
	t.textWhy = t.take(h, call)
	t.textDue = strings.Count(rest, "(") > strings.Count(rest, ")")
}

// parse reads the parts of a call, joined by glue.
func (h *half) parse(glue string) (paste.Call, *reader) {
	call := paste.Call{Name: h.name}
	r := &reader{scanner: scanner{text: strings.Join(h.parts, glue), at: len(h.name) + 1}}
	switch h.name {
	case "bpf":
		call = r.call()
		known := call.Cmd.Known(abi.Newest)
		unreadable := call.Result != nil && (*call.Result == -int64(abi.EFAULT) || *call.Result == -int64(abi.E2BIG))
		if call.Attr == nil && known != nil && known.Fields != nil && !unreadable && len(call.Lost) == 0 {
			call.Lost = append(call.Lost, "the attr: the line shows only its address")
		}
	case "capset":
		r.capset(&call)
	case "mount":
		r.mount(&call)
	case "perf_event_open":
		r.perfEvent(&call)
	case "sendmsg", "recvmsg":
		r.passed(&call)
	default:
		r.other(&call)
	}
	return call, r
}
