package abi

import (
	"strconv"
	"strings"
)

// AttachType is one of enum bpf_attach_type.
type AttachType uint32

// The attach types that code refers to. [AttachType.String] names all.
const (
	BPF_CGROUP_INET_INGRESS     AttachType = 0
	BPF_CGROUP_INET_EGRESS      AttachType = 1
	BPF_CGROUP_INET_SOCK_CREATE AttachType = 2
	BPF_CGROUP_SOCK_OPS         AttachType = 3
	BPF_SK_SKB_STREAM_PARSER    AttachType = 4
	BPF_SK_SKB_STREAM_VERDICT   AttachType = 5
	BPF_CGROUP_DEVICE           AttachType = 6
	BPF_SK_MSG_VERDICT          AttachType = 7
	BPF_LIRC_MODE2              AttachType = 16
	BPF_FLOW_DISSECTOR          AttachType = 17
	BPF_TRACE_ITER              AttachType = 28
	BPF_SK_LOOKUP               AttachType = 36
	BPF_XDP                     AttachType = 37
	BPF_SK_SKB_VERDICT          AttachType = 38
	BPF_PERF_EVENT              AttachType = 41
	BPF_TRACE_KPROBE_MULTI      AttachType = 42
	BPF_LSM_CGROUP              AttachType = 43
	BPF_STRUCT_OPS              AttachType = 44
	BPF_NETFILTER               AttachType = 45
	BPF_TCX_INGRESS             AttachType = 46
	BPF_TCX_EGRESS              AttachType = 47
	BPF_TRACE_UPROBE_MULTI      AttachType = 48
	BPF_NETKIT_PRIMARY          AttachType = 54
	BPF_NETKIT_PEER             AttachType = 55
	BPF_TRACE_KPROBE_SESSION    AttachType = 56
	BPF_TRACE_UPROBE_SESSION    AttachType = 57
)

// attachTypes are the names of all attach types without BPF_, in order.
const attachTypes = "CGROUP_INET_INGRESS CGROUP_INET_EGRESS CGROUP_INET_SOCK_CREATE CGROUP_SOCK_OPS SK_SKB_STREAM_PARSER " +
	"SK_SKB_STREAM_VERDICT CGROUP_DEVICE SK_MSG_VERDICT CGROUP_INET4_BIND CGROUP_INET6_BIND CGROUP_INET4_CONNECT " +
	"CGROUP_INET6_CONNECT CGROUP_INET4_POST_BIND CGROUP_INET6_POST_BIND CGROUP_UDP4_SENDMSG CGROUP_UDP6_SENDMSG LIRC_MODE2 " +
	"FLOW_DISSECTOR CGROUP_SYSCTL CGROUP_UDP4_RECVMSG CGROUP_UDP6_RECVMSG CGROUP_GETSOCKOPT CGROUP_SETSOCKOPT TRACE_RAW_TP " +
	"TRACE_FENTRY TRACE_FEXIT MODIFY_RETURN LSM_MAC TRACE_ITER CGROUP_INET4_GETPEERNAME CGROUP_INET6_GETPEERNAME " +
	"CGROUP_INET4_GETSOCKNAME CGROUP_INET6_GETSOCKNAME XDP_DEVMAP CGROUP_INET_SOCK_RELEASE XDP_CPUMAP SK_LOOKUP XDP " +
	"SK_SKB_VERDICT SK_REUSEPORT_SELECT SK_REUSEPORT_SELECT_OR_MIGRATE PERF_EVENT TRACE_KPROBE_MULTI LSM_CGROUP STRUCT_OPS " +
	"NETFILTER TCX_INGRESS TCX_EGRESS TRACE_UPROBE_MULTI CGROUP_UNIX_CONNECT CGROUP_UNIX_SENDMSG CGROUP_UNIX_RECVMSG " +
	"CGROUP_UNIX_GETPEERNAME CGROUP_UNIX_GETSOCKNAME NETKIT_PRIMARY NETKIT_PEER TRACE_KPROBE_SESSION TRACE_UPROBE_SESSION " +
	"TRACE_FSESSION TRACE_FENTRY_MULTI TRACE_FEXIT_MULTI TRACE_FSESSION_MULTI"

// String returns the uapi name, or the number in the form that strace uses for unknown types.
func (t AttachType) String() string {
	if names := strings.Fields(attachTypes); uint64(t) < uint64(len(names)) {
		return "BPF_" + names[t]
	}
	return "0x" + strconv.FormatUint(uint64(t), 16) + " /* BPF_??? */"
}

// AttachTypeNamed returns the attach type with a uapi name such as "BPF_SK_LOOKUP".
func AttachTypeNamed(name string) (AttachType, bool) {
	name, ok := strings.CutPrefix(name, "BPF_")
	for i, known := range strings.Fields(attachTypes) {
		if ok && name == known {
			return AttachType(i), true
		}
	}
	return 0, false
}

// The bits of attach_flags, and of the flags of BPF_LINK_CREATE for some attach types. BPF_F_LINK is one of them too.
const (
	BPF_F_ALLOW_OVERRIDE = 1 << 0
	BPF_F_ALLOW_MULTI    = 1 << 1
	BPF_F_REPLACE        = 1 << 2
	BPF_F_BEFORE         = 1 << 3
	BPF_F_AFTER          = 1 << 4
	BPF_F_ID             = 1 << 5
	BPF_F_PREORDER       = 1 << 6
)

// BPF_F_QUERY_EFFECTIVE is the flag of BPF_PROG_QUERY.
const BPF_F_QUERY_EFFECTIVE = 1 << 0

// AttachFlags are the bits of attach_flags.
var AttachFlags = []Flag{
	{"BPF_F_ALLOW_OVERRIDE", BPF_F_ALLOW_OVERRIDE, V4_10},
	{"BPF_F_ALLOW_MULTI", BPF_F_ALLOW_MULTI, V4_15},
	{"BPF_F_REPLACE", BPF_F_REPLACE, V5_6},
	{"BPF_F_BEFORE", BPF_F_BEFORE, V6_6},
	{"BPF_F_AFTER", BPF_F_AFTER, V6_6},
	{"BPF_F_ID", BPF_F_ID, V6_6},
	{"BPF_F_PREORDER", BPF_F_PREORDER, V6_15},
	{"BPF_F_LINK", BPF_F_LINK, V6_6},
}

// The fields of BPF_PROG_ATTACH and BPF_PROG_DETACH, and those of BPF_PROG_QUERY.
var (
	AttachTargetFD   = Field{Name: "target_fd", Offset: 0, Kind: KindFD, Description: "The cgroup, map or device to attach to."}
	AttachBpfFD      = Field{Name: "attach_bpf_fd", Offset: 4, Kind: KindFD, Description: "The program."}
	AttachTypeField  = Field{Name: "attach_type", Offset: 8, Kind: KindAttachType, Description: "One of enum bpf_attach_type."}
	AttachFlagsField = Field{Name: "attach_flags", Offset: 12, Kind: KindAttachFlags, Description: "A set of BPF_F_… bits."}
	ReplaceBpfFD     = Field{Name: "replace_bpf_fd", Offset: 16, Kind: KindFD, Since: V5_6, Description: "The program to replace, with BPF_F_REPLACE."}
	RelativeFD       = Field{Name: "relative_fd", Offset: 20, Kind: KindFD, Since: V6_6, Description: "The program or link that BPF_F_BEFORE or BPF_F_AFTER refers to."}
	ExpectedRevision = Field{Name: "expected_revision", Offset: 24, Kind: KindU64, Since: V6_6, Description: "The revision that the list of programs must have; 0 for any."}
	DetachFlags      = Field{Name: "attach_flags", Offset: 12, Kind: KindAttachFlags, Since: V6_6, Description: "A set of BPF_F_… bits, for devices."}
	DetachReplaceFD  = Field{Name: "replace_bpf_fd", Offset: 16, Kind: KindFD, Since: V6_6, Description: "Ignored."}

	QueryTargetFD    = Field{Name: "target_fd", Offset: 0, Kind: KindFD, Description: "The cgroup, map, device or network namespace."}
	QueryAttachType  = Field{Name: "attach_type", Offset: 4, Kind: KindAttachType, Description: "One of enum bpf_attach_type."}
	QueryFlags       = Field{Name: "query_flags", Offset: 8, Kind: KindU32, Description: "1 BPF_F_QUERY_EFFECTIVE, or 0."}
	QueryAttachFlags = Field{Name: "attach_flags", Offset: 12, Kind: KindAttachFlags, Dir: Out, Description: "The flags of the attached programs, written by the kernel."}
	QueryProgIDs     = Field{Name: "prog_ids", Offset: 16, Kind: KindPointer, Dir: Out, Description: "Address to write the ids of the programs to."}
	QueryProgCnt     = Field{Name: "prog_cnt", Offset: 24, Kind: KindCount, Dir: InOut, Description: "Room for that many ids; the kernel writes back the number of programs."}
	QueryProgFlags   = Field{Name: "prog_attach_flags", Offset: 32, Kind: KindPointer, Since: V6_0, Dir: Out, Description: "Address to write the flags of each program to."}
	QueryLinkIDs     = Field{Name: "link_ids", Offset: 40, Kind: KindPointer, Since: V6_6, Dir: Out, Description: "Address to write the ids of the links to, for devices."}
	QueryLinkFlags   = Field{Name: "link_attach_flags", Offset: 48, Kind: KindPointer, Since: V6_6, Dir: Out, Description: "Address to write the flags of each link to."}
	QueryRevision    = Field{Name: "revision", Offset: 56, Kind: KindU64, Since: V6_6, Dir: Out, Description: "The revision of the list, written by the kernel."}
	attachFields     = []*Field{&AttachTargetFD, &AttachBpfFD, &AttachTypeField, &AttachFlagsField, &ReplaceBpfFD, &RelativeFD, &ExpectedRevision}
	detachFields     = []*Field{&AttachTargetFD, &AttachBpfFD, &AttachTypeField, &DetachFlags, &DetachReplaceFD, &RelativeFD, &ExpectedRevision}
	queryFields      = []*Field{&QueryTargetFD, &QueryAttachType, &QueryFlags, &QueryAttachFlags, &QueryProgIDs, &QueryProgCnt, &QueryProgFlags, &QueryLinkIDs, &QueryLinkFlags, &QueryRevision}
	linkCreateFields = []*Field{&LinkProgFD, &LinkTargetFD, &LinkAttachType, &LinkFlags, &LinkRelativeFD, &LinkRevision}
	linkUpdateFields = []*Field{&LinkUpdateFD, &LinkNewProgFD, &LinkUpdateFlags, &LinkOldProgFD}
	tracepointFields = []*Field{&TracepointName, &TracepointProg, &TracepointCookie}
)

// The fields of the commands of links. Those of BPF_LINK_CREATE after flags depend on the attach type; here they are those of
// cgroups and perf events.
var (
	LinkProgFD       = Field{Name: "prog_fd", Offset: 0, Kind: KindFD, Description: "The program, or the map of BPF_STRUCT_OPS."}
	LinkTargetFD     = Field{Name: "target_fd", Offset: 4, Kind: KindFD, Description: "What to attach to: a cgroup, map, perf event, network namespace or device."}
	LinkAttachType   = Field{Name: "attach_type", Offset: 8, Kind: KindAttachType, Description: "One of enum bpf_attach_type."}
	LinkFlags        = Field{Name: "flags", Offset: 12, Kind: KindAttachFlags, Description: "A set of BPF_F_… bits."}
	LinkRelativeFD   = Field{Name: "cgroup.relative_fd", Offset: 16, Kind: KindFD, Since: V6_17, Description: "For cgroups: the program or link that BPF_F_BEFORE or BPF_F_AFTER refers to."}
	LinkRevision     = Field{Name: "cgroup.expected_revision", Offset: 24, Kind: KindU64, Since: V6_17, Description: "For cgroups: the revision that the list of programs must have; 0 for any."}
	LinkCookie       = Field{Name: "perf_event.bpf_cookie", Offset: 16, Kind: KindU64, Since: V5_15, Description: "For perf events: the number that bpf_get_attach_cookie returns."}
	LinkNewProgFD    = Field{Name: "new_prog_fd", Offset: 4, Kind: KindFD, Description: "The program that the link runs from now on."}
	LinkOldProgFD    = Field{Name: "old_prog_fd", Offset: 12, Kind: KindFD, Description: "The program that the link runs so far, with BPF_F_REPLACE."}
	LinkID           = Field{Name: "link_id", Offset: 0, Kind: KindID, Description: "The id of the link."}
	TracepointName   = Field{Name: "name", Offset: 0, Kind: KindPath, Description: "Address of the name of the tracepoint."}
	TracepointCookie = Field{Name: "cookie", Offset: 16, Kind: KindU64, Since: V6_10, Description: "The number that bpf_get_attach_cookie returns."}
)

// LinkType is one of enum bpf_link_type.
type LinkType uint32

// The types of links.
const (
	BPF_LINK_TYPE_RAW_TRACEPOINT LinkType = 1
	BPF_LINK_TYPE_CGROUP         LinkType = 3
	BPF_LINK_TYPE_ITER           LinkType = 4
	BPF_LINK_TYPE_NETNS          LinkType = 5
	BPF_LINK_TYPE_XDP            LinkType = 6
	BPF_LINK_TYPE_PERF_EVENT     LinkType = 7
	BPF_LINK_TYPE_KPROBE_MULTI   LinkType = 8
	BPF_LINK_TYPE_NETFILTER      LinkType = 10
	BPF_LINK_TYPE_TCX            LinkType = 11
	BPF_LINK_TYPE_UPROBE_MULTI   LinkType = 12
	BPF_LINK_TYPE_NETKIT         LinkType = 13
	BPF_LINK_TYPE_SOCKMAP        LinkType = 14
)

// linkTypes are the names of all link types in fdinfo.
var linkTypes = [...]string{"<invalid>", "raw_tracepoint", "tracing", "cgroup", "iter", "netns", "xdp", "perf", "kprobe_multi",
	"struct_ops", "netfilter", "tcx", "uprobe_multi", "netkit", "sockmap", "tracing_multi"}

// String returns the name in fdinfo.
func (t LinkType) String() string { return linkTypes[t] }

// LinkInfo is a struct bpf_link_info of the largest size in any release.
type LinkInfo [64]byte

// LinkInfoSize returns sizeof(struct bpf_link_info) in a release, in bytes.
func LinkInfoSize(r Release) int {
	switch {
	case r >= V6_7:
		return 64
	case r >= V6_0:
		return 48
	}
	return 32
}

// The members of struct bpf_link_info. All from LinkInfoTarget on depend on the type of the link.
var (
	LinkInfoType   = Field{Name: "type", Offset: 0, Kind: KindU32}
	LinkInfoID     = Field{Name: "id", Offset: 4, Kind: KindID}
	LinkInfoProgID = Field{Name: "prog_id", Offset: 8, Kind: KindID}
	LinkInfoTarget = Field{Name: "cgroup_id", Offset: 16, Kind: KindU64}
	LinkInfoLow    = Field{Name: "netns_ino", Offset: 16, Kind: KindU32}
	LinkInfoHigh   = Field{Name: "attach_type", Offset: 20, Kind: KindU32}
	LinkInfoAttach = Field{Name: "attach_type", Offset: 24, Kind: KindU32}
	LinkInfoLast   = Field{Name: "cookie", Offset: 32, Kind: KindU64}
	LinkInfoCookie = Field{Name: "perf_event.cookie", Offset: 40, Kind: KindU64}

	LinkInfoPerfName   = Field{Name: "perf_event.name", Offset: 24, Kind: KindU64}
	LinkInfoPerfLen    = Field{Name: "perf_event.name_len", Offset: 32, Kind: KindU32}
	LinkInfoPerfOffset = Field{Name: "perf_event.uprobe.offset", Offset: 36, Kind: KindU32}
	LinkInfoRefCtr     = Field{Name: "perf_event.uprobe.ref_ctr_offset", Offset: 48, Kind: KindU64}
)
