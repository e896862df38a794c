package core

import "bpfplay/core/abi"

// Follows kernel/bpf/offload.c: maps that a network device holds. The machine has no device but loopback.

// loopback is the number of the loopback device.
const loopback = 1

var bpfMapOffloadOps = MapOps{name: "bpf_map_offload_ops", mapAlloc: bpfMapOffloadMapAlloc, mapCheckBTF: noBTF}

// bpfMapOffloadMapAlloc follows bpf_map_offload_map_alloc.
func bpfMapOffloadMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	typ, device := c.typ.typ, c.attr.U32(&abi.MapIfindex)
	if e := k.check(offloadNotCapable, c.task.Cred.Caps.Has(abi.CAP_SYS_ADMIN), uint64(device), uint64(c.task.Cred.Caps)); e != 0 {
		return nil, e
	}
	if e := k.check(offloadType, typ == abi.BPF_MAP_TYPE_ARRAY || typ == abi.BPF_MAP_TYPE_HASH, uint64(device), uint64(typ)); e != 0 {
		return nil, e
	}
	if e := k.check(offloadNoDevice, device == loopback, uint64(device), 0); e != 0 {
		return nil, e
	}
	return nil, k.check(offloadNoNdo, false, uint64(device), 0)
}
