package history

import (
	"slices"
	"testing"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
)

// fill inserts n elements into map 1 of a session, which descriptor 3 refers to, with batch updates.
func fill(t testing.TB, s *Session, keySize, n uint32, key func(i uint32) []byte) {
	t.Helper()
	const data, values, each = 0x20000000, 0x30000000, 50_000
	for from := uint32(0); from < n; from += each {
		keys := make([]byte, 0, each*keySize)
		for i := from; i < min(n, from+each); i++ {
			keys = append(keys, key(i)...)
		}
		batch := coretest.Attr(map[*abi.Field]uint64{&abi.BatchKeys: data, &abi.BatchVals: values, &abi.BatchCount: uint64(len(keys)) / uint64(keySize), &abi.BatchMapFD: 3})
		if ret, err := s.Run(core.Bpf(0, abi.BPF_MAP_UPDATE_BATCH, core.ArenaStart, uint32(abi.BatchFlags.End()), core.Write{Addr: data, Bytes: keys}, core.Write{Addr: values, Bytes: make([]byte, 8*each)}, core.Write{Addr: core.ArenaStart, Bytes: batch})); ret != 0 || err != nil {
			t.Fatalf("batch from element %d: %d, %v", from, ret, err)
		}
	}
}

// insideBudget is far more than one look into a map takes, and far less than a walk over all its elements.
const insideBudget = 5 * time.Millisecond

// TestLookingIntoAMillionElementsIsQuick pages through large maps, jumps to positions and looks up keys.
func TestLookingIntoAMillionElementsIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a map with a million elements")
	}
	prefix := func(i uint32) []byte { return append([]byte{32, 0, 0, 0}, core.IndexKey(i*2654435761)...) }
	for _, row := range []struct {
		typ           abi.MapType
		key, n, flags uint32
		keyOf         func(uint32) []byte
	}{
		{abi.BPF_MAP_TYPE_HASH, 4, 1_000_000, 0, core.IndexKey},
		{abi.BPF_MAP_TYPE_LRU_HASH, 4, 100_000, 0, core.IndexKey},
		{abi.BPF_MAP_TYPE_LPM_TRIE, 8, 100_000, abi.BPF_F_NO_PREALLOC, prefix},
	} {
		c := newElementCalls(t, "6.12", row.typ, row.key, 8, row.n, row.flags)
		fill(t, c.s, row.key, row.n, row.keyOf)
		at := Step{Call: c.s.Len(), Event: -1}
		var took []time.Duration
		look := func(q core.InsideQuery) *core.Inside {
			began := time.Now()
			in := c.s.Inside(at, 1, q)
			took = append(took, time.Since(began))
			return in
		}
		q := core.InsideQuery{Limit: 64}
		for range 50 {
			q.From = look(q).Next
		}
		for q.From = look(q).Last; len(took) < 100; {
			q.From = look(q).Prev
		}
		for i := range uint32(50) {
			look(core.InsideQuery{From: uint64(i * (row.n / 50)), Limit: 64})
			key := row.keyOf(i * (row.n / 50))
			if in := look(core.InsideQuery{Key: key, Limit: 64}); row.typ != abi.BPF_MAP_TYPE_LRU_HASH && !in.Found.There {
				t.Fatalf("%s: key %x not found", row.typ, key)
			}
		}
		slices.Sort(took)
		if median := took[len(took)/2]; median > insideBudget {
			t.Errorf("%s: median look took %s, want at most %s", row.typ, median, insideBudget)
		} else {
			t.Logf("%s: %d looks into %d elements: median %s, slowest %s", row.typ, len(took), row.n, median, took[len(took)-1])
		}
	}
}
