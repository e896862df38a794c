package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// Follows bpf_obj_get_info_by_fd and bpf_map_get_info_by_fd in kernel/bpf/syscall.c.

var (
	sinceInfoZeroed = abi.Since{abi.V5_8}  // check_zeroed_user checks the whole range first
	sinceInfoIn     = abi.Since{abi.V6_18} // hash and hash_size are read from info
	sinceInfoEnd    = abi.Since{abi.V7_0}  // the padding after the last member must be zero too
)

// infoFields are the sources of the members of bpf_map_info. A member that is missing here stays unchanged: offload
// is not emulated.
var infoFields = table.Listed[*abi.Field, func(*Map) uint64]{
	{&abi.InfoType, func(m *Map) uint64 { return uint64(m.Type) }},
	{&abi.InfoID, func(m *Map) uint64 { return uint64(m.ID) }},
	{&abi.InfoKeySize, func(m *Map) uint64 { return uint64(m.KeySize) }},
	{&abi.InfoValueSize, func(m *Map) uint64 { return uint64(m.ValueSize) }},
	{&abi.InfoMaxEntries, func(m *Map) uint64 { return uint64(m.MaxEntries) }},
	{&abi.InfoMapFlags, func(m *Map) uint64 { return uint64(m.Flags) }},
	{&abi.InfoMapExtra, func(m *Map) uint64 { return m.Extra }},

	{&abi.InfoBtfVmlinuxVT, func(*Map) uint64 { return 0 }},
	{&abi.InfoBtfID, func(m *Map) uint64 { return m.btfID() }},
	{&abi.InfoBtfKeyType, func(m *Map) uint64 { return uint64(m.keyType) }},
	{&abi.InfoBtfValueType, func(m *Map) uint64 { return uint64(m.valueType) }},
}

// bpfObjGetInfoByFD follows bpf_obj_get_info_by_fd: it writes the properties of an object to info.
func (k *Kernel) bpfObjGetInfoByFD(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, infoCheckAttr); e != 0 {
		return 0, e
	}
	fd := c.attr.U32(&abi.InfoFD)
	f := c.task.Files.File(int(int32(fd)))
	if e := k.check(infoBadFD, f != nil, uint64(fd), 0); e != 0 {
		return 0, e
	}
	if f.Prog != nil {
		return k.bpfProgGetInfoByFD(c, f.Prog)
	}
	if l, ok := f.Object.(*Link); ok && sinceLinkIDs.In(k.Machine.Release) {
		return k.bpfLinkGetInfoByFD(c, l)
	}
	if o, ok := f.Object.(*Token); ok && sinceTokenInfo.In(k.Machine.Release) {
		return k.bpfTokenGetInfoByFD(c, o)
	}
	if f.BTF != nil {
		return 0, k.btfGetInfoByFD(c, f.BTF)
	}
	if e := k.check(infoNoObject, f.Map != nil, uint64(fd), 0); e != 0 {
		return 0, e
	}
	return 0, k.bpfMapGetInfoByFD(c, f.Map)
}

func (k *Kernel) bpfMapGetInfoByFD(c *bpfCall, m *Map) abi.Errno {
	r := k.Machine.Release
	uinfo, size := c.attr.U64(&abi.InfoPointer), uint64(c.attr.U32(&abi.InfoLen))
	known := uint64(abi.MapInfoSize(r))
	if sinceInfoEnd.In(r) {
		known = uint64(abi.MapInfoEnd(r))
	}
	if e := k.checkInfoTail(c, uinfo, known, size); e != 0 {
		return e
	}
	size = min(size, uint64(abi.MapInfoSize(r)))
	var info abi.MapInfo
	if sinceInfoIn.In(r) {
		left := c.task.Mem.CopyFromUser(info[:size], uinfo)
		if e := k.check(infoInFault, left == 0, uinfo, size); e != 0 {
			return e
		}
	}
	for _, f := range abi.MapInfoFields {
		if from := infoFields.Of(f); from != nil {
			f.Put(info[:], from(m))
		}
	}
	copy(info[abi.InfoName.Offset:], m.Name[:])
	if sinceInfoIn.In(r) {
		if e := k.putInfoHash(c, m, &info); e != 0 {
			return e
		}
	}
	left := c.task.Mem.CopyToUser(uinfo, info[:size])
	if e := k.check(infoFault, left == 0, uinfo, size); e != 0 {
		return e
	}
	return k.putU32(c, infoLenFault, c.uattr+uint64(abi.InfoLen.Offset), uint32(size))
}

// checkInfoTail follows bpf_check_uarg_tail_zero: the bytes after the members that the kernel knows must be zero.
func (k *Kernel) checkInfoTail(c *bpfCall, uinfo, known, size uint64) abi.Errno {
	if e := k.check(infoSilly, size <= k.Machine.PageSize, size, k.Machine.PageSize); e != 0 {
		return e
	}
	if !sinceInfoZeroed.In(k.Machine.Release) {
		if e := k.check(infoRangeOK, accessOK(uinfo, size), uinfo, TASK_SIZE); e != 0 {
			return e
		}
	}
	if size <= known {
		return 0
	}
	if sinceInfoZeroed.In(k.Machine.Release) {
		if e := k.check(infoTailRangeOK, accessOK(uinfo+known, size-known), uinfo+known, TASK_SIZE); e != 0 {
			return e
		}
	}
	at, faulted := k.zeroedUser(c.task, uinfo, known, size)
	if e := k.check(infoTailFault, !faulted, known, at); e != 0 {
		return e
	}
	return k.check(infoTailSet, at == size, known, at)
}

// putInfoHash writes the hash of the contents of a map to info.hash. Only the hash of a frozen map stays valid.
func (k *Kernel) putInfoHash(c *bpfCall, m *Map, info *abi.MapInfo) abi.Errno {
	addr := binary.LittleEndian.Uint64(info[abi.InfoHash.Offset:])
	size := binary.LittleEndian.Uint32(info[abi.InfoHashSize.Offset:])
	if addr == 0 {
		return k.check(infoHashAlone, size == 0, uint64(size), 0)
	}
	if e := k.check(infoHashType, m.ops.mapGetHash != nil, uint64(m.Type), 0); e != 0 {
		return e
	}
	if e := k.check(infoHashSize, size == sha256Size, uint64(size), sha256Size); e != 0 {
		return e
	}
	if e := k.check(infoHashFrozen, m.frozen, 0, 0); e != 0 {
		return e
	}
	hash := m.ops.mapGetHash(m)
	left := c.task.Mem.CopyToUser(addr, hash[:])
	return k.check(infoHashFault, left == 0, addr, sha256Size)
}
