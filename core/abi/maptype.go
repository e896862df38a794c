package abi

import (
	"strconv"
	"strings"
)

// MapType is one of enum bpf_map_type.
type MapType uint32

// All map types. MapTypes describes them.
const (
	BPF_MAP_TYPE_UNSPEC MapType = iota
	BPF_MAP_TYPE_HASH
	BPF_MAP_TYPE_ARRAY
	BPF_MAP_TYPE_PROG_ARRAY
	BPF_MAP_TYPE_PERF_EVENT_ARRAY
	BPF_MAP_TYPE_PERCPU_HASH
	BPF_MAP_TYPE_PERCPU_ARRAY
	BPF_MAP_TYPE_STACK_TRACE
	BPF_MAP_TYPE_CGROUP_ARRAY
	BPF_MAP_TYPE_LRU_HASH
	BPF_MAP_TYPE_LRU_PERCPU_HASH
	BPF_MAP_TYPE_LPM_TRIE
	BPF_MAP_TYPE_ARRAY_OF_MAPS
	BPF_MAP_TYPE_HASH_OF_MAPS
	BPF_MAP_TYPE_DEVMAP
	BPF_MAP_TYPE_SOCKMAP
	BPF_MAP_TYPE_CPUMAP
	BPF_MAP_TYPE_XSKMAP
	BPF_MAP_TYPE_SOCKHASH
	BPF_MAP_TYPE_CGROUP_STORAGE
	BPF_MAP_TYPE_REUSEPORT_SOCKARRAY
	BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE
	BPF_MAP_TYPE_QUEUE
	BPF_MAP_TYPE_STACK
	BPF_MAP_TYPE_SK_STORAGE
	BPF_MAP_TYPE_DEVMAP_HASH
	BPF_MAP_TYPE_STRUCT_OPS
	BPF_MAP_TYPE_RINGBUF
	BPF_MAP_TYPE_INODE_STORAGE
	BPF_MAP_TYPE_TASK_STORAGE
	BPF_MAP_TYPE_BLOOM_FILTER
	BPF_MAP_TYPE_USER_RINGBUF
	BPF_MAP_TYPE_CGRP_STORAGE
	BPF_MAP_TYPE_ARENA
	BPF_MAP_TYPE_INSN_ARRAY
	BPF_MAP_TYPE_RHASH
)

// MapTypeInfo is one row of MapTypes.
type MapTypeInfo struct {
	Name   string
	Since  Release
	Keys   Keys
	Holds  Holding
	PerCPU bool // user space copies a value for each possible CPU
	Evicts bool // an update of a full map drops another element
}

// MapTypes are all map types, by number.
var MapTypes = []MapTypeInfo{
	{Name: "BPF_MAP_TYPE_UNSPEC", Since: Seed},
	{Name: "BPF_MAP_TYPE_HASH", Since: V3_19},
	{Name: "BPF_MAP_TYPE_ARRAY", Since: V3_19, Keys: KeyIndex},
	{Name: "BPF_MAP_TYPE_PROG_ARRAY", Since: V4_2, Keys: KeyIndex, Holds: HoldsPrograms},
	{Name: "BPF_MAP_TYPE_PERF_EVENT_ARRAY", Since: V4_3, Keys: KeyIndex, Holds: HoldsPerfEvents},
	{Name: "BPF_MAP_TYPE_PERCPU_HASH", Since: V4_6, PerCPU: true},
	{Name: "BPF_MAP_TYPE_PERCPU_ARRAY", Since: V4_6, Keys: KeyIndex, PerCPU: true},
	{Name: "BPF_MAP_TYPE_STACK_TRACE", Since: V4_6, Holds: HoldsTraces},
	{Name: "BPF_MAP_TYPE_CGROUP_ARRAY", Since: V4_8, Keys: KeyIndex, Holds: HoldsCgroups},
	{Name: "BPF_MAP_TYPE_LRU_HASH", Since: V4_10, Evicts: true},
	{Name: "BPF_MAP_TYPE_LRU_PERCPU_HASH", Since: V4_10, PerCPU: true, Evicts: true},
	{Name: "BPF_MAP_TYPE_LPM_TRIE", Since: V4_11, Keys: KeyPrefix},
	{Name: "BPF_MAP_TYPE_ARRAY_OF_MAPS", Since: V4_12, Keys: KeyIndex, Holds: HoldsMaps},
	{Name: "BPF_MAP_TYPE_HASH_OF_MAPS", Since: V4_12, Holds: HoldsMaps},
	{Name: "BPF_MAP_TYPE_DEVMAP", Since: V4_14, Keys: KeyIndex, Holds: HoldsDevices},
	{Name: "BPF_MAP_TYPE_SOCKMAP", Since: V4_14, Keys: KeyIndex, Holds: HoldsSockets},
	{Name: "BPF_MAP_TYPE_CPUMAP", Since: V4_15, Keys: KeyIndex, Holds: HoldsCPUs},
	{Name: "BPF_MAP_TYPE_XSKMAP", Since: V4_18, Keys: KeyIndex, Holds: HoldsXDPSockets},
	{Name: "BPF_MAP_TYPE_SOCKHASH", Since: V4_18, Holds: HoldsSockets},
	{Name: "BPF_MAP_TYPE_CGROUP_STORAGE", Since: V4_19, Keys: KeyOwner},
	{Name: "BPF_MAP_TYPE_REUSEPORT_SOCKARRAY", Since: V4_19, Keys: KeyIndex, Holds: HoldsSockets},
	{Name: "BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE", Since: V4_20, Keys: KeyOwner, PerCPU: true},
	{Name: "BPF_MAP_TYPE_QUEUE", Since: V4_20, Keys: KeyNone},
	{Name: "BPF_MAP_TYPE_STACK", Since: V4_20, Keys: KeyNone},
	{Name: "BPF_MAP_TYPE_SK_STORAGE", Since: V5_2, Keys: KeyOwner},
	{Name: "BPF_MAP_TYPE_DEVMAP_HASH", Since: V5_4, Holds: HoldsDevices},
	{Name: "BPF_MAP_TYPE_STRUCT_OPS", Since: V5_6, Holds: HoldsFunctions},
	{Name: "BPF_MAP_TYPE_RINGBUF", Since: V5_8, Keys: KeyNone, Holds: HoldsRecords},
	{Name: "BPF_MAP_TYPE_INODE_STORAGE", Since: V5_10, Keys: KeyOwner},
	{Name: "BPF_MAP_TYPE_TASK_STORAGE", Since: V5_11, Keys: KeyOwner},
	{Name: "BPF_MAP_TYPE_BLOOM_FILTER", Since: V5_16, Keys: KeyNone, Holds: HoldsBits},
	{Name: "BPF_MAP_TYPE_USER_RINGBUF", Since: V6_1, Keys: KeyNone, Holds: HoldsRecords},
	{Name: "BPF_MAP_TYPE_CGRP_STORAGE", Since: V6_2, Keys: KeyOwner},
	{Name: "BPF_MAP_TYPE_ARENA", Since: V6_9, Keys: KeyNone, Holds: HoldsPages},
	{Name: "BPF_MAP_TYPE_INSN_ARRAY", Since: V6_19},
	{Name: "BPF_MAP_TYPE_RHASH", Since: V7_2},
}

// info returns the row of t; the zero row for an unknown type.
func (t MapType) info() MapTypeInfo {
	if int(t) < len(MapTypes) {
		return MapTypes[t]
	}
	return MapTypeInfo{}
}

// Keys returns the form of the type's keys.
func (t MapType) Keys() Keys { return t.info().Keys }

// Holds returns the content of the type's elements.
func (t MapType) Holds() Holding { return t.info().Holds }

// PerCPU reports whether user space copies a value for each possible CPU.
func (t MapType) PerCPU() bool { return t.info().PerCPU }

// Evicts reports whether an update of a full map drops another element.
func (t MapType) Evicts() bool { return t.info().Evicts }

// MapTypePrefix is the prefix of all names of map types.
const MapTypePrefix = "BPF_MAP_TYPE_"

// String returns the uapi name, or the number in the form that strace uses for unknown types.
func (t MapType) String() string {
	if int(t) < len(MapTypes) {
		return MapTypes[t].Name
	}
	return "0x" + strconv.FormatUint(uint64(t), 16) + " /* BPF_MAP_TYPE_??? */"
}

// Short returns the name that bpftool uses, such as "lpm_trie", or the number of an unknown type.
func (t MapType) Short() string {
	if int(t) < len(MapTypes) {
		return strings.ToLower(strings.TrimPrefix(MapTypes[t].Name, MapTypePrefix))
	}
	return "type " + strconv.FormatUint(uint64(t), 10)
}

// MapTypeNamed returns the type with a name, with or without the prefix, in any case.
func MapTypeNamed(name string) (MapType, bool) {
	name = strings.TrimPrefix(strings.ToUpper(name), MapTypePrefix)
	for i, t := range MapTypes {
		if t.Name == MapTypePrefix+name {
			return MapType(i), true
		}
	}
	return 0, false
}
