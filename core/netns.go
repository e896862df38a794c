package core

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// Follows kernel/bpf/net_namespace.c: the programs of a network namespace. All tasks share the first one.

// Netns follows struct netns_bpf.
type Netns struct {
	kept
	ino   uint32
	progs map[abi.AttachType]*Prog   // attached by BPF_PROG_ATTACH
	links map[abi.AttachType][]*Link // attached by links
}

// String implements [Object].
func (*Netns) String() string { return "network namespace" }

// initNetIno is the inode number of the first network namespace, PROC_NET_INIT_INO of the newest releases.
const initNetIno = 0xeffffff9

// netnsMaxProgs follows netns_bpf_max_progs.
var netnsMaxProgs = table.Indexed[abi.AttachType, int]{abi.BPF_FLOW_DISSECTOR: 1, abi.BPF_SK_LOOKUP: 64}

// sinceNetnsBpf is the release with net_namespace.c. Earlier ones have flow dissectors alone, with other checks.
var sinceNetnsBpf = abi.Since{abi.V5_8}

// attachedTo returns the programs of an attach type.
func (n *Netns) attachedTo(t abi.AttachType) (progs []*Prog) {
	if p := n.progs[t]; p != nil {
		progs = append(progs, p)
	}
	for _, l := range n.links[t] {
		progs = append(progs, l.Prog)
	}
	return progs
}

// netnsBpfProgAttach follows netns_bpf_prog_attach.
func (k *Kernel) netnsBpfProgAttach(c *bpfCall, p *Prog) abi.Errno {
	a, n := &c.attr, k.netns
	if !sinceNetnsBpf.In(k.Machine.Release) {
		return undecided
	}
	if e := k.check(netnsTarget, a.U32(&abi.AttachTargetFD) == 0, uint64(a.U32(&abi.AttachTargetFD)), 0); e != 0 {
		return e
	}
	if e := k.checkPlain(c); e != 0 {
		return e
	}
	t := abi.AttachType(a.U32(&abi.AttachTypeField))
	if e := k.check(netnsLinked, len(n.links[t]) == 0, uint64(len(n.links[t])), 0); e != 0 {
		return e
	}
	if e := k.check(netnsOnlyLinks, t == abi.BPF_FLOW_DISSECTOR, uint64(t), 0); e != 0 {
		return e
	}
	old := n.progs[t]
	if e := k.check(netnsSame, old != p, 0, 0); e != 0 {
		return e
	}
	k.bpfProgInc(p)
	n.progs[t] = p
	if old != nil {
		k.bpfProgPut(old)
	}
	return 0
}

// netnsBpfProgDetach follows netns_bpf_prog_detach.
func (k *Kernel) netnsBpfProgDetach(c *bpfCall, typ abi.ProgType) abi.Errno {
	if !sinceNetnsBpf.In(k.Machine.Release) {
		return undecided
	}
	n, fd := k.netns, c.attr.U32(&abi.AttachTargetFD)
	if e := k.check(netnsTarget, fd == 0, uint64(fd), 0); e != 0 {
		return e
	}
	p, e := k.bpfProgGetType(c, &abi.AttachBpfFD, typ)
	if e != 0 {
		return e
	}
	t := abi.AttachType(c.attr.U32(&abi.AttachTypeField))
	if e := k.check(netnsDetachLinked, len(n.links[t]) == 0, uint64(len(n.links[t])), 0); e != 0 {
		return e
	}
	if e := k.check(netnsNotAttached, n.progs[t] == p, uint64(p.ID), 0); e != 0 {
		return e
	}
	delete(n.progs, t)
	k.bpfProgPut(p)
	return 0
}

// netnsBpfProgQuery follows netns_bpf_prog_query. It writes as many ids as the caller has room for, zeros at the end.
func (k *Kernel) netnsBpfProgQuery(c *bpfCall) abi.Errno {
	if !sinceNetnsBpf.In(k.Machine.Release) {
		return undecided
	}
	flags := c.attr.U32(&abi.QueryFlags)
	if e := k.check(queryNoFlags, flags == 0, uint64(flags), 0); e != 0 {
		return e
	}
	n, e := objectOf[*Netns](k, c.task, c.attr.U32(&abi.QueryTargetFD), netnsNotOpen, netnsNone)
	if e != 0 {
		return e
	}
	list := n.attachedTo(abi.AttachType(c.attr.U32(&abi.QueryAttachType)))
	if e := k.putQuery(c, 0, list); e != 0 {
		return e
	}
	room, at := int(c.attr.U32(&abi.QueryProgCnt)), c.attr.U64(&abi.QueryProgIDs)
	switch {
	case room == 0 || at == 0 || len(list) == 0:
		return 0
	case room > queryMost:
		return undecided
	}
	if e := k.putIDs(c, at, list, room); e != 0 {
		return e
	}
	return k.checkRoom(room, list)
}

// netnsBpfLinkCreate follows netns_bpf_link_create.
func (k *Kernel) netnsBpfLinkCreate(c *bpfCall, p *Prog) (int64, abi.Errno) {
	flags := c.attr.U32(&abi.LinkFlags)
	if e := k.check(linkFlags, flags == 0, uint64(flags), 0); e != 0 {
		return 0, e
	}
	n, e := objectOf[*Netns](k, c.task, c.attr.U32(&abi.LinkTargetFD), netnsNotOpen, netnsNone)
	if e != 0 {
		return 0, e
	}
	t := abi.AttachType(c.attr.U32(&abi.LinkAttachType))
	l := &Link{Type: abi.BPF_LINK_TYPE_NETNS, Attach: t, Prog: p, ops: netnsLinkOps, netns: n}
	if e := k.newLink(c, l); e != 0 {
		return 0, e
	}
	count, most := len(n.links[t]), netnsMaxProgs.At(t)
	if e := k.check(netnsFull, count < most, uint64(count), uint64(most)); e != 0 {
		return k.cleanupLink(l, e)
	}
	if e := k.check(netnsAttached, n.progs[t] == nil, 0, 0); e != 0 {
		return k.cleanupLink(l, e)
	}
	n.links[t] = append(n.links[t], l)
	return k.settle(c, l)
}

// netnsLinkOps follows bpf_netns_link_ops.
var netnsLinkOps = &linkOps{
	detach: func(_ *Kernel, l *Link) {
		if n := l.netns; n != nil {
			n.links[l.Attach] = slices.DeleteFunc(n.links[l.Attach], func(o *Link) bool { return o == l })
			l.netns = nil
		}
	},
	update: func(k *Kernel, l *Link, p, old *Prog) abi.Errno {
		if e := k.mayReplace(l, p, old, true); e != 0 {
			return e
		}
		if e := k.check(linkGone, l.netns != nil, 0, 0); e != 0 {
			return e
		}
		k.replaceProg(l, p)
		return 0
	},
	info: func(_ *Kernel, _ *bpfCall, l *Link, info *abi.LinkInfo) abi.Errno {
		abi.LinkInfoLow.Put(info[:], uint64(l.netnsIno()))
		abi.LinkInfoHigh.Put(info[:], uint64(l.Attach))
		return 0
	},
	fdinfo: func(k *Kernel, l *Link) {
		k.fdinfo("netns_ino", decimal(uint64(l.netnsIno())))
		k.fdinfo("attach_type", decimal(uint64(l.Attach)))
	},
}

// netnsIno returns the inode number of the namespace of a link, or 0 once it is detached.
func (l *Link) netnsIno() uint32 {
	if l.netns == nil {
		return 0
	}
	return l.netns.ino
}
