package core

// Watch lets t collect the events of all calls that follow, with those that were collected before; nil ends it. A
// kernel has one watcher. Calls cost least where nobody watches.
func (k *Kernel) Watch(t *Tracer) {
	k.tracer = t
}

// Reset forgets what was collected.
func (t *Tracer) Reset() {
	t.n, t.refusedAt, t.events, t.late = 0, 0, t.events[:0], t.late[:0]
}

// Events are what was collected, oldest first; of very many, as [MaxEvents] says. They hold until Reset.
func (t *Tracer) Events() []Event { return t.kept() }

// Answered is the check that refused the last call, where ret, its result, is an error; ok is false where it was not
// refused.
func (t *Tracer) Answered(ret int64) (e Event, ok bool) {
	return t.refused, ret < 0 && t.refusedAt > 0
}

// answeredBy finds the check that refused a call of these events and this result.
func answeredBy(events []Event, ret int64) (e Event, ok bool) {
	for i := len(events) - 1; i >= 0 && ret < 0; i-- {
		if e := events[i]; e.Kind == Checked && !e.Passed {
			return e, true
		}
	}
	return Event{}, false
}
