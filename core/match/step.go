package match

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// step is the call of a text that is being made.
type step struct {
	*trial
	at      int // its place in Text.Calls
	c       *paste.Call
	task    int
	known   bool // the text tells the result
	want    int64
	args    []int64
	attr    []byte
	m       *core.Map // that an element command is about; nil where there is none
	memo    *mapMemo
	writes  []core.Write
	given   int            // how many of them the text shows
	shown   []paste.Memory // with the addresses that they have
	fills   []Fill
	fresh   bool // the key is one that the map did not have
	verdict Verdict
}

// resolve puts the results of earlier calls where the text names them. One that failed counts as -1.
func (s *step) resolve() {
	s.attr, s.args, s.shown = s.c.Attr, s.c.Args, s.c.Memory
	if len(s.c.Refs) > 0 {
		s.attr = append([]byte(nil), s.attr...)
		s.args = append([]int64(nil), s.args...)
		s.shown = append([]paste.Memory(nil), s.shown...)
	}
	for _, r := range s.c.Refs {
		ret := s.resultOf(r)
		switch {
		case r.In == paste.RefArg && r.Nr < len(s.args):
			s.args[r.Nr] = ret
		case r.In == paste.RefAttr:
			s.attr = abi.Grow(s.attr, r.At+4)
			binary.LittleEndian.PutUint32(s.attr[r.At:], uint32(ret))
		case r.In == paste.RefMemory && r.Nr < len(s.shown):
			m := &s.shown[r.Nr]
			m.Bytes = abi.Grow(append([]byte(nil), m.Bytes...), r.At+4)
			binary.LittleEndian.PutUint32(m.Bytes[r.At:], uint32(ret))
		}
	}
}

// resultOf is the number that a Ref stands for.
func (s *step) resultOf(r paste.Ref) int64 {
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

// asTraced takes the result that the text gives; what is the name of the call.
func (s *step) asTraced(what string, opens uint64) {
	s.verdict.Traced = true
	if !s.known {
		s.verdict.Why = "the text tells no result, and the call is not emulated"
		return
	}
	if s.want < 0 {
		opens = core.TracedNothing
	}
	if opens != core.TracedNothing {
		s.takes(s.want)
	}
	if s.want != int64(int32(s.want)) {
		s.verdict.Got, s.verdict.Agrees = s.want, true
		return
	}
	s.make(core.Call{Op: core.OpTraced, Args: [3]uint64{uint64(s.want), opens}, Path: what})
}

// judge counts the call.
func (s *step) judge() {
	v := &s.verdict
	if v.Known = s.known; v.Known {
		v.Want = s.want
		s.compared++
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

// make makes the call of the text as a call of the history, and compares the results.
func (s *step) make(c core.Call) int64 {
	c.Task, c.Said = s.task, core.Said{Known: s.known, Ret: s.want}
	ret, ok := s.do(c, s.at)
	if !ok {
		return -1
	}
	s.verdict.Got, s.verdict.Agrees = ret, ret == s.want
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
