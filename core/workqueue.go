package core

import "bpfplay/core/abi"

// Workqueue follows the work queue that frees dead maps: what is put on it is done later, by a kworker, in order.
type Workqueue struct {
	waiting []waiter // for a grace period, oldest first
	queued  []*Map
	running *Map
	freed   []freedMap // the last ones, for the eye; at most freedShown
}

// freedMap is what is remembered of a map whose memory was given back.
type freedMap struct {
	nr     int
	byTask bool
}

// freedShown is how many freed maps are remembered.
const freedShown = 32

// The work queues of the kernel on which maps are freed: A of a WorkQueued event.
const (
	SystemWQ = iota
	SystemUnboundWQ
	SystemDflWQ
)

// workQueues has the queue of each release, and the kernel function that queues a map there.
var workQueues = [...]struct {
	since abi.Release
	put   string
}{
	SystemWQ:        {abi.Seed, "schedule_work"},
	SystemUnboundWQ: {abi.R(6, 1, 0), "queue_work"},
	SystemDflWQ:     {abi.R(6, 18, 0), "queue_work"},
}

// Grace is the kind of a grace period that a map waits for before it is freed.
type Grace uint8

const (
	graceNone Grace = iota
	GraceRCU
	GraceTasksTrace // for sleepable programs; an RCU grace period follows
)

// scheduleWork follows schedule_work, and queue_work after it.
func (k *Kernel) scheduleWork(m *Map) {
	queue := len(workQueues) - 1
	for workQueues[queue].since > k.Machine.Release {
		queue--
	}
	k.work.queued = append(k.work.queued, m)
	m.state = MapQueued
	k.note(Event{Kind: WorkQueued, Func: workQueues[queue].put, Map: m.Nr, A: uint64(queue)})
}

// waiter is something that is done when a grace period is over.
type waiter struct {
	m     *Map
	kind  Grace
	then  func(*Kernel, *Map)
	calls int // how many were made before it began
}

// graceCalls is how many calls a grace period lasts where the worker runs unasked. A real one takes some ten
// milliseconds, in which a program makes many calls, and a kworker does what it has to many times.
const graceCalls = 100

// callRCU follows call_rcu and call_rcu_tasks_trace: something is done to m when the grace period is over.
func (k *Kernel) callRCU(in string, m *Map, kind Grace, then func(*Kernel, *Map)) {
	k.work.waiting = append(k.work.waiting, waiter{m, kind, then, k.calls})
	k.note(Event{Kind: GraceBegun, Func: in, Map: m.Nr, A: uint64(kind)})
}

// endGrace ends the grace periods that began before so many calls were made.
func (k *Kernel) endGrace(calls int) {
	for len(k.work.waiting) > 0 && k.work.waiting[0].calls <= calls {
		w := k.work.waiting[0]
		k.work.waiting = k.work.waiting[1:]
		k.note(Event{Kind: GraceEnded, Func: "rcu_do_batch", Map: w.m.Nr, A: uint64(w.kind)})
		w.then(k, w.m)
	}
}

// runWork ends all grace periods and lets the kworker do all that is queued, and what comes to be queued by that.
func (k *Kernel) runWork() {
	for len(k.work.waiting)+len(k.work.queued) > 0 {
		k.endGrace(k.calls)
		k.runQueue()
	}
}

// runUnasked is what a machine does by itself between two calls.
func (k *Kernel) runUnasked() {
	k.endGrace(k.calls - graceCalls)
	k.runQueue()
}

// runQueue lets the kworker do what is queued now.
func (k *Kernel) runQueue() {
	for len(k.work.queued) > 0 {
		m := k.work.queued[0]
		k.work.queued = k.work.queued[1:]
		k.bpfMapFreeDeferred(m)
	}
}

// bpfMapFreeDeferred follows bpf_map_free_deferred: a kworker frees a map.
func (k *Kernel) bpfMapFreeDeferred(m *Map) {
	k.work.running = m
	m.state = MapRunning
	k.note(Event{Kind: WorkRunning, Func: "bpf_map_free_deferred", Map: m.Nr})
	k.mapFree(m, false)
	k.work.running = nil
}

func (w *Workqueue) remember(f freedMap) {
	w.freed = append(w.freed, f)
	if len(w.freed) > freedShown {
		w.freed = w.freed[1:]
	}
}
