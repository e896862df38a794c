package core

import "bpfplay/core/abi"

// Workqueue follows the work queue on which a kworker frees maps and programs in order.
type Workqueue struct {
	waiting []waiter // for a grace period, oldest first
	queued  []workItem
	running workItem
	freed   []freedObject // recently freed objects, kept for display; at most FreedShown
}

// workItem is one work for a map or a program. The other field is nil.
type workItem struct {
	m    *Map
	prog *Prog
	link *Link // of freeLink, and of the pin of a link; prog is its program
	kind workKind
}

// workKind is the kind of a work item.
type workKind uint8

const (
	freeMap workKind = iota
	freeProg
	putPin         // drops the reference of an unlinked pin, after a grace period
	freeLink       // releases a link
	clearProgArray // empties a PROG_ARRAY that user space can no longer reach
)

// works has the kernel function and the action of each kind of work.
var works = [...]struct {
	name string
	run  func(*Kernel, workItem)
}{
	freeMap:        {"bpf_map_free_deferred", func(k *Kernel, w workItem) { k.bpfMapFreeDeferred(w.m) }},
	freeProg:       {"bpf_prog_free_deferred", func(k *Kernel, w workItem) { k.bpfProgFreeDeferred(w.prog) }},
	freeLink:       {"bpf_link_put_deferred", func(k *Kernel, w workItem) { k.bpfLinkFree(w.link) }},
	clearProgArray: {"prog_array_map_clear_deferred", func(k *Kernel, w workItem) { k.progArrayMapClearDeferred(w.m) }},
}

// event returns e with the object of the work.
func (w workItem) event(e Event) Event {
	switch {
	case w.m != nil:
		e.Map = w.m.Nr
	case w.link != nil:
		e.Object = w.link
	default:
		e.Prog = w.prog.Nr
	}
	return e
}

// setState sets the state of the object if the work frees it.
func (w workItem) setState(s ObjectState) {
	switch w.kind {
	case freeMap:
		w.m.state = s
	case freeProg:
		w.prog.state = s
	}
}

// freedObject describes a freed map, program or link. The other numbers are 0.
type freedObject struct {
	m, prog, link int
	byTask        bool
}

// FreedShown is the maximum number of freed objects in a View.
const FreedShown = 32

// The work queues of the kernel on which maps and programs are freed: A of a WorkQueued event.
const (
	SystemWQ = iota
	SystemUnboundWQ
	SystemDflWQ
)

// workQueues has the queue on which each release frees maps, and the kernel function that queues a work there. Any other work
// is on the system work queue.
var workQueues = [...]struct {
	since abi.Release
	put   string
}{
	SystemWQ:        {abi.Seed, "schedule_work"},
	SystemUnboundWQ: {abi.V6_1, "queue_work"},
	SystemDflWQ:     {abi.V6_18, "queue_work"},
}

// Grace is the kind of a grace period that an object waits for before it is freed.
type Grace uint8

const (
	graceNone Grace = iota
	GraceRCU
	GraceTasksTrace // for sleepable programs; an RCU grace period follows
)

// scheduleWork follows schedule_work, and queue_work after it.
func (k *Kernel) scheduleWork(w workItem) {
	queue, empties := SystemWQ, uint64(0)
	switch w.kind {
	case freeMap:
		for queue = len(workQueues) - 1; workQueues[queue].since > k.Machine.Release; {
			queue--
		}
	case clearProgArray:
		empties = 1
	}
	k.work.queued = append(k.work.queued, w)
	w.setState(ObjectQueued)
	k.note(w.event(Event{Kind: WorkQueued, Func: workQueues[queue].put, A: uint64(queue), B: empties}))
}

// waiter is a work that begins after a grace period.
type waiter struct {
	workItem
	grace Grace
	calls int // number of calls before it began
}

// graceCalls is the length of a grace period in calls, if the worker runs after every call. A real one takes some ten
// milliseconds, in which a program makes many calls and a kworker runs many times.
const graceCalls = 100

// callRCU follows call_rcu and call_rcu_tasks_trace. After the grace period, the work is queued or, for a pin, done.
func (k *Kernel) callRCU(in string, w workItem, grace Grace) {
	k.work.waiting = append(k.work.waiting, waiter{w, grace, k.calls})
	w.setState(ObjectWaiting)
	k.note(w.event(Event{Kind: GraceBegun, Func: in, A: uint64(grace)}))
}

// endGrace ends the grace periods that began before the given number of calls.
func (k *Kernel) endGrace(calls int) {
	for len(k.work.waiting) > 0 && k.work.waiting[0].calls <= calls && !k.heldSince(k.work.waiting[0].calls) {
		w := k.work.waiting[0]
		k.work.waiting = k.work.waiting[1:]
		k.note(w.event(Event{Kind: GraceEnded, Func: "rcu_do_batch", A: uint64(w.grace)}))
		if w.kind == putPin {
			k.bpfAnyPut(pinned{w.m, w.prog, w.link})
		} else {
			k.scheduleWork(w.workItem)
		}
	}
}

// runWork ends all grace periods that no held run prolongs and empties the queue, including work that this adds.
func (k *Kernel) runWork() {
	for {
		k.endGrace(k.calls)
		if len(k.work.queued) == 0 {
			return
		}
		k.runQueue()
	}
}

// runUnasked runs the worker between two calls, with Machine.AutoWork.
func (k *Kernel) runUnasked() {
	k.endGrace(k.calls - graceCalls)
	k.runQueue()
}

// runQueue does the work that is queued now.
func (k *Kernel) runQueue() {
	for len(k.work.queued) > 0 {
		w := k.work.queued[0]
		k.work.queued = k.work.queued[1:]
		k.work.running = w
		w.setState(ObjectRunning)
		k.note(w.event(Event{Kind: WorkRunning, Func: works[w.kind].name}))
		works[w.kind].run(k, w)
		k.work.running = workItem{}
	}
}

// bpfMapFreeDeferred follows bpf_map_free_deferred: a kworker frees a map.
func (k *Kernel) bpfMapFreeDeferred(m *Map) { k.mapFree(m, false) }

func (w *Workqueue) remember(f freedObject) {
	w.freed = append(w.freed, f)
	if len(w.freed) > FreedShown {
		w.freed = w.freed[1:]
	}
}
