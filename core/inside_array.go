package core

import (
	"encoding/binary"
	"fmt"

	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// Inside of maps whose keys are indices.

// IndexKey returns an index as a key.
func IndexKey(index uint32) []byte { return binary.LittleEndian.AppendUint32(nil, index) }

// insideSlots adds a page of the slots of a map. value returns the value of a slot.
func insideSlots(m *Map, q InsideQuery, in *Inside, slot func(index uint32) Element) {
	in.Form, in.Size = InsideArray, uint64(m.MaxEntries)
	if f := found(q.Key, m.KeySize); f != nil {
		f.Slot = uint64(KeyIndex(q.Key))
		if f.Slot < in.Size {
			e := slot(uint32(f.Slot))
			f.Map = e.Map
			f.There, f.Nr = in.Holds == abi.HoldsValues || e.Map != 0 || e.Value != "", uint32(f.Slot)
		}
		in.Found, q.From = f, f.Slot
	}
	from, to := in.slots(q, in.Size)
	for i := from; i < to; i++ {
		in.Elements = append(in.Elements, slot(uint32(i)))
	}
}

// arrayInside shows an array. All elements exist, including those never written.
func arrayInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	a := m.data.(*bpfArray)
	value := make([]byte, a.rows.stride)
	if m.Flags&abi.BPF_F_MMAPABLE != 0 {
		value = value[:m.ValueSize]
	}
	in.Count = uint64(m.MaxEntries)
	in.Sentence = english.Count(in.Count, "slot") + ", all of which always exist."
	if in.CPUs > 0 {
		in.Sentence = fmt.Sprintf("%s, each with a value for each of %s.", english.Count(in.Count, "slot"), english.Count(in.CPUs, "processor"))
	}
	insideSlots(m, q, in, func(i uint32) Element {
		a.rows.take(i, value)
		return element(i, IndexKey(i), value)
	})
}

// arrayOfMapInside shows an array of maps.
func arrayOfMapInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	a := m.data.(*bpfArrayOfMaps)
	in.Holds, in.Count = abi.HoldsMaps, uint64(a.held)
	in.Sentence = ofSize(in.Count, uint64(m.MaxEntries), "map", "slot")
	insideSlots(m, q, in, func(i uint32) Element { return a.element(i, i, IndexKey(i)) })
}

// element returns the element at a place, with its inner map.
func (in *innerMaps) element(nr, place uint32, key []byte) Element {
	inner := in.at(place)
	if inner == nil {
		return element(nr, key, nil)
	}
	e := element(nr, key, IndexKey(inner.ID))
	e.Map = inner.Nr
	return e
}

// objectsInside shows an array of perf events, cgroups or sockets.
func objectsInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	in.Holds = m.Type.Holds()
	objects := map[uint32]Object{}
	if a, ok := m.data.(*bpfArray); ok {
		for i, s := range a.events {
			objects[i] = s.event.Object
		}
		for i, g := range a.cgroups {
			objects[i] = g
		}
	}
	in.Count = uint64(len(objects))
	in.Sentence = fmt.Sprintf("%s for %s, %d in use.", english.Count(uint64(m.MaxEntries), "slot"), in.Holds, in.Count)
	insideSlots(m, q, in, func(i uint32) Element {
		e := element(i, IndexKey(i), nil)
		if o := objects[i]; o != nil {
			e.Value = o.String()
		}
		return e
	})
}

// cpuMapInside shows a map of processors. Each slot has the length of a queue.
func cpuMapInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	qsize := m.data.(*bpfCPUMap).qsize
	in.Holds = abi.HoldsCPUs
	for _, n := range qsize {
		if n != 0 {
			in.Count++
		}
	}
	in.Sentence = ofSize(in.Count, uint64(m.MaxEntries), "processor", "slot")
	insideSlots(m, q, in, func(i uint32) Element {
		if int64(i) >= int64(len(qsize)) || qsize[i] == 0 {
			return element(i, IndexKey(i), nil)
		}
		value := make([]byte, m.ValueSize)
		binary.LittleEndian.PutUint32(value, qsize[i])
		return element(i, IndexKey(i), value)
	})
}

// devMapInside shows an array of network devices.
func devMapInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	tab := m.data.(*bpfDtab)
	in.Holds, in.Count = abi.HoldsDevices, uint64(len(tab.entries))
	in.Sentence = ofSize(in.Count, uint64(m.MaxEntries), "device", "slot")
	insideSlots(m, q, in, func(i uint32) Element { return tab.element(m, i, tab.find(i)) })
}

// element returns the element of a key, whose entry is at a place, or -1 if it is empty.
func (t *bpfDtab) element(m *Map, key uint32, at int) Element {
	if at < 0 {
		return element(key, IndexKey(key), nil)
	}
	value := make([]byte, m.ValueSize)
	putDev(value, t.entries[at].ifindex)
	return element(key, IndexKey(key), value)
}

// insnArrayInside shows an array of instructions.
func insnArrayInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	offsets := m.data.(map[uint32]uint32)
	in.Count = uint64(m.MaxEntries)
	in.Sentence = english.Count(in.Count, "slot") + ", each for the offset of an instruction."
	insideSlots(m, q, in, func(i uint32) Element {
		value := make([]byte, m.ValueSize)
		binary.LittleEndian.PutUint32(value, offsets[i])
		return element(i, IndexKey(i), value)
	})
}
