package core

import "bpfplay/core/abi"

// MaxEvents is the maximum number of events kept for a call: the first ones, the last ones, the check that failed, and one
// of kind LeftOut in place of the others.
const MaxEvents = 2048

// FirstEvents is the number of first events that are kept.
const FirstEvents = MaxEvents / 2

// Tracer collects the events of calls. [Kernel.Watch] attaches it to a kernel. The zero value is ready.
type Tracer struct {
	n         int      // events that happened
	extra     uint64   // units of work without an event; see Cost
	CountOnly bool     // counts events instead of keeping them
	first     []record // the first events, at most FirstEvents
	late      []record // a ring of the last ones
	spare     record   // overwritten by events that are only counted
	refused   record   // the last check that failed
	refusedAt int      // number of that event, from 1; 0 for none
	pause     int      // the event after which paused is called; 0 for none
	paused    func()
	run       RunSpan // the run of a program in the call
	pauseInsn uint64  // the instruction after which paused is called; 0 for none
	verifying func()  // runs while the verifier follows instructions; nil for nothing
}

// record is the compact form of an event while calls run. Most events are checks, which need few fields.
type record struct {
	kind   EventKind
	passed bool
	m      int32 // the number of the map
	check  *Check
	a, b   uint64
	in     string // the kernel function; a check has its own
	whole  *Event // an event with further fields; nil if it has none
}

// event returns the record as an Event. Fields that its kind does not use may be left from earlier events.
func (r *record) event() Event {
	switch {
	case r.kind == Checked:
		return Event{Kind: Checked, Func: r.check.Func, Check: r.check, Passed: r.passed, A: r.a, B: r.b}
	case r.whole != nil:
		return *r.whole
	}
	return Event{Kind: r.kind, Func: r.in, Map: int(r.m), A: r.a, B: r.b}
}

// next returns a record for one more event, which the caller fills in.
func (t *Tracer) next() *record {
	t.n++
	if t.n <= len(t.first) {
		return &t.first[t.n-1]
	}
	return t.nextElsewhere()
}

//go:noinline so that next can be inlined
func (t *Tracer) nextElsewhere() *record {
	switch {
	case t.CountOnly:
		return &t.spare
	case t.n <= FirstEvents:
		t.first = append(t.first, make([]record, max(64, len(t.first)))...)
		return &t.first[t.n-1]
	case t.late == nil:
		t.late = make([]record, MaxEvents-FirstEvents)
	}
	return &t.late[(t.n-1)%len(t.late)]
}

// add keeps an event.
func (t *Tracer) add(e Event) {
	if e.Kind == Checked {
		t.check(e.Check, e.Passed, e.A, e.B)
		return
	}
	r := t.next()
	if !t.CountOnly {
		if r.whole == nil {
			r.whole = new(Event)
		}
		r.kind, *r.whole = e.Kind, e
	}
	t.happened()
}

// check is the slow path of Kernel.check, skipped for passed checks of untraced calls. t is nil if untraced.
func (t *Tracer) check(c *Check, ok bool, a, b uint64) abi.Errno {
	if t != nil {
		r := t.next()
		r.kind, r.check, r.passed, r.a, r.b = Checked, c, ok, a, b
		if !ok {
			t.refused, t.refusedAt = *r, t.n
		}
		t.happened()
	}
	if ok {
		return 0
	}
	return c.Errno
}

func (t *Tracer) addOf(kind EventKind, in string, m int, a, b uint64) {
	r := t.next()
	r.kind, r.in, r.m, r.a, r.b, r.whole = kind, in, int32(m), a, b, nil
	t.happened()
}

// happened calls paused at the event that PauseAt chose.
func (t *Tracer) happened() {
	if t.n == t.pause {
		t.paused()
	}
}

// Events returns the events since Reset, oldest first. If they exceed [MaxEvents], some are omitted.
func (t *Tracer) Events() []Event {
	events := make([]Event, 0, KeptEvents(t.n))
	for i := range min(t.n, FirstEvents) {
		events = append(events, t.first[i].event())
	}
	if t.n <= MaxEvents {
		for i := FirstEvents; i < t.n; i++ {
			events = append(events, t.late[i%len(t.late)].event())
		}
		return events
	}
	if t.refusedKept() {
		events = append(events, t.refused.event())
	}
	left := Event{Kind: LeftOut}
	last := MaxEvents - len(events) - 1
	left.A = uint64(t.n - len(events) - last)
	events = append(events, left)
	for i := t.n - last; i < t.n; i++ {
		events = append(events, t.late[i%len(t.late)].event())
	}
	return events
}

// refusedKept reports whether the failed check is neither among the first nor among the last events.
func (t *Tracer) refusedKept() bool {
	return t.refusedAt > FirstEvents && t.refusedAt <= t.n-(MaxEvents-FirstEvents-1)
}

// KeptEvents returns how many of n events are kept.
func KeptEvents(n int) int { return min(n, MaxEvents) }

// note records an event if calls are traced.
func (k *Kernel) note(e Event) {
	if k.tracer != nil {
		k.tracer.add(e)
	}
}

// noteCopy records a copy of n bytes from or to user address addr, without allocating an Event if calls are untraced.
func (k *Kernel) noteCopy(kind EventKind, in string, addr uint64, n int) {
	if k.tracer != nil {
		k.tracer.extra += uint64(n) / bytesPerUnit
		k.tracer.addOf(kind, in, 0, addr, uint64(n))
	}
}

// noteElem does the same for a change of an element of m.
func (k *Kernel) noteElem(kind EventKind, in string, m *Map, a, b uint32) {
	if k.tracer != nil {
		k.tracer.addOf(kind, in, m.Nr, uint64(a), uint64(b))
	}
}

// Watch adds the events of all later calls to t. Nil stops tracing. A kernel has at most one tracer, and untraced calls
// are fastest.
func (k *Kernel) Watch(t *Tracer) {
	k.tracer = t
}

// Reset discards the collected events.
func (t *Tracer) Reset() {
	t.n, t.extra, t.refusedAt, t.run = 0, 0, 0, RunSpan{}
}

// Count returns the number of events since Reset, including omitted ones.
func (t *Tracer) Count() int { return t.n }

// RefusedAt returns the position of the last failed check among the events, from 1, or 0 if none failed.
func (t *Tracer) RefusedAt() int { return t.refusedAt }

// PauseAt calls pause right after event n, counted from 1; 0 removes the pause. The call continues when pause returns.
func (t *Tracer) PauseAt(n int, pause func()) { t.pause, t.paused = n, pause }

// PauseVerifying calls pause again and again while the verifier follows the instructions of a program. The verification
// continues when pause returns.
func (t *Tracer) PauseVerifying(pause func()) { t.verifying = pause }

// verified adds the work for instructions that the verifier followed.
func (t *Tracer) verified(insns int) {
	if t == nil {
		return
	}
	t.extra += uint64(insns) * unitsPerVerified
	if t.verifying != nil {
		t.verifying()
	}
}

// Failed returns the check that failed the last call, whose result is ret. ok is false if no check failed it.
func (t *Tracer) Failed(ret int64) (e Event, ok bool) {
	if ret >= 0 || t.refusedAt == 0 {
		return Event{}, false
	}
	return t.refused.event(), true
}

// Cost returns the work of the calls since Reset in units. A unit is the work for one event, or for a number of bytes,
// descriptors or instructions that take as long.
func (t *Tracer) Cost() uint64 { return uint64(t.n) + t.extra + t.run.Insns/insnsPerUnit }

const (
	bytesPerUnit     = 256
	insnsPerUnit     = 8
	unitsPerVerified = 8
)

// spend adds work for which no event is recorded, in units.
func (k *Kernel) spend(units int) {
	if k.tracer != nil {
		k.tracer.extra += uint64(units)
	}
}
