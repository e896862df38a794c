package abi

// Size is the requirement of a map type for key_size, value_size or max_entries. A positive one is the exact number.
type Size int16

const (
	AnySize       Size = 0
	NoSize        Size = -iota // it must be 0
	WordsSize                  // a multiple of 8
	PrefixSize                 // at least 5: the length of the prefix, then its bytes
	PagesSize                  // pages of memory, at least one
	PageBytesSize              // a power of two and a multiple of the page size
)

// MapNeeds has the requirements of BPF_MAP_CREATE for a map type, and its purpose.
type MapNeeds struct {
	Purpose             string // one line
	Key, Value, Entries Size
	Flags               uint32 // flags that must be set
	BTF                 bool   // the types of the keys and values must be given
}

// mapNeeds are the rows of [MapType.Needs], by number.
var mapNeeds = [...]MapNeeds{
	BPF_MAP_TYPE_UNSPEC:                {Purpose: "Type 0, which most kernels do not have."},
	BPF_MAP_TYPE_HASH:                  {Purpose: "Any key to any value."},
	BPF_MAP_TYPE_ARRAY:                 {Purpose: "Values by index, all present from the start.", Key: 4},
	BPF_MAP_TYPE_PROG_ARRAY:            {Purpose: "Programs by index, for tail calls.", Key: 4, Value: 4},
	BPF_MAP_TYPE_PERF_EVENT_ARRAY:      {Purpose: "Perf events by CPU, to send records to user space.", Key: 4, Value: 4},
	BPF_MAP_TYPE_PERCPU_HASH:           {Purpose: "A hash with a value for each CPU: counters without contention."},
	BPF_MAP_TYPE_PERCPU_ARRAY:          {Purpose: "An array with a value for each CPU.", Key: 4},
	BPF_MAP_TYPE_STACK_TRACE:           {Purpose: "Call stacks by id. value_size is 8 bytes for each frame.", Key: 4, Value: WordsSize},
	BPF_MAP_TYPE_CGROUP_ARRAY:          {Purpose: "Cgroups by index, to test membership.", Key: 4, Value: 4},
	BPF_MAP_TYPE_LRU_HASH:              {Purpose: "A hash that drops the least recently used element when it is full."},
	BPF_MAP_TYPE_LRU_PERCPU_HASH:       {Purpose: "An LRU hash with a value for each CPU."},
	BPF_MAP_TYPE_LPM_TRIE:              {Purpose: "Longest prefix match, for IP routes.", Key: PrefixSize, Flags: BPF_F_NO_PREALLOC},
	BPF_MAP_TYPE_ARRAY_OF_MAPS:         {Purpose: "Maps by index. inner_map_fd is the template.", Key: 4, Value: 4},
	BPF_MAP_TYPE_HASH_OF_MAPS:          {Purpose: "Any key to a map. inner_map_fd is the template.", Value: 4},
	BPF_MAP_TYPE_DEVMAP:                {Purpose: "Network devices by index, for XDP redirects.", Key: 4, Value: 4},
	BPF_MAP_TYPE_SOCKMAP:               {Purpose: "Sockets by index, to redirect data between them.", Key: 4, Value: 4},
	BPF_MAP_TYPE_CPUMAP:                {Purpose: "CPUs by index, for XDP redirects.", Key: 4, Value: 4},
	BPF_MAP_TYPE_XSKMAP:                {Purpose: "AF_XDP sockets by index, for packets that bypass the stack.", Key: 4, Value: 4},
	BPF_MAP_TYPE_SOCKHASH:              {Purpose: "Any key to a socket.", Value: 4},
	BPF_MAP_TYPE_CGROUP_STORAGE:        {Purpose: "A value for each cgroup and attach type.", Key: 16, Entries: NoSize},
	BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:   {Purpose: "Listening sockets by index, to balance SO_REUSEPORT.", Key: 4, Value: 8},
	BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE: {Purpose: "A value for each cgroup and CPU.", Key: 16, Entries: NoSize},
	BPF_MAP_TYPE_QUEUE:                 {Purpose: "First in, first out.", Key: NoSize},
	BPF_MAP_TYPE_STACK:                 {Purpose: "Last in, first out.", Key: NoSize},
	BPF_MAP_TYPE_SK_STORAGE:            {Purpose: "A value for each socket.", Key: 4, Entries: NoSize, Flags: BPF_F_NO_PREALLOC, BTF: true},
	BPF_MAP_TYPE_DEVMAP_HASH:           {Purpose: "Any number to a network device, for XDP redirects.", Key: 4, Value: 4},
	BPF_MAP_TYPE_STRUCT_OPS:            {Purpose: "A struct of functions that programs implement, such as a congestion control.", Key: 4, Entries: 1, BTF: true},
	BPF_MAP_TYPE_RINGBUF:               {Purpose: "Records from programs to user space, one buffer for all CPUs.", Key: NoSize, Value: NoSize, Entries: PageBytesSize},
	BPF_MAP_TYPE_INODE_STORAGE:         {Purpose: "A value for each inode.", Key: 4, Entries: NoSize, Flags: BPF_F_NO_PREALLOC, BTF: true},
	BPF_MAP_TYPE_TASK_STORAGE:          {Purpose: "A value for each task.", Key: 4, Entries: NoSize, Flags: BPF_F_NO_PREALLOC, BTF: true},
	BPF_MAP_TYPE_BLOOM_FILTER:          {Purpose: "Whether a value was pushed: surely not, or probably.", Key: NoSize},
	BPF_MAP_TYPE_USER_RINGBUF:          {Purpose: "Records from user space to programs.", Key: NoSize, Value: NoSize, Entries: PageBytesSize},
	BPF_MAP_TYPE_CGRP_STORAGE:          {Purpose: "A value for each cgroup.", Key: 4, Entries: NoSize, Flags: BPF_F_NO_PREALLOC, BTF: true},
	BPF_MAP_TYPE_ARENA:                 {Purpose: "Memory that programs and user space share, at one address.", Key: NoSize, Value: NoSize, Entries: PagesSize, Flags: BPF_F_MMAPABLE},
	BPF_MAP_TYPE_INSN_ARRAY:            {Purpose: "Places in a program, for indirect jumps.", Key: 4, Value: 16},
	BPF_MAP_TYPE_RHASH:                 {Purpose: "A hash that grows with its elements.", Flags: BPF_F_NO_PREALLOC},
}

// Needs returns the requirements of the type; the zero row for an unknown type.
func (t MapType) Needs() MapNeeds {
	if int(t) < len(mapNeeds) {
		return mapNeeds[t]
	}
	return MapNeeds{}
}

// Met reports whether a number meets the requirement, on a machine with this page size.
func (s Size) Met(v, page uint64) bool {
	switch s {
	case AnySize:
		return v > 0
	case NoSize:
		return v == 0
	case WordsSize:
		return v > 0 && v%8 == 0
	case PrefixSize:
		return v > 4
	case PagesSize:
		return v > 0
	case PageBytesSize:
		return v >= page && v&(v-1) == 0
	}
	return v == uint64(s)
}

// Usual returns a number that the size requires, as close to v as is useful.
func (s Size) Usual(v, page uint64) uint64 {
	if s.Met(v, page) {
		return v
	}
	switch s {
	case AnySize:
		return 4
	case NoSize:
		return 0
	case WordsSize:
		return 8 * 32
	case PrefixSize:
		return 8
	case PagesSize:
		return 1
	case PageBytesSize:
		return page
	}
	return uint64(s)
}
