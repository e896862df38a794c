package core

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/devmap.c: device maps. The machine has one network device, the loopback device.

var devMapOps = MapOps{
	name:          "dev_map_ops",
	needs:         abi.CAP_NET_ADMIN,
	mapAllocCheck: devMapAllocCheck,
	mapAlloc:      devMapAlloc,
	mapCheckBTF:   noBTF,
	mapFree:       func(*Kernel, *Map) {},
	freeWaits:     devFreeWaits,
	mapMetaEqual:  bpfMapMetaEqual,
	lookup:        devMapLookupElem,
	update:        devMapUpdateElem,
	delete:        devMapDeleteElem,
	getNextKey:    nextIndex,
	memUsage:      devMapMemUsage,
	inside:        devMapInside,
}

var devMapHashOps = MapOps{
	name:          "dev_map_hash_ops",
	needs:         abi.CAP_NET_ADMIN,
	mapAllocCheck: devMapAllocCheck,
	mapAlloc:      devMapAlloc,
	mapCheckBTF:   noBTF,
	mapFree:       func(*Kernel, *Map) {},
	freeWaits:     devFreeWaits,
	mapMetaEqual:  bpfMapMetaEqual,
	lookup:        devMapHashLookupElem,
	update:        devMapHashUpdateElem,
	delete:        devMapHashDeleteElem,
	getNextKey:    devMapHashGetNextKey,
	memUsage:      devMapMemUsage,
	inside:        devMapHashInside,
}

var (
	sinceDevProgs = abi.Since{abi.V5_8}  // struct bpf_devmap_val may hold a program
	sinceDevCheck = abi.Since{abi.V6_12} // dev_map_alloc_check
	sinceDevRO    = abi.Since{abi.V5_3}  // programs may not write to the values
	sinceDevInit  = abi.Since{abi.V5_4}  // dev_map_init_map returns EINVAL for every failed charge
)

// bpfDtab follows struct bpf_dtab, with the newest entry first.
type bpfDtab struct {
	entries []devEntry
	items   int    // as the kernel counts: an update of an empty slot adds one, even if it sets no device
	buckets uint32 // of a hash
}

type devEntry struct{ key, ifindex uint32 }

// find returns the position of a key, or -1.
func (t *bpfDtab) find(key uint32) int {
	return slices.IndexFunc(t.entries, func(e devEntry) bool { return e.key == key })
}

// put inserts an entry at the front and removes an older one with the same key.
func (t *bpfDtab) put(e devEntry) {
	t.drop(e.key)
	t.entries = slices.Insert(t.entries, 0, e)
}

func (t *bpfDtab) drop(key uint32) {
	if at := t.find(key); at >= 0 {
		t.entries = slices.Delete(t.entries, at, at+1)
	}
}

// count counts an update.
func (t *bpfDtab) count(key uint32) {
	if t.find(key) < 0 {
		t.items++
	}
}

// delete removes the entry of a key and counts that. It reports whether the key had one.
func (t *bpfDtab) delete(key uint32) bool {
	if t.find(key) < 0 {
		return false
	}
	t.items--
	t.drop(key)
	return true
}

// devMapAllocCheck follows dev_map_alloc_check. Before 6.12, devMapAlloc runs the same checks.
func devMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	if !sinceDevCheck.In(k.Machine.Release) {
		return 0
	}
	return devMapCheck(k, c, devMapShape)
}

func devMapCheck(k *Kernel, c *bpfCall, s *shape) abi.Errno {
	a := &c.attr
	entries, value := a.U32(&abi.MaxEntries), a.U32(&abi.ValueSize)
	valueOK := value == 4 || value == 8 && sinceDevProgs.In(k.Machine.Release)
	if e := s.check(k, c, entries != 0, a.U32(&abi.KeySize) == 4, valueOK, abi.BPF_F_NUMA_NODE|abi.BPF_F_RDONLY|abi.BPF_F_WRONLY); e != 0 {
		return e
	}
	if a.U32(&abi.MapTypeField) != uint32(abi.BPF_MAP_TYPE_DEVMAP_HASH) {
		return 0
	}
	return k.check(devMapBuckets, entries <= 1<<31, uint64(entries), 0)
}

// devMapAlloc follows dev_map_alloc.
func devMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	r := k.Machine.Release
	if e := k.needs(c, devMapCapable); e != 0 {
		return nil, e
	}
	if !sinceDevCheck.In(r) {
		if e := devMapCheck(k, c, devMapShapeOld); e != 0 {
			return nil, e
		}
	}
	m := k.newMap(&c.attr)
	if sinceDevRO.In(r) {
		m.Flags |= abi.BPF_F_RDONLY_PROG
	}
	tab := &bpfDtab{}
	m.data = tab
	size := uint64(m.MaxEntries) * 8
	if c.typ.typ == abi.BPF_MAP_TYPE_DEVMAP_HASH {
		tab.buckets = uint32(1) << bits.Len32(m.MaxEntries-1)
		size = uint64(tab.buckets) * 8
	}
	if e := devMapCharge(k, c, m, size); e != 0 {
		return nil, e
	}
	return m, k.check(devMapMemory, k.bpfMapAreaAlloc(m, size), size, k.freeMemory())
}

// devMapCharge charges the map, with EINVAL for every failure since 5.4.
func devMapCharge(k *Kernel, c *bpfCall, m *Map, size uint64) abi.Errno {
	r := k.Machine.Release
	cost := size + devMapPerCPU(k, m.MaxEntries)
	if !sinceDevInit.In(r) || abi.SinceMemcg.In(r) {
		return k.charge(c, m, cost, devMapCost)
	}
	if e := k.check(devMapCost, cost < costLimit, cost, costLimit); e != 0 {
		return e
	}
	m.pages = pagesOf(cost)
	return k.bpfChargeMemlock(devMapMemlock, c.task, m)
}

// devMapPerCPU returns the per-CPU memory of the map: a bit for each entry (up to 5.2), later a list.
func devMapPerCPU(k *Kernel, entries uint32) uint64 {
	cpus := uint64(k.Machine.CPUs)
	if sinceChargeFirst.In(k.Machine.Release) {
		return 16 * cpus
	}
	return (uint64(entries) + 63) / 64 * 8 * cpus
}

// putDev writes a value with the device and no program.
func putDev(out []byte, ifindex uint32) {
	clear(out)
	binary.LittleEndian.PutUint32(out, ifindex)
}

// devMapNode follows __dev_map_alloc_node: it checks that the device exists.
func devMapNode(k *Kernel, value []byte) (ifindex uint32, e abi.Errno) {
	ifindex = binary.LittleEndian.Uint32(value)
	if e := k.check(devMapDevice, ifindex == loopback, uint64(ifindex), 0); e != 0 {
		return 0, e
	}
	return ifindex, devMapProg(k, value)
}

// devMapProg refuses every program, because none can be loaded.
func devMapProg(k *Kernel, value []byte) abi.Errno {
	if len(value) < 8 {
		return 0
	}
	fd := int32(binary.LittleEndian.Uint32(value[4:]))
	return k.check(devMapNoProg, fd <= 0, uint64(uint32(fd)), 0)
}

func devMapLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	tab, index := m.data.(*bpfDtab), KeyIndex(key)
	at := tab.find(index)
	if e := k.check(devMapEmpty, at >= 0, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	putDev(out, tab.entries[at].ifindex)
	return 0
}

func devMapUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	const in = "dev_map_update_elem"
	tab, index := m.data.(*bpfDtab), KeyIndex(key)
	if e := k.check(devMapFlags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	if e := k.check(devMapIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	if e := k.check(devMapExists, flags != abi.BPF_NOEXIST, uint64(index), 0); e != 0 {
		return e
	}
	if binary.LittleEndian.Uint32(value) == 0 {
		if e := devMapProg(k, value); e != 0 {
			return e
		}
		tab.count(index)
		tab.drop(index)
		k.noteElem(ElemWritten, in, m, index, 0)
		return 0
	}
	ifindex, e := devMapNode(k, value)
	if e == 0 {
		tab.count(index)
		tab.put(devEntry{index, ifindex})
		k.noteElem(ElemWritten, in, m, index, 0)
	}
	return e
}

func devMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(devMapDeleteIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	if m.data.(*bpfDtab).delete(index) {
		k.noteElem(ElemWritten, "dev_map_delete_elem", m, index, 0)
	}
	return 0
}

func devMapHashLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	tab, index := m.data.(*bpfDtab), KeyIndex(key)
	at := tab.find(index)
	if e := k.check(devMapHashMissing, at >= 0, uint64(index), 0); e != 0 {
		return e
	}
	putDev(out, tab.entries[at].ifindex)
	return 0
}

func devMapHashUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	tab, index := m.data.(*bpfDtab), KeyIndex(key)
	if e := k.check(devMapHashFlags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	if e := k.check(devMapHashNoDevice, binary.LittleEndian.Uint32(value) != 0, uint64(index), 0); e != 0 {
		return e
	}
	there := tab.find(index) >= 0
	if e := k.check(devMapHashExists, !there || flags&abi.BPF_NOEXIST == 0, uint64(index), 0); e != 0 {
		return e
	}
	ifindex, e := devMapNode(k, value)
	if e != 0 {
		return e
	}
	if e := k.check(devMapHashFull, there || len(tab.entries) < int(m.MaxEntries), uint64(len(tab.entries)), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	tab.count(index)
	tab.put(devEntry{index, ifindex})
	if there {
		k.noteElem(ElemReplaced, "dev_map_hash_update_elem", m, index, index)
	} else {
		k.noteElem(ElemMade, "dev_map_hash_update_elem", m, index, uint32(len(tab.entries)))
	}
	return 0
}

func devMapHashDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	tab, index := m.data.(*bpfDtab), KeyIndex(key)
	if e := k.check(devMapHashDeleteMissing, tab.find(index) >= 0, uint64(index), 0); e != 0 {
		return e
	}
	tab.delete(index)
	k.noteElem(ElemRemoved, "dev_map_hash_delete_elem", m, index, uint32(len(tab.entries)))
	return 0
}

// order returns the entries in iteration order: by bucket, in a bucket the newest first.
func (t *bpfDtab) order() []devEntry {
	bucket := func(e devEntry) uint32 { return e.key & (t.buckets - 1) }
	order := slices.Clone(t.entries)
	slices.SortStableFunc(order, func(a, b devEntry) int { return int(bucket(a)) - int(bucket(b)) })
	return order
}

// devMapHashGetNextKey follows dev_map_hash_get_next_key.
func devMapHashGetNextKey(k *Kernel, m *Map, key, out []byte) abi.Errno {
	order := m.data.(*bpfDtab).order()
	next := 0
	if key != nil {
		next = slices.IndexFunc(order, func(e devEntry) bool { return e.key == KeyIndex(key) }) + 1
	}
	if e := k.check(devMapHashLast, next < len(order), uint64(len(order)), 0); e != 0 {
		return e
	}
	binary.LittleEndian.PutUint32(out, order[next].key)
	return 0
}
