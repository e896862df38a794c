package core

import "bpfplay/core/interp"

// The memory of maps as programs see it. Each map that a program uses has two regions: the first stands for struct bpf_map,
// the second has the values. An element keeps its address for the life of the map.

// mapObject is the region of struct bpf_map. Programs cannot read it.
type mapObject Map

// Bytes implements [interp.Memory].
func (*mapObject) Bytes(uint64, int) []byte { return nil }

// mapValues is the region of the values of a map. Each takes stride bytes; per-CPU copies follow each other.
type mapValues struct {
	m      *Map
	stride uint64
	copies uint64 // of each element
}

// progMemory has the addresses of a map, which are 0 until a program uses it.
type progMemory struct {
	addr       uint64 // of the first region
	values     uint64 // of the second region
	stride     uint64 // bytes from one copy of a value to the next
	elemStride uint64 // bytes from one element to the next
}

// elemMemory is implemented by the data of map types whose elements programs access through pointers.
type elemMemory interface {
	// elemValue returns the value of an element, all copies of it, or nil if it does not exist.
	elemValue(elem uint32) []byte
}

func (a *bpfArray) elemValue(elem uint32) []byte {
	if uint64(elem) >= a.rows.rows {
		return nil
	}
	return a.rows.make(elem)
}

func (h *bpfHtab) elemValue(elem uint32) []byte {
	row := h.rows.row(elem)
	if row == nil {
		return nil
	}
	return row[h.valAt:]
}

func (t *lpmTrie) elemValue(elem uint32) []byte {
	if elem >= t.nodes.count {
		return nil
	}
	return t.value(elem + 1)
}

// Bytes implements [interp.Memory]. It finds the bytes at each access, because rows move while a map grows.
func (v *mapValues) Bytes(off uint64, n int) []byte {
	copyNr, at := off/v.stride, off%v.stride
	elem := copyNr
	if v.copies > 1 {
		elem = copyNr / v.copies
		at += copyNr % v.copies * v.stride
	}
	data, ok := v.m.data.(elemMemory)
	if !ok {
		return nil
	}
	row, end := data.elemValue(uint32(elem)), at+uint64(n)
	if end > uint64(len(row)) {
		return nil
	}
	return row[at:end:end]
}

// mostRegions limits the regions of the values of a map, each of 4 GiB. No map of a machine has more.
const mostRegions = 64

// mapAddr returns the address of a map in programs. The first use of a map gives it one.
func (k *Kernel) mapAddr(m *Map) uint64 {
	if m.addr != 0 {
		return m.addr
	}
	m.addr = k.runs.space.Add((*mapObject)(m), 1)
	m.stride = max(uint64(roundUp8(int(m.ValueSize))), 8)
	copies := uint64(1)
	if m.ops.percpu {
		copies = uint64(k.Machine.CPUs)
	}
	m.elemStride = copies * m.stride
	size := uint64(mostRegions)<<32 - 1
	if elems := 2 * (uint64(m.MaxEntries) + uint64(k.Machine.CPUs)); elems < size/m.elemStride { // a trie has nodes without values
		size = elems * m.elemStride
	}
	var values interp.Memory = &mapValues{m, m.stride, copies}
	if ring, ok := m.data.(*bpfRingbuf); ok {
		values, size = ring, 2*ring.size
	}
	m.values = k.runs.space.Add(values, size)
	return m.addr
}

// forgetAddr removes the regions of a freed map.
func (k *Kernel) forgetAddr(m *Map) {
	if m.addr != 0 {
		k.runs.space.Remove(m.addr)
		k.runs.space.Remove(m.values)
		m.addr, m.values = 0, 0
	}
}

// elemAddr returns the address of the value of an element on a CPU.
func (m *Map) elemAddr(elem uint32, cpu int) uint64 {
	addr := m.values + uint64(elem)*m.elemStride
	if m.ops.percpu {
		addr += uint64(cpu) * m.stride
	}
	return addr
}

// mapAt returns the map at an address that a program passed, or nil.
func mapAt(m *interp.Machine, addr uint64) *Map {
	o, _ := m.Space.At(addr).(*mapObject)
	return (*Map)(o)
}
