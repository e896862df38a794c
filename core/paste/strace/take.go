package strace

import (
	"bpfplay/core/paste"
	"strings"
)

// useless says why a call has nothing to do with maps; "" if it has.
func (t *trace) useless(name, rest string) string {
	if name == "bpf" || uses[name] != 0 {
		return ""
	}
	if row := notFollowed[name]; row.word != "" && strings.Contains(rest, row.word) {
		return row.why
	}
	if _, answer, _ := strings.Cut(rest[strings.LastIndex(rest, ") ")+1:], "= "); answer != "" {
		digits, rest := digits(answer)
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

// digits parts the decimal digits that text starts with from the rest.
func digits(text string) (digits, rest string) {
	end := len(text) - len(strings.TrimLeft(text, "0123456789"))
	return text[:end], text[end:]
}

// take keeps a call that changed something. It returns why a call is left out, "" for one that is kept.
func (t *trace) take(h *half, call paste.Call) (why string) {
	use := uses[call.Name]
	asks := asked[call.Name]
	ends := call.Name == "exit" || call.Name == "exit_group"
	switch {
	case call.Name == "bpf", ends:
	case call.Ret == nil && len(call.Lost) == 0:
		why = "has no result"
	case call.Ret == nil:
		why = "was refused, with an error that has nothing to do with maps"
	case use != table && *call.Ret < 0:
		why = "was refused, so it changed nothing"
	case asks != nil && asks(call.Args):
		why = "asks, or does nothing to maps"
	}
	if why != "" {
		t.drop(h, why)
		return why
	}
	if h.note != "" {
		t.text.Notes = append(t.text.Notes, paste.Note{Line: call.Line, Text: h.lines[0].Text, Why: h.note})
	}
	switch {
	case ends:
		t.processes.ending(call.Pid, call.Line)
	case paste.Forks[call.Name]:
		t.processes.fork(call.Pid, int(*call.Ret), call.Args)
	}
	if moved := t.order.add(call, t.processes.table(call.Pid)); moved != "" {
		t.text.Notes = append(t.text.Notes, paste.Note{Line: call.Line, Text: h.lines[0].Text, Why: moved})
	}
	return ""
}
