package core

import (
	"fmt"
	"testing"

	"bpfplay/core/abi"

	"pgregory.net/rapid"
)

// TestInside adds an element to a map of each type and reads the map's inside.
func TestInside(t *testing.T) {
	prefix := func(n byte, data ...byte) []byte { return append([]byte{n, 0, 0, 0}, data...) }
	for _, m := range []struct {
		typ                   abi.MapType
		key, value, max, flag uint32
		keys                  [][]byte
		form                  InsideForm
		want                  []Element
	}{
		{abi.BPF_MAP_TYPE_ARRAY, 4, 1, 2, 0, [][]byte{{1, 0, 0, 0}}, InsideArray,
			[]Element{{Key: "00000000", Value: "00", Bucket: -1}, {Nr: 1, Key: "01000000", Value: "07", Bucket: -1}}},
		{abi.BPF_MAP_TYPE_HASH, 1, 1, 4, abi.BPF_F_ZERO_SEED, [][]byte{{1}}, InsideHash,
			[]Element{{Nr: 1, Key: "01", Value: "07", Bucket: int64(jhash([]byte{1}, 0) & 3), Place: 1}}},
		{abi.BPF_MAP_TYPE_LRU_HASH, 1, 1, 1, abi.BPF_F_ZERO_SEED, [][]byte{{1}}, InsideHash,
			[]Element{{Nr: 1, Key: "01", Value: "07", Place: 1, List: "local pending"}}},
		{abi.BPF_MAP_TYPE_LPM_TRIE, 5, 1, 4, abi.BPF_F_NO_PREALLOC, [][]byte{prefix(8, 0x80), prefix(8, 0xc0)}, InsideTrie, []Element{
			{Nr: 3, Key: "0100000080", Bucket: -1, Prefix: 1, Branch: true, Left: 1, Right: 2},
			{Nr: 1, Key: "0800000080", Value: "07", Bucket: -1, Prefix: 8, Parent: 3}, {Nr: 2, Key: "08000000c0", Value: "07", Bucket: -1, Prefix: 8, Parent: 3}}},
		{abi.BPF_MAP_TYPE_QUEUE, 0, 1, 4, 0, [][]byte{nil}, InsideQueue, []Element{{Value: "07", Bucket: -1, Place: 1}}},
		{abi.BPF_MAP_TYPE_STACK, 0, 1, 4, 0, [][]byte{nil, nil}, InsideStack,
			[]Element{{Nr: 1, Value: "07", Bucket: -1, Place: 1}, {Value: "07", Bucket: -1, Place: 2}}},
	} {
		c := newCaller(t, "6.12")
		fd := c.create(t, m.typ, m.key, m.value, m.max, m.flag)
		for _, key := range m.keys {
			if ret := c.elem(abi.BPF_MAP_UPDATE_ELEM, fd, key, []byte{7}, 0); ret != 0 {
				t.Fatalf("%s: %d", m.typ, ret)
			}
		}
		got := c.k.Inside(1, InsideQuery{Limit: 100})
		if got.Form != m.form || len(got.Elements) != len(m.want) {
			t.Fatalf("%s: %+v", m.typ, got)
		}
		for i, e := range got.Elements {
			if e != m.want[i] {
				t.Errorf("%s: element %d is %+v, want %+v", m.typ, i, e, m.want[i])
			}
		}
		if n := len(c.k.Inside(1, InsideQuery{Limit: 1}).Elements); n != 1 {
			t.Errorf("%s: %d elements for a limit of 1", m.typ, n)
		}
	}
}

// pagedTypes are map types with any number of elements, and how a test makes their keys.
var pagedTypes = []struct {
	typ        abi.MapType
	key, flags uint32
}{
	{abi.BPF_MAP_TYPE_ARRAY, 4, 0},
	{abi.BPF_MAP_TYPE_HASH, 4, 0},
	{abi.BPF_MAP_TYPE_HASH, 1, abi.BPF_F_ZERO_SEED | abi.BPF_F_NO_PREALLOC},
	{abi.BPF_MAP_TYPE_PERCPU_HASH, 4, 0},
	{abi.BPF_MAP_TYPE_LRU_HASH, 4, 0},
	{abi.BPF_MAP_TYPE_LPM_TRIE, 6, abi.BPF_F_NO_PREALLOC},
	{abi.BPF_MAP_TYPE_QUEUE, 0, 0},
	{abi.BPF_MAP_TYPE_STACK, 0, 0},
	{abi.BPF_MAP_TYPE_DEVMAP_HASH, 4, 0},
	{abi.BPF_MAP_TYPE_RHASH, 4, abi.BPF_F_NO_PREALLOC},
}

// TestPagesHoldEveryElementOnce walks over maps page by page, forwards and back.
func TestPagesHoldEveryElementOnce(tt *testing.T) {
	for _, row := range pagedTypes {
		most := uint64(0) // elements in a map
		rapid.Check(tt, func(t *rapid.T) {
			c, entries := newCaller(tt, "7.3"), rapid.Uint32Range(1, 60).Draw(t, "entries")
			c.k.Machine.Memory = 1 << 20
			value := uint32(8)
			if row.typ == abi.BPF_MAP_TYPE_DEVMAP_HASH {
				value = 4
			}
			fd := c.create(tt, row.typ, row.key, value, entries, row.flags)
			for range rapid.IntRange(0, 90).Draw(t, "calls") {
				c.elem(abi.BPF_MAP_UPDATE_ELEM, fd, pagedKey(t, row.key, entries), []byte{1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}[:max(value, 8)], 0)
				if rapid.IntRange(0, 3).Draw(t, "delete") == 0 {
					c.elem(abi.BPF_MAP_DELETE_ELEM, fd, pagedKey(t, row.key, entries), nil, 0)
				}
			}
			all := c.k.Inside(1, InsideQuery{Limit: InsideLimit})
			if n := elementsIn(all); n != all.Count || all.Next != 0 || !all.First {
				t.Fatalf("%d elements, next %d, first %v, want %d elements", n, all.Next, all.First, all.Count)
			}
			most = max(most, all.Count)
			limit := rapid.IntRange(1, 9).Draw(t, "limit")
			samePages(t, c.k, all, limit)
			last := c.k.Inside(1, InsideQuery{From: all.Last, Limit: InsideLimit})
			if last.Next != 0 || len(all.Elements) > 0 && len(last.Elements) == 0 {
				t.Fatalf("the last page is %+v", last)
			}
		})
		if most < 3 {
			tt.Errorf("no %s had more than %d elements", row.typ, most)
		}
	}
}

// elementsIn counts the elements except intermediate trie nodes.
func elementsIn(in *Inside) (n uint64) {
	for _, e := range in.Elements {
		if !e.Branch {
			n++
		}
	}
	return n
}

// samePages compares the pages of a map, read forwards and back, with the whole map.
func samePages(t *rapid.T, k *Kernel, all *Inside, limit int) {
	var met []Element
	for q := (InsideQuery{Limit: limit}); ; {
		page := k.Inside(1, q)
		met = append(met, page.Elements...)
		if len(page.Elements) > limit {
			t.Fatalf("%d elements for a limit of %d", len(page.Elements), limit)
		}
		if page.First != (len(met) == len(page.Elements)) {
			t.Fatalf("page at %d: first is %v", q.From, page.First)
		}
		if !page.First {
			before := k.Inside(1, InsideQuery{From: page.Prev, Limit: limit})
			at := len(met) - len(page.Elements)
			if want := met[max(0, at-limit):at]; fmt.Sprint(before.Elements[:len(want)]) != fmt.Sprint(want) {
				t.Fatalf("the page before %+v is %+v, want %+v", page.Elements, before.Elements, want)
			}
		}
		if page.Next == 0 {
			break
		}
		q.From = page.Next
	}
	if fmt.Sprint(met) != fmt.Sprint(all.Elements) {
		t.Fatalf("pages of %d:\n%+v\nwant\n%+v", limit, met, all.Elements)
	}
}

// pagedKey draws a key: few of them, so that chains grow and keys come again.
func pagedKey(t *rapid.T, size, entries uint32) []byte {
	switch size {
	case 0:
		return nil
	case 6:
		key := make([]byte, 6)
		key[0] = byte(rapid.IntRange(0, 16).Draw(t, "prefix"))
		key[4], key[5] = byte(rapid.IntRange(0, 255).Draw(t, "a")), byte(rapid.IntRange(0, 3).Draw(t, "b"))
		return key
	}
	return IndexKey(rapid.Uint32Range(0, min(2*entries, 255)).Draw(t, "key"))[:size]
}
