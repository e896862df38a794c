package core

import (
	"slices"

	"bpfplay/core/abi"
)

// Follows attach_type_to_prog_type in kernel/bpf/syscall.c.

// attachPlace is the kind of what programs of an attach type are attached to.
type attachPlace uint8

const (
	noPlace attachPlace = iota
	atCgroup
	atSockMap
	atNetns
	atLirc
	atDevice  // tcx
	atNetkit  // a device of its type
	atTracing // a function of the kernel, a tracepoint or an iterator
	atOther   // only links attach there
)

// attachPoint is a group of attach types: the type of their programs, and where these run.
type attachPoint struct {
	prog  abi.ProgType
	place attachPlace
	since abi.Release // first release that maps them to the type of programs
	types []abi.AttachType
}

// attachPoints are the attach types that belong to one type of programs.
var attachPoints = []attachPoint{
	{abi.BPF_PROG_TYPE_CGROUP_SKB, atCgroup, abi.V4_10, []abi.AttachType{0, 1}},
	{abi.BPF_PROG_TYPE_CGROUP_SOCK, atCgroup, abi.V4_10, []abi.AttachType{2}},
	{abi.BPF_PROG_TYPE_CGROUP_SOCK, atCgroup, abi.V4_17, []abi.AttachType{12, 13}},
	{abi.BPF_PROG_TYPE_CGROUP_SOCK, atCgroup, abi.V5_9, []abi.AttachType{34}},
	{abi.BPF_PROG_TYPE_SOCK_OPS, atCgroup, abi.V4_13, []abi.AttachType{3}},
	{abi.BPF_PROG_TYPE_SK_SKB, atSockMap, abi.V4_14, []abi.AttachType{4, 5}},
	{abi.BPF_PROG_TYPE_SK_SKB, atSockMap, abi.V5_13, []abi.AttachType{38}},
	{abi.BPF_PROG_TYPE_CGROUP_DEVICE, atCgroup, abi.V4_15, []abi.AttachType{6}},
	{abi.BPF_PROG_TYPE_SK_MSG, atSockMap, abi.V4_17, []abi.AttachType{7}},
	{abi.BPF_PROG_TYPE_CGROUP_SOCK_ADDR, atCgroup, abi.V4_17, []abi.AttachType{8, 9, 10, 11}},
	{abi.BPF_PROG_TYPE_CGROUP_SOCK_ADDR, atCgroup, abi.V4_18, []abi.AttachType{14, 15}},
	{abi.BPF_PROG_TYPE_CGROUP_SOCK_ADDR, atCgroup, abi.V5_2, []abi.AttachType{19, 20}},
	{abi.BPF_PROG_TYPE_CGROUP_SOCK_ADDR, atCgroup, abi.V5_8, []abi.AttachType{29, 30, 31, 32}},
	{abi.BPF_PROG_TYPE_CGROUP_SOCK_ADDR, atCgroup, abi.V6_7, []abi.AttachType{49, 50, 51, 52, 53}},
	{abi.BPF_PROG_TYPE_LIRC_MODE2, atLirc, abi.V4_18, []abi.AttachType{16}},
	{abi.BPF_PROG_TYPE_FLOW_DISSECTOR, atNetns, abi.V4_20, []abi.AttachType{17}},
	{abi.BPF_PROG_TYPE_CGROUP_SYSCTL, atCgroup, abi.V5_2, []abi.AttachType{18}},
	{abi.BPF_PROG_TYPE_CGROUP_SOCKOPT, atCgroup, abi.V5_3, []abi.AttachType{21, 22}},
	{abi.BPF_PROG_TYPE_TRACING, atTracing, abi.V5_8, []abi.AttachType{28}},
	{abi.BPF_PROG_TYPE_TRACING, atTracing, abi.V5_19, []abi.AttachType{23, 24, 25, 26}},
	{abi.BPF_PROG_TYPE_TRACING, atTracing, abi.V7_0, []abi.AttachType{58}},
	{abi.BPF_PROG_TYPE_TRACING, atTracing, abi.V7_3, []abi.AttachType{59, 60, 61}},
	{abi.BPF_PROG_TYPE_LSM, atTracing, abi.V5_19, []abi.AttachType{27}},
	{abi.BPF_PROG_TYPE_LSM, atCgroup, abi.V6_0, []abi.AttachType{43}},
	{abi.BPF_PROG_TYPE_SK_LOOKUP, atNetns, abi.V5_9, []abi.AttachType{36}},
	{abi.BPF_PROG_TYPE_XDP, atOther, abi.V5_9, []abi.AttachType{37}},
	{abi.BPF_PROG_TYPE_SCHED_CLS, atDevice, abi.V6_6, []abi.AttachType{46, 47}},
	{abi.BPF_PROG_TYPE_SCHED_CLS, atNetkit, abi.V6_7, []abi.AttachType{54, 55}},
}

// noAttachPoint is the row of an attach type that the release maps to no type of programs.
var noAttachPoint attachPoint

// attachPointOf returns the row of an attach type.
func (k *Kernel) attachPointOf(t abi.AttachType) *attachPoint {
	for i := range attachPoints {
		if p := &attachPoints[i]; p.since <= k.Machine.Release && slices.Contains(p.types, t) {
			return p
		}
	}
	return &noAttachPoint
}

// isCgroup follows is_cgroup_prog_type without its check of LSM programs.
func (p *attachPoint) isCgroup() bool {
	return p.place == atCgroup || p.prog == abi.BPF_PROG_TYPE_LSM
}
