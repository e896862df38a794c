package history

import (
	"errors"
	"fmt"

	"bpfplay/core"
)

// A budget is the most that a history may take of something. Calls, links and pasted texts all draw on the same table.
type budget struct {
	most uint64
	of   string // the limited resource, for errors
	used func(*core.Usage) uint64
}

// MaxWork is the most work that the calls of a history may be, in units of [core.Tracer.Cost].
const MaxWork = 50_000_000

var budgets = [...]budget{
	{1 << 22, "open descriptors", func(u *core.Usage) uint64 { return u.Descriptors }},
	{1 << 15, "pages of user memory", func(u *core.Usage) uint64 { return u.Pages }},
	{200_000, "maps, programs and other objects", func(u *core.Usage) uint64 { return u.Objects }},
	{1 << 22, "elements", func(u *core.Usage) uint64 { return u.Elements }},
	{256 << 20, "bytes of map contents", func(u *core.Usage) uint64 { return u.Bytes }},
}

// budgetError is the error of a call that exceeds a budget.
type budgetError struct{ text string }

func (e *budgetError) Error() string { return e.text }

// overBudget returns an error if a kernel takes more than a history may.
func overBudget(k *core.Kernel) error {
	u := k.Usage()
	for _, b := range budgets {
		if b.used(&u) > b.most {
			return &budgetError{fmt.Sprintf("too many %s: a history may have %d", b.of, b.most)}
		}
	}
	return nil
}

// meter follows what calls cost, and stops a call that costs too much.
type meter struct {
	most   uint64 // units of work of all calls; 0 for MaxWork
	work   uint64 // units of the calls so far
	looked uint64 // work when the budgets were last compared
	over   error  // why no further call is possible
	again  bool   // the calls were made before, within the budgets
	slice  func() // runs after every sliceWork units, also within a call; nil for none
	sliced uint64 // work when slice last ran
	quick  uint64 // work after which a call that should be quick ends with ErrSlow; 0 for none
}

// ErrSlow is the error of a call that takes long. [Build] makes it in slices.
var ErrSlow = errors.New("the call takes long")

// quickWork is the most work of a call that [Session.Try] makes.
const quickWork = 500_000

// overrun is the panic that ends a call that exceeds a budget.
type overrun struct{ error }

const (
	sliceWork = 100_000 // units between two slices
	lookWork  = 50_000  // units between two comparisons with the budgets
	// A call is interrupted after a number of events or of instructions.
	sliceInsns = sliceWork * 8
	// A unit of work takes the verifier longer than other code, so its slices are smaller.
	sliceVerifying = sliceWork / 8

	callWork = 8 // units of a call besides its events
)

// run runs one call with t as its tracer. It returns an error if the call exceeds a budget. The kernel is then in the middle
// of the call.
func (m *meter) run(k *core.Kernel, t *core.Tracer, do func()) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			o, ok := fault.(overrun)
			if !ok {
				panic(fault)
			}
			err = o.error
		}
	}()
	t.Reset()
	m.arm(k, t)
	do()
	m.work += t.Cost() + callWork
	return nil
}

// arm makes the tracer interrupt the call after the next slice.
func (m *meter) arm(k *core.Kernel, t *core.Tracer) {
	pause := func() {
		m.passIn(k, t, sliceWork)
		m.arm(k, t)
	}
	t.PauseAt(t.Count()+sliceWork, pause)
	t.PauseAtInsn(t.Run().Insns+sliceInsns, pause)
	t.PauseVerifying(func() { m.passIn(k, t, sliceVerifying) })
}

// passIn is pass within a call. It ends the call if the call exceeds a budget.
func (m *meter) passIn(k *core.Kernel, t *core.Tracer, slice uint64) {
	work := m.work + t.Cost()
	if m.passSlice(k, work, slice); m.over != nil {
		panic(overrun{m.over})
	}
	if m.quick > 0 && work > m.quick {
		panic(overrun{ErrSlow})
	}
}

// pass compares the budgets if enough work has been done, and ends a slice.
func (m *meter) pass(k *core.Kernel, work uint64) { m.passSlice(k, work, sliceWork) }

func (m *meter) passSlice(k *core.Kernel, work, slice uint64) {
	most := m.most
	if most == 0 {
		most = MaxWork
	}
	if work > most && !m.again {
		m.over = &budgetError{fmt.Sprintf("too much work: a history may take %d million units, one for each event", MaxWork/1_000_000)}
	}
	if work-m.looked >= lookWork && m.over == nil && !m.again {
		m.looked = work
		m.over = overBudget(k)
	}
	if m.slice != nil && work-m.sliced >= slice {
		m.sliced = work
		m.slice()
	}
}

// metered makes one call of the session. If it exceeds a budget, it has not happened.
func (s *Session) metered(do func()) error {
	err := s.spent.run(s.kernel, &s.tracer, do)
	if err != nil && s.spent.slice == nil { // a session that is being built is not used any more
		s.kernel = s.before(len(s.calls) + 1)
		s.spent.over = nil
	}
	return err
}

// Work returns the work of the first n calls, in units of [core.Tracer.Cost].
func (s *Session) Work(n int) uint64 {
	if n == 0 {
		return 0
	}
	return s.works[n-1]
}
