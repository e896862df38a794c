package strace

import (
	"fmt"
	"maps"
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// overlap is the most earlier calls that a call is compared with.
const overlap = 256

// order sorts calls into the kernel's order. Overlapping calls may have run in any order that explains their results:
// a call stays where it ended unless its descriptor proves that it ran earlier.
type order struct {
	called []paste.Call
	placed []placement               // of each call
	added  int                       // index of the last added call
	tables map[int]map[int64]fdState // by descriptor table, then by descriptor
}

// placement is the descriptor table of a call, and the state of its descriptor before it, as far as earlier calls prove it.
type placement struct {
	table int
	was   fdState
}

// fdState is the state of a descriptor that earlier calls prove.
type fdState uint8

const (
	unknown fdState = iota
	free
	open
)

// transition is the state of a descriptor before and after a call.
type transition struct {
	fd            int64
	before, after fdState
}

// last returns the last added call, or nil.
func (o *order) last() *paste.Call {
	if len(o.called) == 0 {
		return nil
	}
	return &o.called[o.added]
}

// add adds the call that ended last. Processes with the same table share their descriptors. It returns a note if the
// call is moved before others.
func (o *order) add(call paste.Call, table int) string {
	p := placement{table: table}
	place := o.place(&call, table)
	if step, ok := stepOf(&call); ok {
		o.note(&p, place, step)
	}
	o.called, o.placed = slices.Insert(o.called, place, call), slices.Insert(o.placed, place, p)
	o.added = place
	if place == len(o.called)-1 {
		return ""
	}
	return fmt.Sprintf("ended in line %d, and happened before the call in line %d, as the results show", call.Resumed, o.called[place+1].Line)
}

// note keeps the states of a descriptor up to date.
func (o *order) note(p *placement, place int, step transition) {
	for i := place; i < len(o.placed); i++ {
		if next, ok := stepOf(&o.called[i]); ok && next.fd == step.fd && o.placed[i].table == p.table {
			p.was, o.placed[i].was = o.placed[i].was, step.after
			return
		}
	}
	fds := o.tables[p.table]
	if fds == nil {
		fds = map[int64]fdState{}
		o.tables[p.table] = fds
	}
	p.was, fds[step.fd] = fds[step.fd], step.after
}

// place returns the index of a call among those that ended after it began.
func (o *order) place(call *paste.Call, table int) int {
	end := len(o.called)
	start := end
	for start > max(0, end-overlap) && endLine(&o.called[start-1]) > call.Line {
		start--
	}
	if slices.Contains(paste.Forks, call.Name) {
		for i := start; i < end; i++ {
			if int64(o.called[i].Pid) == *call.Result {
				return i
			}
		}
	}
	if step, ok := stepOf(call); ok && start < end {
		return o.placeStep(table, step, start)
	}
	return end
}

// placeStep tries the gaps between calls on the same descriptor, from start on. It returns the last gap that fits, and
// prefers a gap whose next call needs this one.
func (o *order) placeStep(table int, step transition, start int) int {
	state, known := o.tables[table][step.fd], false
	best, owed := len(o.placed), false
	gap := start
	for i := start; i <= len(o.placed); i++ {
		var next transition
		uses := i == len(o.placed)
		if !uses {
			next, uses = stepOf(&o.called[i])
			uses = uses && next.fd == step.fd && o.placed[i].table == table
		}
		if !uses {
			continue
		}
		if !known && i < len(o.placed) {
			state = o.placed[i].was
		}
		known = true
		fits := state == unknown || state == step.before
		missing := next.fd == step.fd && state != unknown && state != next.before
		if at := o.inGap(table, step, start, gap, i); fits && at >= 0 && (i == len(o.placed) || next.before == step.after) && (missing || !owed) {
			best, owed = at, missing
		}
		state, gap = next.after, i+1
	}
	return best
}

// inGap returns the last index from gap to end that allows a step, or -1. The kernel returns the lowest free
// descriptor, so a call that takes one must precede calls that take a higher one, and all lower ones must be in use.
func (o *order) inGap(table int, step transition, start, gap, end int) int {
	if step.before != free {
		return end
	}
	lower := map[int64]bool{} // free descriptors below the step's
	seen := map[int64]bool{}
	for i, p := range o.placed[start:end] {
		if other, ok := stepOf(&o.called[start+i]); ok && p.table == table && other.fd < step.fd && !seen[other.fd] {
			seen[other.fd] = true
			if p.was == free {
				lower[other.fd] = true
			}
		}
	}
	at := -1
	for i := start; ; i++ {
		if i >= gap && (len(lower) == 0 || step.after == free) {
			at = i
		}
		if i == end {
			return at
		}
		other, ok := stepOf(&o.called[i])
		if !ok || o.placed[i].table != table {
			continue
		}
		switch {
		case i >= gap && other.fd > step.fd && other.before == free && other.after == open:
			return at
		case other.after == open: // so all lower ones are in use
			maps.DeleteFunc(lower, func(fd int64, _ bool) bool { return fd <= other.fd })
		case other.fd < step.fd && other.before == open:
			lower[other.fd] = true
		}
	}
}

// endLine returns the line in which a call ended.
func endLine(c *paste.Call) int { return max(c.Resumed, c.Line+c.Lines-1) }

// fds lists the bpf commands that return a descriptor.
var fds = []abi.Cmd{
	abi.BPF_MAP_CREATE, abi.BPF_PROG_LOAD, abi.BPF_OBJ_GET, abi.BPF_PROG_GET_FD_BY_ID, abi.BPF_MAP_GET_FD_BY_ID,
	abi.BPF_RAW_TRACEPOINT_OPEN, abi.BPF_BTF_LOAD, abi.BPF_BTF_GET_FD_BY_ID, abi.BPF_LINK_CREATE,
	abi.BPF_LINK_GET_FD_BY_ID, abi.BPF_ENABLE_STATS, abi.BPF_ITER_CREATE, abi.BPF_TOKEN_CREATE,
}

// stepOf returns the effect of a call on one descriptor. ok is false unless it takes the lowest free one or closes one.
func stepOf(c *paste.Call) (step transition, ok bool) {
	switch {
	case c.Result == nil:
		return step, false
	case c.Name == "close" && len(c.Args) == 1 && *c.Result == 0:
		return transition{c.Args[0], open, free}, true
	case c.Name == "close" && len(c.Args) == 1:
		return transition{c.Args[0], free, free}, true
	case *c.Result >= 0 && (c.Name == "bpf" && slices.Contains(fds, c.Cmd) || uses.Of(c.Name) == makes || c.Name == "dup"):
		return transition{*c.Result, free, open}, true
	}
	return step, false
}

// calls returns all calls in order. first is the process of calls without one.
func (o *order) calls(first int) []paste.Call {
	for i := range o.called {
		if c := &o.called[i]; c.Pid == 0 {
			c.Pid = first
		}
	}
	return o.called
}
