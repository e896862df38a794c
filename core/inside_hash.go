package core

import (
	"fmt"
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// Inside of hashes. The low 32 bits of a place are a bucket, the high ones a position in its chain.

func hashPlace(bucket uint32, before int) uint64 { return uint64(before)<<32 | uint64(bucket) }

// htabInside shows a hash.
func htabInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	h := m.data.(*bpfHtab)
	in.Form, in.Count, in.Size = InsideHash, uint64(h.linked), 1<<h.log2
	in.Sentence = ofSize(in.Count, in.Size, "element", "bucket")
	if m.ops.ofMaps {
		in.Holds = abi.HoldsMaps
	}
	if in.Found = h.foundKey(m, q.Key); in.Found != nil {
		q.From = hashPlace(uint32(in.Found.Slot), 0)
	}
	if q.Limit == 0 {
		return
	}
	in.htabPage(h, q)
	if h.lru != nil {
		in.Sentence = fmt.Sprintf("%s in %s. A full map evicts an element that was not used recently.", english.Count(in.Count, "element"), english.Count(in.Size, "bucket"))
		in.Lists = h.lruLists(m)
	}
}

// rhtabInside shows a resizable hash. Its number of buckets is not emulated.
func rhtabInside(k *Kernel, m *Map, q InsideQuery, in *Inside) {
	htabInside(k, m, q, in)
	in.Form, in.Size = InsideList, 0
	in.Sentence = english.Count(in.Count, "element") + ". The number of buckets doubles as the map fills and is not emulated."
	for i := range in.Elements {
		in.Elements[i].Bucket, in.Elements[i].Place = -1, 0
	}
}

// foundKey searches a hash for a key.
func (h *bpfHtab) foundKey(m *Map, key []byte) *Found {
	f := found(key, m.KeySize)
	if f == nil {
		return nil
	}
	f.Nr, f.Hash = h.find(h.seed, key)
	f.Seed = h.seed
	bucket := h.bucketOf(f.Hash)
	f.Slot = uint64(bucket)
	f.There = f.Nr != 0
	if inner := h.inner.at(f.Nr); inner != nil {
		f.Map = inner.Nr
	}
	for slot := h.from(bucket); h.in(slot, bucket); slot++ {
		if f.Chain++; h.at(slot) == f.Nr {
			f.Place = f.Chain
		}
	}
	return f
}

// htabPage adds the elements from a place on, and the places of the other pages.
func (in *Inside) htabPage(h *bpfHtab, q InsideQuery) {
	bucket, before := uint32(q.From), int(q.From>>32)
	if uint64(bucket) >= 1<<h.log2 {
		bucket, before = 0, 0
	}
	at := h.from(bucket)
	place := 0
	for ; place < before && h.in(at, bucket); place++ {
		at = h.after(at)
	}
	in.From = hashPlace(bucket, place)
	for n := 0; at != h.end(); n++ {
		if b := h.bucketOf(h.slots[at].hash); b != bucket {
			bucket, place = b, 0
		}
		if n == q.Limit {
			in.Next = hashPlace(bucket, place)
			break
		}
		place++
		in.Elements = append(in.Elements, h.element(h.at(at), place))
		at = h.after(at)
	}
	in.Prev, in.First = h.back(uint32(in.From), int(in.From>>32), q.Limit)
	in.Last, _ = h.back(^uint32(0), int(h.linked), q.Limit)
}

// element returns an element of a hash, with its place in the chain.
func (h *bpfHtab) element(e uint32, place int) Element {
	el := element(e, h.key(e), h.value(e))
	if h.inner.meta != nil {
		el = h.inner.element(e, e, h.key(e))
	}
	el.Bucket, el.Place = int64(h.bucketOf(h.hash(e))), place
	if h.lru != nil {
		el.List, el.Used = lruListNames[h.lru.list(e)], h.lru.isRef(e)
	}
	return el
}

// back returns the place n elements earlier, or the beginning. first reports whether no element precedes it.
func (t *buckets) back(bucket uint32, before, n int) (place uint64, first bool) {
	bucket = uint32(min(uint64(bucket), 1<<t.log2-1))
	at := t.from(bucket)
	for ; before > 0 && t.in(at, bucket); before-- {
		at++
	}
	first = true
	for ; n > 0; n-- {
		for at--; at >= t.low && t.at(at) == 0; at-- {
		}
		if at < t.low {
			return 0, first
		}
		first = false
	}
	b, inBucket := t.bucketOf(t.slots[at].hash), 0
	for at > 0 && t.in(at-1, b) {
		at--
		inBucket++
	}
	return hashPlace(b, inBucket), false
}

// devMapHashInside shows a hash of network devices.
func devMapHashInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	tab := m.data.(*bpfDtab)
	in.Form, in.Holds, in.Count, in.Size = InsideHash, abi.HoldsDevices, uint64(len(tab.entries)), uint64(tab.buckets)
	in.Sentence = ofSize(in.Count, in.Size, "device", "bucket")
	order := tab.order()
	place := map[uint32]int{} // elements seen in each bucket
	all := make([]Element, len(order))
	for i, d := range order {
		bucket := d.key & (tab.buckets - 1)
		place[bucket]++
		all[i] = tab.element(m, d.key, tab.find(d.key))
		all[i].Bucket, all[i].Place = int64(bucket), place[bucket]
	}
	if f := found(q.Key, m.KeySize); f != nil {
		f.Hash = KeyIndex(q.Key)
		f.Slot = uint64(f.Hash & (tab.buckets - 1))
		f.Chain = place[uint32(f.Slot)]
		if at := slices.IndexFunc(order, func(d devEntry) bool { return d.key == f.Hash }); at >= 0 {
			f.There, f.Nr, f.Place = true, f.Hash, all[at].Place
		}
		in.Found, q.From = f, f.Slot
	}
	in.devPage(all, q)
}

// devPage adds the elements from a bucket on.
func (in *Inside) devPage(all []Element, q InsideQuery) {
	placeOf := func(e Element) uint64 { return hashPlace(uint32(e.Bucket), e.Place-1) }
	before := func(e Element) bool {
		return e.Bucket < int64(uint32(q.From)) || e.Bucket == int64(uint32(q.From)) && e.Place <= int(q.From>>32)
	}
	at := 0
	for at < len(all) && before(all[at]) {
		at++
	}
	end := min(len(all), at+q.Limit)
	in.Elements = append(in.Elements, all[at:end]...)
	in.From, in.First = q.From, at == 0
	if q.Limit == 0 {
		return
	}
	if end < len(all) {
		in.Next = placeOf(all[end])
	}
	if at > q.Limit {
		in.Prev = placeOf(all[at-q.Limit])
	}
	if len(all) > q.Limit {
		in.Last = placeOf(all[len(all)-q.Limit])
	}
}
