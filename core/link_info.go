package core

import (
	"encoding/hex"

	"bpfplay/core/abi"
)

// Follows bpf_link_get_info_by_fd and bpf_link_show_fdinfo in kernel/bpf/syscall.c.

// bpfLinkGetInfoByFD reads where info wants names, and writes the members of the link's type.
func (k *Kernel) bpfLinkGetInfoByFD(c *bpfCall, l *Link) (int64, abi.Errno) {
	uinfo, size := c.attr.U64(&abi.InfoPointer), uint64(c.attr.U32(&abi.InfoLen))
	known := uint64(abi.LinkInfoSize(k.Machine.Release))
	if e := k.checkInfoTail(c, uinfo, known, size); e != 0 {
		return 0, e
	}
	size = min(size, known)
	var info abi.LinkInfo
	left := c.task.Mem.CopyFromUser(info[:size], uinfo)
	if e := k.check(progInfoInFault, left == 0, uinfo, size); e != 0 {
		return 0, e
	}
	abi.LinkInfoType.Put(info[:], uint64(l.Type))
	abi.LinkInfoID.Put(info[:], uint64(l.ID))
	abi.LinkInfoProgID.Put(info[:], uint64(l.Prog.ID))
	if l.ops.info != nil {
		if e := l.ops.info(k, c, l, &info); e != 0 {
			return 0, e
		}
	}
	left = c.task.Mem.CopyToUser(uinfo, info[:size])
	if e := k.check(infoFault, left == 0, uinfo, size); e != 0 {
		return 0, e
	}
	return 0, k.putU32(c, infoLenFault, c.uattr+uint64(abi.InfoLen.Offset), uint32(size))
}

// undecided is returned instead of an error number by functions that cannot know the kernel's result.
const undecided abi.Errno = -1

// putPointName writes the name of a tracepoint to the buffer that info has, and its length.
func (k *Kernel) putPointName(c *bpfCall, l *Link, info *abi.LinkInfo) abi.Errno {
	n, e := k.putName(c, linkInfoName, l.point, abi.LinkInfoTarget.Value(info[:]), abi.LinkInfoAttach.Value(info[:]))
	abi.LinkInfoAttach.Put(info[:], n)
	if sinceRawTPCookie.In(k.Machine.Release) {
		abi.LinkInfoLast.Put(info[:], l.cookie)
	}
	return e
}

// putName writes a name to a buffer of info with room for some bytes. It returns the bytes that the name takes. both is the
// check that fails if only one of address and room is 0.
func (k *Kernel) putName(c *bpfCall, both *Check, text string, at, room uint64) (uint64, abi.Errno) {
	if e := k.check(both, (at == 0) == (room == 0), at, room); e != 0 {
		return 0, e
	}
	name := append([]byte(text), 0)
	n := uint64(len(name))
	if at == 0 {
		return n, 0
	}
	if room < n {
		name = append(name[:room-1:room-1], 0)
	}
	if e := k.copyOut(linkInfoNameFault, c, at, name); e != 0 {
		return n, e
	}
	return n, k.check(linkInfoNameRoom, room >= n, room, n)
}

// bpfLinkShowFdinfo follows bpf_link_show_fdinfo. Links have fdinfo since they have ids.
func (k *Kernel) bpfLinkShowFdinfo(l *Link) {
	if !sinceLinkIDs.In(k.Machine.Release) {
		return
	}
	k.fdinfo("link_type", l.Type.String())
	k.fdinfo("link_id", decimal(uint64(l.ID)))
	k.fdinfo("prog_tag", hex.EncodeToString(l.Prog.Tag[:]))
	k.fdinfo("prog_id", decimal(uint64(l.Prog.ID)))
	if l.ops.fdinfo != nil {
		l.ops.fdinfo(k, l)
	}
}
