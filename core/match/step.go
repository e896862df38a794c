package match

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/paste"
)

// step is the current call of a text.
type step struct {
	*trial
	at      int // index in Text.Calls
	c       *paste.Call
	task    int
	known   bool // the text shows the result
	want    int64
	args    []int64
	attr    []byte
	m       *core.Map // map of the command, or nil
	memo    *mapMemo
	writes  []core.Write
	given   int            // number of writes that the text shows
	shown   []paste.Memory // memory in the text, with its addresses
	fills   []Fill
	fresh   bool // the key was not in the map
	doing   core.Call
	verdict Verdict
}

// resolve replaces references by the results of earlier calls. A failed call counts as -1.
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

// resultOf returns the number that r refers to.
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

// arg returns argument i, or other if the text does not show it.
func (s *step) arg(i int, other int64) int64 {
	if i < len(s.args) {
		return s.args[i]
	}
	return other
}

// fd returns argument i as a descriptor, -1 if the text does not show it.
func (s *step) fd(i int) int64 { return int64(int32(s.arg(i, -1))) }

// asTraced takes the result from the text; what names the call.
func (s *step) asTraced(what string, opens uint64) {
	s.verdict.Traced = true
	if !s.known {
		s.verdict.Why = "the text shows no result, and the call is not emulated"
		if opens != core.TracedNothing { // later calls use the descriptor
			fd := s.k.Task(s.task).Files.Lowest()
			s.make(core.Call{Op: core.OpTraced, Args: core.Args{uint64(fd), opens}, Path: what})
		}
		return
	}
	if s.want < 0 {
		opens = core.TracedNothing
	}
	if opens != core.TracedNothing {
		s.takes(s.want)
	}
	if s.want != int64(int32(s.want)) {
		s.verdict.Got = s.want
		return
	}
	s.make(core.Call{Op: core.OpTraced, Args: core.Args{uint64(s.want), opens}, Path: what})
}

// judge counts the call and records its verdict.
func (s *step) judge() {
	v := &s.verdict
	if v.Known = s.known; v.Known {
		v.Want = s.want
		v.Agrees = v.Agrees && !v.Traced
		if !v.Agrees && !v.Traced {
			s.differ = append(s.differ, s.at)
		}
	}
	s.countVerdict(v)
	for _, f := range s.fills {
		if !f.Output {
			s.Invented += len(f.Bytes)
		}
	}
	if s.keep {
		v.Fills = s.fills
		s.verdicts = append(s.verdicts, *v)
	}
}

// make makes c for the call of the text, and compares the results.
func (s *step) make(c core.Call) int64 {
	c.Task = s.task
	ret, why, ok := s.do(history.Call{Call: c, Known: s.known, Want: s.want}, s.at)
	if !ok {
		return -1
	}
	if ret == core.NotEmulated {
		if why != "" {
			s.verdict.Why = "bpfplay's verifier cannot decide about this program: " + why
		}
		s.decline()
		return -1
	}
	s.verdict.Got, s.verdict.Agrees = ret, ret == s.want
	return ret
}

// decline takes the result of a call that the kernel did not emulate from the text.
func (s *step) decline() {
	if s.keep {
		last := len(s.calls) - 1
		s.calls, s.from = s.calls[:last], s.from[:last]
	}
	s.verdict.Call = -1
	if s.c.Name == "bpf" {
		s.asTraced(s.what(), s.opens())
	} else {
		s.asTraced(s.c.Name, core.TracedNothing)
	}
}

// what names a bpf call that is taken as traced. The name of a link has its attach type and its program.
func (s *step) what() string {
	if s.c.Cmd == abi.BPF_LINK_CREATE && len(s.attr) >= abi.LinkAttachType.End() {
		return core.LinkWhat(abi.AttachType(abi.LinkAttachType.Value(s.attr)), int32(abi.LinkProgFD.Value(s.attr)))
	}
	return s.c.Cmd.String()
}

// infer makes a call that is not in the text.
func (s *step) infer(c core.Call) int64 {
	c.Task = s.task
	s.inferred++
	ret, _, _ := s.do(history.Call{Call: c, Inferred: true}, -1)
	return ret
}

// do makes a call and returns its result, and why the kernel declined it. ok is false if it cannot be made.
func (s *step) do(c history.Call, from int) (ret int64, why string, ok bool) {
	for i, a := range c.Op.Args() {
		c.Args[i] = a.Truncate(c.Args[i])
	}
	s.doing = c.Call
	var err error
	events, over := s.meter.Run(s.k, from >= 0 && s.isLoad(), func() { ret, err = s.k.Do(&s.doing) })
	if over != nil {
		panic(overrun{over})
	}
	if err != nil {
		s.verdict.Why = err.Error()
		return -1, "", false
	}
	if s.keep {
		s.calls, s.from = append(s.calls, c), append(s.from, from)
	}
	if from >= 0 {
		s.verdict.Call = len(s.calls) - 1
	}
	return ret, whyDeclined(events), true
}
