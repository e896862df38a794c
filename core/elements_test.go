package core

import (
	"testing"

	"bpfplay/core/abi"
)

// TestElements puts something into a map of each type and looks at it from outside.
func TestElements(t *testing.T) {
	prefix := func(n byte, data ...byte) []byte { return append([]byte{n, 0, 0, 0}, data...) }
	for _, m := range []struct {
		typ                   abi.MapType
		key, value, max, flag uint32
		keys                  [][]byte
		want                  []Element
	}{
		{abi.BPF_MAP_TYPE_ARRAY, 4, 1, 2, 0, [][]byte{{1, 0, 0, 0}},
			[]Element{{Key: "00000000", Value: "00", Bucket: -1}, {Nr: 1, Key: "01000000", Value: "07", Bucket: -1}}},
		{abi.BPF_MAP_TYPE_HASH, 1, 1, 4, abi.BPF_F_ZERO_SEED, [][]byte{{1}}, []Element{{Nr: 1, Key: "01", Value: "07", Bucket: int(jhash([]byte{1}, 0) & 3)}}},
		{abi.BPF_MAP_TYPE_LRU_HASH, 1, 1, 1, abi.BPF_F_ZERO_SEED, [][]byte{{1}}, []Element{{Nr: 1, Key: "01", Value: "07", List: "local pending"}}},
		{abi.BPF_MAP_TYPE_LPM_TRIE, 5, 1, 4, abi.BPF_F_NO_PREALLOC, [][]byte{prefix(8, 0x80), prefix(8, 0xc0)}, []Element{
			{Nr: 3, Key: "0100000080", Bucket: -1, Branch: true, Left: 1, Right: 2},
			{Nr: 1, Key: "0800000080", Value: "07", Bucket: -1}, {Nr: 2, Key: "08000000c0", Value: "07", Bucket: -1}}},
		{abi.BPF_MAP_TYPE_QUEUE, 0, 1, 4, 0, [][]byte{nil}, []Element{{Value: "07", Bucket: -1}}},
	} {
		c := newCaller(t, "6.12")
		fd := c.create(t, m.typ, m.key, m.value, m.max, m.flag)
		for _, key := range m.keys {
			if ret := c.elem(abi.BPF_MAP_UPDATE_ELEM, fd, key, []byte{7}, 0); ret != 0 {
				t.Fatalf("%s: %d", m.typ, ret)
			}
		}
		got := c.k.Elements(1, 100)
		if len(got) != len(m.want) {
			t.Fatalf("%s: %+v", m.typ, got)
		}
		for i := range got {
			if got[i] != m.want[i] {
				t.Errorf("%s: element %d is %+v, not %+v", m.typ, i, got[i], m.want[i])
			}
		}
		if n := len(c.k.Elements(1, 1)); n != 1 {
			t.Errorf("%s: %d elements for a limit of 1", m.typ, n)
		}
	}
}
