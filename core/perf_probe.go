package core

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// Perf events of tracepoints, kprobes and uprobes. Follows perf_event_set_bpf_prog in kernel/events/core.c and
// perf_event_attach_bpf_prog in kernel/trace/bpf_trace.c. Whether perf_event_open finds a function or a file depends on the
// machine, so such an event exists only if a traced call opened it.

// perfPoint is the place of a tracepoint or a probe.
type perfPoint struct {
	kind   perfKind
	name   string // of the tracepoint, function or file; "" if unknown
	offset uint32
}

// perfKind is a kind of tracing events. The zero value is that of software events.
type perfKind uint8

const (
	perfSoftware perfKind = iota
	perfTracepoint
	perfKprobe
	perfKretprobe
	perfUprobe
	perfUretprobe
)

// perfKinds has, by kind, the name, the type of its programs, and the type in struct bpf_link_info.
var perfKinds = [...]struct {
	name string
	prog abi.ProgType
	info uint64
}{
	perfSoftware:   {"event", abi.BPF_PROG_TYPE_PERF_EVENT, 6},
	perfTracepoint: {"tracepoint", abi.BPF_PROG_TYPE_TRACEPOINT, 5},
	perfKprobe:     {"kprobe", abi.BPF_PROG_TYPE_KPROBE, 3},
	perfKretprobe:  {"kretprobe", abi.BPF_PROG_TYPE_KPROBE, 4},
	perfUprobe:     {"uprobe", abi.BPF_PROG_TYPE_KPROBE, 1},
	perfUretprobe:  {"uretprobe", abi.BPF_PROG_TYPE_KPROBE, 2},
}

var (
	sincePerfProgs   = abi.Since{abi.V4_15}                               // perf_event_attach_bpf_prog
	sincePerfCookie  = abi.Since{abi.V6_9}                                // info has the cookie
	sincePerfRefCtr  = abi.Since{abi.V6_16}                               // info has ref_ctr_offset
	sincePerfFdinfo  = abi.Since{abi.V6_17}                               // bpf_perf_link_show_fdinfo
	sincePerfNameLen = abi.Since{abi.V6_12, abi.V6_11 + 5, abi.V6_6 + 58} // info returns the length of the name
)

const (
	perfOpenWhat      = "perf_event_open "
	tracepointContext = 8 // bytes before the first field of every tracepoint
)

// PerfEventWhat returns the What of a traced call that opened an event: "perf_event_open uprobe 4660 /bin/bash". kind is
// tracepoint, kprobe, kretprobe, uprobe or uretprobe. An empty name is unknown.
func PerfEventWhat(kind, name string, offset uint32) string {
	return perfOpenWhat + kind + " " + strconv.FormatUint(uint64(offset), 10) + " " + name
}

// perfTraced returns the event that a traced call opened, or nil if it opened something else.
func (k *Kernel) perfTraced(what string) *PerfEvent {
	text, ok := strings.CutPrefix(what, perfOpenWhat)
	kind, text, more := strings.Cut(text, " ")
	offset, name, named := strings.Cut(text, " ")
	n, err := strconv.ParseUint(offset, 10, 32)
	if !ok || !more || !named || err != nil {
		return nil
	}
	for i := perfTracepoint; int(i) < len(perfKinds); i++ {
		if perfKinds[i].name == kind {
			k.madePerf++
			return &PerfEvent{nr: k.madePerf, point: perfPoint{i, name, uint32(n)}}
		}
	}
	return nil
}

// perfEventSetBpfProg follows perf_event_set_bpf_prog.
func (k *Kernel) perfEventSetBpfProg(ev *PerfEvent, p *Prog) abi.Errno {
	r, kind := k.Machine.Release, ev.point.kind
	want := perfKinds[kind].prog
	if kind == perfSoftware {
		if e := k.check(perfHasProg, ev.prog == nil, 0, 0); e != 0 {
			return e
		}
		return k.check(perfProgType, abi.ProgType(p.Type) == want, uint64(p.Type), 0)
	}
	if !sincePerfProgs.In(r) {
		return undecided
	}
	if e := k.check(perfPointType, abi.ProgType(p.Type) == want, uint64(p.Type), uint64(want)); e != 0 {
		return e
	}
	if want == abi.BPF_PROG_TYPE_KPROBE {
		if e := k.check(perfSleepable, !p.sleepable() || kind >= perfUprobe, 0, 0); e != 0 {
			return e
		}
	} else if p.MaxCtxOffset > tracepointContext {
		return undecided // depends on the fields of the tracepoint
	}
	return k.check(perfHasProg, ev.prog == nil, 0, 0)
}

// attrType follows perf_swevent_init: the clock is an event of another PMU, whose type is the first after the fixed ones.
func (e *PerfEvent) attrType() uint64 {
	if e.config == abi.PERF_COUNT_SW_CPU_CLOCK {
		return abi.PERF_TYPE_MAX
	}
	return abi.PERF_TYPE_SOFTWARE
}

// perfLinkInfo follows bpf_perf_link_fill_link_info.
func (k *Kernel) perfLinkInfo(c *bpfCall, l *Link, info *abi.LinkInfo) abi.Errno {
	r, ev := k.Machine.Release, l.event.Object.(*PerfEvent)
	if !sincePerfInfo.In(r) {
		return 0
	}
	if kind := ev.point.kind; kind == perfKprobe || kind == perfKretprobe || kind != perfSoftware && ev.point.name == "" {
		return undecided // the address of the function, or a name that the trace does not show
	}
	abi.LinkInfoLow.Put(info[:], perfKinds[ev.point.kind].info)
	if ev.point.kind == perfSoftware {
		abi.LinkInfoPerfName.Put(info[:], ev.config)
		abi.LinkInfoPerfLen.Put(info[:], ev.attrType())
	} else {
		n, e := k.putName(c, perfInfoName, ev.point.name, abi.LinkInfoPerfName.Value(info[:]), abi.LinkInfoPerfLen.Value(info[:]))
		if e != 0 {
			return e
		}
		if sincePerfNameLen.In(r) {
			abi.LinkInfoPerfLen.Put(info[:], n)
		}
	}
	if ev.point.kind >= perfUprobe {
		abi.LinkInfoPerfOffset.Put(info[:], uint64(ev.point.offset))
		if sincePerfRefCtr.In(r) {
			abi.LinkInfoRefCtr.Put(info[:], 0)
		}
	}
	if sincePerfCookie.In(r) {
		abi.LinkInfoCookie.Put(info[:], l.cookie)
	}
	return 0
}

// perfLinkFdinfo follows bpf_perf_link_show_fdinfo.
func (k *Kernel) perfLinkFdinfo(l *Link) {
	ev := l.event.Object.(*PerfEvent)
	if !sincePerfFdinfo.In(k.Machine.Release) {
		return
	}
	switch kind := ev.point.kind; {
	case kind == perfSoftware:
		k.fdinfo("type", decimal(ev.attrType()))
		k.fdinfo("config", decimal(ev.config))
	case kind == perfTracepoint:
		k.fdinfo("tp_name", ev.point.name)
	case kind >= perfUprobe:
		k.fdinfo("name", ev.point.name)
		k.fdinfo("offset", altHexadecimal(uint64(ev.point.offset)))
		k.fdinfo("ref_ctr_offset", altHexadecimal(0))
	default:
		return // the address of the function depends on the machine
	}
	k.fdinfo("event_type", perfKinds[ev.point.kind].name)
	k.fdinfo("cookie", decimal(l.cookie))
}

// altHexadecimal follows "%#x", which has no prefix before a zero.
func altHexadecimal(v uint64) string {
	if v == 0 {
		return "0"
	}
	return hexadecimal(v)
}
