package verifier

import "bpfplay/core/abi"

// span is a range of bytes in a context: from is inside, to is not.
type span struct{ from, to int }

func (s span) has(off int) bool { return s.from <= off && off < s.to }

// has reports whether one of the spans contains off.
func has(spans []span, off int) bool {
	for _, s := range spans {
		if s.has(off) {
			return true
		}
	}
	return false
}

// ctxAccess returns the type that a load of size bytes at off of the context yields, scalarValue for a number; ok is false if
// the access is invalid. extends reports a load that extends the sign. Follows the is_valid_access of each program type.
func (v *env) ctxAccess(off, size int, write, extends bool) (t regType, ok bool) {
	if off < 0 {
		return 0, false
	}
	if p := skbProgramOf(v.prog.Type); p != nil {
		return v.skbAccess(p, off, size, write, extends)
	}
	aligned := off%size == 0
	switch v.prog.Type {
	case progXDP:
		return v.xdpAccess(off, size, write, extends)
	case progKprobe:
		return scalarValue, off+size <= ptRegsSize && aligned && (!write || v.in(sinceKprobeWrite))
	case progTracepoint:
		limit := 2048
		if v.in(sinceLongTrace) {
			limit = 8192
		}
		return scalarValue, off >= 8 && off < limit && aligned && !write
	case progPerfEvent:
		end := ptRegsSize + 8
		if v.in(sincePerfAddr) {
			end += 8
		}
		return scalarValue, off < end && !write && aligned && (off >= ptRegsSize || size == 8)
	case progRawTracepoint:
		return scalarValue, off < 12*8 && !write && aligned
	case progSyscall:
		return scalarValue, off < 1<<16-1 && (aligned || v.in(sinceSyscallUnaligned))
	case progCgroupSock:
		return scalarValue, v.sockAccess(off, size, write)
	case progCgroupDevice:
		return scalarValue, !write && off+size <= 12 && aligned && (off < 4 || size == 4)
	}
	if v.prog.Type < uint32(len(ctxFields)) && ctxFields[v.prog.Type] != nil && v.in(sinceCtxFields) {
		return v.fieldAccess(ctxFields[v.prog.Type], off, size, write, extends)
	}
	v.decline("the context of this program type")
	return 0, false
}

const ptRegsSize = 168 // sizeof(struct pt_regs) on x86-64

// Release gates of contexts.
var (
	sinceKprobeWrite      = abi.Since{abi.V6_18}                  // kprobes write registers
	sinceLongTrace        = abi.Since{abi.V5_12, abi.V5_10 + 262} // PERF_MAX_TRACE_SIZE is 8192
	sincePerfAddr         = abi.Since{abi.V4_16}
	sinceSyscallUnaligned = abi.Since{abi.V7_1}
	sinceSignedPackets    = abi.Since{abi.V6_11} // loads that extend the sign do not make packet pointers
)

// xdpEnds are the sizes of struct xdp_md by release, newest first.
var xdpEnds = []struct {
	since abi.Release
	end   int
}{{abi.V5_8, 24}, {abi.V4_16, 20}, {abi.V4_15, 12}, {0, 8}}

// xdpAccess follows xdp_is_valid_access.
func (v *env) xdpAccess(off, size int, write, extends bool) (t regType, ok bool) {
	end := 0
	for _, row := range xdpEnds {
		if v.release >= row.since {
			end = row.end
			break
		}
	}
	pointers := [3]regType{ptrToPacket, ptrToPacketEnd, ptrToPacketMeta}
	t = scalarValue
	if off%4 == 0 && off < 12 {
		t = pointers[off/4]
	}
	switch {
	case write, off >= end, off%size != 0, size != 4:
		return 0, false
	case off == 20 && v.prog.ExpectedAttach != attachXDPDevmap:
		return 0, false
	case t != scalarValue && extends && v.in(sinceSignedPackets):
		return 0, false
	}
	return t, true
}

// sockAccess follows sock_filter_is_valid_access, for struct bpf_sock.
func (v *env) sockAccess(off, size int, write bool) bool {
	if _, ok := v.fieldAccess(sockFields[ptrToSocket], off, size, false, false); !ok {
		return false
	}
	at := v.prog.ExpectedAttach
	if at == 0 {
		at = attachIngress
	}
	switch {
	case off < 4 || 16 <= off && off < 24: // bound_dev_if, mark, priority
		return at == attachIngress || at == attachSockRelease
	case write:
		return false
	case 24 <= off && off < 28:
		return at == attachPost4Bind
	case 28 <= off && off < 44:
		return at == attachPost6Bind
	case 44 <= off && off < 48:
		return at == attachPost4Bind || at == attachPost6Bind
	}
	return true
}
