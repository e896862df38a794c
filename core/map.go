package core

import "bpfplay/core/abi"

// mapState says where a map is in its life.
type mapState uint8

const (
	mapLive    mapState = iota
	mapQueued           // refcnt is 0, its freeing waits on the work queue
	mapRunning          // a kworker is freeing it
	mapFreed
)

// mapStates are the names of the states, as a View has them.
var mapStates = [...]string{mapLive: "live", mapQueued: "queued", mapRunning: "running", mapFreed: "freed"}

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
	frozen     bool
	pages      uint64 // charged to RLIMIT_MEMLOCK, where the release charges
	data       any    // what the type keeps
	state      mapState
}

// MapOps follows struct bpf_map_ops: what a map type can do. A hole means that it cannot. Every op that touches
// elements gets key and value as the kernel has copied them in; what it writes to out is copied to the caller.
type MapOps struct {
	name            string // as in the kernel: "htab_map_ops"
	mapAllocCheck   func(k *Kernel, c *bpfCall) abi.Errno
	mapAlloc        func(k *Kernel, c *bpfCall) (*Map, abi.Errno)
	mapFree         func(k *Kernel, m *Map)
	mapReleaseUref  func(k *Kernel, m *Map)
	lookup          func(k *Kernel, m *Map, key, out []byte, flags uint64) abi.Errno
	update          func(k *Kernel, m *Map, key, value []byte, flags uint64) abi.Errno
	delete          func(k *Kernel, m *Map, key []byte) abi.Errno
	getNextKey      func(k *Kernel, m *Map, key, out []byte) abi.Errno // key is nil where the caller gave NULL
	lookupAndDelete func(k *Kernel, m *Map, key, out []byte, flags uint64) abi.Errno
	memUsage        func(m *Map) uint64 // map_mem_usage, bytes
}

// setRefcnt changes the count of references, where all can see it.
func (k *Kernel) setRefcnt(in string, m *Map, n int64) {
	was := m.refcnt
	m.refcnt = n
	k.note(Event{Kind: RefcntSet, Func: in, Map: m.Nr, A: uint64(was), B: uint64(n)})
}

// bpfMapPut follows bpf_map_put: the last reference puts the freeing on the work queue.
func (k *Kernel) bpfMapPut(m *Map) {
	k.setRefcnt("bpf_map_put", m, m.refcnt-1)
	if m.refcnt == 0 {
		k.scheduleWork(m)
	}
}

// bpfMapRelease follows bpf_map_release: a file of a map was closed for good.
func (k *Kernel) bpfMapRelease(f *File) {
	k.note(Event{Kind: Released, Func: "bpf_map_release", File: f.Nr, Map: f.Map.Nr})
	k.bpfMapPut(f.Map)
}

// mapFree calls the type's own map_free.
func (k *Kernel) mapFree(m *Map, byTask bool) {
	in := "bpf_map_free_deferred"
	if byTask {
		in = "map_create"
	}
	m.ops.mapFree(k, m)
	m.state = mapFreed
	k.dropMap(m)
	k.work.remember(freedMap{nr: m.Nr, byTask: byTask})
	k.note(Event{Kind: Freed, Func: in, Map: m.Nr, ByTask: byTask})
}
