package scenario

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// firstFD is the descriptor of the first map of a scenario.
const firstFD = 3

// elem adds one element call on the map of fd.
func (d *drawer) elem(fd uint32, s *shape) {
	cmd := pick(d, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_LOOKUP_ELEM,
		abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_DELETE_ELEM, abi.BPF_MAP_GET_NEXT_KEY, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM)
	if !d.wellFormed && d.percent(3) {
		d.freeze(fd)
		return
	}
	if !d.wellFormed && d.percent(3) {
		fd = pick[uint32](d, 0, 1, 99, fd+1, 1<<31-1, 1<<32-1)
	}
	d.elemCall(cmd, fd, s)
}

// freeze adds a BPF_MAP_FREEZE.
func (d *drawer) freeze(fd uint32) {
	attr := &abi.Attr{}
	number(attr, &abi.ElemMapFD, uint64(fd))
	d.roughCall(abi.BPF_MAP_FREEZE, attr)
}

// elemFlags returns flags for an element call: mostly a valid word for an update and 0 for the others.
func (d *drawer) elemFlags(cmd abi.Cmd) uint64 {
	switch {
	case !d.wellFormed && d.percent(8):
		return pick[uint64](d, 3, abi.BPF_F_LOCK, 5, abi.BPF_F_CPU, abi.BPF_F_ALL_CPUS, 0x18, 1<<32, 1<<63)
	case cmd == abi.BPF_MAP_UPDATE_ELEM:
		return pick[uint64](d, 0, 0, 0, 0, 0, 1, 1, 2)
	}
	return 0
}

// elemCall adds the call with its key and value.
func (d *drawer) elemCall(cmd abi.Cmd, fd uint32, s *shape) {
	attr := &abi.Attr{}
	number(attr, &abi.ElemMapFD, uint64(fd))
	key := d.pointer(keyAt)
	switch {
	case s.key == 0 && !d.percent(10), cmd == abi.BPF_MAP_GET_NEXT_KEY && d.percent(35):
		key = 0
	case key == keyAt:
		d.write(keyAt, d.key(s))
	}
	number(attr, &abi.ElemKey, key)
	flags := d.elemFlags(cmd)
	switch cmd {
	case abi.BPF_MAP_UPDATE_ELEM:
		number(attr, &abi.ElemValue, d.value(s))
		number(attr, &abi.UpdateFlags, flags)
	case abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:
		value := d.pointer(outAt)
		if s.typ == abi.BPF_MAP_TYPE_BLOOM_FILTER { // the lookup reads the value
			value = d.value(s)
		}
		number(attr, &abi.ElemValueOut, value)
		number(attr, &abi.LookupFlags, flags)
	case abi.BPF_MAP_GET_NEXT_KEY:
		number(attr, &abi.ElemNextKey, d.pointer(outAt))
	}
	if cmd == abi.BPF_MAP_LOOKUP_ELEM && flags == 0 && d.percent(30) {
		d.callSized(cmd, attr, uint32(abi.ElemValueOut.End()))
		return
	}
	d.roughCall(cmd, attr)
}

// value writes a value to memory and returns the address.
func (d *drawer) value(s *shape) uint64 {
	at := d.pointer(valueAt)
	if at == valueAt {
		d.write(valueAt, d.bytes(min(s.valueBytes(), core.PAGE_SIZE)))
	}
	return at
}

// info adds a BPF_OBJ_GET_INFO_BY_FD.
func (d *drawer) info(fd uint32) {
	d.write(outAt, make([]byte, 2*len(abi.MapInfo{})))
	attr := &abi.Attr{}
	number(attr, &abi.InfoFD, uint64(fd))
	number(attr, &abi.InfoLen, pick[uint64](d, 40, 44, 80, 80, 88, 88, 96, 104, 120, 128, 0, 1, core.PAGE_SIZE, core.PAGE_SIZE+1))
	number(attr, &abi.InfoPointer, d.pointer(outAt))
	d.roughCall(abi.BPF_OBJ_GET_INFO_BY_FD, attr)
}

const elemCalls = 24

func (d *drawer) elemClass() {
	s := d.shape(flatTypes...)
	d.create(s)
	for range elemCalls {
		d.elem(firstFD, &s)
	}
	d.info(firstFD)
}

// flatTypes have one value for each key.
var flatTypes = []abi.MapType{
	abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_LRU_HASH, abi.BPF_MAP_TYPE_LPM_TRIE, abi.BPF_MAP_TYPE_QUEUE,
	abi.BPF_MAP_TYPE_STACK, abi.BPF_MAP_TYPE_BLOOM_FILTER,
}

func (d *drawer) modelClass() {
	d.wellFormed = true
	s := d.shape(flatTypes...)
	if saltedTypes[s.typ] {
		s.flags |= d.zeroSeed()
	}
	d.create(s)
	for range elemCalls {
		d.elem(firstFD, &s)
	}
	d.info(firstFD)
}

func (d *drawer) percpuClass() {
	s := d.shape(abi.BPF_MAP_TYPE_PERCPU_HASH, abi.BPF_MAP_TYPE_PERCPU_ARRAY, abi.BPF_MAP_TYPE_LRU_PERCPU_HASH)
	d.create(s)
	for range elemCalls {
		d.elem(firstFD, &s)
	}
	d.info(firstFD)
}

func (d *drawer) batchClass() {
	s := d.shape(abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_LPM_TRIE)
	d.create(s)
	for range elemCalls {
		if d.percent(45) {
			d.batch(firstFD, &s)
		} else {
			d.elem(firstFD, &s)
		}
	}
}

// batch adds one batch call.
func (d *drawer) batch(fd uint32, s *shape) {
	cmd := pick(d, abi.BPF_MAP_UPDATE_BATCH, abi.BPF_MAP_UPDATE_BATCH, abi.BPF_MAP_LOOKUP_BATCH, abi.BPF_MAP_LOOKUP_BATCH,
		abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH, abi.BPF_MAP_DELETE_BATCH)
	count := uint64(d.IntN(int(s.max) + 2))
	keys, values := uint64(outAt), uint64(outAt+0x800)
	reads := cmd == abi.BPF_MAP_LOOKUP_BATCH || cmd == abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH
	if !reads {
		keys, values = keyAt, valueAt
		for i := range count {
			d.write(keys+i*uint64(s.key), d.key(s))
			d.write(values+i*uint64(s.valueBytes()), d.bytes(s.valueBytes()))
		}
	}
	attr := &abi.Attr{}
	if reads && d.percent(40) {
		number(attr, &abi.InBatch, cursorAt) // continue after the last call
	}
	number(attr, &abi.OutBatch, d.pointer(cursorAt))
	number(attr, &abi.BatchKeys, d.pointer(keys))
	number(attr, &abi.BatchVals, d.pointer(values))
	if d.percent(4) {
		count = pick[uint64](d, 0, 1000)
	}
	number(attr, &abi.BatchCount, count)
	if d.percent(3) {
		fd = pick[uint32](d, 0, 99, 1<<32-1)
	}
	number(attr, &abi.BatchMapFD, uint64(fd))
	if d.percent(15) {
		number(attr, &abi.BatchElem, pick[uint64](d, 1, 2, 3, abi.BPF_F_LOCK, abi.BPF_F_CPU, 1<<32))
	}
	if d.percent(5) {
		number(attr, &abi.BatchFlags, 1)
	}
	d.roughCall(cmd, attr)
}
