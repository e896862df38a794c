package match

import (
	"bpfplay/core"
	"bpfplay/core/paste"
)

// trial is one machine that makes the calls of a text, and the history that comes of it.
type trial struct {
	text     *paste.Text
	plan     *plan
	machine  core.Machine
	setting  string // what the machine has otherwise than usual, in words
	k        *core.Kernel
	keep     bool // the history and the verdicts
	out      bool // given up
	next     int  // the call to make
	agree    int
	compared int
	inferred int
	forked   int    // forks among them
	filled   int    // bytes of memory that were made up
	nextID   uint32 // of the next map that the text makes; 0 for any
	moved    bool   // a map was inferred since, and ids go on behind its
	wrong    []int  // the calls that do not agree
	rets     []int64
	tasks    map[int]int // by process; -1 for one that has ended
	pins     map[string]bool
	maps     map[*core.Map]*mapMemo
	calls    []core.Call
	from     []int
	verdicts []Verdict
}

func newTrial(text *paste.Text, plan *plan, m core.Machine) (*trial, error) {
	k, err := core.New(m)
	if err != nil {
		return nil, err
	}
	return &trial{text: text, plan: plan, machine: m, k: k, tasks: map[int]int{}, pins: map[string]bool{}, maps: map[*core.Map]*mapMemo{}, nextID: max(m.NextID, 1)}, nil
}

// step makes the next call of the text.
func (t *trial) step() {
	c := &t.text.Calls[t.next]
	s := &step{trial: t, at: t.next, c: c, known: c.Ret != nil, want: valueOr(c.Ret, 0), verdict: Verdict{Call: -1}}
	t.next++
	if s.takeTask() {
		s.resolve()
		if make, ok := calls[c.Name]; ok {
			make(s)
		} else {
			s.opensOther()
		}
	}
	t.rets = append(t.rets, s.verdict.Got)
	s.judge()
}
