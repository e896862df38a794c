package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// Follows bpf_prog_attach, bpf_prog_detach and bpf_prog_query in kernel/bpf/syscall.c.

var (
	sinceAttachUnpriv   = abi.Since{abi.V5_8}                   // attaching checks the capability only for CGROUP_SKB
	sinceAttachByKind   = abi.Since{abi.V6_6}                   // the flags are checked after the attach type, which decides them
	sincePreorder       = abi.Since{abi.V6_15, abi.V6_12 + 117} // BPF_F_PREORDER
	sinceQueryAdmin     = abi.Since{abi.V6_9}                   // CAP_SYS_ADMIN suffices for a query
	sinceSockMapLate    = abi.Since{abi.V4_18}                  // attaching to a socket map looks for the program first
	sinceSockDetachProg = abi.Since{abi.V5_10, abi.V5_8}        // detaching from a socket map names the program
	sinceSkbEnforced    = abi.Since{abi.V5_3}                   // a CGROUP_SKB program may be bound to its expected attach type
	sinceQueryFlags     = abi.Since{abi.V6_0}                   // prog_attach_flags
)

// orderFlags follows BPF_F_ATTACH_MASK_MPROG.
const orderFlags = abi.BPF_F_REPLACE | abi.BPF_F_BEFORE | abi.BPF_F_AFTER | abi.BPF_F_ID | abi.BPF_F_LINK

// attachFlags returns the flags that the release supports without an order, BPF_F_ATTACH_MASK_BASE.
func (k *Kernel) attachFlags() (known uint32) {
	for _, f := range [...]struct {
		since abi.Since
		flag  uint32
	}{
		{abi.Since{abi.V4_10}, abi.BPF_F_ALLOW_OVERRIDE}, {sinceCgroupMulti, abi.BPF_F_ALLOW_MULTI},
		{sinceCgroupReplace, abi.BPF_F_REPLACE}, {sincePreorder, abi.BPF_F_PREORDER},
	} {
		if f.since.In(k.Machine.Release) {
			known |= f.flag
		}
	}
	return known
}

// bpfProgGetType follows bpf_prog_get_type, without taking a reference.
func (k *Kernel) bpfProgGetType(c *bpfCall, f *abi.Field, typ abi.ProgType) (*Prog, abi.Errno) {
	p, e := k.progAtFD(c, f)
	if e != 0 {
		return nil, e
	}
	return p, k.check(attachProgType, abi.ProgType(p.Type) == typ, uint64(p.Type), uint64(typ))
}

// progOfType returns the program of a descriptor, or nil if it is not a program of the type. Nothing is checked.
func (k *Kernel) progOfType(c *bpfCall, f *abi.Field, typ abi.ProgType) *Prog {
	if file := c.task.Files.File(int(int32(c.attr.U32(f)))); file != nil && file.Prog != nil && abi.ProgType(file.Prog.Type) == typ {
		return file.Prog
	}
	return nil
}

// checkPlain checks that an attach or detach has neither flags nor a program to replace.
func (k *Kernel) checkPlain(c *bpfCall) abi.Errno {
	flags, fd := c.attr.U32(&abi.AttachFlagsField), c.attr.U32(&abi.ReplaceBpfFD)
	return k.check(attachPlain, flags == 0 && fd == 0, uint64(flags), uint64(fd))
}

// netCapable checks the capability that attaching, detaching and queries require.
func (k *Kernel) netCapable(c *bpfCall, admin bool) abi.Errno {
	caps := c.task.Cred.Caps
	return k.check(attachCapable, caps.Has(abi.CAP_NET_ADMIN) || admin && caps.Has(abi.CAP_SYS_ADMIN), uint64(caps), 0)
}

// bpfProgAttach follows bpf_prog_attach. The program stays attached when its descriptor is closed.
func (k *Kernel) bpfProgAttach(c *bpfCall) (int64, abi.Errno) {
	r := k.Machine.Release
	if !sinceAttachUnpriv.In(r) {
		if e := k.netCapable(c, false); e != 0 {
			return 0, e
		}
	}
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	t, flags, known := abi.AttachType(c.attr.U32(&abi.AttachTypeField)), c.attr.U32(&abi.AttachFlagsField), k.attachFlags()
	point := k.attachPointOf(t)
	if sinceAttachByKind.In(r) {
		if e := k.check(attachNoType, point.prog != 0, uint64(t), 0); e != 0 {
			return 0, e
		}
		switch {
		case point.prog == abi.BPF_PROG_TYPE_SCHED_CLS:
			known = orderFlags
		case point.isCgroup() && sinceCgroupOrder.In(r):
			known |= orderFlags
		}
	}
	if e := k.check(attachFlagsKnown, flags&^known == 0, uint64(flags), uint64(known)); e != 0 {
		return 0, e
	}
	if sinceAttachByKind.In(r) && known&abi.BPF_F_BEFORE == 0 {
		relative, revision := c.attr.U32(&abi.RelativeFD), c.attr.U64(&abi.ExpectedRevision)
		if e := k.check(attachNoOrder, relative == 0 && revision == 0, uint64(relative), revision); e != 0 {
			return 0, e
		}
	}
	if !sinceAttachByKind.In(r) {
		if e := k.check(attachNoType, point.prog != 0, uint64(t), 0); e != 0 {
			return 0, e
		}
	}
	if point.place == atSockMap && !sinceSockMapLate.In(r) {
		if _, e := k.sockMapOf(c, c.attr.U32(&abi.AttachTargetFD)); e != 0 {
			return 0, e
		}
	}
	p, e := k.bpfProgGetType(c, &abi.AttachBpfFD, point.prog)
	if e != 0 {
		return 0, e
	}
	if e := k.checkAttachType(c, p, t, attachSkbCapable); e != 0 {
		return 0, e
	}
	switch point.place {
	case atCgroup:
		return 0, k.cgroupBpfProgAttach(c, p)
	case atSockMap:
		return 0, k.sockMapGetFromFD(c, p)
	case atNetns:
		return 0, k.netnsBpfProgAttach(c, p)
	case atTracing, atOther:
		return 0, k.check(attachOnlyLinks, false, uint64(t), 0)
	}
	return 0, k.deviceOf(point, &c.attr, &abi.AttachTargetFD)
}

// deviceOf checks the number of a network device as far as that does not depend on the machine: no device has number 0.
// Attaching to a device is not emulated.
func (k *Kernel) deviceOf(point *attachPoint, a *abi.Attr, f *abi.Field) abi.Errno {
	if point.place != atDevice || a.U32(f) != 0 {
		return undecided
	}
	return k.check(attachNoDevice, false, 0, 0)
}

// checkAttachType follows bpf_prog_attach_check_attach_type, without the checks of the type of p. capable is the check that
// fails without the capability that programs of CGROUP_SKB require here, since loading them requires none.
func (k *Kernel) checkAttachType(c *bpfCall, p *Prog, t abi.AttachType, capable *Check) abi.Errno {
	r, typ, own := k.Machine.Release, abi.ProgType(p.Type), abi.AttachType(p.ExpectedAttach)
	switch typ {
	case abi.BPF_PROG_TYPE_CGROUP_SOCK, abi.BPF_PROG_TYPE_CGROUP_SOCK_ADDR, abi.BPF_PROG_TYPE_CGROUP_SOCKOPT, abi.BPF_PROG_TYPE_SK_LOOKUP:
		return k.check(attachOtherType, !sinceAttachType.In(r) || t == own, uint64(t), uint64(own))
	case abi.BPF_PROG_TYPE_CGROUP_SKB:
		if sinceAttachUnpriv.In(r) {
			caps := c.task.Cred.Caps
			ok := k.capable(c.task, abi.CAP_NET_ADMIN) || c.task.tokenCapable(p.token, abi.CAP_NET_ADMIN)
			if e := k.check(capable, ok, uint64(caps), 0); e != 0 {
				return e
			}
		}
		if sinceSkbEnforced.In(r) && own == abi.BPF_CGROUP_INET_EGRESS && t != own {
			return undecided // depends on what the program returns
		}
		return 0
	}
	return 0
}

// bpfProgDetach follows bpf_prog_detach.
func (k *Kernel) bpfProgDetach(c *bpfCall) (int64, abi.Errno) {
	r := k.Machine.Release
	if !sinceAttachUnpriv.In(r) {
		if e := k.netCapable(c, false); e != 0 {
			return 0, e
		}
	}
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	t := abi.AttachType(c.attr.U32(&abi.AttachTypeField))
	point := k.attachPointOf(t)
	if sinceAttachByKind.In(r) {
		if e := k.checkDetachAttr(c, point); e != 0 {
			return 0, e
		}
	}
	if e := k.check(attachNoType, point.prog != 0, uint64(t), 0); e != 0 {
		return 0, e
	}
	switch point.place {
	case atCgroup:
		if t == abi.BPF_LSM_CGROUP {
			return k.notEmulated(c)
		}
		return 0, k.cgroupBpfProgDetach(c, point.prog)
	case atSockMap:
		return 0, k.sockMapProgDetach(c, point.prog)
	case atNetns:
		if t == abi.BPF_FLOW_DISSECTOR {
			return 0, k.netnsBpfProgDetach(c, point.prog)
		}
	case atLirc:
		return 0, k.check(detachLirc, false, 0, 0)
	case atDevice, atNetkit:
		return 0, k.deviceOf(point, &c.attr, &abi.AttachTargetFD)
	}
	if point.prog == abi.BPF_PROG_TYPE_LSM { // BPF_LSM_MAC is treated as a cgroup's
		return k.notEmulated(c)
	}
	return 0, k.check(attachOnlyLinks, false, uint64(t), 0)
}

// checkDetachAttr checks the fields that order programs, and the program of a device.
func (k *Kernel) checkDetachAttr(c *bpfCall, point *attachPoint) abi.Errno {
	r, a := k.Machine.Release, &c.attr
	flags, relative, revision := a.U32(&abi.DetachFlags), a.U32(&abi.RelativeFD), a.U64(&abi.ExpectedRevision)
	if point.prog != abi.BPF_PROG_TYPE_SCHED_CLS {
		if point.isCgroup() && sinceCgroupOrder.In(r) {
			revision = 0
		}
		if e := k.check(attachFlagsKnown, flags == 0, uint64(flags), 0); e != 0 {
			return e
		}
		return k.check(attachNoOrder, relative == 0 && revision == 0, uint64(relative), revision)
	}
	if e := k.check(attachFlagsKnown, flags&^orderFlags == 0, uint64(flags), orderFlags); e != 0 {
		return e
	}
	if a.U32(&abi.AttachBpfFD) != 0 {
		_, e := k.bpfProgGetType(c, &abi.AttachBpfFD, point.prog)
		return e
	}
	return 0
}

// queryPlaces are the places that a query knows. The others have no list of programs.
var queryPlaces = table.Indexed[attachPlace, func(*Kernel, *bpfCall) abi.Errno]{
	atCgroup:  (*Kernel).cgroupBpfProgQuery,
	atSockMap: (*Kernel).sockMapBpfProgQuery,
	atNetns:   (*Kernel).netnsBpfProgQuery,
	atDevice:  func(*Kernel, *bpfCall) abi.Errno { return undecided },
	atNetkit:  func(*Kernel, *bpfCall) abi.Errno { return undecided },
	atLirc:    func(k *Kernel, _ *bpfCall) abi.Errno { return k.check(queryLirc, false, 0, 0) },
}

// sinceSockQuery is the release in which a query knows socket maps.
var sinceSockQuery = abi.Since{abi.V5_18}

// bpfProgQuery follows bpf_prog_query: it writes the ids of attached programs.
func (k *Kernel) bpfProgQuery(c *bpfCall) (int64, abi.Errno) {
	r := k.Machine.Release
	if e := k.netCapable(c, sinceQueryAdmin.In(r)); e != 0 {
		return 0, e
	}
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	flags := c.attr.U32(&abi.QueryFlags)
	if e := k.check(foreignFlags, flags&^abi.BPF_F_QUERY_EFFECTIVE == 0, uint64(flags), abi.BPF_F_QUERY_EFFECTIVE); e != 0 {
		return 0, e
	}
	t := abi.AttachType(c.attr.U32(&abi.QueryAttachType))
	place := k.attachPointOf(t).place
	query := queryPlaces.At(place)
	if place == atSockMap && !sinceSockQuery.In(r) {
		query = nil
	}
	if e := k.check(queryNoType, query != nil, uint64(t), 0); e != 0 {
		return 0, e
	}
	return 0, query(k, c)
}

// cgroupBpfProgQuery follows cgroup_bpf_prog_query and __cgroup_bpf_query.
func (k *Kernel) cgroupBpfProgQuery(c *bpfCall) abi.Errno {
	r, a := k.Machine.Release, &c.attr
	g, e := k.cgroupGetFromFD(c.task, a.U32(&abi.QueryTargetFD))
	if e != 0 {
		return e
	}
	t := abi.AttachType(a.U32(&abi.QueryAttachType))
	if !sinceCgroupMulti.In(r) || t == abi.BPF_LSM_CGROUP {
		return undecided
	}
	effective, each := a.U32(&abi.QueryFlags)&abi.BPF_F_QUERY_EFFECTIVE != 0, uint64(0)
	if sinceQueryFlags.In(r) {
		each = a.U64(&abi.QueryProgFlags)
		if e := k.check(queryEffective, !effective || each == 0, each, 0); e != 0 {
			return e
		}
	}
	point := g.point(t)
	list, flags, revision := point.attached(), point.flags, point.revision
	if effective {
		list, revision = g.effective(t), 0
		if sinceQueryFlags.In(r) {
			flags = 0
		}
	}
	if e := k.putQuery(c, flags, list); e != 0 {
		return e
	}
	if sinceCgroupOrder.In(r) && (!sinceUsersSize.In(r) || int(c.size) >= abi.QueryRevision.End()) {
		b := binary.LittleEndian.AppendUint64(nil, revision)
		if e := k.copyOut(queryFault, c, c.uattr+uint64(abi.QueryRevision.Offset), b); e != 0 {
			return e
		}
	}
	room, at := int(a.U32(&abi.QueryProgCnt)), a.U64(&abi.QueryProgIDs)
	if room == 0 || at == 0 || len(list) == 0 {
		return 0
	}
	n := min(room, len(list))
	if e := k.putIDs(c, at, list, n); e != 0 {
		return e
	}
	if each != 0 {
		var b []byte
		for range n {
			b = binary.LittleEndian.AppendUint32(b, flags)
		}
		if e := k.copyOut(queryFault, c, each, b); e != 0 {
			return e
		}
	}
	return k.checkRoom(n, list)
}

// checkRoom returns ENOSPC if list has more than n programs.
func (k *Kernel) checkRoom(n int, list []*Prog) abi.Errno {
	return k.check(queryRoom, n >= len(list), uint64(n), uint64(len(list)))
}

// queryMost is the largest number of ids that a query of a network namespace writes here. Linux has no limit but memory.
const queryMost = 1024

// putQuery writes the flags and the number of programs to the attr.
func (k *Kernel) putQuery(c *bpfCall, flags uint32, list []*Prog) abi.Errno {
	if e := k.putU32(c, queryFault, c.uattr+uint64(abi.QueryAttachFlags.Offset), flags); e != 0 {
		return e
	}
	return k.putU32(c, queryFault, c.uattr+uint64(abi.QueryProgCnt.Offset), uint32(len(list)))
}

// putIDs writes n ids, zeros after those of list.
func (k *Kernel) putIDs(c *bpfCall, at uint64, list []*Prog, n int) abi.Errno {
	var b []byte
	for i := range n {
		id := uint32(0)
		if i < len(list) {
			id = list[i].ID
		}
		b = binary.LittleEndian.AppendUint32(b, id)
	}
	return k.copyOut(queryFault, c, at, b)
}
