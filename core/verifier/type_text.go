package verifier

import "bpfplay/core/abi"

var typeNames = [...]string{
	notInit: "?", scalarValue: "scalar", ptrToCtx: "ctx", constPtrToMap: "map_ptr", ptrToMapValue: "map_value", ptrToMapKey: "map_key",
	ptrToStack: "fp", ptrToPacket: "pkt", ptrToPacketMeta: "pkt_meta", ptrToPacketEnd: "pkt_end", ptrToFlowKeys: "flow_keys",
	ptrToSocket: "sock", ptrToSockCommon: "sock_common", ptrToTCPSock: "tcp_sock", ptrToTPBuffer: "tp_buffer", ptrToXDPSock: "xdp_sock",
	ptrToBTFID: "ptr_", ptrToMem: "mem", ptrToBuf: "buf", ptrToFunc: "func", ptrToDynptr: "dynptr_ptr",
}

// typeName returns the name of a type as the logs of the release print it.
func (v *env) typeName(t regType) string {
	name := typeNames[t.base()]
	if t == scalarValue && !v.in(sinceTypeFlags) {
		return "inv"
	}
	if t&memRingbuf != 0 && v.in(sinceTypeFlags) {
		if v.in(sinceRingbufName) {
			name = "ringbuf_" + name
		} else {
			name = "alloc_" + name
		}
	}
	for _, f := range [...]struct {
		flag   regType
		prefix string
	}{{memRCU, "rcu_"}, {ptrTrusted, "trusted_"}, {memPercpu, "percpu_"}} {
		if t&f.flag != 0 {
			name = f.prefix + name
		}
	}
	if t&memRdonly != 0 {
		name = "rdonly_" + name
	} else if t == ptrToBuf && !v.in(sinceTypeFlags) {
		name = "rdwr_" + name
	}
	if t.mayBeNull() {
		name += "_or_null"
	}
	return name
}

var sinceRingbufName = abi.Since{abi.V6_2}
