package core

import "bpfplay/core/abi"

// Follows bpf_btf_get_info_by_fd and btf_get_info_by_fd.

// btfID returns the id of the map's BTF object, or 0.
func (m *Map) btfID() uint64 {
	if m.btf == nil {
		return 0
	}
	return uint64(m.btf.ID)
}

// btfGetInfoByFD reads where info wants the BTF and its name, and writes them, the id and the sizes.
func (k *Kernel) btfGetInfoByFD(c *bpfCall, b *BTFObject) abi.Errno {
	uinfo, size := c.attr.U64(&abi.InfoPointer), uint64(c.attr.U32(&abi.InfoLen))
	known := uint64(abi.BTFInfoLen(k.Machine.Release))
	if e := k.checkInfoTail(c, uinfo, known, size); e != 0 {
		return e
	}
	size = min(size, known)
	var info abi.BTFInfo
	left := c.task.Mem.CopyFromUser(info[:size], uinfo)
	if e := k.check(btfInfoInFault, left == 0, uinfo, size); e != 0 {
		return e
	}
	data, at := b.BTF.Data, abi.BTFInfoData.Value(info[:])
	n := min(uint64(len(data)), abi.BTFInfoSize.Value(info[:]))
	if e := k.copyOut(btfInfoDataFault, c, at, data[:n]); e != 0 {
		return e
	}
	abi.BTFInfoSize.Put(info[:], uint64(len(data)))
	abi.BTFInfoID.Put(info[:], uint64(b.ID))
	if known >= uint64(abi.BTFInfoNameLen.End()) {
		if e := k.putBTFName(c, &info); e != 0 {
			return e
		}
	}
	left = c.task.Mem.CopyToUser(uinfo, info[:size])
	if e := k.check(btfInfoFault, left == 0, uinfo, size); e != 0 {
		return e
	}
	return k.putU32(c, infoLenFault, c.uattr+uint64(abi.InfoLen.Offset), uint32(size))
}

// putBTFName writes the name of the BTF object, which is empty: only the kernel's own BTF has one.
func (k *Kernel) putBTFName(c *bpfCall, info *abi.BTFInfo) abi.Errno {
	at, room := abi.BTFInfoName.Value(info[:]), abi.BTFInfoNameLen.Value(info[:])
	if e := k.check(btfInfoName, (at == 0) == (room == 0), at, room); e != 0 {
		return e
	}
	abi.BTFInfoNameLen.Put(info[:], 0)
	abi.BTFInfoKernel.Put(info[:], 0)
	if at == 0 {
		return 0
	}
	return k.copyOut(btfInfoNameFault, c, at, []byte{0})
}
