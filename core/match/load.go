package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// prepareProgLoad prepares a load of a program whose instructions the text shows. Other loads are taken as traced.
func (s *step) prepareProgLoad() bool {
	size := abi.InsnCnt.Value(s.attr) * insnSize
	if s.c.Unshown != nil || size == 0 || !s.showsAll(&abi.Insns, size) || abi.License.Value(s.attr) == 0 {
		return false
	}
	s.chooseID(s.plan.progs)
	if !s.readable(abi.License.Value(s.attr), 1) {
		s.fill(&abi.License, []byte("GPL\x00"))
	}
	s.log(&abi.LogBuf, &abi.LogSize)
	for _, f := range debugInfo {
		at := f.at.Value(s.attr)
		if f.count.Value(s.attr) != 0 && at != 0 && !s.readable(at, 1) {
			s.setField(f.count, 0) // the text does not show the records, which only describe the instructions
		}
	}
	return true
}

// insnSize is the size of an instruction in bytes.
const insnSize = 8

// isLoad reports whether the result keeps a load of a program, and so why the kernel declined it.
func (s *step) isLoad() bool { return s.keep && s.c.Cmd == abi.BPF_PROG_LOAD }

// whyDeclined returns why the kernel declined to load a program; "" if it did not.
func whyDeclined(events []core.Event) (why string) {
	for _, e := range events {
		if e.Kind == core.Undecided {
			why = *e.Path
		}
	}
	return why
}

// debugInfo holds the fields of BPF_PROG_LOAD that lead to records about the instructions.
var debugInfo = []struct{ at, count *abi.Field }{
	{&abi.FuncInfo, &abi.FuncInfoCnt}, {&abi.LineInfo, &abi.LineInfoCnt}, {&abi.CoreRelos, &abi.CoreReloCnt},
}

// prepareBtfLoad prepares a load of BTF that the text shows. Other loads are taken as traced.
func (s *step) prepareBtfLoad() bool {
	if s.c.Unshown != nil || !s.showsAll(&abi.BtfData, abi.BtfSize.Value(s.attr)) {
		return false
	}
	s.chooseID(s.plan.btfs)
	s.log(&abi.BtfLogBuf, &abi.BtfLogSize)
	return true
}

// showsAll reports whether the text shows n bytes at the pointer f, at least one. A program that stores its attr shows all
// of its memory.
func (s *step) showsAll(f *abi.Field, n uint64) bool {
	at := f.Value(s.attr)
	if s.c.Addr != 0 && n > 0 && n <= fillLimit && s.readable(at, int(n)) {
		return true
	}
	for _, w := range s.writes[:s.given] {
		if n > 0 && at >= w.Addr && at+n <= w.Addr+uint64(len(w.Bytes)) {
			return true
		}
	}
	return false
}

// log maps the buffer of a log, which the kernel writes.
func (s *step) log(buf, size *abi.Field) {
	n := size.Value(s.attr)
	if n > fillLimit {
		n = fillLimit
		s.setField(size, n)
	}
	s.output(buf, n)
}

// setField changes a field of the attr, and records that as filled in.
func (s *step) setField(f *abi.Field, v uint64) {
	s.attr = f.Put(append([]byte(nil), s.attr...), v)
	s.fills = append(s.fills, Fill{Addr: s.attrAt() + uint64(f.Offset), Bytes: f.Bytes(s.attr)})
}

// prepareTestRun prepares a run of a program that the kernel has loaded, if the text shows its input. Other runs are taken as
// traced.
func (s *step) prepareTestRun() bool {
	f := s.file(int64(int32(abi.TestProgFD.Value(s.attr))))
	if f != nil && s.unseenProgs[f.Prog] {
		return false
	}
	if s.c.Unshown != nil || f == nil && s.known && s.want != -int64(abi.EBADF) || f != nil && f.Prog == nil && f.Map == nil {
		return false
	}
	for _, in := range testInput {
		if n := in.count.Value(s.attr); n != 0 && in.at.Value(s.attr) != 0 && !s.showsAll(in.at, n) {
			return false
		}
	}
	s.output(&abi.TestDataOut, min(abi.TestDataSizeOut.Value(s.attr), fillLimit))
	s.output(&abi.TestCtxOut, min(abi.TestCtxSizeOut.Value(s.attr), fillLimit))
	return true
}

// testInput holds the fields of BPF_PROG_TEST_RUN that lead to its input.
var testInput = []struct{ at, count *abi.Field }{{&abi.TestDataIn, &abi.TestDataSizeIn}, {&abi.TestCtxIn, &abi.TestCtxSizeIn}}

// prepareBindMap prepares a call on descriptors of the kernel's own programs and maps.
func (s *step) prepareBindMap() bool {
	prog, bound := s.file(int64(int32(abi.BindProgFD.Value(s.attr)))), s.file(int64(int32(abi.BindMapFD.Value(s.attr))))
	return prog != nil && prog.Prog != nil && bound != nil && bound.Map != nil
}
