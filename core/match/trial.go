package match

import (
	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/paste"
)

// trial is one candidate machine and the history of the text on it.
type trial struct {
	text    *paste.Text
	plan    *plan
	machine core.Machine
	setting string // how the machine differs from the default
	k       *core.Kernel
	meter   *history.Meter
	over    error // the calls exceed a budget
	keep    bool  // keep the history and the verdicts
	out     bool  // dropped
	next    int   // index of the next call
	now     step  // the call that is being made
	Tally
	inferred int
	forked   int    // inferred forks
	filled   int    // bytes of memory filled in
	nextID   uint32 // id of the next map that the text creates; 0 means any
	moved    bool   // an inferred map has moved the next id
	differ   []int  // indexes of the calls that differ
	rets     []int64
	tasks    map[int]int // by process; ended if it has exited
	pins     map[string]bool
	// otherPins are the paths of objects that are not emulated.
	otherPins   map[string]bool
	maps        map[*core.Map]*mapMemo
	told        map[place]*toldPage // memory that the text shows, by task and page
	above       map[*kind]bool      // the next object of the kind gets an id above all that the text shows
	unseenProgs map[*core.Prog]bool // programs whose instructions the text does not show
	areas       []area              // memory mapped from maps
	confined    map[int]bool        // tasks in another user namespace
	received    map[int]bool        // by index in Text.Calls: recvmsg calls whose message was sent
	calls       []history.Call
	from        []int
	verdicts    []Verdict
}

func newTrial(text *paste.Text, plan *plan, m core.Machine, slice func()) (*trial, error) {
	k, err := core.New(m)
	if err != nil {
		return nil, err
	}
	return &trial{text: text, plan: plan, machine: m, k: k, meter: history.NewMeter(slice), tasks: map[int]int{}, pins: map[string]bool{}, otherPins: map[string]bool{}, confined: map[int]bool{}, maps: map[*core.Map]*mapMemo{}, told: map[place]*toldPage{}, above: map[*kind]bool{}, unseenProgs: map[*core.Prog]bool{}, nextID: max(m.NextID, 1)}, nil
}

// overrun is the panic that ends a trial in the middle of a call that exceeds a budget.
type overrun struct{ error }

// step makes the next call of the text, or sets over.
func (t *trial) step() {
	defer func() {
		if fault := recover(); fault != nil {
			o, ok := fault.(overrun)
			if !ok {
				panic(fault)
			}
			t.over = o.error
		}
	}()
	c := &t.text.Calls[t.next]
	s := &t.now
	*s = step{trial: t, at: t.next, c: c, known: c.Result != nil, want: valueOr(c.Result, 0), verdict: Verdict{Call: -1}}
	t.next++
	if s.takeTask() {
		s.resolve()
		if make, ok := calls.Find(c.Name); ok {
			make(s)
		} else {
			s.opensOther()
		}
	}
	t.rets = append(t.rets, s.verdict.Got)
	s.judge()
}
