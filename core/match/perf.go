package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// perfProbes and above are the types of kprobes and uprobes, whose numbers differ between kernels.
const perfProbes = 6

// perfEventOpen replays perf_event_open. The events of tracepoints and probes exist if the text shows it.
func perfEventOpen(s *step) {
	if len(s.args) != paste.PerfArgs || s.known && s.want < 0 {
		s.opensOther()
		return
	}
	a, opens := s.args, uint64(core.TracedFD)
	if a[paste.PerfArgs-1] == abi.PERF_FLAG_FD_CLOEXEC {
		opens = core.TracedCloexecFD
	}
	switch {
	case a[0] == abi.PERF_TYPE_TRACEPOINT:
		s.asTraced(core.PerfEventWhat("tracepoint", "", 0), opens)
	case a[0] >= perfProbes:
		s.asTraced(core.PerfEventWhat("uprobe", "", 0), opens)
	case a[0] != abi.PERF_TYPE_SOFTWARE:
		s.asTraced(s.c.Name, opens)
	default:
		var attr []byte
		for i, f := range abi.PerfFields {
			attr = f.Put(attr, uint64(a[i]))
		}
		attr = abi.Grow(attr, abi.PerfAttrMax)
		s.opensKnown(core.Call{Op: core.OpPerfEventOpen, Writes: []core.Write{{Addr: scratchPoll, Bytes: attr}},
			Args: core.Args{scratchPoll, uint64(a[8]), uint64(a[9]), uint64(a[10]), uint64(a[11])}})
	}
}

// ioctl replays ioctl on a perf event.
func ioctl(s *step) {
	if !s.isPerf(s.fd(0)) {
		nothing(s)
		return
	}
	s.make(core.Call{Op: core.OpIoctl, Args: core.Args{uint64(s.fd(0)), uint64(s.arg(1, 0)), uint64(s.arg(2, 0))}})
}

// perfFD returns the highest descriptor of a perf event, or -1.
func (s *step) perfFD() int64 {
	fd := int64(s.k.Task(s.task).Files.Highest())
	for fd >= 0 && !s.isPerf(fd) {
		fd--
	}
	return fd
}

// isPerf reports whether fd is the descriptor of an emulated perf event.
func (s *step) isPerf(fd int64) bool {
	f := s.file(fd)
	if f == nil {
		return false
	}
	_, ok := f.Object.(*core.PerfEvent)
	return ok
}
