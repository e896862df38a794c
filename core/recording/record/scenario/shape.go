package scenario

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// shape is the properties of a map that BPF_MAP_CREATE sets.
type shape struct {
	typ                    abi.MapType
	key, value, max, flags uint32
	innerFD                int32
	extra                  uint64
	name                   string
}

// family is a row of the shapes that a release with the type accepts.
type family struct {
	typ     abi.MapType
	weight  int // how often the type is drawn
	keys    []uint32
	flags   []uint32
	entries uint32 // max_entries is 1 to this
	salted  bool   // the kernel draws a hash seed unless BPF_F_ZERO_SEED is set
}

var (
	hashKeys   = []uint32{1, 2, 4, 4, 4, 8, 8, 12, 16, 20, 64}
	valueSizes = []uint32{1, 2, 4, 4, 8, 8, 8, 12, 16, 20, 64}
)

var families = []family{
	{abi.BPF_MAP_TYPE_HASH, 4, hashKeys, []uint32{0, 0, abi.BPF_F_NO_PREALLOC}, 6, true},
	{abi.BPF_MAP_TYPE_ARRAY, 4, []uint32{4}, []uint32{0, 0, 0, 0, abi.BPF_F_MMAPABLE}, 6, false},
	{abi.BPF_MAP_TYPE_PERCPU_HASH, 1, hashKeys, []uint32{0, abi.BPF_F_NO_PREALLOC}, 6, true},
	{abi.BPF_MAP_TYPE_PERCPU_ARRAY, 1, []uint32{4}, []uint32{0}, 6, false},
	{abi.BPF_MAP_TYPE_LRU_HASH, 1, hashKeys, []uint32{0}, 4, true},
	{abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, 1, hashKeys, []uint32{0}, 4, true},
	{abi.BPF_MAP_TYPE_LPM_TRIE, 2, []uint32{5, 6, 8, 8, 8, 12, 20}, []uint32{abi.BPF_F_NO_PREALLOC}, 8, false},
	{abi.BPF_MAP_TYPE_QUEUE, 2, []uint32{0}, []uint32{0}, 6, false},
	{abi.BPF_MAP_TYPE_STACK, 2, []uint32{0}, []uint32{0}, 6, false},
	{abi.BPF_MAP_TYPE_BLOOM_FILTER, 1, []uint32{0}, []uint32{0}, 16, true},
}

// saltedTypes have a random hash seed unless BPF_F_ZERO_SEED is set.
var saltedTypes = map[abi.MapType]bool{
	abi.BPF_MAP_TYPE_HASH: true, abi.BPF_MAP_TYPE_PERCPU_HASH: true, abi.BPF_MAP_TYPE_LRU_HASH: true,
	abi.BPF_MAP_TYPE_LRU_PERCPU_HASH: true, abi.BPF_MAP_TYPE_HASH_OF_MAPS: true, abi.BPF_MAP_TYPE_SOCKHASH: true,
	abi.BPF_MAP_TYPE_BLOOM_FILTER: true, abi.BPF_MAP_TYPE_RHASH: true,
}

// zeroSeed is the flag that fixes the seed of a hash, or 0 in releases that refuse it.
func (d *drawer) zeroSeed() uint32 {
	if d.release < abi.V5_0 {
		return 0
	}
	return abi.BPF_F_ZERO_SEED
}

// family returns a row of families, each as often as its weight says, of the types given or of all.
func (d *drawer) family(types ...abi.MapType) *family {
	var rows []*family
	for i := range families {
		f := &families[i]
		wanted := len(types) == 0
		for _, t := range types {
			wanted = wanted || t == f.typ
		}
		for range f.weight {
			if wanted {
				rows = append(rows, f)
			}
		}
	}
	return pick(d, rows...)
}

// shape returns a map that the release accepts if it has the type, or rarely one with a flag too many.
func (d *drawer) shape(types ...abi.MapType) shape {
	f := d.family(types...)
	s := shape{typ: f.typ, key: pick(d, f.keys...), value: pick(d, valueSizes...), max: uint32(1 + d.IntN(int(f.entries))), flags: pick(d, f.flags...)}
	if f.salted && !d.percent(15) {
		s.flags |= d.zeroSeed()
	}
	if s.typ == abi.BPF_MAP_TYPE_BLOOM_FILTER {
		s.extra = uint64(d.IntN(6))
	}
	if !d.wellFormed && d.percent(6) {
		s.flags |= pick[uint32](d, abi.BPF_F_RDONLY, abi.BPF_F_WRONLY, abi.BPF_F_RDONLY_PROG, abi.BPF_F_WRONLY_PROG)
	}
	return s
}

// named adds a name to one shape in five. Some names are invalid.
func (d *drawer) named(s shape) shape {
	if d.percent(20) {
		s.name = pick(d, "m", "packets", "conn_track.v4", "fifteen_letters", "sixteen_letters_", "two words", "semi-colon")
	}
	return s
}

// attr returns the attr that creates the map, and the size up to the last field that is set.
func (s *shape) attr() (attr *abi.Attr, size uint32) {
	attr = &abi.Attr{}
	size = uint32(abi.MapFlagsField.End())
	for _, set := range []struct {
		field *abi.Field
		value uint64
	}{
		{&abi.MapTypeField, uint64(s.typ)}, {&abi.KeySize, uint64(s.key)}, {&abi.ValueSize, uint64(s.value)},
		{&abi.MaxEntries, uint64(s.max)}, {&abi.MapFlagsField, uint64(s.flags)}, {&abi.InnerMapFD, uint64(uint32(s.innerFD))},
		{&abi.MapExtra, s.extra},
	} {
		number(attr, set.field, set.value)
		if set.value != 0 {
			size = max(size, uint32(set.field.End()))
		}
	}
	if s.name != "" {
		copy(attr[abi.MapName.Offset:abi.MapName.End()], s.name)
		size = max(size, uint32(abi.MapName.End()))
	}
	return attr, size
}

// create adds the call that creates the map.
func (d *drawer) create(s shape) {
	attr, size := s.attr()
	d.callSized(abi.BPF_MAP_CREATE, attr, size)
	d.noteSeed(&s)
}

// noteSeed marks the scenario if the kernel draws a seed for the map.
func (d *drawer) noteSeed(s *shape) {
	d.Salted = d.Salted || saltedTypes[s.typ] && s.flags&abi.BPF_F_ZERO_SEED == 0
}

// slots is how many values a per-CPU map copies for one key: one for each CPU of the machine that is recorded.
func (s *shape) slots() int {
	switch s.typ {
	case abi.BPF_MAP_TYPE_PERCPU_HASH, abi.BPF_MAP_TYPE_PERCPU_ARRAY, abi.BPF_MAP_TYPE_LRU_PERCPU_HASH:
		return CPUs
	}
	return 1
}

// CPUs is how many processors a recorded machine has.
const CPUs = 2

// valueBytes is how many bytes an element call copies for one value.
func (s *shape) valueBytes() int {
	if n := s.slots(); n > 1 {
		return int(s.value+7) / 8 * 8 * n
	}
	return int(s.value)
}

// key returns a key for the map. Few different keys are drawn, so that calls meet the same elements.
func (d *drawer) key(s *shape) []byte {
	b := make([]byte, min(s.key, core.PAGE_SIZE/8))
	switch {
	case len(b) == 0:
	case s.typ == abi.BPF_MAP_TYPE_LPM_TRIE && len(b) > 4:
		bits := (len(b) - 4) * 8
		prefix := uint64(d.IntN(bits + 1))
		if d.percent(5) {
			prefix = uint64(bits + d.IntN(9))
		}
		putU32(b, prefix)
		for i := range b[4:] {
			b[4+i] = pick(d, 0, 0x80, 0xc0, 0xff, 10, byte(d.IntN(256)))
		}
	case saltedTypes[s.typ] || len(b) < 4:
		b[0] = byte(d.IntN(5))
		b[len(b)-1] ^= byte(max(0, d.IntN(12)-9))
	default: // an index
		index := uint64(d.IntN(int(min(s.max, 1000)) + 2))
		if d.percent(5) {
			index = pick(d, uint64(s.max), uint64(s.max)-1, 1<<31, 1<<32-1)
		}
		putU32(b, index)
	}
	return b
}

func putU32(b []byte, v uint64) {
	for i := range 4 {
		b[i] = byte(v >> (8 * i))
	}
}
