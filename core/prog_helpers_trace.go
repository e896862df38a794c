package core

import (
	"bytes"
	"slices"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

// Helper functions that report to user space. Follows kernel/trace/bpf_trace.c.

// Flags of bpf_perf_event_output.
const (
	BPF_F_INDEX_MASK  = 1<<32 - 1
	BPF_F_CURRENT_CPU = BPF_F_INDEX_MASK
	BPF_F_CTXLEN_MASK = 0xfffff << 32 // of programs with packets
)

// bpfPerfEventOutput follows bpf_perf_event_output. Data of a program with a packet may be followed by
// the packet's first bytes.
func bpfPerfEventOutput(m *interp.Machine, a *[5]uint64) uint64 {
	mp := mapArg(m, a[1])
	if mp == nil {
		return 0
	}
	r, flags, allowed := runOf(m), a[2], uint64(BPF_F_INDEX_MASK)
	packet := 0
	switch {
	case r.skb != nil:
		packet = r.skb.len()
	case r.xdp != nil:
		packet = r.xdp.end - r.xdp.data + r.xdp.fragBytes()
	}
	if r.skb != nil || r.xdp != nil {
		allowed |= BPF_F_CTXLEN_MASK
	}
	if flags&^allowed != 0 {
		return refuse(m, perfOutputFlags, flags, allowed)
	}
	if n := flags & BPF_F_CTXLEN_MASK >> 32; n > uint64(packet) {
		return refuse(m, perfOutputPacket, n, uint64(packet))
	}
	index := flags & BPF_F_INDEX_MASK
	if index == BPF_F_CURRENT_CPU {
		index = uint64(m.CPU)
	}
	if index >= uint64(mp.MaxEntries) {
		return refuse(m, perfOutputIndex, index, uint64(mp.MaxEntries))
	}
	slot, ok := mp.data.(*bpfArray).events[uint32(index)]
	if !ok {
		return refuse(m, perfOutputEmpty, index, uint64(mp.MaxEntries))
	}
	ev := slot.event.Object.(*PerfEvent)
	switch {
	case ev.config != abi.PERF_COUNT_SW_BPF_OUTPUT:
		return refuse(m, perfOutputKind, 0, 0)
	case ev.disabled || ev.cpu >= 0 && int(ev.cpu) != m.CPU:
		return refuse(m, perfOutputCPU, uint64(ev.cpu), uint64(m.CPU))
	}
	raw := slices.Clone(m.Memory(a[3], int(uint32(a[4]))))
	if n := int(flags & BPF_F_CTXLEN_MASK >> 32); n > 0 {
		raw = append(raw, r.packetStart(n)...)
	}
	if len(raw) > perfRawMax {
		return m.Fail("perf record does not fit the size field of its header", a[3])
	}
	return minus(r.k.perfOutput(ev, raw))
}

// perfRawMax is the most raw data of a record, whose header has 16 bits for its size.
const perfRawMax = 1<<16 - 16

// packetStart returns the first n bytes of the packet.
func (r *progRun) packetStart(n int) []byte {
	if r.skb != nil {
		return r.skb.mem[r.skb.data:][:n]
	}
	b := slices.Clone(r.xdp.mem[r.xdp.data:r.xdp.end])
	for _, f := range r.xdp.frags {
		b = append(b, f...)
	}
	return b[:n]
}

// consoleLines is the number of lines that the console keeps.
const consoleLines = 1000

// bpfTracePrintk follows bpf_trace_printk: it prints a line to the console and returns its length.
func bpfTracePrintk(m *interp.Machine, a *[5]uint64) uint64 {
	format := m.Memory(a[0], int(uint32(a[1])))
	if format == nil {
		return 0
	}
	k := runOf(m).k
	end := bytes.IndexByte(format, 0)
	if !sinceBprintf.In(k.Machine.Release) {
		end = len(format) - 1 // a NUL before is no text
	}
	if end < 0 || format[end] != 0 {
		return refuse(m, printkEnd, uint64(len(format)), 0)
	}
	b := bprintf{release: k.Machine.Release, space: m.Space, format: format[:end], args: a[2:]}
	if !b.print() {
		return refuse(m, printkFormat, 0, 0)
	}
	line, _, _ := strings.Cut(string(b.text), "\x00")
	if k.runs.console = append(k.runs.console, line); len(k.runs.console) > consoleLines {
		k.runs.console = k.runs.console[1:]
	}
	return uint64(b.length)
}
