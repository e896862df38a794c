package core

// Workqueue follows the system work queue: what is put on it is done later, by a kworker, in order.
type Workqueue struct {
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

// scheduleWork follows schedule_work.
func (k *Kernel) scheduleWork(m *Map) {
	k.work.queued = append(k.work.queued, m)
	m.state = mapQueued
	k.note(Event{Kind: WorkQueued, Func: "schedule_work", Map: m.Nr})
}

// runWork lets the kworker do all that is queued.
func (k *Kernel) runWork() {
	for len(k.work.queued) > 0 {
		m := k.work.queued[0]
		k.work.queued = k.work.queued[1:]
		k.work.running = m
		m.state = mapRunning
		k.note(Event{Kind: WorkRunning, Func: "bpf_map_free_deferred", Map: m.Nr})
		k.mapFree(m, false)
		k.work.running = nil
	}
}

func (w *Workqueue) remember(f freedMap) {
	w.freed = append(w.freed, f)
	if len(w.freed) > freedShown {
		w.freed = w.freed[1:]
	}
}
