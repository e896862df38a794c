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
	{Name: "BPF_PROG_TYPE_SOCKET_FILTER", Since: V3_19},
	{Name: "BPF_PROG_TYPE_KPROBE", Since: V4_1, Perfmon: true},
	{Name: "BPF_PROG_TYPE_SCHED_CLS", Since: V4_1, Net: true},
	{Name: "BPF_PROG_TYPE_SCHED_ACT", Since: V4_1, Net: true},
	{Name: "BPF_PROG_TYPE_TRACEPOINT", Since: V4_7, Perfmon: true},
	{Name: "BPF_PROG_TYPE_XDP", Since: V4_8, Net: true},
	{Name: "BPF_PROG_TYPE_PERF_EVENT", Since: V4_9, Perfmon: true},
	{Name: "BPF_PROG_TYPE_CGROUP_SKB", Since: V4_10},
	{Name: "BPF_PROG_TYPE_CGROUP_SOCK", Since: V4_10, Net: true},
	{Name: "BPF_PROG_TYPE_LWT_IN", Since: V4_10, Net: true},
	{Name: "BPF_PROG_TYPE_LWT_OUT", Since: V4_10, Net: true},
	{Name: "BPF_PROG_TYPE_LWT_XMIT", Since: V4_10, Net: true},
	{Name: "BPF_PROG_TYPE_SOCK_OPS", Since: V4_13, Net: true},
	{Name: "BPF_PROG_TYPE_SK_SKB", Since: V4_14, Net: true},
	{Name: "BPF_PROG_TYPE_CGROUP_DEVICE", Since: V4_15, Net: true},
	{Name: "BPF_PROG_TYPE_SK_MSG", Since: V4_17, Net: true},
	{Name: "BPF_PROG_TYPE_RAW_TRACEPOINT", Since: V4_17, Perfmon: true},
	{Name: "BPF_PROG_TYPE_CGROUP_SOCK_ADDR", Since: V4_17, Net: true},
	{Name: "BPF_PROG_TYPE_LWT_SEG6LOCAL", Since: V4_18, Net: true},
	{Name: "BPF_PROG_TYPE_LIRC_MODE2", Since: V4_18, Net: true, Unbuilt: true},
	{Name: "BPF_PROG_TYPE_SK_REUSEPORT", Since: V4_19},
	{Name: "BPF_PROG_TYPE_FLOW_DISSECTOR", Since: V4_20, Net: true},
	{Name: "BPF_PROG_TYPE_CGROUP_SYSCTL", Since: V5_2, Net: true},
	{Name: "BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE", Since: V5_2, Perfmon: true},
	{Name: "BPF_PROG_TYPE_CGROUP_SOCKOPT", Since: V5_3, Net: true},
	{Name: "BPF_PROG_TYPE_TRACING", Since: V5_5, Perfmon: true},
	{Name: "BPF_PROG_TYPE_STRUCT_OPS", Since: V5_6, Perfmon: true},
	{Name: "BPF_PROG_TYPE_EXT", Since: V5_6, Net: true, Perfmon: true},
	{Name: "BPF_PROG_TYPE_LSM", Since: V5_7, Perfmon: true},
	{Name: "BPF_PROG_TYPE_SK_LOOKUP", Since: V5_9},
	{Name: "BPF_PROG_TYPE_SYSCALL", Since: V5_14},
	{Name: "BPF_PROG_TYPE_NETFILTER", Since: V6_4, Net: true},
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
	{"BPF_F_STRICT_ALIGNMENT", BPF_F_STRICT_ALIGNMENT, V4_12},
	{"BPF_F_ANY_ALIGNMENT", BPF_F_ANY_ALIGNMENT, V5_0},
	{"BPF_F_TEST_RND_HI32", BPF_F_TEST_RND_HI32, V5_3},
	{"BPF_F_TEST_STATE_FREQ", BPF_F_TEST_STATE_FREQ, V5_4},
	{"BPF_F_SLEEPABLE", BPF_F_SLEEPABLE, V5_10},
	{"BPF_F_XDP_HAS_FRAGS", BPF_F_XDP_HAS_FRAGS, V5_18},
	{"BPF_F_XDP_DEV_BOUND_ONLY", BPF_F_XDP_DEV_BOUND_ONLY, V6_3},
	{"BPF_F_TEST_REG_INVARIANTS", BPF_F_TEST_REG_INVARIANTS, V6_8},
	{"BPF_F_TOKEN_FD", BPF_F_TOKEN_FD, SinceTokens.Mainline()},
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
