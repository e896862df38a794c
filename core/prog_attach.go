package core

import (
	"slices"

	"bpfplay/core/abi"
)

// Follows bpf_prog_load_check_attach in kernel/bpf/syscall.c: the place that a program declares for its attachment.

// attachTypes are the attach types that a program type accepts. Types that are missing here accept any number.
var attachTypes = []struct {
	typ     abi.ProgType
	since   abi.Since // the first release that checks them
	known   []uint32  // BPF_CGROUP_… and other numbers of enum bpf_attach_type
	newer   []uint32  // since the release below
	release abi.Since
	missing uint32 // the number that 0 stands for; 0 if it stands for itself
}{
	{typ: abi.BPF_PROG_TYPE_CGROUP_SOCK, since: sinceAttachType, known: []uint32{2, 12, 13}, newer: []uint32{34}, release: abi.Since{abi.V5_9}, missing: 2},
	{typ: abi.BPF_PROG_TYPE_CGROUP_SOCK_ADDR, since: sinceAttachType, known: []uint32{8, 9, 10, 11, 14, 15, 19, 20, 29, 30, 31, 32}, newer: []uint32{49, 50, 51, 52, 53}, release: abi.Since{abi.V6_7}},
	{typ: abi.BPF_PROG_TYPE_CGROUP_SKB, since: abi.Since{abi.V5_3}, known: []uint32{0, 1}},
	{typ: abi.BPF_PROG_TYPE_CGROUP_SOCKOPT, since: abi.Since{abi.V5_3}, known: []uint32{21, 22}},
	{typ: abi.BPF_PROG_TYPE_EXT, since: abi.Since{abi.V5_6}, known: []uint32{0}},
	{typ: abi.BPF_PROG_TYPE_SK_LOOKUP, since: abi.Since{abi.V5_9}, known: []uint32{36}},
	{typ: abi.BPF_PROG_TYPE_SYSCALL, since: abi.Since{abi.V5_14}, known: []uint32{0}},
	{typ: abi.BPF_PROG_TYPE_SK_REUSEPORT, since: abi.Since{abi.V5_14}, known: []uint32{39, 40}, missing: 39},
	{typ: abi.BPF_PROG_TYPE_NETFILTER, since: abi.Since{abi.V6_4}, known: []uint32{45}},
}

// attachMulti are the attach types of TRACING programs for many functions: BPF_TRACE_FENTRY_MULTI and the next two.
const attachMulti, attachMultiEnd = 59, 62

// loadFixupAttachType follows bpf_prog_load_fixup_attach_type: 0 stands for the oldest attach type of some program types.
func (k *Kernel) loadFixupAttachType(c *bpfCall) abi.Errno {
	if !sinceAttachType.In(k.Machine.Release) {
		return 0
	}
	c.load.attach = c.attr.U32(&abi.ExpectedAttachType)
	for _, t := range attachTypes {
		if t.typ == c.load.typ && t.since.In(k.Machine.Release) && c.load.attach == 0 {
			c.load.attach = t.missing
		}
	}
	c.load.p.ExpectedAttach = c.load.attach
	return 0
}

// loadFindTarget follows the lookup of attach_prog_fd since 5.11: a program, else BTF.
func (k *Kernel) loadFindTarget(c *bpfCall) abi.Errno {
	fd := c.attr.U32(&abi.AttachProgFD)
	if fd == 0 {
		return 0
	}
	f := c.task.Files.File(int(int32(fd)))
	if c.load.target = f != nil && f.Prog != nil; c.load.target {
		return 0
	}
	isBTF := f != nil && f.BTF != nil
	if e := k.check(loadNoTarget, isBTF, uint64(fd), 0); e != 0 {
		return e
	}
	return k.check(loadUserBTF, false, uint64(fd), 0)
}

// loadCheckAttach follows bpf_prog_load_check_attach.
func (k *Kernel) loadCheckAttach(c *bpfCall) abi.Errno {
	r, typ := k.Machine.Release, c.load.typ
	id, multi := uint32(0), false
	if sinceAttachID.In(r) {
		id = c.attr.U32(&abi.AttachBtfID)
	}
	if e := k.check(loadAttachID, id <= btfMaxType, uint64(id), btfMaxType); e != 0 {
		return e
	}
	hasTarget := typ == abi.BPF_PROG_TYPE_TRACING || typ == abi.BPF_PROG_TYPE_EXT
	hasID := hasTarget || typ == abi.BPF_PROG_TYPE_LSM || typ == abi.BPF_PROG_TYPE_STRUCT_OPS
	if e := k.check(loadAttachIDType, id == 0 || hasID, uint64(id), uint64(typ)); e != 0 {
		return e
	}
	if sinceAttachMulti.In(r) {
		multi = c.load.attach >= attachMulti && c.load.attach < attachMultiEnd
		ok := !multi || typ == abi.BPF_PROG_TYPE_TRACING && id == 0 && !c.load.target
		if e := k.check(loadAttachMulti, ok, uint64(c.load.attach), uint64(typ)); e != 0 || multi {
			c.load.decline = multi
			return e
		}
	}
	target := c.load.target
	if sinceAttachProg.In(r) && !sinceAttachBTF.In(r) {
		target = c.attr.U32(&abi.AttachProgFD) != 0
	}
	if e := k.check(loadAttachTarget, !target || hasTarget, uint64(c.attr.U32(&abi.AttachProgFD)), uint64(typ)); e != 0 {
		return e
	}
	for _, t := range attachTypes {
		if t.typ == typ && t.since.In(r) {
			ok := slices.Contains(t.known, c.load.attach) || t.release.In(r) && slices.Contains(t.newer, c.load.attach)
			if e := k.check(loadAttachType, ok, uint64(c.load.attach), uint64(typ)); e != 0 {
				return e
			}
		}
	}
	return 0
}

// loadFindProg follows the lookup of attach_prog_fd before 5.11: a program.
func (k *Kernel) loadFindProg(c *bpfCall) abi.Errno {
	fd := c.attr.U32(&abi.AttachProgFD)
	if fd == 0 {
		return 0
	}
	f := c.task.Files.File(int(int32(fd)))
	if e := k.check(loadTargetFD, f != nil, uint64(fd), 0); e != 0 {
		return e
	}
	c.load.target = f.Prog != nil
	return k.check(loadTargetNoProg, c.load.target, uint64(fd), 0)
}
