package core

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// Links to functions, files and devices. Whether these exist depends on the machine, so such a link exists only if a traced
// call made it. Like every link it holds its program, and so the maps of that.

// tracedLinkTypes are the types of these links, by attach type. Those of devices can be detached and updated.
var tracedLinkTypes = map[abi.AttachType]struct {
	typ    abi.LinkType
	device bool
}{
	abi.BPF_TRACE_KPROBE_MULTI: {abi.BPF_LINK_TYPE_KPROBE_MULTI, false}, abi.BPF_TRACE_KPROBE_SESSION: {abi.BPF_LINK_TYPE_KPROBE_MULTI, false},
	abi.BPF_TRACE_UPROBE_MULTI: {abi.BPF_LINK_TYPE_UPROBE_MULTI, false}, abi.BPF_TRACE_UPROBE_SESSION: {abi.BPF_LINK_TYPE_UPROBE_MULTI, false},
	abi.BPF_XDP: {abi.BPF_LINK_TYPE_XDP, true}, abi.BPF_NETFILTER: {abi.BPF_LINK_TYPE_NETFILTER, true},
	abi.BPF_TCX_INGRESS: {abi.BPF_LINK_TYPE_TCX, true}, abi.BPF_TCX_EGRESS: {abi.BPF_LINK_TYPE_TCX, true},
	abi.BPF_NETKIT_PRIMARY: {abi.BPF_LINK_TYPE_NETKIT, true}, abi.BPF_NETKIT_PEER: {abi.BPF_LINK_TYPE_NETKIT, true},
}

// LinkWhat returns the What of a traced call that made a link: "BPF_LINK_CREATE 48 5" attaches the program of descriptor 5.
func LinkWhat(t abi.AttachType, prog int32) string {
	return abi.BPF_LINK_CREATE.String() + " " + strconv.Itoa(int(t)) + " " + strconv.Itoa(int(prog))
}

// linkTraced returns the link that a traced call made, or nil if it made something else.
func (k *Kernel) linkTraced(t *Task, what string) *Link {
	words := strings.Fields(what)
	if len(words) != 3 || words[0] != abi.BPF_LINK_CREATE.String() || !sinceLinks.In(k.Machine.Release) {
		return nil
	}
	attach, err := strconv.ParseUint(words[1], 10, 32)
	fd, err2 := strconv.Atoi(words[2])
	row, ok := tracedLinkTypes[abi.AttachType(attach)]
	f := t.Files.File(fd)
	if err != nil || err2 != nil || !ok || f == nil || f.Prog == nil {
		return nil
	}
	l := &Link{Type: row.typ, Attach: abi.AttachType(attach), Prog: f.Prog, ops: probeLinkOps}
	if row.device {
		l.ops = deviceLinkOps
	}
	k.number(l)
	k.bpfProgInc(l.Prog)
	k.links = append(k.links, l)
	return l
}

// undecidedInfo is the info of a link whose target is unknown.
func undecidedInfo(*Kernel, *bpfCall, *Link, *abi.LinkInfo) abi.Errno { return undecided }

// probeLinkOps follows bpf_kprobe_multi_link_lops and bpf_uprobe_multi_link_lops.
var probeLinkOps = &linkOps{late: true, stays: true, info: undecidedInfo}

// deviceLinkOps are those of links to devices. What an update or a detach returns depends on the device.
var deviceLinkOps = &linkOps{
	device: true, info: undecidedInfo,
	update: func(*Kernel, *Link, *Prog, *Prog) abi.Errno { return undecided },
}
