package core

import "bpfplay/core/abi"

// Follows the map_free of the types, in which a kworker may have to wait until no program can access the map.

// freeWait is one wait in the map_free of a type.
type freeWait struct {
	in     string // the kernel function that waits
	since  abi.Release
	before abi.Release // first release without the wait; 0 means never removed
}

// sinceRefsWait is the first release whose map_free need not wait for programs: a program drops its last reference only
// after a grace period.
var sinceRefsWait = abi.V5_9

// The waits of the types.
var (
	arrayFreeWaits = []freeWait{{"synchronize_rcu", abi.V3_19, sinceRefsWait}}
	htabFreeWaits  = []freeWait{{"synchronize_rcu", abi.V3_19, sinceRefsWait}, {"rcu_barrier", abi.V4_6, abi.V6_1}}
	trieFreeWaits  = []freeWait{{"synchronize_rcu", abi.V4_16, sinceRefsWait}}
	queueFreeWaits = []freeWait{{"synchronize_rcu", abi.V4_20, sinceRefsWait}}
	devFreeWaits   = []freeWait{{"synchronize_rcu", abi.V4_14, 0}, {"rcu_barrier", abi.V4_14, 0}}
	cpuFreeWaits   = []freeWait{{"synchronize_rcu", abi.V4_15, 0}}
)

// mapFree calls map_free of the type and uncharges the map.
func (k *Kernel) mapFree(m *Map, byTask bool) {
	r, in := k.Machine.Release, "bpf_map_free_deferred"
	if byTask {
		in = "map_create"
	}
	uncharged := !byTask || sinceUncharge.In(r)
	if uncharged && !sinceChargeFirst.In(r) {
		k.uncharge(m)
	}
	k.forgetAddr(m)
	for _, w := range m.ops.freeWaits {
		if w.since <= r && (w.before == 0 || r < w.before) {
			k.note(Event{Kind: FreeWaited, Func: w.in, Map: m.Nr})
		}
	}
	m.ops.mapFree(k, m)
	k.putMapBTF(m)
	if uncharged && sinceChargeFirst.In(r) {
		k.uncharge(m)
	}
	m.state = ObjectFreed
	k.dropMap(m)
	k.work.remember(freedObject{m: m.Nr, byTask: byTask})
	k.note(Event{Kind: Freed, Func: in, Map: m.Nr, ByTask: byTask})
}
