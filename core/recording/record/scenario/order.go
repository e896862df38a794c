package scenario

import "bpfplay/core/abi"

// orderClass fills a map and walks it, each key being the next question.
func (d *drawer) orderClass() {
	d.wellFormed = true
	types := []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_LPM_TRIE, abi.BPF_MAP_TYPE_LRU_HASH}
	if d.zeroSeed() == 0 { // every hash has its own order
		types = []abi.MapType{abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_LPM_TRIE}
	}
	s := d.shape(types...)
	s.max = uint32(4 + d.IntN(60))
	if saltedTypes[s.typ] {
		s.flags |= d.zeroSeed()
	}
	if s.typ == abi.BPF_MAP_TYPE_LRU_HASH {
		s.max = 200 // nothing is evicted
	}
	d.create(s)
	attr := &abi.Attr{}
	number(attr, &abi.ElemMapFD, firstFD)
	number(attr, &abi.ElemKey, keyAt)
	number(attr, &abi.ElemValue, valueAt)
	for range 6 + d.IntN(20) {
		key := d.key(&s)
		if saltedTypes[s.typ] {
			key = d.bytes(len(key))
		}
		d.write(keyAt, key)
		d.write(valueAt, d.bytes(s.valueBytes()))
		d.call(abi.BPF_MAP_UPDATE_ELEM, attr)
	}
	number(attr, &abi.ElemNextKey, keyAt)
	number(attr, &abi.ElemKey, 0)
	d.call(abi.BPF_MAP_GET_NEXT_KEY, attr)
	number(attr, &abi.ElemKey, keyAt)
	for range 30 {
		d.call(abi.BPF_MAP_GET_NEXT_KEY, attr)
	}
}

// nestedClass uses a map of maps, and a map of programs, files or devices.
func (d *drawer) nestedClass() {
	inner := d.shape()
	d.create(inner) // 3
	outer := shape{typ: pick(d, abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, abi.BPF_MAP_TYPE_HASH_OF_MAPS), key: 4, value: 4, max: uint32(1 + d.IntN(4)),
		innerFD: pick[int32](d, firstFD, firstFD, firstFD, firstFD, firstFD, 0, 4, 9, -1)}
	if outer.typ == abi.BPF_MAP_TYPE_HASH_OF_MAPS {
		outer.flags = d.zeroSeed()
	}
	if d.percent(10) {
		outer.value = pick[uint32](d, 1, 8)
	}
	d.create(outer) // 4
	d.create(d.similar(inner))
	others := shape{typ: pick(d, objectTypes...), key: 4, value: 4, max: 4}
	if others.typ == abi.BPF_MAP_TYPE_STACK_TRACE {
		others.value = 8
	}
	d.create(others)
	for range 16 {
		s, fd := &outer, uint32(firstFD+1)
		if d.percent(30) {
			s, fd = &others, firstFD+3
		}
		d.nestedCall(s, fd)
		if d.percent(8) {
			d.line("close %d", firstFD+d.IntN(4))
		}
	}
	d.info(firstFD + 1)
}

// objectTypes have values that name programs, files, CPUs or network devices.
var objectTypes = []abi.MapType{
	abi.BPF_MAP_TYPE_PROG_ARRAY, abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY, abi.BPF_MAP_TYPE_STACK_TRACE, abi.BPF_MAP_TYPE_CGROUP_ARRAY,
	abi.BPF_MAP_TYPE_DEVMAP, abi.BPF_MAP_TYPE_SOCKMAP, abi.BPF_MAP_TYPE_CPUMAP, abi.BPF_MAP_TYPE_XSKMAP, abi.BPF_MAP_TYPE_SOCKHASH,
}

// similar returns a shape like s that may differ in one property.
func (d *drawer) similar(s shape) shape {
	switch d.IntN(8) {
	case 0:
		s.max++
	case 1:
		s.value++
	case 2:
		return d.shape()
	case 3:
		s.flags ^= abi.BPF_F_INNER_MAP
	}
	return s
}

func (d *drawer) nestedCall(s *shape, fd uint32) {
	cmd := pick(d, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_DELETE_ELEM,
		abi.BPF_MAP_GET_NEXT_KEY)
	d.write(keyAt, d.key(s))
	value := make([]byte, 8)
	putU32(value, pick[uint64](d, 3, 3, 5, 5, 5, 4, 6, 0, 77, 1<<32-1))
	d.write(valueAt, value)
	attr := &abi.Attr{}
	number(attr, &abi.ElemMapFD, uint64(fd))
	number(attr, &abi.ElemKey, keyAt)
	switch cmd {
	case abi.BPF_MAP_UPDATE_ELEM:
		number(attr, &abi.ElemValue, valueAt)
		number(attr, &abi.UpdateFlags, pick[uint64](d, 0, 0, 0, 1, 2, 3))
	case abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_GET_NEXT_KEY:
		number(attr, &abi.ElemValueOut, outAt)
	}
	d.call(cmd, attr)
}

// lruClass uses more keys than the map has room for.
func (d *drawer) lruClass() {
	d.wellFormed = true
	s := shape{typ: abi.BPF_MAP_TYPE_LRU_HASH, key: 4, value: 4, max: pick[uint32](d, 1, 2, 3, 4, 8, 16), flags: d.zeroSeed() | pick[uint32](d, 0, abi.BPF_F_NO_COMMON_LRU)}
	d.create(s)
	for range 40 {
		cmd := pick(d, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_LOOKUP_ELEM,
			abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_DELETE_ELEM)
		attr := &abi.Attr{}
		number(attr, &abi.ElemMapFD, firstFD)
		number(attr, &abi.ElemKey, keyAt)
		d.write(keyAt, []byte{byte(d.IntN(12)), 0, 0, 0})
		switch cmd {
		case abi.BPF_MAP_UPDATE_ELEM:
			d.write(valueAt, d.bytes(4))
			number(attr, &abi.ElemValue, valueAt)
		case abi.BPF_MAP_LOOKUP_ELEM:
			number(attr, &abi.ElemValueOut, outAt)
		}
		d.call(cmd, attr)
	}
}
