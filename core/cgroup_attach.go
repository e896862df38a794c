package core

import (
	"slices"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/cgroup.c: attaching programs to cgroups.

var (
	sinceCgroupMulti   = abi.Since{abi.V4_15}                 // BPF_F_ALLOW_MULTI
	sinceCgroupReplace = abi.Since{abi.V5_6}                  // BPF_F_REPLACE
	sinceUsersSize     = abi.Since{abi.V7_2, abi.V6_12 + 117} // revision is written only if the attr of the caller has it
)

// cgroupMaxProgs follows BPF_CGROUP_MAX_PROGS.
const cgroupMaxProgs = 64

// cgroupFlags are the flags of a list of programs.
const cgroupFlags = abi.BPF_F_ALLOW_OVERRIDE | abi.BPF_F_ALLOW_MULTI

// cgroupChange is a change of the programs of a cgroup.
type cgroupChange struct {
	attach   abi.AttachType
	p        *Prog // nil for a link
	link     *Link // nil for a program
	replace  *Prog
	flags    uint32
	relative uint32 // relative_fd
	revision uint64 // 0 for any
}

// cgroupGetFromFD follows cgroup_get_from_fd.
func (k *Kernel) cgroupGetFromFD(t *Task, fd uint32) (*Cgroup, abi.Errno) {
	return objectOf[*Cgroup](k, t, fd, targetNotOpen, targetNoCgroup)
}

// cgroupBpfProgAttach follows cgroup_bpf_prog_attach.
func (k *Kernel) cgroupBpfProgAttach(c *bpfCall, p *Prog) abi.Errno {
	a := &c.attr
	g, e := k.cgroupGetFromFD(c.task, a.U32(&abi.AttachTargetFD))
	if e != 0 {
		return e
	}
	if !sinceCgroupMulti.In(k.Machine.Release) {
		return undecided
	}
	ch := cgroupChange{attach: abi.AttachType(a.U32(&abi.AttachTypeField)), p: p, flags: a.U32(&abi.AttachFlagsField)}
	if sinceCgroupOrder.In(k.Machine.Release) {
		ch.relative, ch.revision = a.U32(&abi.RelativeFD), a.U64(&abi.ExpectedRevision)
	}
	if both := uint32(abi.BPF_F_ALLOW_MULTI | abi.BPF_F_REPLACE); ch.flags&both == both {
		if ch.replace, e = k.bpfProgGetType(c, &abi.ReplaceBpfFD, abi.ProgType(p.Type)); e != 0 {
			return e
		}
	}
	if e := k.cgroupBpfAttach(c, g, &ch); e != 0 {
		return e
	}
	k.bpfProgInc(p)
	return 0
}

// cgroupBpfLinkAttach follows cgroup_bpf_link_attach.
func (k *Kernel) cgroupBpfLinkAttach(c *bpfCall, p *Prog) (int64, abi.Errno) {
	flags, known := c.attr.U32(&abi.LinkFlags), uint32(0)
	if sinceCgroupOrder.In(k.Machine.Release) {
		known = abi.BPF_F_ID | abi.BPF_F_BEFORE | abi.BPF_F_AFTER | abi.BPF_F_PREORDER | abi.BPF_F_LINK
	}
	if e := k.check(linkFlags, flags&^known == 0, uint64(flags), uint64(known)); e != 0 {
		return 0, e
	}
	g, e := k.cgroupGetFromFD(c.task, c.attr.U32(&abi.LinkTargetFD))
	if e != 0 {
		return 0, e
	}
	l := &Link{Type: abi.BPF_LINK_TYPE_CGROUP, Attach: abi.AttachType(c.attr.U32(&abi.LinkAttachType)), Prog: p, ops: cgroupLinkOps, cgroup: g}
	if e := k.newLink(c, l); e != 0 {
		return 0, e
	}
	ch := cgroupChange{attach: l.Attach, link: l, flags: flags | abi.BPF_F_ALLOW_MULTI}
	if sinceCgroupOrder.In(k.Machine.Release) {
		ch.relative, ch.revision = c.attr.U32(&abi.LinkRelativeFD), c.attr.U64(&abi.LinkRevision)
	}
	if e := k.cgroupBpfAttach(c, g, &ch); e != 0 {
		return k.cleanupLink(l, e)
	}
	return k.settle(c, l)
}

// cgroupBpfAttach follows __cgroup_bpf_attach.
func (k *Kernel) cgroupBpfAttach(c *bpfCall, g *Cgroup, ch *cgroupChange) abi.Errno {
	r, flags := k.Machine.Release, ch.flags
	multi, replace := flags&abi.BPF_F_ALLOW_MULTI != 0, flags&abi.BPF_F_REPLACE != 0
	ok := !(multi && flags&abi.BPF_F_ALLOW_OVERRIDE != 0) && (!replace || multi)
	if e := k.check(cgroupFlagPair, ok, uint64(flags), 0); e != 0 {
		return e
	}
	if sinceCgroupOrder.In(r) {
		ok := !replace || flags&(abi.BPF_F_BEFORE|abi.BPF_F_AFTER) == 0
		if e := k.check(cgroupReplaceOrder, ok, uint64(flags), 0); e != 0 {
			return e
		}
	}
	list := g.point(ch.attach)
	if e := k.check(cgroupStale, ch.revision == 0 || ch.revision == list.revision, ch.revision, list.revision); e != 0 {
		return e
	}
	if e := k.check(cgroupHierarchy, g.hierarchyAllows(ch.attach), uint64(flags), 0); e != 0 {
		return e
	}
	same := len(list.progs) == 0 || list.flags == flags&cgroupFlags
	if e := k.check(cgroupOtherFlags, same, uint64(flags&cgroupFlags), uint64(list.flags)); e != 0 {
		return e
	}
	if e := k.check(cgroupFull, len(list.progs) < cgroupMaxProgs, uint64(len(list.progs)), cgroupMaxProgs); e != 0 {
		return e
	}
	at, e := k.findAttachEntry(list, ch, multi)
	if e != 0 {
		return e
	}
	if k.storesPerCgroup(ch) {
		return undecided
	}
	entry := cgroupProg{ch.p, ch.link, flags}
	var old *Prog
	if at >= 0 {
		old = list.progs[at].p
		list.progs[at] = entry
	} else {
		at = len(list.progs)
		if sinceCgroupOrder.In(r) {
			if at, e = k.placeOf(c, list, ch); e != 0 {
				return e
			}
		}
		list.progs = slices.Insert(list.progs, at, entry)
	}
	list.flags = flags & cgroupFlags
	list.revision++
	if old != nil {
		k.bpfProgPut(old)
	}
	return 0
}

// storesPerCgroup reports whether the program uses the storage of the cgroup that it runs for, which is not emulated.
func (k *Kernel) storesPerCgroup(ch *cgroupChange) bool {
	p := ch.p
	if p == nil {
		p = ch.link.Prog
	}
	return slices.ContainsFunc(p.usedMaps, func(m *Map) bool {
		return m.Type == abi.BPF_MAP_TYPE_CGROUP_STORAGE || m.Type == abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE
	})
}

// hierarchyAllows follows hierarchy_allows_attach: an ancestor whose program cannot be overridden allows none below it.
func (g *Cgroup) hierarchyAllows(t abi.AttachType) bool {
	for at := g.parent; at != nil; at = at.parent {
		list := at.point(t)
		if list.flags&abi.BPF_F_ALLOW_MULTI != 0 {
			return true
		}
		if len(list.progs) == 1 {
			return list.flags&abi.BPF_F_ALLOW_OVERRIDE != 0
		}
	}
	return true
}

// findAttachEntry follows find_attach_entry. It returns the index of the program that the new one replaces, or -1.
func (k *Kernel) findAttachEntry(list *cgroupPoint, ch *cgroupChange, multi bool) (int, abi.Errno) {
	if !multi {
		return min(len(list.progs), 1) - 1, 0
	}
	twice := slices.ContainsFunc(list.progs, func(a cgroupProg) bool { return ch.p != nil && a.p == ch.p && ch.p != ch.replace })
	if e := k.check(cgroupTwice, !twice, 0, 0); e != 0 {
		return -1, e
	}
	if ch.replace == nil {
		return -1, 0
	}
	at := slices.IndexFunc(list.progs, func(a cgroupProg) bool { return a.p == ch.replace })
	return at, k.check(cgroupNoReplace, at >= 0, uint64(ch.replace.ID), 0)
}

// placeOf follows get_prog_list and insert_pl_to_hlist: it returns the index at which to insert a program.
func (k *Kernel) placeOf(c *bpfCall, list *cgroupPoint, ch *cgroupChange) (int, abi.Errno) {
	before, after := ch.flags&abi.BPF_F_BEFORE != 0, ch.flags&abi.BPF_F_AFTER != 0
	isLink, isID := ch.flags&abi.BPF_F_LINK != 0, ch.flags&abi.BPF_F_ID != 0
	anchored := isLink || isID || ch.relative != 0
	ok := !anchored && (len(list.progs) == 0 || !before || !after) || anchored && before != after
	if e := k.check(orderSides, ok, uint64(ch.flags), 0); e != 0 {
		return 0, e
	}
	if !anchored {
		if before {
			return 0, 0
		}
		return len(list.progs), 0
	}
	if e := k.check(orderKind, isLink == (ch.link != nil), uint64(ch.flags), 0); e != 0 {
		return 0, e
	}
	var link *Link
	var p *Prog
	var e abi.Errno
	switch {
	case isLink && isID:
		link = k.linkIDs.find(ch.relative)
		e = k.check(linkIDNone, link != nil, uint64(ch.relative), 0)
	case isLink:
		if e = k.check(orderAnchor, ch.relative != 0, 0, 0); e == 0 {
			link, e = objectOf[*Link](k, c.task, ch.relative, linkNotOpen, linkNoLink)
		}
	case isID:
		p = k.progIDs.find(ch.relative)
		e = k.check(progIDNone, p != nil, uint64(ch.relative), 0)
	default:
		p, e = k.bpfProgGet(c.task, ch.relative, attachNotOpen, attachNoProg)
	}
	if e != 0 {
		return 0, e
	}
	at := slices.IndexFunc(list.progs, func(a cgroupProg) bool { return p != nil && a.p == p || link != nil && a.link == link })
	if e := k.check(orderMissing, at >= 0, uint64(ch.relative), 0); e != 0 {
		return 0, e
	}
	same := (list.progs[at].flags^ch.flags)&abi.BPF_F_PREORDER == 0
	if e := k.check(orderPreorder, same, uint64(ch.flags), uint64(list.progs[at].flags)); e != 0 {
		return 0, e
	}
	if after {
		at++
	}
	return at, 0
}

// cgroupBpfProgDetach follows cgroup_bpf_prog_detach. Without BPF_F_ALLOW_MULTI the program need not be named.
func (k *Kernel) cgroupBpfProgDetach(c *bpfCall, typ abi.ProgType) abi.Errno {
	g, e := k.cgroupGetFromFD(c.task, c.attr.U32(&abi.AttachTargetFD))
	if e != 0 {
		return e
	}
	if !sinceCgroupMulti.In(k.Machine.Release) {
		return undecided
	}
	p := k.progOfType(c, &abi.AttachBpfFD, typ)
	list := g.point(abi.AttachType(c.attr.U32(&abi.AttachTypeField)))
	if sinceCgroupOrder.In(k.Machine.Release) {
		revision := c.attr.U64(&abi.ExpectedRevision)
		if e := k.check(cgroupStale, revision == 0 || revision == list.revision, revision, list.revision); e != 0 {
			return e
		}
	}
	multi := list.flags&abi.BPF_F_ALLOW_MULTI != 0
	if e := k.check(cgroupDetachUnnamed, !multi || p != nil, 0, 0); e != 0 {
		return e
	}
	at := min(len(list.progs), 1) - 1
	if multi {
		at = slices.IndexFunc(list.progs, func(a cgroupProg) bool { return a.p == p && a.link == nil })
	}
	if e := k.check(cgroupNotAttached, at >= 0, uint64(len(list.progs)), 0); e != 0 {
		return e
	}
	old := list.progs[at].p
	list.remove(at)
	if old != nil {
		k.bpfProgPut(old)
	}
	return 0
}

// remove removes a program from the list.
func (l *cgroupPoint) remove(at int) {
	l.progs = slices.Delete(l.progs, at, at+1)
	l.revision++
	if len(l.progs) == 0 {
		l.flags = 0
	}
}

// cgroupLinkOps follows bpf_cgroup_link_lops.
var cgroupLinkOps = &linkOps{
	detach: func(_ *Kernel, l *Link) {
		if l.cgroup == nil {
			return
		}
		list := l.cgroup.point(l.Attach)
		if at := slices.IndexFunc(list.progs, func(a cgroupProg) bool { return a.link == l }); at >= 0 {
			list.remove(at)
		}
		l.cgroup = nil
	},
	update: func(k *Kernel, l *Link, p, old *Prog) abi.Errno {
		if e := k.check(linkGone, l.cgroup != nil, 0, 0); e != 0 {
			return e
		}
		if e := k.mayReplace(l, p, old, true); e != 0 {
			return e
		}
		if k.storesPerCgroup(&cgroupChange{p: p}) {
			return undecided
		}
		if sinceCgroupOrder.In(k.Machine.Release) {
			l.cgroup.point(l.Attach).revision++
		}
		k.replaceProg(l, p)
		return 0
	},
	info: func(_ *Kernel, _ *bpfCall, l *Link, info *abi.LinkInfo) abi.Errno {
		abi.LinkInfoTarget.Put(info[:], l.cgroupID())
		abi.LinkInfoAttach.Put(info[:], uint64(l.Attach))
		return 0
	},
	fdinfo: func(k *Kernel, l *Link) {
		k.fdinfo("cgroup_id", decimal(l.cgroupID()))
		k.fdinfo("attach_type", decimal(uint64(l.Attach)))
	},
}

// cgroupID returns the id of the cgroup of a link, or 0 once it is detached.
func (l *Link) cgroupID() uint64 {
	if l.cgroup == nil {
		return 0
	}
	return l.cgroup.id
}
