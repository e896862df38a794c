package history

import "bpfplay/core"

// pictures caches views and map contents by step, so that looking again or one event back needs no replay.
type pictures struct {
	views   map[Step]*core.View
	insides map[Step]insidePicture
	asked   insideAsked // the last query for the contents of a map
}

// insidePicture is a part of a map at a step.
type insidePicture struct {
	asked  insideAsked
	inside *core.Inside
}

// insideAsked names a map and a part of it.
type insideAsked struct {
	nr, limit int
	from      uint64
	key       string
	keyed     bool
}

const (
	viewsKept   = 64 // views in the cache
	stepsBefore = 16 // steps before a requested one that are cached with it
)

func (p *pictures) keep(at Step, k *core.Kernel) *core.View {
	if len(p.views) >= viewsKept || p.views == nil {
		p.views, p.insides = map[Step]*core.View{}, map[Step]insidePicture{}
	}
	v := k.View()
	p.views[at] = v
	return v
}

// kernelAt returns the kernel at a step. Callers must not change it.
func (s *Session) kernelAt(at Step) *core.Kernel {
	if at.Insn == 0 && at.Call == len(s.calls) && (at.Call == 0 || at.Event < 0 || at.Event >= s.Events(at.Call)) {
		return s.kernel
	}
	to := at
	switch {
	case at.Call == 0 || at.Insn == 0 && (at.Event < 0 || at.Event >= s.Events(at.Call)):
		to = Step{Call: at.Call + 1}
	case s.events[at.Call-1] > core.MaxEvents:
		to.Event = s.Trace(at.Call).happenedAt(at.Event)
	}
	if to.Event > 1 && !s.steps.reaches(to) {
		s.cacheBefore(at)
	}
	return s.steps.goTo(s, to)
}

// cacheBefore caches the steps before at, because users who step back once usually step back again.
func (s *Session) cacheBefore(at Step) {
	if s.events[at.Call-1] > core.MaxEvents {
		return
	}
	count, last := &at.Event, at.Event
	if at.Insn > 0 {
		count, last = &at.Insn, at.Insn
	}
	for *count = max(1, last-stepsBefore); *count < last; *count++ {
		k, step := s.steps.goTo(s, at), at
		s.seen.keep(step, k)
		if a := s.seen.asked; a.nr != 0 {
			s.seen.insides[step] = insidePicture{a, k.Inside(a.nr, a.query())}
		}
	}
}

// View returns the kernel at a step. A negative Event means after the call.
func (s *Session) View(at Step) *core.View {
	at = s.canonical(at)
	if v := s.seen.views[at]; v != nil {
		return v
	}
	return s.seen.keep(at, s.kernelAt(at))
}

// Inside returns contents of map nr at a step, nil if no such map existed.
func (s *Session) Inside(at Step, nr int, q core.InsideQuery) *core.Inside {
	at = s.canonical(at)
	a := insideAsked{nr, q.Limit, q.From, string(q.Key), q.Key != nil}
	s.seen.asked = a
	if p := s.seen.insides[at]; p.asked == a && p.inside != nil {
		return p.inside
	}
	return s.kernelAt(at).Inside(nr, q)
}

// BTF returns BTF object nr at a step; nil if no such object existed.
func (s *Session) BTF(at Step, nr int) *core.BTFObject {
	for _, b := range s.kernelAt(s.canonical(at)).BTFs() {
		if b.Nr == nr {
			return b
		}
	}
	return nil
}

// canonical returns the one representation of a step: the end of a call is after its last event.
func (s *Session) canonical(at Step) Step {
	if at.Call > 0 && (at.Event < 0 || at.Event > s.Events(at.Call)) {
		at.Event = s.Events(at.Call)
	}
	if r := s.runs[at.Call]; r.Insns == 0 || at.Event != r.Begun {
		at.Insn = 0
	} else {
		at.Insn = min(max(at.Insn, 0), r.Insns)
	}
	return at
}

func (a insideAsked) query() core.InsideQuery {
	q := core.InsideQuery{From: a.from, Limit: a.limit}
	if a.keyed {
		q.Key = []byte(a.key)
	}
	return q
}

// tracesKept is the number of cached traces.
const tracesKept = 16

// Trace returns the trace of call n, numbered from 1.
func (s *Session) Trace(n int) *Trace {
	for _, t := range s.traces {
		if t.nr == n {
			return t
		}
	}
	c := &s.calls[n-1].Call
	k := s.reader.goTo(s, Step{Call: n})
	k.Expect(s.costly[n])
	t := s.traced(k, c, &core.Tracer{})
	s.reader.done++
	t.nr = n
	s.keepTrace(t)
	return t
}

func (s *Session) keepTrace(t *Trace) {
	if len(s.traces) == tracesKept {
		s.traces = append(s.traces[:0], s.traces[1:]...)
	}
	s.traces = append(s.traces, t)
}
