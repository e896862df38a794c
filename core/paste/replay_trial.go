package paste

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// trial is one machine that makes the calls of a text, and the history that comes of it.
type trial struct {
	text     *Text
	plan     *replayPlan
	machine  core.Machine
	setting  string // what the machine has otherwise than usual, in words
	k        *core.Kernel
	keep     bool // the history and the verdicts
	out      bool // given up
	next     int  // the call to make
	agree    int
	said     int
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

func newTrial(text *Text, plan *replayPlan, m core.Machine) (*trial, error) {
	k, err := core.New(m)
	if err != nil {
		return nil, err
	}
	return &trial{text: text, plan: plan, machine: m, k: k, tasks: map[int]int{}, pins: map[string]bool{}, maps: map[*core.Map]*mapMemo{}, nextID: max(m.NextID, 1)}, nil
}

// step is the call of a text that is being made.
type step struct {
	*trial
	at      int // its place in Text.Calls
	c       *Call
	task    int
	known   bool // the text tells the result
	said    int64
	args    []int64
	attr    []byte
	m       *core.Map // that an element command is about; nil where there is none
	memo    *mapMemo
	writes  []core.Write
	given   int      // how many of them the text shows
	shown   []Memory // with the addresses that they have
	fills   []Fill
	fresh   bool // the key is one that the map did not have
	verdict Verdict
}

// step makes the next call of the text.
func (t *trial) step() {
	c := &t.text.Calls[t.next]
	s := &step{trial: t, at: t.next, c: c, known: c.Ret != nil, said: valueOr(c.Ret, 0), verdict: Verdict{Call: -1}}
	t.next++
	if s.takeTask() {
		s.resolve()
		if make, ok := replayCalls[c.Name]; ok {
			make(s)
		} else {
			s.opensOther()
		}
	}
	t.rets = append(t.rets, s.verdict.Ret)
	s.judge()
}

// judge counts the call.
func (s *step) judge() {
	v := &s.verdict
	if v.Known = s.known; v.Known {
		v.Said = s.said
		s.trial.said++
		if v.Agrees {
			s.agree++
		} else {
			s.wrong = append(s.wrong, s.at)
		}
	}
	if s.keep {
		v.Fills = s.fills
		s.verdicts = append(s.verdicts, *v)
	}
}

// resolve puts the results of earlier calls where the text names them. One that failed counts as -1.
func (s *step) resolve() {
	s.attr, s.args, s.shown = s.c.Attr, s.c.Args, s.c.Memory
	if len(s.c.Refs) > 0 {
		s.attr = append([]byte(nil), s.attr...)
		s.args = append([]int64(nil), s.args...)
		s.shown = append([]Memory(nil), s.shown...)
	}
	for _, r := range s.c.Refs {
		ret := s.resultOf(r)
		switch {
		case r.In == RefArg && r.Nr < len(s.args):
			s.args[r.Nr] = ret
		case r.In == RefAttr:
			s.attr = abi.Grow(s.attr, r.At+4)
			binary.LittleEndian.PutUint32(s.attr[r.At:], uint32(ret))
		case r.In == RefMemory && r.Nr < len(s.shown):
			m := &s.shown[r.Nr]
			m.Bytes = abi.Grow(append([]byte(nil), m.Bytes...), r.At+4)
			binary.LittleEndian.PutUint32(m.Bytes[r.At:], uint32(ret))
		}
	}
}

// resultOf is the number that a Ref stands for.
func (s *step) resultOf(r Ref) int64 {
	ret := int64(-1)
	if r.Call >= 0 && r.Call < len(s.rets) && s.rets[r.Call] >= 0 {
		ret = s.rets[r.Call]
		if r.From != 0 {
			b, _ := s.read(r.From, 4)
			ret = int64(binary.LittleEndian.Uint32(b))
		}
	}
	if r.Div != 0 {
		ret = int64(uint64(ret) / r.Div)
	}
	return ret + int64(r.Add)
}

// arg is a number among the arguments, other where there is none.
func (s *step) arg(i int, other int64) int64 {
	if i < len(s.args) {
		return s.args[i]
	}
	return other
}

// make makes the call of the text as a call of the history, and compares the results.
func (s *step) make(c core.Call) int64 {
	c.Task, c.Said = s.task, core.Said{Known: s.known, Ret: s.said}
	ret, ok := s.do(c, s.at)
	if !ok {
		return -1
	}
	s.verdict.Ret, s.verdict.Agrees = ret, ret == s.said
	return ret
}

// infer puts a call in that the text does not have.
func (s *step) infer(c core.Call) int64 {
	c.Task, c.Inferred = s.task, true
	s.inferred++
	ret, _ := s.do(c, -1)
	return ret
}

func (s *step) do(c core.Call, from int) (int64, bool) {
	ret, err := s.k.Do(&c)
	if err != nil {
		s.verdict.Why = err.Error()
		return -1, false
	}
	if s.keep {
		s.calls, s.from = append(s.calls, c), append(s.from, from)
	}
	if from >= 0 {
		s.verdict.Call = len(s.calls) - 1
	}
	return ret, true
}

// asTraced takes the result that the text gives; what is the name of the call.
func (s *step) asTraced(what string, opens uint64) {
	s.verdict.Traced = true
	if !s.known {
		s.verdict.Why = "the text tells no result, and the call is not emulated"
		return
	}
	if s.said < 0 {
		opens = core.TracedNothing
	}
	if opens != core.TracedNothing {
		s.takes(s.said)
	}
	if s.said != int64(int32(s.said)) {
		s.verdict.Ret, s.verdict.Agrees = s.said, true
		return
	}
	s.make(core.Call{Op: core.OpTraced, Args: [3]uint64{uint64(s.said), opens}, Path: what})
}

// file is what a descriptor leads to; nil where it is not open.
func (s *step) file(fd int64) *core.File {
	if fd != int64(int32(fd)) {
		return nil
	}
	return s.k.Task(s.task).Files.File(int(fd))
}

// fdLimit is where descriptors end at the latest: what a text shows to be above is not followed.
const fdLimit = 1 << 14

// takes makes a descriptor the lowest free one, as a kernel that gave it found it. What was open under it must have been
// closed unseen, and what is below it and free must have been opened.
func (s *step) takes(fd int64) {
	if fd < 0 || fd >= fdLimit {
		return
	}
	if s.file(fd) != nil {
		s.infer(closeCall(fd))
	}
	if int64(s.k.Task(s.task).Files.Lowest()) < fd {
		s.infer(core.Call{Op: core.OpUnseen, Args: [3]uint64{uint64(fd)}})
	}
}

func closeCall(fd int64) core.Call { return core.Call{Op: core.OpClose, Args: [3]uint64{uint64(fd)}} }

// opened is infer for a descriptor that was opened unseen.
func (s *step) opened(fd int64, what string) {
	if fd >= 0 && fd < fdLimit {
		s.infer(core.Call{Op: core.OpTraced, Args: [3]uint64{uint64(fd), core.TracedFD}, Path: what})
	}
}

// settle makes the descriptors what the text says that they are, where a call that gives one answered otherwise.
func (s *step) settle(ret int64, what string) {
	if !s.known || ret == s.said {
		return
	}
	if ret >= 0 {
		s.infer(closeCall(ret))
	}
	if s.said >= 0 {
		s.takes(s.said)
		s.opened(s.said, what)
	}
}
