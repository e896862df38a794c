package core

import (
	"slices"
	"strconv"

	"bpfplay/core/abi"
)

// Follows struct bpf_link and its functions in kernel/bpf/syscall.c.

var (
	sinceLinks        = abi.Since{abi.V5_7}                   // raw tracepoints are links
	sinceLinkIDs      = abi.Since{abi.V5_8}                   // links have ids
	sinceLinkWork     = abi.Since{abi.V6_5}                   // bpf_link_put leaves the release to a kworker
	sinceLinkLateProg = abi.Since{abi.V6_13, abi.V6_12 + 2}   // a link waits for a grace period with its program
	sinceRawTPCookie  = abi.Since{abi.V6_17}                  // info and fdinfo show the cookie
	sinceCgroupOrder  = abi.Since{abi.V6_17, abi.V6_12 + 117} // BPF_F_BEFORE and BPF_F_AFTER for cgroups
	sinceStructLinks  = abi.Since{abi.V6_4}                   // BPF_STRUCT_OPS
	sincePerfLinks    = abi.Since{abi.V5_15}                  // BPF_PERF_EVENT
)

// Link follows struct bpf_link: a program that is attached to something, and stays so as long as the link exists.
type Link struct {
	Nr     int // counted from 1 in order of creation
	ID     uint32
	Type   abi.LinkType
	Attach abi.AttachType
	Prog   *Prog // holds one reference
	fd     int   // the descriptor of BPF_LINK_CREATE
	refcnt int64
	ops    *linkOps
	cgroup *Cgroup     // of BPF_LINK_TYPE_CGROUP; nil once detached
	netns  *Netns      // of BPF_LINK_TYPE_NETNS; nil once detached
	m      *Map        // of BPF_LINK_TYPE_SOCKMAP; nil once detached
	event  *File       // of BPF_LINK_TYPE_PERF_EVENT
	point  string      // the tracepoint of BPF_LINK_TYPE_RAW_TRACEPOINT
	cookie uint64      // of tracepoints and perf events
	iter   *iterTarget // of BPF_LINK_TYPE_ITER
}

// linkOps follows struct bpf_link_ops. A nil function means not supported.
type linkOps struct {
	late   bool                 // the program is dropped after a grace period, in releases that have dealloc_deferred
	detach func(*Kernel, *Link) // release, which BPF_LINK_DETACH may call earlier
	stays  bool                 // BPF_LINK_DETACH is not supported
	device bool                 // the result of BPF_LINK_DETACH depends on the device
	update func(k *Kernel, l *Link, p, old *Prog) abi.Errno
	info   func(k *Kernel, c *bpfCall, l *Link, info *abi.LinkInfo) abi.Errno
	fdinfo func(*Kernel, *Link)
}

func (l *Link) id() *uint32 { return &l.ID }

// String implements [Object].
func (l *Link) String() string { return "link " + strconv.Itoa(l.Nr) }

// release implements [Object]. It follows bpf_link_release.
func (l *Link) release(k *Kernel, f *File) {
	k.noteFile(f, Event{Kind: Released, Func: "bpf_link_release"})
	k.bpfLinkPut(l)
}

// newLink follows bpf_link_init and bpf_link_prime: it gives a link a number and an id.
func (k *Kernel) newLink(c *bpfCall, l *Link) abi.Errno {
	fd, e := k.getUnusedFD(linkGetfd, c.task)
	if e != 0 {
		return e
	}
	l.fd = fd
	k.number(l)
	return 0
}

// number gives a new link its number and id, and one reference.
func (k *Kernel) number(l *Link) {
	k.madeLinks++
	l.Nr, l.refcnt = k.madeLinks, 1
	if sinceLinkIDs.In(k.Machine.Release) {
		k.linkIDs.allocCyclic(l)
	}
}

// settle follows bpf_link_settle: the link holds its program, and can be found by its id and by its new descriptor.
func (k *Kernel) settle(c *bpfCall, l *Link) (int64, abi.Errno) {
	k.bpfProgInc(l.Prog)
	k.links = append(k.links, l)
	k.fdInstall("bpf_link_settle", c.task, l.fd, File{Object: l, Mode: O_RDONLY}, true)
	return int64(l.fd), 0
}

// cleanupLink follows bpf_link_cleanup: the target of the link refused its program.
func (k *Kernel) cleanupLink(l *Link, e abi.Errno) (int64, abi.Errno) {
	k.freeLinkID(l)
	k.madeLinks--
	return 0, e
}

// freeLinkID follows bpf_link_free_id.
func (k *Kernel) freeLinkID(l *Link) {
	if l.ID != 0 {
		k.linkIDs.remove(l)
		l.ID = 0
	}
}

// bpfLinkPut follows bpf_link_put_direct, which drops a reference. The last one frees the link.
func (k *Kernel) bpfLinkPut(l *Link) {
	if l.refcnt--; l.refcnt == 0 {
		k.bpfLinkFree(l)
	}
}

// bpfLinkPutDeferred follows bpf_link_put, which leaves the release to a kworker.
func (k *Kernel) bpfLinkPutDeferred(l *Link) {
	if !sinceLinkWork.In(k.Machine.Release) {
		k.bpfLinkPut(l)
		return
	}
	if l.refcnt--; l.refcnt == 0 {
		k.scheduleWork(workItem{prog: l.Prog, link: l, kind: freeLink})
	}
}

// bpfLinkFree follows bpf_link_free: the link is detached and drops its program.
func (k *Kernel) bpfLinkFree(l *Link) {
	k.freeLinkID(l)
	if l.ops.detach != nil {
		l.ops.detach(k, l)
	}
	k.links = slices.DeleteFunc(k.links, func(o *Link) bool { return o == l })
	k.work.remember(freedObject{link: l.Nr, byTask: k.work.running.link != l})
	if !l.ops.late || !sinceLinkLateProg.In(k.Machine.Release) {
		k.bpfProgPut(l.Prog)
		return
	}
	grace := GraceRCU
	if l.Prog.sleepable() {
		grace = GraceTasksTrace
	}
	k.callRCU("bpf_link_free", workItem{prog: l.Prog, kind: putPin}, grace)
}

// idsOfLinks has the commands of links.
var idsOfLinks = idKind{
	attr: foreignCheckAttr, capable: foreignCapable, none: linkNextNone,
	next: func(k *Kernel, least uint32) uint32 { return k.linkIDs.nextID(least) },

	fdAttr: foreignCheckAttr, fdCapable: foreignCapable, unknown: linkIDNone, getfd: linkGetfd,
	id: &abi.LinkID,
	open: func(k *Kernel, id uint32) (File, abi.Errno) {
		l := k.linkIDs.find(id)
		l.refcnt++
		return File{Object: l, Mode: O_RDONLY}, 0
	},
	put: func(k *Kernel, f *File) { k.bpfLinkPut(f.Object.(*Link)) },
}

func (k *Kernel) bpfLinkGetNextID(c *bpfCall) (int64, abi.Errno) { return idsOfLinks.getNextID(k, c) }
func (k *Kernel) bpfLinkGetFDByID(c *bpfCall) (int64, abi.Errno) { return idsOfLinks.getFDByID(k, c) }

// linkAt returns the link of a descriptor.
func (k *Kernel) linkAt(c *bpfCall, f *abi.Field) (*Link, abi.Errno) {
	return objectOf[*Link](k, c.task, c.attr.U32(f), linkNotOpen, linkNoLink)
}

// progAtFD returns the program of a descriptor of a command that attaches programs, without taking a reference.
func (k *Kernel) progAtFD(c *bpfCall, f *abi.Field) (*Prog, abi.Errno) {
	return k.bpfProgGet(c.task, c.attr.U32(f), attachNotOpen, attachNoProg)
}

// bpfLinkUpdate follows link_update.
func (k *Kernel) bpfLinkUpdate(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	flags := c.attr.U32(&abi.LinkUpdateFlags)
	if e := k.check(foreignFlags, flags&^abi.BPF_F_REPLACE == 0, uint64(flags), abi.BPF_F_REPLACE); e != 0 {
		return 0, e
	}
	l, e := k.linkAt(c, &abi.LinkUpdateFD)
	if e != 0 {
		return 0, e
	}
	p, e := k.progAtFD(c, &abi.LinkNewProgFD)
	if e != 0 {
		return 0, e
	}
	var old *Prog
	fd := c.attr.U32(&abi.LinkOldProgFD)
	if flags&abi.BPF_F_REPLACE != 0 {
		if old, e = k.progAtFD(c, &abi.LinkOldProgFD); e != 0 {
			return 0, e
		}
	} else if e := k.check(linkOldUnasked, fd == 0, uint64(fd), uint64(flags)); e != 0 {
		return 0, e
	}
	if e := k.check(linkNoUpdate, l.ops.update != nil, uint64(l.Type), 0); e != 0 {
		return 0, e
	}
	return 0, l.ops.update(k, l, p, old)
}

// mayReplace checks that the program of a link is the one that the caller expects, and that p is of its kind. alike is what
// else makes them alike.
func (k *Kernel) mayReplace(l *Link, p, old *Prog, alike bool) abi.Errno {
	if e := k.check(linkOtherProg, old == nil || old == l.Prog, 0, 0); e != 0 {
		return e
	}
	return k.check(linkOtherType, p.Type == l.Prog.Type && alike, uint64(p.Type), uint64(l.Prog.Type))
}

// replaceProg gives a link another program. The caller has checked that it may have it.
func (k *Kernel) replaceProg(l *Link, p *Prog) {
	k.bpfProgInc(p)
	old := l.Prog
	l.Prog = p
	k.bpfProgPut(old)
}

// bpfLinkDetach follows link_detach.
func (k *Kernel) bpfLinkDetach(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	l, e := k.linkAt(c, &abi.LinkDetachFD)
	if e != 0 {
		return 0, e
	}
	if e := k.check(linkNoDetach, !l.ops.stays, uint64(l.Type), 0); e != 0 {
		return 0, e
	}
	if l.ops.device {
		return k.notEmulated(c)
	}
	l.ops.detach(k, l)
	return 0, 0
}
