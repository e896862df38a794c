package paste

import "strings"

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

// take keeps a call that changed something. It returns why a call is left out, "" for one that is kept.
func (t *straceTrace) take(h *straceHalf, call Call) (why string) {
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
		t.drop(h, why)
		return why
	}
	if h.note != "" {
		t.text.Notes = append(t.text.Notes, Note{call.Line, h.lines[0].text, h.note})
	}
	switch {
	case ends:
		t.processes.ending(call.Pid, call.Line)
	case forks[call.Name]:
		t.processes.fork(call.Pid, int(*call.Ret), call.Args)
	}
	if moved := t.order.add(call, t.processes.table(call.Pid)); moved != "" {
		t.text.Notes = append(t.text.Notes, Note{call.Line, h.lines[0].text, moved})
	}
	return ""
}
