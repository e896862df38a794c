package abi

import (
	"strconv"
	"strings"
)

// ProgType is one of enum bpf_prog_type.
type ProgType uint32

// The program types that code refers to. ProgTypes describes all.
const (
	BPF_PROG_TYPE_UNSPEC                  ProgType = 0
	BPF_PROG_TYPE_SOCKET_FILTER           ProgType = 1
	BPF_PROG_TYPE_KPROBE                  ProgType = 2
	BPF_PROG_TYPE_SCHED_CLS               ProgType = 3
	BPF_PROG_TYPE_SCHED_ACT               ProgType = 4
	BPF_PROG_TYPE_TRACEPOINT              ProgType = 5
	BPF_PROG_TYPE_XDP                     ProgType = 6
	BPF_PROG_TYPE_PERF_EVENT              ProgType = 7
	BPF_PROG_TYPE_CGROUP_SKB              ProgType = 8
	BPF_PROG_TYPE_CGROUP_SOCK             ProgType = 9
	BPF_PROG_TYPE_LWT_IN                  ProgType = 10
	BPF_PROG_TYPE_LWT_OUT                 ProgType = 11
	BPF_PROG_TYPE_LWT_XMIT                ProgType = 12
	BPF_PROG_TYPE_SOCK_OPS                ProgType = 13
	BPF_PROG_TYPE_SK_SKB                  ProgType = 14
	BPF_PROG_TYPE_CGROUP_DEVICE           ProgType = 15
	BPF_PROG_TYPE_SK_MSG                  ProgType = 16
	BPF_PROG_TYPE_RAW_TRACEPOINT          ProgType = 17
	BPF_PROG_TYPE_CGROUP_SOCK_ADDR        ProgType = 18
	BPF_PROG_TYPE_LWT_SEG6LOCAL           ProgType = 19
	BPF_PROG_TYPE_LIRC_MODE2              ProgType = 20
	BPF_PROG_TYPE_SK_REUSEPORT            ProgType = 21
	BPF_PROG_TYPE_FLOW_DISSECTOR          ProgType = 22
	BPF_PROG_TYPE_CGROUP_SYSCTL           ProgType = 23
	BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE ProgType = 24
	BPF_PROG_TYPE_CGROUP_SOCKOPT          ProgType = 25
	BPF_PROG_TYPE_TRACING                 ProgType = 26
	BPF_PROG_TYPE_STRUCT_OPS              ProgType = 27
	BPF_PROG_TYPE_EXT                     ProgType = 28
	BPF_PROG_TYPE_LSM                     ProgType = 29
	BPF_PROG_TYPE_SK_LOOKUP               ProgType = 30
	BPF_PROG_TYPE_SYSCALL                 ProgType = 31
	BPF_PROG_TYPE_NETFILTER               ProgType = 32
)

// ProgTypeInfo is one row of ProgTypes.
type ProgTypeInfo struct {
	Name    string
	Since   Release
	Net     bool // loading requires CAP_NET_ADMIN
	Perfmon bool // loading requires CAP_PERFMON
	Unbuilt bool // the recorded kernels are built without it
}

// ProgTypes are all program types, by number.
var ProgTypes = []ProgTypeInfo{
	{Name: "BPF_PROG_TYPE_UNSPEC"},
	{Name: "BPF_PROG_TYPE_SOCKET_FILTER", Since: R(3, 19, 0)},
	{Name: "BPF_PROG_TYPE_KPROBE", Since: R(4, 1, 0), Perfmon: true},
	{Name: "BPF_PROG_TYPE_SCHED_CLS", Since: R(4, 1, 0), Net: true},
	{Name: "BPF_PROG_TYPE_SCHED_ACT", Since: R(4, 1, 0), Net: true},
	{Name: "BPF_PROG_TYPE_TRACEPOINT", Since: R(4, 7, 0), Perfmon: true},
	{Name: "BPF_PROG_TYPE_XDP", Since: R(4, 8, 0), Net: true},
	{Name: "BPF_PROG_TYPE_PERF_EVENT", Since: R(4, 9, 0), Perfmon: true},
	{Name: "BPF_PROG_TYPE_CGROUP_SKB", Since: R(4, 10, 0)},
	{Name: "BPF_PROG_TYPE_CGROUP_SOCK", Since: R(4, 10, 0), Net: true},
	{Name: "BPF_PROG_TYPE_LWT_IN", Since: R(4, 10, 0), Net: true},
	{Name: "BPF_PROG_TYPE_LWT_OUT", Since: R(4, 10, 0), Net: true},
	{Name: "BPF_PROG_TYPE_LWT_XMIT", Since: R(4, 10, 0), Net: true},
	{Name: "BPF_PROG_TYPE_SOCK_OPS", Since: R(4, 13, 0), Net: true},
	{Name: "BPF_PROG_TYPE_SK_SKB", Since: R(4, 14, 0), Net: true},
	{Name: "BPF_PROG_TYPE_CGROUP_DEVICE", Since: R(4, 15, 0), Net: true},
	{Name: "BPF_PROG_TYPE_SK_MSG", Since: R(4, 17, 0), Net: true},
	{Name: "BPF_PROG_TYPE_RAW_TRACEPOINT", Since: R(4, 17, 0), Perfmon: true},
	{Name: "BPF_PROG_TYPE_CGROUP_SOCK_ADDR", Since: R(4, 17, 0), Net: true},
	{Name: "BPF_PROG_TYPE_LWT_SEG6LOCAL", Since: R(4, 18, 0), Net: true},
	{Name: "BPF_PROG_TYPE_LIRC_MODE2", Since: R(4, 18, 0), Net: true, Unbuilt: true},
	{Name: "BPF_PROG_TYPE_SK_REUSEPORT", Since: R(4, 19, 0)},
	{Name: "BPF_PROG_TYPE_FLOW_DISSECTOR", Since: R(4, 20, 0), Net: true},
	{Name: "BPF_PROG_TYPE_CGROUP_SYSCTL", Since: R(5, 2, 0), Net: true},
	{Name: "BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE", Since: R(5, 2, 0), Perfmon: true},
	{Name: "BPF_PROG_TYPE_CGROUP_SOCKOPT", Since: R(5, 3, 0), Net: true},
	{Name: "BPF_PROG_TYPE_TRACING", Since: R(5, 5, 0), Perfmon: true},
	{Name: "BPF_PROG_TYPE_STRUCT_OPS", Since: R(5, 6, 0), Perfmon: true},
	{Name: "BPF_PROG_TYPE_EXT", Since: R(5, 6, 0), Net: true, Perfmon: true},
	{Name: "BPF_PROG_TYPE_LSM", Since: R(5, 7, 0), Perfmon: true},
	{Name: "BPF_PROG_TYPE_SK_LOOKUP", Since: R(5, 9, 0)},
	{Name: "BPF_PROG_TYPE_SYSCALL", Since: R(5, 14, 0)},
	{Name: "BPF_PROG_TYPE_NETFILTER", Since: R(6, 4, 0), Net: true},
}

// Known returns the row of a program type; nil if the release does not have it.
func (t ProgType) Known(r Release) *ProgTypeInfo {
	if t == BPF_PROG_TYPE_UNSPEC || uint64(t) >= uint64(len(ProgTypes)) || ProgTypes[t].Since > r {
		return nil
	}
	return &ProgTypes[t]
}

// String returns the uapi name, or the number in the form that strace uses for unknown types.
func (t ProgType) String() string {
	if uint64(t) < uint64(len(ProgTypes)) {
		return ProgTypes[t].Name
	}
	return "0x" + strconv.FormatUint(uint64(t), 16) + " /* BPF_PROG_TYPE_??? */"
}

// ProgTypePrefix begins the name of every program type.
const ProgTypePrefix = "BPF_PROG_TYPE_"

// ProgTypeNamed returns the type with a uapi name such as "BPF_PROG_TYPE_XDP", in any case and with or without its prefix.
func ProgTypeNamed(name string) (ProgType, bool) {
	name = strings.TrimPrefix(strings.ToUpper(name), ProgTypePrefix)
	for i, t := range ProgTypes {
		if t.Name == ProgTypePrefix+name {
			return ProgType(i), true
		}
	}
	return 0, false
}

// Short returns the name without its prefix, in lower case, or the number.
func (t ProgType) Short() string {
	if uint64(t) < uint64(len(ProgTypes)) {
		return strings.ToLower(strings.TrimPrefix(ProgTypes[t].Name, ProgTypePrefix))
	}
	return strconv.FormatUint(uint64(t), 10)
}

// The bits of prog_flags.
const (
	BPF_F_STRICT_ALIGNMENT    = 1 << 0
	BPF_F_ANY_ALIGNMENT       = 1 << 1
	BPF_F_TEST_RND_HI32       = 1 << 2
	BPF_F_TEST_STATE_FREQ     = 1 << 3
	BPF_F_SLEEPABLE           = 1 << 4
	BPF_F_XDP_HAS_FRAGS       = 1 << 5
	BPF_F_XDP_DEV_BOUND_ONLY  = 1 << 6
	BPF_F_TEST_REG_INVARIANTS = 1 << 7
)

// ProgFlags are the bits of prog_flags.
var ProgFlags = []Flag{
	{"BPF_F_STRICT_ALIGNMENT", BPF_F_STRICT_ALIGNMENT, R(4, 12, 0)},
	{"BPF_F_ANY_ALIGNMENT", BPF_F_ANY_ALIGNMENT, R(5, 0, 0)},
	{"BPF_F_TEST_RND_HI32", BPF_F_TEST_RND_HI32, R(5, 3, 0)},
	{"BPF_F_TEST_STATE_FREQ", BPF_F_TEST_STATE_FREQ, R(5, 4, 0)},
	{"BPF_F_SLEEPABLE", BPF_F_SLEEPABLE, R(5, 10, 0)},
	{"BPF_F_XDP_HAS_FRAGS", BPF_F_XDP_HAS_FRAGS, R(5, 18, 0)},
	{"BPF_F_XDP_DEV_BOUND_ONLY", BPF_F_XDP_DEV_BOUND_ONLY, R(6, 3, 0)},
	{"BPF_F_TEST_REG_INVARIANTS", BPF_F_TEST_REG_INVARIANTS, R(6, 8, 0)},
	{"BPF_F_TOKEN_FD", BPF_F_TOKEN_FD, SinceTokens.Mainline},
}

// ProgFlagsOf returns the bits of prog_flags that a release has.
func ProgFlagsOf(r Release) (known uint32) {
	for _, f := range ProgFlags {
		if f.Since <= r {
			known |= uint32(f.Bit)
		}
	}
	return known
}
