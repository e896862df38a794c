package core

import (
	"slices"
	"strconv"

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
	if len(format) == 0 || format[len(format)-1] != 0 {
		return refuse(m, printkEnd, uint64(len(format)), 0)
	}
	line, ok := tracePrintk(m.Space, string(format[:len(format)-1]), a[2:])
	if !ok {
		return refuse(m, printkFormat, 0, 0)
	}
	c := &runOf(m).k.runs.console
	if *c = append(*c, line); len(*c) > consoleLines {
		*c = (*c)[1:]
	}
	return uint64(len(line))
}

// tracePrintk formats up to three numbers or strings. ok is false for a conversion that the kernel refuses.
func tracePrintk(space *interp.Space, format string, args []uint64) (line string, ok bool) {
	var b []byte
	for i := 0; i < len(format); i++ {
		if format[i] >= 0x80 || format[i] < ' ' && format[i] != '\n' && format[i] != '\t' {
			return "", false
		}
		if format[i] != '%' {
			b = append(b, format[i])
			continue
		}
		if i++; i < len(format) && format[i] == '%' {
			b = append(b, '%')
			continue
		}
		zero, width, long := false, 0, false
		for ; i < len(format) && format[i] >= '0' && format[i] <= '9'; i++ {
			zero = zero || width == 0 && format[i] == '0'
			width = 10*width + int(format[i]-'0')
		}
		for ; i < len(format) && format[i] == 'l'; i++ {
			long = true
		}
		if i == len(format) || len(args) == 0 {
			return "", false
		}
		v := args[0]
		args = args[1:]
		var text string
		switch c := format[i]; {
		case c == 's':
			text = kernelString(space, v)
		case c == 'c':
			text = string(rune(byte(v)))
		case c == 'p':
			for i+1 < len(format) && format[i+1] >= 'a' && format[i+1] <= 'z' {
				i++
			}
			text = "0x" + strconv.FormatUint(v, 16)
		case (c == 'd' || c == 'i') && long:
			text = strconv.FormatInt(int64(v), 10)
		case c == 'd' || c == 'i':
			text = strconv.FormatInt(int64(int32(v)), 10)
		case c == 'u' || c == 'x' || c == 'X':
			if !long {
				v = uint64(uint32(v))
			}
			base := 16
			if c == 'u' {
				base = 10
			}
			text = strconv.FormatUint(v, base)
		default:
			return "", false
		}
		for n := len(text); n < width; n++ {
			if zero {
				b = append(b, '0')
			} else {
				b = append(b, ' ')
			}
		}
		b = append(b, text...)
	}
	return string(b), true
}

// mostKernelString limits a string of %s.
const mostKernelString = 512

// kernelString returns the string at addr, up to its NUL.
func kernelString(space *interp.Space, addr uint64) string {
	var b []byte
	for len(b) < mostKernelString {
		c := space.Bytes(addr+uint64(len(b)), 1)
		if c == nil || c[0] == 0 {
			break
		}
		b = append(b, c[0])
	}
	return string(b)
}
