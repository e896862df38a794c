package core

import (
	"strconv"

	"bpfplay/core/abi"
)

// Follows perf_event_open and perf_ioctl in kernel/events/core.c, for software events alone: the number of any other kind
// depends on the machine.

// PerfEvent follows struct perf_event: the element of a PERF_EVENT_ARRAY, to which programs are attached, too.
type PerfEvent struct {
	nr       int
	point    perfPoint
	config   uint64
	cpu      int32 // -1 for any
	pid      int32 // -1 for all tasks
	inherit  bool
	disabled bool
	prog     *Prog // set by PERF_EVENT_IOC_SET_BPF or a link; holds one reference

	sampleRaw bool        // PERF_SAMPLE_RAW: records have the data of the program
	watermark bool        // wakeup counts bytes, not records
	backward  bool        // records are written from the end of the buffer to its start
	wakeup    uint32      // wakeup_events or wakeup_watermark
	buffer    *perfBuffer // nil if unmapped
	waiters   waitQueue
}

// isPerf reports whether f is a perf event.
func isPerf(f *File) bool {
	_, ok := f.Object.(*PerfEvent)
	return ok
}

// String implements [Object].
func (e *PerfEvent) String() string { return "perf event " + strconv.Itoa(e.nr) }

// release implements [Object]. It follows perf_release.
func (e *PerfEvent) release(k *Kernel, f *File) {
	k.noteFile(f, Event{Kind: Released, Func: "perf_release"})
	e.setProg(k, nil)
}

// setProg sets the program, and drops the one before.
func (e *PerfEvent) setProg(k *Kernel, p *Prog) {
	old := e.prog
	if e.prog = p; old != nil {
		k.bpfProgPut(old)
	}
}

// What is emulated of struct perf_event_attr.
const (
	perfFlagAll = 0xf
	perfBits    = abi.PerfDisabled | abi.PerfInherit | abi.PerfFreq | abi.PerfWatermark
	perfFreqMax = 10000 // samples a second that every machine permits
)

// sinceBackward is the first release with write_backward.
var sinceBackward = abi.Since{abi.V4_7}

// Requests of ioctl on a perf event.
const (
	PERF_EVENT_IOC_ENABLE  = 0x2400
	PERF_EVENT_IOC_DISABLE = 0x2401
	PERF_EVENT_IOC_SET_BPF = 0x40042408
)

// sysPerfEventOpen follows perf_event_open. The result is NotEmulated for events other than the CPU clock and the output of
// programs, for groups, for other tasks, and for attrs with further settings.
func (k *Kernel) sysPerfEventOpen(t *Task, uattr uint64, pid, cpu, group int32, flags uint32) int64 {
	if e := k.check(perfFlags, flags&^perfFlagAll == 0, uint64(flags), perfFlagAll); e != 0 {
		return -int64(e)
	}
	var attr [abi.PerfAttrMax]byte
	size := uint32(abi.PerfAttrMin)
	left := t.Mem.CopyFromUser(attr[:8], uattr)
	if e := k.check(perfAttrFault, left == 0, uattr, 8); e != 0 {
		return -int64(e)
	}
	if n := uint32(abi.PerfSize.Value(attr[:])); n != 0 {
		size = n
	}
	if size < abi.PerfAttrMin || size > abi.PerfAttrMax {
		return NotEmulated
	}
	left = t.Mem.CopyFromUser(attr[:size], uattr)
	if e := k.check(perfAttrFault, left == 0, uattr, uint64(size)); e != 0 {
		return -int64(e)
	}
	value := func(f *abi.Field) uint64 { return f.Value(attr[:]) }
	config, period, sample, bits, known := value(&abi.PerfConfig), value(&abi.PerfSamplePeriod), value(&abi.PerfSampleType), value(&abi.PerfBits), uint64(perfBits)
	if sinceBackward.In(k.Machine.Release) {
		known |= abi.PerfWriteBackward
	}
	clock := config == abi.PERF_COUNT_SW_CPU_CLOCK || config == abi.PERF_COUNT_SW_BPF_OUTPUT
	plain := value(&abi.PerfType) == abi.PERF_TYPE_SOFTWARE && clock && bits&^known == 0 && sample&^abi.PERF_SAMPLE_RAW == 0 &&
		value(&abi.PerfReadFormat) == 0 && period>>63 == 0 && (bits&abi.PerfFreq == 0 || period <= perfFreqMax) &&
		flags&^abi.PERF_FLAG_FD_CLOEXEC == 0 && group == -1 && t.Cred.Caps.Has(abi.CAP_SYS_ADMIN) && abi.IsZero(attr[abi.PerfWakeup.End():])
	if !plain || pid < -1 || pid > 0 || cpu >= int32(k.Machine.CPUs) || cpu < -1 {
		return NotEmulated
	}
	if e := k.check(perfNowhere, pid != -1 || cpu != -1, 0, 0); e != 0 {
		return -int64(e)
	}
	k.madePerf++
	ev := &PerfEvent{nr: k.madePerf, config: config, cpu: cpu, pid: pid, disabled: bits&abi.PerfDisabled != 0, inherit: bits&abi.PerfInherit != 0,
		sampleRaw: sample != 0, watermark: bits&abi.PerfWatermark != 0, backward: bits&abi.PerfWriteBackward != 0, wakeup: uint32(value(&abi.PerfWakeup))}
	return k.openFD("perf_event_open", perfFull, t, File{Object: ev, Mode: O_RDWR}, flags&abi.PERF_FLAG_FD_CLOEXEC != 0)
}

// sysIoctl follows ioctl on perf events. The result is NotEmulated for other files and requests.
func (k *Kernel) sysIoctl(t *Task, fd int32, request uint32, arg uint64) int64 {
	f, e := k.openFile(ioctlBadFD, t, fd)
	if e != 0 {
		return -int64(e)
	}
	ev, ok := f.Object.(*PerfEvent)
	if !ok {
		return NotEmulated
	}
	switch request {
	case PERF_EVENT_IOC_ENABLE, PERF_EVENT_IOC_DISABLE:
		ev.disabled = request == PERF_EVENT_IOC_DISABLE
		return 0
	case PERF_EVENT_IOC_SET_BPF:
		if !sincePerfProgFirst.In(k.Machine.Release) && ev.point.kind == perfSoftware {
			return NotEmulated
		}
		p, e := k.bpfProgGet(t, uint32(arg), attachNotOpen, attachNoProg)
		if e == 0 {
			e = k.perfEventSetBpfProg(ev, p)
		}
		if e == 0 {
			k.bpfProgInc(p)
			ev.setProg(k, p)
		}
		if e == undecided {
			return NotEmulated
		}
		return -int64(e)
	}
	return NotEmulated
}

// sincePerfProgFirst is the release in which SET_BPF looks for the program before anything else.
var sincePerfProgFirst = abi.Since{abi.V5_15}

// perfLinkAttach follows bpf_perf_link_attach. The link holds the file of the event.
func (k *Kernel) perfLinkAttach(c *bpfCall, p *Prog) (int64, abi.Errno) {
	flags := c.attr.U32(&abi.LinkFlags)
	if e := k.check(linkFlags, flags == 0, uint64(flags), 0); e != 0 {
		return 0, e
	}
	fd := c.attr.U32(&abi.LinkTargetFD)
	ev, e := objectOf[*PerfEvent](k, c.task, fd, perfLinkNotOpen, perfLinkNoEvent)
	if e != 0 {
		return 0, e
	}
	f := c.task.Files.File(int(int32(fd)))
	l := &Link{Type: abi.BPF_LINK_TYPE_PERF_EVENT, Attach: abi.BPF_PERF_EVENT, Prog: p, ops: perfLinkOps, event: f, cookie: c.attr.U64(&abi.LinkCookie)}
	if e := k.newLink(c, l); e != 0 {
		return 0, e
	}
	if e := k.perfEventSetBpfProg(ev, p); e != 0 {
		return k.cleanupLink(l, e)
	}
	k.getFile("bpf_perf_link_attach", f)
	k.bpfProgInc(p)
	ev.setProg(k, p)
	return k.settle(c, l)
}

// perfLinkOps follows bpf_perf_link_lops. Info of a software event has its kind since 6.6.
var perfLinkOps = &linkOps{
	stays: true,
	detach: func(k *Kernel, l *Link) {
		l.event.Object.(*PerfEvent).setProg(k, nil)
		k.fput("bpf_perf_link_release", l.event)
	},
	info:   (*Kernel).perfLinkInfo,
	fdinfo: (*Kernel).perfLinkFdinfo,
}

// sincePerfInfo is the release with bpf_perf_link_fill_link_info.
var sincePerfInfo = abi.Since{abi.V6_6}
