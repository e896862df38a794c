package core

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"bpfplay/core/abi"
	"pgregory.net/rapid"
)

// A naive twin for each kind of map, driven side by side with the map by random calls.

// twin is the simplest model of a map. Its calls return an errno and write elements to out.
type twin interface {
	lookup(key []byte) ([]byte, abi.Errno)
	update(key, value []byte, flags uint64) abi.Errno
	remove(key []byte) abi.Errno
	nextKey(key []byte) ([]byte, abi.Errno) // key nil: the first
	take(key []byte) ([]byte, abi.Errno)
}

// twinMap is a kind of map with its twin.
type twinMap struct {
	typ                       abi.MapType
	key, value, entries, flag uint32
	twin                      func(entries int) twin
	keys                      *rapid.Generator[[]byte]
}

// keyed returns keys of n bytes with few distinct values, so that keys recur.
func keyed(n int) *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		b := make([]byte, n)
		b[0], b[n-1] = rapid.ByteRange(0, 12).Draw(t, "first"), rapid.ByteRange(0, 1).Draw(t, "last")
		return b
	})
}

var indices = rapid.Custom(func(t *rapid.T) []byte {
	return binary.LittleEndian.AppendUint32(nil, rapid.OneOf(rapid.Uint32Range(0, 9), rapid.Uint32()).Draw(t, "index"))
})

// prefixes returns keys of tries with n bytes of data, a few of which vary.
func prefixes(n int) *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		vary := []int{0, n / 2, n - 1}
		last := rapid.SampledFrom(vary).Draw(t, "last byte of the prefix")
		key := binary.LittleEndian.AppendUint32(nil, uint32(8*last)+rapid.Uint32Range(0, 9).Draw(t, "bits of it"))
		key = append(key, make([]byte, n)...)
		for _, i := range vary {
			key[4+i] = rapid.SampledFrom([]byte{0, 0x80, 0xc0, 0xff, 10, 11}).Draw(t, "byte")
		}
		return key
	})
}

var noKeys = rapid.Just([]byte(nil))

var twinMaps = []twinMap{
	{abi.BPF_MAP_TYPE_ARRAY, 4, 5, 8, 0, func(n int) twin { return make(arrayTwin, n) }, indices},
	{abi.BPF_MAP_TYPE_HASH, 4, 5, 8, abi.BPF_F_ZERO_SEED, newHashTwin, keyed(4)},
	{abi.BPF_MAP_TYPE_HASH, 7, 5, 8, abi.BPF_F_ZERO_SEED | abi.BPF_F_NO_PREALLOC, newHashTwin, keyed(7)},
	{abi.BPF_MAP_TYPE_HASH, 17, 5, 20, abi.BPF_F_ZERO_SEED, newHashTwin, keyed(17)},
	{abi.BPF_MAP_TYPE_LPM_TRIE, 7, 5, 12, abi.BPF_F_NO_PREALLOC, func(n int) twin { return &trieTwin{entries: n, bits: 24} }, prefixes(3)},
	{abi.BPF_MAP_TYPE_LPM_TRIE, 21, 5, 12, abi.BPF_F_NO_PREALLOC, func(n int) twin { return &trieTwin{entries: n, bits: 136} }, prefixes(17)},
	{abi.BPF_MAP_TYPE_QUEUE, 0, 5, 4, 0, func(n int) twin { return &ringTwin{entries: n} }, noKeys},
	{abi.BPF_MAP_TYPE_STACK, 0, 5, 4, 0, func(n int) twin { return &ringTwin{entries: n, stack: true} }, noKeys},
}

// TestModels drives each map and its twin with the same calls.
func TestModels(t *testing.T) {
	for _, m := range twinMaps {
		t.Run(m.typ.Short(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { m.run(t) })
		})
	}
}

func (m *twinMap) run(rt *rapid.T) {
	c := newCaller(&testing.T{}, "6.18")
	fd := c.create(&testing.T{}, m.typ, m.key, m.value, m.entries, m.flag)
	twin := m.twin(int(m.entries))
	want := func(what string, got int64, e abi.Errno) bool {
		if got != -int64(e) {
			rt.Fatalf("%s: the map returned %d, the twin %s", what, got, e.Name())
		}
		return e == 0
	}
	same := func(what string, n uint32, v []byte) {
		if got := c.out(n); !bytes.Equal(got, v) {
			rt.Fatalf("%s: the map wrote %x, the twin %x", what, got, v)
		}
	}
	rt.Repeat(map[string]func(*rapid.T){
		"update": func(t *rapid.T) {
			key, value := m.keys.Draw(t, "key"), rapid.SliceOfN(rapid.Byte(), int(m.value), int(m.value)).Draw(t, "value")
			flags := rapid.SampledFrom([]uint64{0, 0, 0, 1, 2, 3, 1 << 40}).Draw(t, "flags")
			want("update", c.elem(abi.BPF_MAP_UPDATE_ELEM, fd, key, value, flags), twin.update(key, value, flags))
		},
		"lookup": func(t *rapid.T) {
			key := m.keys.Draw(t, "key")
			v, e := twin.lookup(key)
			if want("lookup", c.elem(abi.BPF_MAP_LOOKUP_ELEM, fd, key, nil, 0), e) {
				same("lookup", m.value, v)
			}
		},
		"delete": func(t *rapid.T) {
			key := m.keys.Draw(t, "key")
			want("delete", c.elem(abi.BPF_MAP_DELETE_ELEM, fd, key, nil, 0), twin.remove(key))
		},
		"next key": func(t *rapid.T) {
			key := m.keys.Draw(t, "key")
			if rapid.Bool().Draw(t, "first") {
				key = nil
			}
			next, e := twin.nextKey(key)
			if want("next key", c.elem(abi.BPF_MAP_GET_NEXT_KEY, fd, key, nil, 0), e) {
				same("next key", m.key, next)
			}
		},
		"take": func(t *rapid.T) {
			key := m.keys.Draw(t, "key")
			v, e := twin.take(key)
			if want("take", c.elem(abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM, fd, key, nil, 0), e) {
				same("take", m.value, v)
			}
		},
	})
}

// arrayTwin holds the values; nil stands for zeroes.
type arrayTwin [][]byte

func (a arrayTwin) at(key []byte) (int, bool) {
	i := int(binary.LittleEndian.Uint32(key))
	return i, i < len(a)
}

func (a arrayTwin) lookup(key []byte) ([]byte, abi.Errno) {
	i, ok := a.at(key)
	switch {
	case !ok:
		return nil, abi.ENOENT
	case a[i] == nil:
		return make([]byte, 5), 0
	}
	return a[i], 0
}

func (a arrayTwin) update(key, value []byte, flags uint64) abi.Errno {
	i, ok := a.at(key)
	switch {
	case flags > 2:
		return abi.EINVAL
	case !ok:
		return abi.E2BIG
	case flags == 1:
		return abi.EEXIST
	}
	a[i] = bytes.Clone(value)
	return 0
}

func (a arrayTwin) remove([]byte) abi.Errno { return abi.EINVAL }

func (a arrayTwin) nextKey(key []byte) ([]byte, abi.Errno) {
	next := 0
	if key != nil {
		if i, ok := a.at(key); ok {
			next = i + 1
		}
	}
	if next == len(a) {
		return nil, abi.ENOENT
	}
	return binary.LittleEndian.AppendUint32(nil, uint32(next)), 0
}

func (a arrayTwin) take([]byte) ([]byte, abi.Errno) { return nil, abi.ENOTSUPP }

// hashTwin is all buckets, each a list with the newest element first.
type hashTwin struct {
	buckets [][]hashElem
	entries int
	n       int
}

type hashElem struct{ key, value []byte }

func newHashTwin(entries int) twin {
	n := 1
	for n < entries {
		n *= 2
	}
	return &hashTwin{buckets: make([][]hashElem, n), entries: entries}
}

func (h *hashTwin) find(key []byte) (bucket, at int) {
	bucket = int(jhash(key, 0)) & (len(h.buckets) - 1)
	return bucket, slices.IndexFunc(h.buckets[bucket], func(e hashElem) bool { return bytes.Equal(e.key, key) })
}

func (h *hashTwin) lookup(key []byte) ([]byte, abi.Errno) {
	b, i := h.find(key)
	if i < 0 {
		return nil, abi.ENOENT
	}
	return h.buckets[b][i].value, 0
}

func (h *hashTwin) update(key, value []byte, flags uint64) abi.Errno {
	b, i := h.find(key)
	switch {
	case flags > 2:
		return abi.EINVAL
	case i >= 0 && flags == 1:
		return abi.EEXIST
	case i < 0 && flags == 2:
		return abi.ENOENT
	case i < 0 && h.n == h.entries:
		return abi.E2BIG
	}
	if i >= 0 {
		h.remove(key)
	}
	h.buckets[b] = slices.Insert(h.buckets[b], 0, hashElem{bytes.Clone(key), bytes.Clone(value)})
	h.n++
	return 0
}

func (h *hashTwin) remove(key []byte) abi.Errno {
	b, i := h.find(key)
	if i < 0 {
		return abi.ENOENT
	}
	h.buckets[b] = slices.Delete(h.buckets[b], i, i+1)
	h.n--
	return 0
}

func (h *hashTwin) nextKey(key []byte) ([]byte, abi.Errno) {
	all := slices.Concat(h.buckets...)
	next := 0
	if key != nil {
		next = 1 + slices.IndexFunc(all, func(e hashElem) bool { return bytes.Equal(e.key, key) })
	}
	if next == len(all) {
		return nil, abi.ENOENT
	}
	return all[next].key, 0
}

func (h *hashTwin) take(key []byte) ([]byte, abi.Errno) {
	v, e := h.lookup(key)
	h.remove(key)
	return v, e
}

// trieTwin is a list of prefixes.
type trieTwin struct {
	list    []hashElem
	entries int
	bits    uint32 // of the data of a key
}

// covers reports whether key begins with prefix.
func covers(prefix, key []byte) bool {
	n, m := trieTwinLen(prefix), trieTwinLen(key)
	for i := range n {
		if i >= m || trieTwinBit(prefix, i) != trieTwinBit(key, i) {
			return false
		}
	}
	return true
}

func trieTwinLen(key []byte) uint32          { return binary.LittleEndian.Uint32(key) }
func trieTwinBit(key []byte, i uint32) uint8 { return key[4+i/8] >> (7 - i%8) & 1 }

func (l *trieTwin) find(key []byte) int {
	return slices.IndexFunc(l.list, func(e hashElem) bool { return trieTwinLen(e.key) == trieTwinLen(key) && covers(e.key, key) })
}

func (l *trieTwin) lookup(key []byte) ([]byte, abi.Errno) {
	if trieTwinLen(key) > l.bits {
		return nil, abi.ENOENT
	}
	best := -1
	for i, e := range l.list {
		if covers(e.key, key) && (best < 0 || trieTwinLen(e.key) > trieTwinLen(l.list[best].key)) {
			best = i
		}
	}
	if best < 0 {
		return nil, abi.ENOENT
	}
	return l.list[best].value, 0
}

func (l *trieTwin) update(key, value []byte, flags uint64) abi.Errno {
	if flags > 2 || trieTwinLen(key) > l.bits {
		return abi.EINVAL
	}
	i := l.find(key)
	switch {
	case i >= 0 && flags == 1:
		return abi.EEXIST
	case i < 0 && flags == 2:
		return abi.ENOENT
	case i < 0 && len(l.list) == l.entries:
		return abi.ENOSPC
	}
	if i >= 0 {
		l.list = slices.Delete(l.list, i, i+1)
	}
	l.list = append(l.list, hashElem{bytes.Clone(key), bytes.Clone(value)})
	slices.SortFunc(l.list, func(a, b hashElem) int {
		switch {
		case covers(a.key, b.key): // longer prefixes come first
			return 1
		case covers(b.key, a.key):
			return -1
		}
		return bytes.Compare(a.key[4:], b.key[4:]) // they diverge before either ends
	})
	return 0
}

func (l *trieTwin) remove(key []byte) abi.Errno {
	if trieTwinLen(key) > l.bits {
		return abi.EINVAL
	}
	i := l.find(key)
	if i < 0 {
		return abi.ENOENT
	}
	l.list = slices.Delete(l.list, i, i+1)
	return 0
}

func (l *trieTwin) nextKey(key []byte) ([]byte, abi.Errno) {
	next := 0
	if key != nil && trieTwinLen(key) <= l.bits {
		next = 1 + l.find(key)
	}
	if next == len(l.list) {
		return nil, abi.ENOENT
	}
	return l.list[next].key, 0
}

func (l *trieTwin) take([]byte) ([]byte, abi.Errno) { return nil, abi.ENOTSUPP }

// ringTwin is a queue or a stack: a list, the oldest element first.
type ringTwin struct {
	list    [][]byte
	entries int
	stack   bool
}

func (r *ringTwin) end() int {
	if r.stack {
		return len(r.list) - 1
	}
	return 0
}

func (r *ringTwin) lookup([]byte) ([]byte, abi.Errno) {
	if len(r.list) == 0 {
		return nil, abi.ENOENT
	}
	return r.list[r.end()], 0
}

func (r *ringTwin) update(_, value []byte, flags uint64) abi.Errno {
	switch {
	case flags != 0 && flags != 2:
		return abi.EINVAL
	case len(r.list) < r.entries:
	case flags == 0:
		return abi.E2BIG
	default:
		r.list = r.list[1:]
	}
	r.list = append(r.list, bytes.Clone(value))
	return 0
}

func (r *ringTwin) remove([]byte) abi.Errno            { return abi.EINVAL }
func (r *ringTwin) nextKey([]byte) ([]byte, abi.Errno) { return nil, abi.EINVAL }

func (r *ringTwin) take([]byte) ([]byte, abi.Errno) {
	v, e := r.lookup(nil)
	if e == 0 {
		r.list = slices.Delete(r.list, r.end(), r.end()+1)
	}
	return v, e
}
