package core

import "bpfplay/core/abi"

// Follows kernel/bpf/bpf_struct_ops.c: structs of function pointers of the kernel, implemented by programs. The value is a
// type of the kernel's BTF, which is not emulated, so only the checks are and no such map is ever created.

var bpfStructOpsMapOps = MapOps{
	name:          "bpf_struct_ops_map_ops",
	needs:         abi.CAP_BPF,
	mapAllocCheck: bpfStructOpsMapAllocCheck,
	mapAlloc:      bpfStructOpsMapAlloc,
	mapFree:       func(*Kernel, *Map) {},
	neverFrozen:   true,
	inside:        noInside("One struct of function pointers. It is empty, because programs are not emulated."),
}

// sinceModuleOps is the first release in which a module may define a struct_ops type.
var sinceModuleOps = abi.Since{abi.V6_9}

// bpfStructOpsMapAllocCheck follows bpf_struct_ops_map_alloc_check.
func bpfStructOpsMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	key, entries, id := c.attr.U32(&abi.KeySize), c.attr.U32(&abi.MaxEntries), c.attr.U32(&abi.BtfVmlinuxValueID)
	if e := k.check(structOpsKey, key == 4, uint64(key), 0); e != 0 {
		return e
	}
	if e := k.check(structOpsEntries, entries == 1, uint64(entries), 0); e != 0 {
		return e
	}
	allowed := (abi.BPF_F_LINK | abi.BPF_F_VTYPE_BTF_OBJ_FD) & k.mapFlags
	if e := k.check(structOpsFlags, c.flags()&^allowed == 0, uint64(c.flags()), uint64(allowed)); e != 0 {
		return e
	}
	return k.check(structOpsNoType, id != 0, uint64(id), 0)
}

// bpfStructOpsMapAlloc follows bpf_struct_ops_map_alloc as far as it gets without BTF.
func bpfStructOpsMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	if e := k.needs(c, structOpsCapable); e != 0 {
		return nil, e
	}
	if sinceModuleOps.In(k.Machine.Release) && c.flags()&abi.BPF_F_VTYPE_BTF_OBJ_FD != 0 {
		fd := int32(c.attr.U32(&abi.ValueTypeBtfObjFD))
		if e := k.check(structOpsBtfFD, c.task.Files.File(int(fd)) != nil, uint64(uint32(fd)), 0); e != 0 {
			return nil, e
		}
		return nil, k.check(structOpsNoBtf, false, uint64(uint32(fd)), 0)
	}
	return nil, k.check(structOpsUnknown, false, uint64(c.attr.U32(&abi.BtfVmlinuxValueID)), 0)
}
