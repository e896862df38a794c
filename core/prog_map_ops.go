package core

import "bpfplay/core/abi"

// mapProgOps are the operations of a map type that differ between programs and calls: programs get pointers to values, and
// have one copy of a per-CPU value.
type mapProgOps struct {
	find   func(k *Kernel, m *Map, key []byte) (elem uint32, ok bool)                  // the element of a key
	inner  func(m *Map, key []byte) *Map                                               // the map that an element holds; nil if it is empty
	update func(k *Kernel, m *Map, cpu int, key, value []byte, flags uint64) abi.Errno // nil: as calls do it
	each   func(m *Map) func() (elem uint32, key []byte, ok bool)                      // the elements in the order of a walk
}

var (
	arrayProgOps         = mapProgOps{find: arrayElem, each: arrayEach}
	percpuArrayProgOps   = mapProgOps{find: arrayElem, update: percpuArrayProgUpdate, each: arrayEach}
	htabProgOps          = mapProgOps{find: htabElem, each: htabEach}
	htabPercpuProgOps    = mapProgOps{find: htabElem, update: htabPercpuProgUpdate, each: htabEach}
	htabLRUProgOps       = mapProgOps{find: htabLRUElem, each: htabEach}
	htabLRUPercpuProgOps = mapProgOps{find: htabLRUElem, update: htabLRUPercpuProgUpdate, each: htabEach}
	trieProgOps          = mapProgOps{find: trieElem}
	arrayOfMapsProgOps   = mapProgOps{inner: arrayOfMapsInner}
	htabOfMapsProgOps    = mapProgOps{inner: htabOfMapsInner}
)

func arrayElem(_ *Kernel, m *Map, key []byte) (uint32, bool) {
	index := KeyIndex(key)
	return index, index < m.MaxEntries
}

func htabElem(_ *Kernel, m *Map, key []byte) (uint32, bool) {
	h := m.data.(*bpfHtab)
	e, _ := h.find(h.seed, key)
	return e - 1, e != 0
}

// htabLRUElem follows htab_lru_map_lookup_elem: a lookup by a program protects the element from eviction.
func htabLRUElem(_ *Kernel, m *Map, key []byte) (uint32, bool) {
	h := m.data.(*bpfHtab)
	e, _ := h.find(h.seed, key)
	if e != 0 {
		h.lru.setRef(e)
	}
	return e - 1, e != 0
}

func trieElem(k *Kernel, m *Map, key []byte) (uint32, bool) {
	n := k.trieFind(m.data.(*lpmTrie), key)
	return n - 1, n != 0
}

func arrayOfMapsInner(m *Map, key []byte) *Map {
	index := KeyIndex(key)
	if index >= m.MaxEntries {
		return nil
	}
	return m.data.(*bpfArrayOfMaps).at(index)
}

func htabOfMapsInner(m *Map, key []byte) *Map {
	h := m.data.(*bpfHtab)
	e, _ := h.find(h.seed, key)
	if e == 0 {
		return nil
	}
	return h.inner.at(e)
}

// percpuArrayProgUpdate follows array_map_update_elem, which writes the copy of the running CPU.
func percpuArrayProgUpdate(k *Kernel, m *Map, cpu int, key, value []byte, flags uint64) abi.Errno {
	index, e := k.arrayUpdateElem(m, key, flags)
	if e != 0 {
		return e
	}
	copy(m.data.(*bpfArray).rows.make(index)[uint64(cpu)*m.stride:], value)
	k.noteElem(ElemWritten, "array_map_update_elem", m, index, 0)
	return 0
}

// htabPercpuProgUpdate follows htab_percpu_map_update_elem. The copies of the other CPUs of a new element are zero.
func htabPercpuProgUpdate(k *Kernel, m *Map, cpu int, key, value []byte, flags uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	if no := k.check(htabUpdateFlags, flags <= abi.BPF_EXIST, flags, 0); no != 0 {
		return no
	}
	e, hash := h.find(h.seed, key)
	if no := k.checkFlags(e, flags); no != 0 {
		return no
	}
	if e != 0 {
		copy(h.value(e)[uint64(cpu)*m.stride:], value)
		k.noteElem(ElemWritten, "htab_map_update_elem_in_place", m, e, 0)
		return 0
	}
	e, no := k.htabReplace(m, h, hash, key, 0)
	if no != 0 {
		return no
	}
	clear(h.value(e))
	copy(h.value(e)[uint64(cpu)*m.stride:], value)
	k.noteReplaced(m, h, 0, e)
	return 0
}

// htabLRUPercpuProgUpdate follows htab_lru_percpu_map_update_elem.
func htabLRUPercpuProgUpdate(k *Kernel, m *Map, cpu int, key, value []byte, flags uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	if no := k.check(htabUpdateFlags, flags <= abi.BPF_EXIST, flags, 0); no != 0 {
		return no
	}
	return k.htabLRUPercpuUpdate(m, h, key, flags, func(row []byte, fresh bool) {
		if fresh {
			clear(row)
		}
		copy(row[uint64(cpu)*m.stride:], value)
	})
}

// arrayEach follows bpf_for_each_array_elem. The key is in a variable of the kernel.
func arrayEach(m *Map) func() (uint32, []byte, bool) {
	next, key := uint32(0), make([]byte, 4)
	return func() (uint32, []byte, bool) {
		if next == m.MaxEntries {
			return 0, nil, false
		}
		putIndex(key, next)
		next++
		return next - 1, key, true
	}
}

// htabEach follows bpf_for_each_hash_elem: it takes the elements of one bucket at a time.
func htabEach(m *Map) func() (uint32, []byte, bool) {
	h, bucket := m.data.(*bpfHtab), uint64(0)
	var elems []uint32
	return func() (uint32, []byte, bool) {
		for len(elems) == 0 {
			if bucket > uint64(h.mask) {
				return 0, nil, false
			}
			slot := h.from(uint32(bucket))
			if h.at(slot) == 0 {
				return 0, nil, false
			}
			at := h.bucketOf(h.hash(h.at(slot)))
			for ; h.in(slot, at); slot++ {
				elems = append(elems, h.at(slot))
			}
			bucket = uint64(at) + 1
		}
		e := elems[0]
		elems = elems[1:]
		return e - 1, h.key(e), true
	}
}
