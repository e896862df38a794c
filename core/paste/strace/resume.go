package strace

import (
	"bpfplay/core/paste"
	"fmt"
	"strings"
)

// resumes reads the second half of a call.
func (t *trace) resumes(l paste.Line, pid int, rest string) {
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
	h.parts[last] = strings.TrimRight(strings.TrimSuffix(strings.TrimRight(h.parts[last], " \t"), unfinished), " \t")
	h.parts, h.pid = append(h.parts, end), pid
	h.ended = l
	t.read(h)
}

// alone finds a half that began while its process was the only one, because strace then omits the pid.
func (t *trace) alone(pid int, name string) (int, *half) {
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

// flush ends the unfinished call of a process that makes another call or ends.
func (t *trace) flush(pid int) {
	if h := t.pending[pid]; h != nil {
		delete(t.pending, pid)
		t.read(h)
		if t.open == h {
			t.open = nil
			t.close(h)
		}
	}
}
