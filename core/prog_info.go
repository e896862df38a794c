package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows bpf_prog_get_info_by_fd in kernel/bpf/syscall.c.

var (
	sinceProgInfoEnd = abi.Since{abi.V7_0, abi.V6_12 + 100, abi.V6_1 + 170} // the padding after the last member must be zero too
	sinceInfoBTF     = abi.Since{abi.V5_11}                                 // btf_id is for tasks without CAP_BPF too
)

// The sizes of the records that a program has.
const (
	sizeofFuncInfo  = 8
	sizeofLineInfo  = 16
	sizeofJitedLine = 8
)

// progInfoSizes are the record sizes of info, and the counts that need them.
var progInfoSizes = []struct {
	size, count *abi.Field
	bytes       uint32
}{
	{&abi.ProgInfoFuncRecSize, &abi.ProgInfoNrFuncInfo, sizeofFuncInfo},
	{&abi.ProgInfoLineRecSize, &abi.ProgInfoNrLineInfo, sizeofLineInfo},
	{&abi.ProgInfoJitedRecSize, &abi.ProgInfoNrJitedLineInfo, sizeofJitedLine},
}

// progInfoHidden are the members that a task without CAP_BPF sees as 0.
var progInfoHidden = []*abi.Field{
	&abi.ProgInfoJitedLen, &abi.ProgInfoXlatedLen, &abi.ProgInfoNrKsyms, &abi.ProgInfoNrFuncLens, &abi.ProgInfoNrFuncInfo,
	&abi.ProgInfoNrLineInfo, &abi.ProgInfoNrJitedLineInfo,
}

// progInfo is a struct bpf_prog_info while it is filled in.
type progInfo struct {
	k    *Kernel
	c    *bpfCall
	p    *Prog
	info abi.ProgInfo
}

func (i *progInfo) u32(f *abi.Field) uint32 { return binary.LittleEndian.Uint32(i.info[f.Offset:]) }
func (i *progInfo) u64(f *abi.Field) uint64 { return binary.LittleEndian.Uint64(i.info[f.Offset:]) }
func (i *progInfo) put(f *abi.Field, v uint64) {
	f.Put(i.info[:], v)
}

// bpfProgGetInfoByFD follows bpf_prog_get_info_by_fd. The result is NotEmulated if the caller asks for machine code.
func (k *Kernel) bpfProgGetInfoByFD(c *bpfCall, p *Prog) (int64, abi.Errno) {
	r := k.Machine.Release
	uinfo, size := c.attr.U64(&abi.InfoPointer), uint64(c.attr.U32(&abi.InfoLen))
	known := uint64(abi.ProgInfoSize(r))
	if sinceProgInfoEnd.In(r) {
		known = uint64(abi.ProgInfoEnd(r))
	}
	if e := k.checkInfoTail(c, uinfo, known, size); e != 0 {
		return 0, e
	}
	size = min(size, uint64(abi.ProgInfoSize(r)))
	i := progInfo{k: k, c: c, p: p}
	left := c.task.Mem.CopyFromUser(i.info[:size], uinfo)
	if e := k.check(progInfoInFault, left == 0, uinfo, size); e != 0 {
		return 0, e
	}
	capable := k.bpfCapable(c.task)
	if p.attachFunc != "" || capable && i.asksForCode() {
		return k.notEmulated(c)
	}
	if e := i.fill(capable); e != 0 {
		return 0, e
	}
	left = c.task.Mem.CopyToUser(uinfo, i.info[:size])
	if e := k.check(progInfoFault, left == 0, uinfo, size); e != 0 {
		return 0, e
	}
	return 0, k.putU32(c, infoLenFault, c.uattr+uint64(abi.InfoLen.Offset), uint32(size))
}

// asksForCode reports whether the caller asks for data that the emulated kernel lacks: machine code, and instructions that the
// kernel rewrites.
func (i *progInfo) asksForCode() bool {
	several := i.p.subprogs > 1 && (i.u32(&abi.ProgInfoNrKsyms) != 0 || i.u32(&abi.ProgInfoNrFuncLens) != 0 || i.u32(&abi.ProgInfoNrTags) != 0)
	return several || i.u32(&abi.ProgInfoJitedLen) != 0 || i.u32(&abi.ProgInfoXlatedLen) != 0 && i.p.xlated() == nil ||
		i.u32(&abi.ProgInfoNrJitedLineInfo) != 0 && len(i.p.lineInfo) > 0
}

// fill fills in the members in the order of the kernel. Members that it does not set keep the values that the caller passed.
func (i *progInfo) fill(capable bool) abi.Errno {
	p, r := i.p, i.k.Machine.Release
	i.put(&abi.ProgInfoType, uint64(p.Type))
	i.put(&abi.ProgInfoID, uint64(p.ID))
	copy(i.info[abi.ProgInfoTag.Offset:], p.Tag[:])
	i.put(&abi.ProgInfoLoadTime, 0)
	i.put(&abi.ProgInfoUID, uint64(p.UID))
	i.put(&abi.ProgInfoGPL, uint64(i.u32(&abi.ProgInfoGPL)&^1|uint32(bit(p.GPL))))
	copy(i.info[abi.ProgInfoName.Offset:], p.Name[:])

	var ids []byte
	for _, m := range p.usedMaps {
		ids = binary.LittleEndian.AppendUint32(ids, m.ID)
	}
	if e := i.records(&abi.ProgInfoNrMapIDs, &abi.ProgInfoMapIDs, ids, 4); e != 0 {
		return e
	}
	for _, s := range progInfoSizes {
		asked, given := i.u32(s.count) != 0, i.u32(s.size)
		ok := !asked && given == 0 || given == s.bytes
		if e := i.k.check(progInfoRecSize, ok, uint64(given), uint64(s.bytes)); e != 0 {
			return e
		}
		i.put(s.size, uint64(s.bytes))
	}
	for _, f := range [...]*abi.Field{&abi.ProgInfoRunTime, &abi.ProgInfoRunCnt, &abi.ProgInfoMisses} {
		i.put(f, 0)
	}
	i.put(&abi.ProgInfoVerified, uint64(p.Verified))
	if p.BTF != nil && (capable || sinceInfoBTF.In(r)) {
		i.put(&abi.ProgInfoBtfID, uint64(p.BTF.ID))
	}
	if !capable {
		for _, f := range progInfoHidden {
			i.put(f, 0)
		}
		return 0
	}
	functions := uint64(max(p.subprogs, 1))
	if i.u32(&abi.ProgInfoXlatedLen) == 0 {
		i.put(&abi.ProgInfoXlatedLen, uint64(p.insnsLen()))
	} else if e := i.records(&abi.ProgInfoXlatedLen, &abi.ProgInfoXlatedInsns, p.xlated(), 1); e != 0 {
		return e
	}
	i.put(&abi.ProgInfoJitedLen, 0)
	if functions > 1 {
		i.put(&abi.ProgInfoNrKsyms, functions)
		i.put(&abi.ProgInfoNrFuncLens, functions)
	} else {
		if e := i.records(&abi.ProgInfoNrKsyms, &abi.ProgInfoKsyms, p.ksym(), 8); e != 0 {
			return e
		}
		if e := i.records(&abi.ProgInfoNrFuncLens, &abi.ProgInfoFuncLens, make([]byte, 4), 4); e != 0 {
			return e
		}
	}
	i.put(&abi.ProgInfoAttachBtfID, 0)
	if e := i.records(&abi.ProgInfoNrFuncInfo, &abi.ProgInfoFuncInfo, p.funcInfo, sizeofFuncInfo); e != 0 {
		return e
	}
	if e := i.records(&abi.ProgInfoNrLineInfo, &abi.ProgInfoLineInfo, p.lineInfo, sizeofLineInfo); e != 0 {
		return e
	}
	i.put(&abi.ProgInfoNrJitedLineInfo, uint64(len(p.lineInfo)/sizeofLineInfo))
	if p.subprogs > 1 {
		i.put(&abi.ProgInfoNrTags, functions)
		return 0
	}
	return i.records(&abi.ProgInfoNrTags, &abi.ProgInfoTags, p.Tag[:], len(p.Tag))
}

// records writes an array of records of size bytes to the address that info has, as many as there is room for, and sets
// their count.
func (i *progInfo) records(count, at *abi.Field, b []byte, size int) abi.Errno {
	room, n := int(i.u32(count)), len(b)/size
	i.put(count, uint64(n))
	if n = min(n, room); n == 0 {
		return 0
	}
	addr := i.u64(at)
	left := i.c.task.Mem.CopyToUser(addr, b[:n*size])
	return i.k.check(progInfoArrayFault, left == 0, addr, uint64(n*size))
}
