package abi

import (
	"strconv"
	"strings"
)

// MapType is one of enum bpf_map_type.
type MapType uint32

// The map types that code must name; all of them are rows of MapTypes.
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

// MapTypes are the names and the first release of every type, by number.
var MapTypes = []struct {
	Name  string
	Since Release
}{
	{"BPF_MAP_TYPE_UNSPEC", Seed},
	{"BPF_MAP_TYPE_HASH", R(3, 19, 0)},
	{"BPF_MAP_TYPE_ARRAY", R(3, 19, 0)},
	{"BPF_MAP_TYPE_PROG_ARRAY", R(4, 2, 0)},
	{"BPF_MAP_TYPE_PERF_EVENT_ARRAY", R(4, 3, 0)},
	{"BPF_MAP_TYPE_PERCPU_HASH", R(4, 6, 0)},
	{"BPF_MAP_TYPE_PERCPU_ARRAY", R(4, 6, 0)},
	{"BPF_MAP_TYPE_STACK_TRACE", R(4, 6, 0)},
	{"BPF_MAP_TYPE_CGROUP_ARRAY", R(4, 8, 0)},
	{"BPF_MAP_TYPE_LRU_HASH", R(4, 10, 0)},
	{"BPF_MAP_TYPE_LRU_PERCPU_HASH", R(4, 10, 0)},
	{"BPF_MAP_TYPE_LPM_TRIE", R(4, 11, 0)},
	{"BPF_MAP_TYPE_ARRAY_OF_MAPS", R(4, 12, 0)},
	{"BPF_MAP_TYPE_HASH_OF_MAPS", R(4, 12, 0)},
	{"BPF_MAP_TYPE_DEVMAP", R(4, 14, 0)},
	{"BPF_MAP_TYPE_SOCKMAP", R(4, 14, 0)},
	{"BPF_MAP_TYPE_CPUMAP", R(4, 15, 0)},
	{"BPF_MAP_TYPE_XSKMAP", R(4, 18, 0)},
	{"BPF_MAP_TYPE_SOCKHASH", R(4, 18, 0)},
	{"BPF_MAP_TYPE_CGROUP_STORAGE", R(4, 19, 0)},
	{"BPF_MAP_TYPE_REUSEPORT_SOCKARRAY", R(4, 19, 0)},
	{"BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE", R(4, 20, 0)},
	{"BPF_MAP_TYPE_QUEUE", R(4, 20, 0)},
	{"BPF_MAP_TYPE_STACK", R(4, 20, 0)},
	{"BPF_MAP_TYPE_SK_STORAGE", R(5, 2, 0)},
	{"BPF_MAP_TYPE_DEVMAP_HASH", R(5, 4, 0)},
	{"BPF_MAP_TYPE_STRUCT_OPS", R(5, 6, 0)},
	{"BPF_MAP_TYPE_RINGBUF", R(5, 8, 0)},
	{"BPF_MAP_TYPE_INODE_STORAGE", R(5, 10, 0)},
	{"BPF_MAP_TYPE_TASK_STORAGE", R(5, 11, 0)},
	{"BPF_MAP_TYPE_BLOOM_FILTER", R(5, 16, 0)},
	{"BPF_MAP_TYPE_USER_RINGBUF", R(6, 1, 0)},
	{"BPF_MAP_TYPE_CGRP_STORAGE", R(6, 2, 0)},
	{"BPF_MAP_TYPE_ARENA", R(6, 9, 0)},
	{"BPF_MAP_TYPE_INSN_ARRAY", R(6, 19, 0)},
	{"BPF_MAP_TYPE_RHASH", R(7, 2, 0)},
}

// MapTypePrefix is what every name of a map type begins with.
const MapTypePrefix = "BPF_MAP_TYPE_"

// String is the uapi name, or the number as strace writes one that it does not know.
func (t MapType) String() string {
	if int(t) < len(MapTypes) {
		return MapTypes[t].Name
	}
	return "0x" + strconv.FormatUint(uint64(t), 16) + " /* BPF_MAP_TYPE_??? */"
}

// Short is the name without its prefix in lower case, as bpftool writes it ("lpm_trie"), or the number.
func (t MapType) Short() string {
	if int(t) < len(MapTypes) {
		return strings.ToLower(strings.TrimPrefix(MapTypes[t].Name, MapTypePrefix))
	}
	return "type " + strconv.FormatUint(uint64(t), 10)
}

// MapTypeNamed finds a type by its name, with or without the prefix, in any case.
func MapTypeNamed(name string) (MapType, bool) {
	name = strings.TrimPrefix(strings.ToUpper(name), MapTypePrefix)
	for i, t := range MapTypes {
		if t.Name == MapTypePrefix+name {
			return MapType(i), true
		}
	}
	return 0, false
}
