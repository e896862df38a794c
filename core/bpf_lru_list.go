package core

import "bpfplay/core/abi"

// Follows kernel/bpf/bpf_lru_list.c.
//
// A node is free, active or inactive, or is in a list of one processor: free nodes that it took in advance, or pending
// nodes that it handed out since. Use of an element moves nothing. It sets a reference bit, which the next search for a
// free node reads. All calls run on processor 0, so the lists of other processors never change.

// lruList is the list of a node.
type lruList uint8

const (
	lruActive lruList = iota
	lruInactive
	lruFree
	lruLocalFree
	lruLocalPending
	lruLists
)

// lruListNames has the names of the lists in an Inside.
var lruListNames = [lruLists]LRUListName{LRUActive, LRUInactive, LRUFree, LRULocalFree, LRULocalPending}

// The number of nodes that a processor takes and scans at once, from the shared lists or from a list per processor.
const (
	LOCAL_FREE_TARGET  = 128
	PERCPU_FREE_TARGET = 4
	wideFreeTarget     = 16 // the first value of PERCPU_FREE_TARGET
)

var (
	sinceLowTarget   = abi.Since{abi.V4_12}
	sinceSmallTarget = abi.Since{abi.V6_17, abi.V6_12 + 42, abi.V6_16 + 1} // at most the share of one processor in a small map
)

// lru follows struct bpf_lru. Its nodes are elements of buckets, and have their numbers.
type lru struct {
	table  *buckets
	nodes  []lruNode // the first one is unused
	ring   [lruLists]lruRing
	rotate uint32 // next_inactive_rotation: an element, or 0 for the head of the inactive list
	fresh  uint32 // nodes of the free list that were never taken; they precede those that were freed
	scans  int    // nodes that one walk scans
	target int    // nodes that one refill takes
	common bool   // the lists are shared by all processors
	evict  func(e uint32)
}

// lruRing has the ends of one list and its length.
type lruRing struct{ first, last, n uint32 }

// lruNode follows struct bpf_lru_node. Its neighbours are elements; 0 is the end of the list.
type lruNode struct {
	prev, next uint32
	list       lruList
	ref        bool
}

// lruNodeSize is the size of an lruNode in bytes.
const lruNodeSize = 12

// newLRU returns lists of nodes elements, all of them free.
func (k *Kernel) newLRU(table *buckets, nodes uint32, common bool) *lru {
	l := &lru{table: table, nodes: make([]lruNode, 1), common: common, scans: LOCAL_FREE_TARGET, target: LOCAL_FREE_TARGET}
	cpus := uint32(k.Machine.CPUs)
	if !common {
		l.scans, l.target = wideFreeTarget, wideFreeTarget
		if sinceLowTarget.In(k.Machine.Release) {
			l.scans, l.target = PERCPU_FREE_TARGET, PERCPU_FREE_TARGET
		}
		nodes /= cpus // the share of processor 0
	} else if sinceSmallTarget.In(k.Machine.Release) {
		l.target = int(min(max(nodes/cpus/2, 1), LOCAL_FREE_TARGET))
	}
	l.fresh = nodes
	return l
}

func (l *lru) list(e uint32) lruList { return l.nodes[e].list }
func (l *lru) isRef(e uint32) bool   { return l.nodes[e].ref }
func (l *lru) setRef(e uint32)       { l.nodes[e].ref = true }
func (l *lru) prev(e uint32) uint32  { return l.nodes[e].prev }
func (l *lru) next(e uint32) uint32  { return l.nodes[e].next }

// push clears the reference bit of a node and adds it to the head of a list.
func (l *lru) push(e uint32, to lruList) {
	r := &l.ring[to]
	l.nodes[e] = lruNode{next: r.first, list: to}
	if r.first == 0 {
		r.last = e
	} else {
		l.nodes[r.first].prev = e
	}
	r.first = e
	r.n++
}

// move moves a node to the head of a list. The position of the next rotation of the inactive list does not move along.
func (l *lru) move(e uint32, to lruList) {
	node := l.nodes[e]
	if e == l.rotate {
		l.rotate = node.prev
	}
	r := &l.ring[node.list]
	if node.prev == 0 {
		r.first = node.next
	} else {
		l.nodes[node.prev].next = node.next
	}
	if node.next == 0 {
		r.last = node.prev
	} else {
		l.nodes[node.next].prev = node.prev
	}
	r.n--
	l.push(e, to)
}

// rotateLists follows __bpf_lru_list_rotate.
func (l *lru) rotateLists() {
	if l.ring[lruInactive].n < l.ring[lruActive].n {
		l.rotateActive()
	}
	l.rotateInactive()
}

// rotateActive walks from the tail. Referenced nodes move back to the head, others become inactive.
func (l *lru) rotateActive() {
	first := l.ring[lruActive].first
	for e, i := l.ring[lruActive].last, 0; e != 0; {
		prev := l.prev(e)
		if l.isRef(e) {
			l.move(e, lruActive)
		} else {
			l.move(e, lruInactive)
		}
		if i++; i == l.scans || e == first {
			return
		}
		e = prev
	}
}

// rotateInactive continues the previous walk. Referenced nodes become active.
func (l *lru) rotateInactive() {
	r := &l.ring[lruInactive]
	if r.n == 0 {
		return
	}
	last := r.first // the node after the previous position, which completes the round
	if l.rotate != 0 {
		if last = l.next(l.rotate); last == 0 {
			last = r.first
		}
	}
	cur, next := l.rotate, uint32(0)
	for i := 0; i < l.scans; i++ {
		if cur == 0 { // 0 is the list head, which the walk skips
			if cur = r.last; cur == 0 {
				break
			}
		}
		next = l.prev(cur)
		if l.isRef(cur) {
			l.move(cur, lruActive)
		}
		if cur == last {
			break
		}
		cur = next
	}
	l.rotate = next
}

// shrink follows __bpf_lru_list_shrink. It evicts up to n unreferenced inactive nodes. If it finds none, it evicts the
// oldest node.
func (l *lru) shrink(n int, to lruList) {
	freed := 0
	for e, i := l.ring[lruInactive].last, 0; e != 0; {
		prev := l.prev(e)
		if l.isRef(e) {
			l.move(e, lruActive)
		} else {
			l.evict(e)
			l.move(e, to)
			if freed++; freed == n {
				break
			}
		}
		if i++; i == l.scans {
			break
		}
		e = prev
	}
	if freed > 0 {
		return
	}
	oldest := l.ring[lruInactive].last
	if oldest == 0 {
		oldest = l.ring[lruActive].last
	}
	if oldest != 0 {
		l.evict(oldest)
		l.move(oldest, to)
	}
}

// flush follows __local_list_flush. It moves the pending nodes of this processor to the shared lists, oldest first.
func (l *lru) flush() {
	for e := l.ring[lruLocalPending].last; e != 0; {
		prev := l.prev(e)
		if l.isRef(e) {
			l.move(e, lruActive)
		} else {
			l.move(e, lruInactive)
		}
		e = prev
	}
}

// refill follows bpf_lru_list_pop_free_to_local.
func (l *lru) refill() {
	l.flush()
	l.rotateLists()
	n := 0
	for n < l.target && l.anyFree() {
		l.move(l.firstFree(), lruLocalFree)
		n++
	}
	if n < l.target {
		l.shrink(l.target-n, lruLocalFree)
	}
}

// anyFree reports whether the free list has a node.
func (l *lru) anyFree() bool { return l.fresh > 0 || l.ring[lruFree].n > 0 }

// firstFree returns a node of the free list. A node that was never taken becomes an element now.
func (l *lru) firstFree() uint32 {
	if l.fresh > 0 {
		l.fresh--
		e := l.table.take(0, nil)
		l.nodes = append(l.nodes, lruNode{})
		l.push(e, lruFree)
		return e
	}
	return l.ring[lruFree].first
}

// popFree follows bpf_lru_pop_free. It returns a node for a new element, or 0 if none is available.
func (l *lru) popFree() uint32 {
	if !l.common {
		return l.percpuPopFree()
	}
	if l.ring[lruLocalFree].n == 0 {
		l.refill()
	}
	// Only one processor takes nodes. Every node is free, in use or pending, and a refill frees one of them.
	e := l.ring[lruLocalFree].first
	l.move(e, lruLocalPending)
	return e
}

// percpuPopFree follows bpf_percpu_lru_pop_free.
func (l *lru) percpuPopFree() uint32 {
	l.rotateLists()
	if !l.anyFree() {
		l.shrink(l.target, lruFree)
	}
	if !l.anyFree() {
		return 0
	}
	e := l.firstFree()
	l.move(e, lruInactive)
	return e
}

// pushFree follows bpf_lru_push_free. It frees the node of a deleted element.
func (l *lru) pushFree(e uint32) {
	if l.list(e) == lruLocalPending {
		l.move(e, lruLocalFree)
	} else {
		l.move(e, lruFree)
	}
}
