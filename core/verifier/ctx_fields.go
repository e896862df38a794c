package verifier

import "bpfplay/core/abi"

// ctxField is a range of bytes of a context or of a socket, and the sizes of the loads and stores that it allows: a sum of 1,
// 2, 4 and 8. Every access is aligned to its size.
type ctxField struct {
	from, to    uint8
	read, write uint8
	ptr         regType // type that a load yields; 0 for a number
	reads       attachSet
	writes      attachSet
	since       uint8 // index of ctxReleases
}

// attachSet is a set of attach types; 0 contains all.
type attachSet uint64

func (s attachSet) has(attach uint32) bool { return s == 0 || attach < 64 && s>>attach&1 == 1 }

// Attach types of sock_addr and sockopt programs, BPF_CGROUP_*.
const (
	attachINET4 attachSet = 1<<8 | 1<<10 | 1<<14 | 1<<19 | 1<<29 | 1<<31
	attachINET6 attachSet = 1<<9 | 1<<11 | 1<<15 | 1<<20 | 1<<30 | 1<<32
	attachUNIX  attachSet = 1<<49 | 1<<50 | 1<<51

	attachConnect     attachSet = 1<<10 | 1<<11
	attachUDP4Sendmsg attachSet = 1 << 14
	attachUDP6Sendmsg attachSet = 1 << 15
	attachGetsockopt  attachSet = 1 << 21
	attachSetsockopt  attachSet = 1 << 22
	attachSockCreate  attachSet = 1 << 2
)

// ctxReleases are the releases at which fields begin.
var ctxReleases = [...]abi.Release{0, abi.V5_8, abi.V5_14, abi.V5_17, abi.V6_2, abi.V6_12}

// sinceCtxFields is the release from which ctxFields holds.
var sinceCtxFields = abi.Since{abi.V5_10}

// ctxFields are the contexts by program type. The first row that contains an offset decides.
var ctxFields = [...][]ctxField{
	progCgroupSockAddr: { // struct bpf_sock_addr
		{from: 0, to: 4, read: 4},
		{from: 4, to: 8, read: 7, write: 4, reads: attachINET4, writes: attachINET4},
		{from: 8, to: 24, read: 15, write: 12, reads: attachINET6, writes: attachINET6},
		{from: 24, to: 28, read: 7, write: 4},
		{from: 28, to: 40, read: 4},
		{from: 40, to: 44, read: 7, write: 4, reads: attachUDP4Sendmsg, writes: attachUDP4Sendmsg},
		{from: 48, to: 56, read: 15, write: 12, reads: attachUDP6Sendmsg, writes: attachUDP6Sendmsg},
		{from: 44, to: 60, read: 7, write: 4, reads: attachUDP6Sendmsg, writes: attachUDP6Sendmsg},
		{from: 64, to: 72, read: 8, ptr: ptrToSocket},
	},
	progSockOps: { // struct bpf_sock_ops
		{from: 4, to: 8, read: 4, write: 4},
		{from: 164, to: 168, read: 4, write: 4},
		{from: 168, to: 184, read: 8},
		{from: 184, to: 192, read: 8, ptr: ptrToSocket | maybeNull},
		{from: 192, to: 200, read: 8, ptr: ptrToPacket},
		{from: 200, to: 208, read: 8, ptr: ptrToPacketEnd},
		{from: 212, to: 213, read: 7},
		{from: 216, to: 224, read: 8, since: 5},
		{from: 216, to: 217, read: 8, since: 4},
		{from: 217, to: 224, read: 4, since: 4},
		{from: 0, to: 216, read: 4},
	},
	progSKMsg: { // struct sk_msg_md
		{from: 0, to: 8, read: 8, ptr: ptrToPacket},
		{from: 8, to: 16, read: 8, ptr: ptrToPacketEnd},
		{from: 16, to: 72, read: 4},
		{from: 72, to: 80, read: 8, ptr: ptrToSocket},
	},
	progFlowDissector: { // struct __sk_buff
		{from: 76, to: 80, read: 4, ptr: ptrToPacket},
		{from: 80, to: 84, read: 4, ptr: ptrToPacketEnd},
		{from: 144, to: 152, read: 8, ptr: ptrToFlowKeys},
	},
	progSKLookup: { // struct bpf_sk_lookup
		{from: 0, to: 8, read: 8, ptr: ptrToSocket | maybeNull},
		{from: 36, to: 37, read: 7, since: 3},
		{from: 37, to: 40, read: 3, since: 3},
		{from: 8, to: 64, read: 7},
		{from: 64, to: 68, read: 7, since: 3},
	},
	progSKReuseport: { // struct sk_reuseport_md
		{from: 0, to: 8, read: 8, ptr: ptrToPacket},
		{from: 8, to: 16, read: 8, ptr: ptrToPacketEnd},
		{from: 20, to: 24, read: 6},
		{from: 16, to: 32, read: 7},
		{from: 32, to: 36, read: 4},
		{from: 40, to: 48, read: 8, ptr: ptrToSocket, since: 2},
		{from: 48, to: 56, read: 8, ptr: ptrToSockCommon | maybeNull, since: 2},
	},
	progCgroupSysctl: { // struct bpf_sysctl
		{from: 0, to: 4, read: 7},
		{from: 4, to: 8, read: 7, write: 4},
	},
	progCgroupSockopt: { // struct bpf_sockopt
		{from: 0, to: 8, read: 8, ptr: ptrToSocket},
		{from: 8, to: 16, read: 8, ptr: ptrToPacket},
		{from: 16, to: 24, read: 8, ptr: ptrToPacketEnd},
		{from: 24, to: 32, read: 4, write: 4, writes: attachSetsockopt},
		{from: 32, to: 36, read: 4, write: 4},
		{from: 36, to: 40, read: 4, write: 4, reads: attachGetsockopt, writes: attachGetsockopt},
	},
	progRawTracepointWr: {
		{from: 0, to: 1, read: 8, ptr: ptrToTPBuffer},
		{from: 1, to: 96, read: 15},
	},
}

// sockFields are the structs that pointers to sockets lead to, by the type of the pointer.
var sockFields = [...][]ctxField{
	ptrToSocket: { // struct bpf_sock
		{from: 4, to: 5, read: 7},
		{from: 8, to: 9, read: 7},
		{from: 12, to: 13, read: 7},
		{from: 24, to: 45, read: 7},
		{from: 48, to: 49, read: 7},
		{from: 49, to: 50, read: 3},
		{from: 50, to: 52},
		{from: 52, to: 73, read: 7},
		{from: 76, to: 77, read: 7, since: 1},
		{from: 0, to: 76, read: 4},
	},
	ptrToTCPSock: { // struct bpf_tcp_sock
		{from: 80, to: 96, read: 8},
		{from: 0, to: 112, read: 4},
	},
	ptrToXDPSock: {{from: 0, to: 4, read: 4}},
}

// fieldAccess returns the type that an access to one of the fields yields; ok is false if the access is invalid. extends reports a load that extends the
// sign.
func (v *env) fieldAccess(fields []ctxField, off, size int, write, extends bool) (t regType, ok bool) {
	if off%size != 0 {
		return 0, false
	}
	for i := range fields {
		f := &fields[i]
		if off < int(f.from) || off >= int(f.to) || v.release < ctxReleases[f.since] {
			continue
		}
		t = f.ptr
		if t == 0 {
			t = scalarValue
		}
		if write {
			return t, int(f.write)&size != 0 && f.writes.has(v.prog.ExpectedAttach)
		}
		if v.prog.Type == progFlowDissector && f.ptr != 0 && extends && v.in(sinceSignedPackets) {
			return 0, false
		}
		return t, int(f.read)&size != 0 && f.reads.has(v.prog.ExpectedAttach)
	}
	return 0, false
}

// socketField refuses an access to a field that a socket does not have (check_sock_access).
func (v *env) socketField(a access, r *reg, off int64) {
	if r.smin < 0 {
		v.refuse(regionNegative, a.n)
	}
	base := r.typ.base()
	fields := sockFields[base]
	if base == ptrToSockCommon {
		fields = sockFields[ptrToSocket]
	}
	if base == ptrToTCPSock && (off == 84 || off == 92) && a.size == 4 {
		// The verifier accepts it, and the rewriting of the access fails with a message that differs by release.
		v.decline("the upper half of a 64-bit field of a socket")
	}
	_, ok := v.fieldAccess(fields, int(off), a.size, a.write, a.sx)
	if !ok || base == ptrToSockCommon && 8 <= off && off < 24 {
		v.refuse(socketAccess, a.n, v.typeName(r.typ), off, a.size)
	}
}

const flowKeysSize = 56 // sizeof(struct bpf_flow_keys)

// flowKeys refuses an access outside of the flow keys (check_flow_keys_access).
func (v *env) flowKeys(a access, r *reg, off int64) {
	if v.circular {
		if !r.varOff.isConst() {
			v.refuse(flowKeysVariable, a.n, off, r.varOff.String())
		}
		off += int64(r.varOff.value)
	}
	if off < 0 || off+int64(a.size) > flowKeysSize {
		v.refuse(flowKeysAccess, off, a.size)
	}
}

// tracepointBuffer refuses an access at an unknown or negative offset of a writable tracepoint's buffer
// (check_tp_buffer_access). The size of the buffer is tested when the program is attached.
func (v *env) tracepointBuffer(a access, r *reg, off int64) {
	start := int64(r.varOff.value) + off
	switch {
	case !v.circular && off < 0:
		v.refuse(bufferOffset, a.n, "tracepoint", off, a.size)
	case !r.varOff.isConst() || !v.circular && r.varOff.value != 0:
		v.refuse(bufferVariable, a.n, off, r.varOff.String())
	case start < 0:
		v.refuse(bufferNegative, a.n, "tracepoint", off, int64(r.varOff.value))
	}
}
