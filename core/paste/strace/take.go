package strace

import (
	"slices"

	"bpfplay/core/paste"
	"strings"
)

// useless returns why a call is irrelevant to maps, or "".
func (t *trace) useless(name, rest string) string {
	if name == "bpf" || uses.Of(name) != 0 && (uses.Of(name) != passes || strings.Contains(rest, rights)) {
		return ""
	}
	if _, result, _ := strings.Cut(rest[strings.LastIndex(rest, ") ")+1:], "= "); result != "" {
		digits, rest := digits(result)
		if digits != "" && strings.HasPrefix(rest, "<") {
			return ""
		}
	}
	return t.nothing(name)
}

// nothing returns the note on a call that is irrelevant to maps.
func (t *trace) nothing(name string) string {
	why := t.whys[name]
	if why == "" {
		why = name + " does not affect maps"
		t.whys[name] = why
	}
	return why
}

// bpffs is the usual mount point of the bpf file system.
const bpffs = "/sys/fs/bpf/"

// digits splits text after its leading decimal digits.
func digits(text string) (digits, rest string) {
	end := len(text) - len(strings.TrimLeft(text, "0123456789"))
	return text[:end], text[end:]
}

// take keeps a call that changed something. It returns why a call is left out, "" for one that is kept.
func (t *trace) take(h *half, call paste.Call) (why string) {
	use := uses.Of(call.Name)
	asks := asked.Of(call.Name)
	ends := call.Name == "exit" || call.Name == "exit_group"
	switch {
	case call.Name == "bpf", ends:
	case call.Result == nil && len(call.Lost) == 0:
		why = "has no result"
	case call.Result == nil:
		why = "failed with an error that is unrelated to maps"
	case (use == memory || use == waits) && !t.mapped.isOf(&call):
		why = t.nothing(call.Name)
	case use == names && !strings.HasPrefix(call.Path, bpffs) && !strings.HasPrefix(call.To, bpffs):
		why = t.nothing(call.Name)
	case use == mounts && !isMount(&call):
		why = t.nothing(call.Name)
	case use != fdTable && use != mounts && use != names && use != memory && use != waits && *call.Result < 0:
		why = "failed, so it changed nothing"
	case asks != nil && asks(call.Args):
		why = "only queries, or does not affect maps"
	}
	if why != "" {
		t.drop(h, why)
		return why
	}
	if h.note != "" {
		t.text.Notes = append(t.text.Notes, paste.Note{Line: call.Line, Text: h.lines[0].Text, Why: h.note})
	}
	t.mapped.note(&call)
	switch {
	case ends:
		t.processes.ending(call.Pid, call.Line)
	case slices.Contains(paste.Forks, call.Name):
		t.processes.fork(call.Pid, int(*call.Result), call.Args)
	}
	if moved := t.order.add(call, t.processes.table(call.Pid)); moved != "" {
		t.text.Notes = append(t.text.Notes, paste.Note{Line: call.Line, Text: h.lines[0].Text, Why: moved})
	}
	return ""
}
