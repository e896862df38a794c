package core

import "bpfplay/core/abi"

// Follows the programs of socket maps in net/core/sock_map.c.

// sockProgs follows struct sk_psock_progs: the programs that a socket map runs, by attach type.
type sockProgs map[abi.AttachType]sockProg

// sockProg is one of these programs, and the link that attached it, if any.
type sockProg struct {
	p    *Prog
	link *Link
}

// sockVerdicts are two attach types that exclude each other: they run at the same place.
var sockVerdicts = map[abi.AttachType]abi.AttachType{
	abi.BPF_SK_SKB_STREAM_VERDICT: abi.BPF_SK_SKB_VERDICT,
	abi.BPF_SK_SKB_VERDICT:        abi.BPF_SK_SKB_STREAM_VERDICT,
}

// sinceSockVerdicts is the release with BPF_SK_SKB_VERDICT.
var sinceSockVerdicts = abi.Since{abi.V5_13}

// sockMapProgLookup follows sock_map_prog_lookup. It returns the programs of a map, of which one of type t can be set.
func (k *Kernel) sockMapProgLookup(m *Map, t abi.AttachType) (sockProgs, abi.Errno) {
	s, ok := m.data.(*sockMap)
	if e := k.check(sockProgsNone, ok, uint64(m.Type), 0); e != 0 {
		return nil, e
	}
	if other, two := sockVerdicts[t]; two && sinceSockVerdicts.In(k.Machine.Release) {
		if e := k.check(sockProgsBusy, s.progs[other].p == nil, uint64(t), uint64(other)); e != 0 {
			return nil, e
		}
	}
	return s.progs, 0
}

// sockMapProgUpdate follows sock_map_prog_update: it sets the program of a map, or replaces old.
func (k *Kernel) sockMapProgUpdate(m *Map, p, old *Prog, l *Link, t abi.AttachType) abi.Errno {
	progs, e := k.sockMapProgLookup(m, t)
	if e != 0 {
		return e
	}
	if p != nil && t == abi.BPF_SK_SKB_STREAM_PARSER && sinceUsersSize.In(k.Machine.Release) && p.callsHelpers() {
		return undecided // some releases refuse a parser that changes the packet
	}
	now := progs[t]
	if e := k.check(sockProgsLink, now.link == nil || l != nil && p == nil, uint64(t), 0); e != 0 {
		return e
	}
	if old != nil {
		if e := k.check(sockProgsOther, now.p == old, uint64(old.ID), 0); e != 0 {
			return e
		}
	}
	if p != nil {
		k.bpfProgInc(p)
	}
	progs[t] = sockProg{p, l}
	if p == nil {
		delete(progs, t)
	}
	if now.p != nil {
		k.bpfProgPut(now.p)
	}
	return 0
}

// callsHelpers reports whether p calls any function.
func (p *Prog) callsHelpers() bool {
	for _, i := range p.Insns {
		if i.Code == 0x85 {
			return true
		}
	}
	return false
}

// sockMapOf returns the map of a descriptor.
func (k *Kernel) sockMapOf(c *bpfCall, fd uint32) (*Map, abi.Errno) {
	f := c.task.Files.File(int(int32(fd)))
	if e := k.check(sockMapNotOpen, f != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	return f.Map, k.check(sockMapNoMap, f.Map != nil, uint64(fd), 0)
}

// sockMapTarget returns the map that a call attaches to or detaches from.
func (k *Kernel) sockMapTarget(c *bpfCall) (*Map, abi.Errno) {
	if sinceCgroupReplace.In(k.Machine.Release) {
		if e := k.checkPlain(c); e != 0 {
			return nil, e
		}
	}
	return k.sockMapOf(c, c.attr.U32(&abi.AttachTargetFD))
}

// sockMapGetFromFD follows sock_map_get_from_fd: it attaches a program to a socket map.
func (k *Kernel) sockMapGetFromFD(c *bpfCall, p *Prog) abi.Errno {
	m, e := k.sockMapTarget(c)
	if e != 0 {
		return e
	}
	return k.sockMapProgUpdate(m, p, nil, nil, abi.AttachType(c.attr.U32(&abi.AttachTypeField)))
}

// sockMapProgDetach follows sock_map_prog_detach.
func (k *Kernel) sockMapProgDetach(c *bpfCall, typ abi.ProgType) abi.Errno {
	m, e := k.sockMapTarget(c)
	if e != 0 {
		return e
	}
	t := abi.AttachType(c.attr.U32(&abi.AttachTypeField))
	if !sinceSockDetachProg.In(k.Machine.Release) {
		return k.sockMapProgUpdate(m, nil, nil, nil, t)
	}
	p, e := k.bpfProgGetType(c, &abi.AttachBpfFD, typ)
	if e != 0 {
		return e
	}
	return k.sockMapProgUpdate(m, nil, p, nil, t)
}

// sockMapBpfProgQuery follows sock_map_bpf_prog_query.
func (k *Kernel) sockMapBpfProgQuery(c *bpfCall) abi.Errno {
	flags := c.attr.U32(&abi.QueryFlags)
	if e := k.check(queryNoFlags, flags == 0, uint64(flags), 0); e != 0 {
		return e
	}
	m, e := k.sockMapOf(c, c.attr.U32(&abi.QueryTargetFD))
	if e != 0 {
		return e
	}
	t := abi.AttachType(c.attr.U32(&abi.QueryAttachType))
	var list []*Prog
	progs, failed := k.sockMapProgLookup(m, t)
	if p := progs[t].p; p != nil {
		list = []*Prog{p}
	}
	if e := k.putU32(c, queryFault, c.uattr+uint64(abi.QueryAttachFlags.Offset), 0); e != 0 {
		return e
	}
	if at := c.attr.U64(&abi.QueryProgIDs); c.attr.U32(&abi.QueryProgCnt) != 0 && at != 0 && len(list) > 0 {
		if e := k.putIDs(c, at, list, len(list)); e != 0 {
			return e
		}
	}
	if e := k.putU32(c, queryFault, c.uattr+uint64(abi.QueryProgCnt.Offset), uint32(len(list))); e != 0 {
		return e
	}
	return failed
}

// sockMapLinkCreate follows sock_map_link_create. The map holds a reference to the program, and the link another.
func (k *Kernel) sockMapLinkCreate(c *bpfCall, p *Prog) (int64, abi.Errno) {
	flags := c.attr.U32(&abi.LinkFlags)
	if e := k.check(linkFlags, flags == 0, uint64(flags), 0); e != 0 {
		return 0, e
	}
	m, e := k.sockMapOf(c, c.attr.U32(&abi.LinkTargetFD))
	if e != 0 {
		return 0, e
	}
	_, ok := m.data.(*sockMap)
	if e := k.check(sockMapLinkType, ok, uint64(m.Type), 0); e != 0 {
		return 0, e
	}
	l := &Link{Type: abi.BPF_LINK_TYPE_SOCKMAP, Attach: abi.AttachType(c.attr.U32(&abi.LinkAttachType)), Prog: p, ops: sockMapLinkOps, m: m}
	if e := k.newLink(c, l); e != 0 {
		return 0, e
	}
	if e := k.sockMapProgUpdate(m, p, nil, l, l.Attach); e != 0 {
		return k.cleanupLink(l, e)
	}
	k.bpfMapIncWithUref(m)
	return k.settle(c, l)
}

// sockMapLinkOps follows sock_map_link_ops.
var sockMapLinkOps = &linkOps{
	detach: func(k *Kernel, l *Link) {
		if m := l.m; m != nil {
			k.sockMapProgUpdate(m, nil, l.Prog, l, l.Attach)
			l.m = nil
			k.bpfMapPutWithUref(m)
		}
	},
	update: func(k *Kernel, l *Link, p, old *Prog) abi.Errno {
		if e := k.mayReplace(l, p, old, p.ExpectedAttach == l.Prog.ExpectedAttach); e != 0 {
			return e
		}
		if e := k.check(linkGone, l.m != nil, 0, 0); e != 0 {
			return e
		}
		k.bpfProgInc(p)
		l.m.data.(*sockMap).progs[l.Attach] = sockProg{p, l}
		k.bpfProgPut(l.Prog)
		k.replaceProg(l, p)
		return 0
	},
	info: func(_ *Kernel, _ *bpfCall, l *Link, info *abi.LinkInfo) abi.Errno {
		abi.LinkInfoLow.Put(info[:], uint64(l.mapID()))
		abi.LinkInfoHigh.Put(info[:], uint64(l.Attach))
		return 0
	},
	fdinfo: func(k *Kernel, l *Link) {
		k.fdinfo("map_id", decimal(uint64(l.mapID())))
		k.fdinfo("attach_type", decimal(uint64(l.Attach)))
	},
}

// mapID returns the id of the map of a link, or 0 once it is detached.
func (l *Link) mapID() uint32 {
	if l.m == nil {
		return 0
	}
	return l.m.ID
}

// dropProgs follows psock_progs_drop, when a socket map is freed.
func (k *Kernel) dropProgs(progs sockProgs) {
	for _, t := range [...]abi.AttachType{abi.BPF_SK_MSG_VERDICT, abi.BPF_SK_SKB_STREAM_PARSER, abi.BPF_SK_SKB_STREAM_VERDICT, abi.BPF_SK_SKB_VERDICT} {
		if p := progs[t].p; p != nil {
			delete(progs, t)
			k.bpfProgPut(p)
		}
	}
}
