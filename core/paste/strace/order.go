package strace

import (
	"bpfplay/core/paste"
	"fmt"
	"maps"
	"slices"
)

// overlap is how many calls that ended earlier a call is held against.
const overlap = 256

// order puts calls into the order of the kernel. Calls that overlap happened in any order that gives their
// results: a call that overlaps with others stands where it ended, unless its descriptor shows that it came before.
type order struct {
	placed []placedCall
	added  int                       // the place of the call that was added last
	tables map[int]map[int64]fdState // by table of descriptors
}

// placedCall is a call, and the state of its descriptor before it, as far as the calls above it tell.
type placedCall struct {
	paste.Call
	table int
	was   fdState
}

// fdState is what the calls so far prove about a descriptor.
type fdState uint8

const (
	unknown fdState = iota
	free
	open
)

// transition is what a call needs of a descriptor, and what it makes of it.
type transition struct {
	fd            int64
	before, after fdState
}

// last is the call that was added last, nil if there is none.
func (o *order) last() *paste.Call {
	if len(o.placed) == 0 {
		return nil
	}
	return &o.placed[o.added].Call
}

// add adds the call that ended last; table says which processes have the same descriptors. It gives a sentence if the
// call is placed before others.
func (o *order) add(call paste.Call, table int) string {
	p := placedCall{Call: call, table: table}
	place := o.place(&p)
	if step, ok := stepOf(&call); ok {
		o.note(&p, place, step)
	}
	o.placed = slices.Insert(o.placed, place, p)
	o.added = place
	if place == len(o.placed)-1 {
		return ""
	}
	return fmt.Sprintf("ended in line %d, and happened before the call in line %d, as the results show", call.Resumed, o.placed[place+1].Line)
}

// note keeps the states of a descriptor up to date.
func (o *order) note(p *placedCall, place int, step transition) {
	for i := place; i < len(o.placed); i++ {
		if next, ok := stepOf(&o.placed[i].Call); ok && next.fd == step.fd && o.placed[i].table == p.table {
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

// place is where a call belongs among those that ended after it began.
func (o *order) place(p *placedCall) int {
	end := len(o.placed)
	start := end
	for start > max(0, end-overlap) && endLine(&o.placed[start-1].Call) > p.Line {
		start--
	}
	if paste.Forks[p.Name] {
		for i := start; i < end; i++ {
			if int64(o.placed[i].Pid) == *p.Ret {
				return i
			}
		}
	}
	if step, ok := stepOf(&p.Call); ok && start < end {
		return o.placeStep(p.table, step, start)
	}
	return end
}

// placeStep tries the gaps between the calls that use the same descriptor, from start on: the last in which the call
// fits, or rather one that does not fit without it.
func (o *order) placeStep(table int, step transition, start int) int {
	state, known := o.tables[table][step.fd], false
	best, owed := len(o.placed), false
	gap := start
	for i := start; i <= len(o.placed); i++ {
		var next transition
		uses := i == len(o.placed)
		if !uses {
			next, uses = stepOf(&o.placed[i].Call)
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

// inGap is the last place from gap to end at which a step can be: where it needs its descriptor to be free, none above
// it can be taken before, and those below it cannot be free when it takes it. It is -1 if there is no such place.
func (o *order) inGap(table int, step transition, start, gap, end int) int {
	if step.before != free {
		return end
	}
	lower := map[int64]bool{} // those that are free
	seen := map[int64]bool{}
	for _, p := range o.placed[start:end] {
		if other, ok := stepOf(&p.Call); ok && p.table == table && other.fd < step.fd && !seen[other.fd] {
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
		other, ok := stepOf(&o.placed[i].Call)
		if !ok || o.placed[i].table != table {
			continue
		}
		switch {
		case i >= gap && other.fd > step.fd && other.before == free && other.after == open:
			return at
		case other.after == open: // and those below it are not free, whoever took them
			maps.DeleteFunc(lower, func(fd int64, _ bool) bool { return fd <= other.fd })
		case other.fd < step.fd && other.before == open:
			lower[other.fd] = true
		}
	}
}

// endLine returns the line in which a call ended.
func endLine(c *paste.Call) int { return max(c.Resumed, c.Line+c.Lines-1) }

// fds are the commands of bpf that answer with a descriptor.
var fds = map[string]bool{
	"BPF_MAP_CREATE": true, "BPF_PROG_LOAD": true, "BPF_OBJ_GET": true, "BPF_PROG_GET_FD_BY_ID": true, "BPF_MAP_GET_FD_BY_ID": true,
	"BPF_RAW_TRACEPOINT_OPEN": true, "BPF_BTF_LOAD": true, "BPF_BTF_GET_FD_BY_ID": true, "BPF_LINK_CREATE": true,
	"BPF_LINK_GET_FD_BY_ID": true, "BPF_ENABLE_STATS": true, "BPF_ITER_CREATE": true, "BPF_TOKEN_CREATE": true,
}

// stepOf returns what a call does to one descriptor. ok is false unless it takes the lowest free one or closes one.
func stepOf(c *paste.Call) (step transition, ok bool) {
	switch {
	case c.Ret == nil:
		return step, false
	case c.Name == "close" && len(c.Args) == 1 && *c.Ret == 0:
		return transition{c.Args[0], open, free}, true
	case c.Name == "close" && len(c.Args) == 1:
		return transition{c.Args[0], free, free}, true
	case *c.Ret >= 0 && (c.Name == "bpf" && fds[c.Cmd.String()] || uses[c.Name] == makes || c.Name == "dup"):
		return transition{*c.Ret, free, open}, true
	}
	return step, false
}

// calls are all calls in their order. first is the process of those that name none.
func (o *order) calls(first int) []paste.Call {
	var calls []paste.Call
	for _, p := range o.placed {
		if p.Pid == 0 {
			p.Pid = first
		}
		calls = append(calls, p.Call)
	}
	return calls
}
