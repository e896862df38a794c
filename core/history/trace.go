package history

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Trace is one call with its events.
type Trace struct {
	Call   core.Call
	Result int64
	Text   []string     // the lines of fdinfo
	Wrote  []core.Write // changes of the call to its task's memory
	Events []core.Event // at most MaxEvents
	Map    int          // the map of an element call; 0 for another call, or if the descriptor does not refer to a map
	Insns  []insn.Insn  // the program that BPF_PROG_LOAD loads; nil for another call, or if it cannot be read
	Log    string       // of the verifier, as far as the caller's buffer holds it; "" if the call asks for none
	Key    []byte       // the key of an element call, the value for a bloom filter; nil if the call has no key
	Value  []byte       // the whole value that an element call passes or has read, of all CPUs; nil if it has none

	attr          []byte       // as a successful bpf call has left it; nil if it cannot be read
	before, after *core.Inside // of Map, at Key; nil without a map
	next          []byte       // the key that BPF_MAP_GET_NEXT_KEY returned; nil for another call
	batch         subject      // of a batch command
	batchDone     uint32       // the count that the batch command wrote back
	release       abi.Release
	session       *Session
	nr            int // number of the call, from 1
	happened      int // number of events, including those not kept
	refusedAt     int // number of the event that refused; 0 for none
}

// View returns the kernel after n events of the call. n is 0 before the first event; from the last event on, View returns
// the kernel after the call.
func (t *Trace) View(n int) *core.View {
	if n >= len(t.Events) && len(t.Events) > 0 {
		n = -1
	}
	return t.session.View(Step{Call: t.nr, Event: n})
}

// happenedAt returns how many events had happened at the n-th kept event.
func (t *Trace) happenedAt(n int) int {
	switch {
	case n <= core.FirstEvents || t.happened <= core.MaxEvents:
		return n
	case n == core.FirstEvents+1 && t.Events[n-1].Kind != core.LeftOut:
		return t.refusedAt
	}
	return t.happened - (len(t.Events) - n)
}

// traced makes a call with a tracer and returns its trace.
func (s *Session) traced(k *core.Kernel, c *core.Call, tracer *core.Tracer) *Trace {
	t := &Trace{Call: *c, session: s, release: k.Machine.Release}
	task := k.Task(c.Task)
	for _, w := range c.Writes {
		k.Poke(task, w) // the task's own writes are not changes by the call
	}
	t.Insns = loadedInsns(task, c)
	sub := subjectOf(task, c)
	if sub.m != nil {
		t.Map, t.Key = sub.m.Nr, sub.key
		t.before = k.Inside(t.Map, core.InsideQuery{Key: t.Key, Limit: 1})
	}
	if c.Op == core.OpBpf {
		s.watch.Begin(task)
	}
	k.Watch(tracer)
	t.Result = k.Run(c)
	k.Watch(nil)
	if c.Op == core.OpBpf {
		t.Wrote = s.watch.Changes(task)
	}
	if t.Result >= 0 && c.Op == core.OpBpf {
		t.attr = attrAfter(task, c)
	}
	if t.Insns != nil {
		t.Log = verifierLog(task, c)
	}
	t.finish(k, task, sub)
	t.Text = slices.Clone(k.Text())
	t.Events, t.happened, t.refusedAt = tracer.Events(), tracer.Count(), tracer.RefusedAt()
	return t
}

// attrAfter returns the attr of a bpf call as it is now. The kernel writes fields beyond the size that the call passes, too.
func attrAfter(task *core.Task, c *core.Call) []byte {
	row := commandOf(c).Known(abi.Newest)
	size := 0
	if row != nil {
		for _, f := range row.Fields {
			size = max(size, f.End())
		}
	}
	if attr := userBytes(task, c.Args[1], uint32(size)); attr != nil {
		return attr
	}
	return userBytes(task, c.Args[1], min(uint32(c.Args[2]), uint32(size)))
}

// finish adds the state of the map after an element call.
func (t *Trace) finish(k *core.Kernel, task *core.Task, sub subject) {
	if sub.m == nil {
		return
	}
	t.after = k.Inside(t.Map, core.InsideQuery{Key: t.Key, Limit: 1})
	if t.Value = sub.valueOf(task, t.before); t.cmd() != abi.BPF_MAP_UPDATE_ELEM && t.Result < 0 {
		t.Value = nil
	}
	if sub.next != 0 && t.Result == 0 {
		t.next = userBytes(task, sub.next, sub.m.KeySize)
		t.after = k.Inside(t.Map, core.InsideQuery{Key: t.next, Limit: 1})
	}
	if sub.count != 0 {
		t.batch, t.batchDone = sub, sub.done(task)
	}
}
