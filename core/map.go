package core

import "bpfplay/core/abi"

// mapState says where a map is in its life.
type mapState uint8

const (
	mapLive    mapState = iota
	mapWaiting          // refcnt is 0, a grace period must end before it is queued
	mapQueued           // its freeing waits on the work queue
	mapRunning          // a kworker is freeing it
	mapFreed
)

// mapStates are the names of the states, as a View has them.
var mapStates = [...]string{mapLive: "live", mapWaiting: "waiting", mapQueued: "queued", mapRunning: "running", mapFreed: "freed"}

// Map follows struct bpf_map.
type Map struct {
	Nr         int // counted from 1 in the order of their making
	ID         uint32
	Type       abi.MapType
	KeySize    uint32
	ValueSize  uint32
	MaxEntries uint32
	Flags      uint32
	Extra      uint64
	Name       [16]byte
	ops        *MapOps
	refcnt     int64
	usercnt    int64
	outers     map[int]int // how many places it has in outer maps, by their numbers
	freeAfter  grace       // what must pass between the last reference and the freeing
	frozen     bool
	pages      uint64            // charged to RLIMIT_MEMLOCK, where the release charges
	payer      *user             // whom they were charged to; nil where nobody was
	memory     uint64            // bytes of the machine's memory
	exclusive  *[sha256Size]byte // the hash of the one program that may use the map; nil for any
	data       any               // what the type keeps
	state      mapState
}

// MapOps follows struct bpf_map_ops: what a map type can do. A hole means that it cannot. Every op that touches
// elements gets key and value as the kernel has copied them in; what it writes to out is copied to the caller.
type MapOps struct {
	name            string         // as in the kernel: "htab_map_ops"
	needs           abi.Capability // what it takes to make a map of the type where map_create asks itself (6.5); 0 for nothing
	takesExtra      bool           // the type reads map_extra
	percpu          bool           // a value goes to and from user space once for each processor
	lru             bool           // a full map drops what was not used of late
	ofMaps          bool           // elements are maps: a value is a descriptor on its way in and an id on its way out
	valueIsAsked    bool           // a lookup reads the value and writes nothing
	neverFrozen     bool           // BPF_MAP_FREEZE refuses the type
	pops            bool           // BPF_MAP_LOOKUP_AND_DELETE_ELEM is a pop: it came with the type
	mapAllocCheck   func(k *Kernel, c *bpfCall) abi.Errno
	mapAlloc        func(k *Kernel, c *bpfCall) (*Map, abi.Errno)
	mapFree         func(k *Kernel, m *Map)
	freeWaits       []freeWait                         // what mapFree waits for before it frees
	mapMetaEqual    func(k *Kernel, meta, m *Map) bool // whether m may be put where the inner map meta was shown; a hole: it cannot be an inner map
	mapRelease      func(k *Kernel, m *Map, f *File)   // a file of the map was closed
	mapReleaseUref  func(k *Kernel, m *Map)            // the last file or pin is gone
	lookup          func(k *Kernel, c *bpfCall, m *Map, key, out []byte, flags uint64) abi.Errno
	update          func(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno
	delete          func(k *Kernel, c *bpfCall, m *Map, key []byte) abi.Errno
	getNextKey      func(k *Kernel, m *Map, key, out []byte) abi.Errno // key is nil where the caller gave NULL
	lookupAndDelete func(k *Kernel, c *bpfCall, m *Map, key, out []byte, flags uint64) abi.Errno
	batch           *batchOps
	memUsage        func(k *Kernel, m *Map) uint64                     // map_mem_usage, bytes; a hole: 0
	inside          func(k *Kernel, m *Map, q InsideQuery, in *Inside) // what there is to see
	mapGetHash      func(m *Map) [sha256Size]byte
}

// ValueIsKey reports whether element commands take the value in place of a key, as a bloom filter does.
func (m *Map) ValueIsKey() bool { return m.ops.valueIsAsked }
