package history

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Trace is one call with all that happened inside it.
type Trace struct {
	Call   core.Call
	Ret    int64
	Text   []string     // what fdinfo read
	Wrote  []core.Write // what the call changed of its task's memory
	Events []core.Event // at most MaxEvents
	Map    int          // the map that an element call was about; 0 for another call, or where its descriptor led to none
	Key    []byte       // the key that such a call gave, of a bloom filter the value; nil where there was none

	before, after *core.Inside // of Map, at Key; nil where there is no such map
	next          []byte       // the key that BPF_MAP_GET_NEXT_KEY gave; nil for another call
	batch         subject      // of a batch command, what it was about
	batchDone     uint32       // and how many elements it did
	release       abi.Release
	session       *Session
	nr            int // of the call, counted from 1
	happened      int // events, those that are not kept too
	refusedAt     int // which of them refused; 0 for none
}

// View is the kernel after n events of the call: 0 is before the first. All of them and more is after the call.
func (t *Trace) View(n int) *core.View {
	if n >= len(t.Events) && len(t.Events) > 0 {
		n = -1
	}
	return t.session.View(Step{Call: t.nr, Event: n})
}

// happenedAt is how many events had happened at the n-th of those that are kept.
func (t *Trace) happenedAt(n int) int {
	switch {
	case n <= core.FirstEvents || t.happened <= core.MaxEvents:
		return n
	case n == core.FirstEvents+1 && t.Events[n-1].Kind != core.LeftOut:
		return t.refusedAt
	}
	return t.happened - (len(t.Events) - n)
}

// watched makes a call with a tracer, and tells what happened.
func (s *Session) watched(k *core.Kernel, c *core.Call, tracer *core.Tracer) *Trace {
	t := &Trace{Call: *c, session: s, release: k.Machine.Release}
	task := k.Task(c.Task)
	for _, w := range c.Writes {
		k.Poke(task, w) // what the task writes itself is not what the call wrote
	}
	about := subjectOf(task, c)
	if about.m != nil {
		t.Map, t.Key = about.m.Nr, about.key
		t.before = k.Inside(t.Map, core.InsideQuery{Key: t.Key, Limit: 1})
	}
	s.watch.Begin(task)
	k.Watch(tracer)
	t.Ret = k.Run(c)
	k.Watch(nil)
	if c.Op == core.OpBpf {
		t.Wrote = s.watch.Changes(task)
	}
	t.finish(k, task, about)
	t.Text = slices.Clone(k.Text())
	t.Events, t.happened, t.refusedAt = tracer.Events(), tracer.Count(), tracer.RefusedAt()
	return t
}

// finish adds what an element call left in its map.
func (t *Trace) finish(k *core.Kernel, task *core.Task, about subject) {
	if about.m == nil {
		return
	}
	t.after = k.Inside(t.Map, core.InsideQuery{Key: t.Key, Limit: 1})
	if about.next != 0 && t.Ret == 0 {
		t.next = userBytes(task, about.next, about.m.KeySize)
		t.after = k.Inside(t.Map, core.InsideQuery{Key: t.next, Limit: 1})
	}
	if about.count != 0 {
		t.batch, t.batchDone = about, about.done(task)
	}
}
