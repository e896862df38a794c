package history

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
)

// elementCalls makes element calls in a session and returns the sentence about each.
type elementCalls struct {
	t  *testing.T
	s  *Session
	fd uint64
}

func newElementCalls(t *testing.T, release string, typ abi.MapType, key, value, max, flags uint32) *elementCalls {
	t.Helper()
	r, err := abi.ParseRelease(release)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSession(core.NewMachine(r))
	if err != nil {
		t.Fatal(err)
	}
	c := &elementCalls{t: t, s: s}
	c.create(map[*abi.Field]uint64{&abi.MapTypeField: uint64(typ), &abi.KeySize: uint64(key), &abi.ValueSize: uint64(value),
		&abi.MaxEntries: uint64(max), &abi.MapFlagsField: uint64(flags)})
	return c
}

func (c *elementCalls) create(fields map[*abi.Field]uint64) {
	c.t.Helper()
	fd, err := c.s.Do(core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, 72, core.Write{Addr: core.ArenaStart, Bytes: coretest.Attr(fields)}, core.Write{Addr: core.ArenaStart + 64, Bytes: make([]byte, 8)}))
	if err != nil || fd < 0 {
		c.t.Fatalf("create: %d, %v", fd, err)
	}
	c.fd = uint64(fd)
}

// call makes an element call and returns its sentence.
func (c *elementCalls) call(cmd abi.Cmd, key, value []byte, flags uint64) string {
	c.t.Helper()
	if _, err := c.s.Do(c.op(cmd, key, value, flags)); err != nil {
		c.t.Fatal(err)
	}
	sentence := c.s.Trace(c.s.Len()).Sentence()
	c.t.Log(sentence)
	return sentence
}

// op returns an element call.
func (c *elementCalls) op(cmd abi.Cmd, key, value []byte, flags uint64) core.Call {
	fields := map[*abi.Field]uint64{&abi.ElemMapFD: c.fd, &abi.ElemValue: valueAddr}
	writes := []core.Write{{Addr: valueAddr, Bytes: value}}
	if key != nil {
		fields[&abi.ElemKey] = keyAddr
		writes = append(writes, core.Write{Addr: keyAddr, Bytes: key})
	}
	size := uint32(abi.ElemValue.End())
	switch cmd {
	case abi.BPF_MAP_UPDATE_ELEM:
		size = uint32(abi.UpdateFlags.End())
		fields[&abi.UpdateFlags] = flags
	case abi.BPF_MAP_DELETE_ELEM:
		size = uint32(abi.ElemKey.End())
		delete(fields, &abi.ElemValue)
	}
	writes = append(writes, core.Write{Addr: core.ArenaStart, Bytes: coretest.Attr(fields)})
	return core.Bpf(0, cmd, core.ArenaStart, size, writes...)
}

// wantIn fails the test unless the sentence contains every text in want.
func (c *elementCalls) wantIn(sentence string, want ...string) {
	c.t.Helper()
	for _, w := range want {
		if !strings.Contains(sentence, w) {
			c.t.Errorf("%q does not contain %q", sentence, w)
		}
	}
}

// Addresses of the key and the value of element calls.
const (
	keyAddr   = core.ArenaStart + 0x1000
	valueAddr = core.ArenaStart + 0x2000
)

const (
	lookup = abi.BPF_MAP_LOOKUP_ELEM
	update = abi.BPF_MAP_UPDATE_ELEM
	remove = abi.BPF_MAP_DELETE_ELEM
	next   = abi.BPF_MAP_GET_NEXT_KEY
	pop    = abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM
)

func TestLocationInAHash(t *testing.T) {
	c := newElementCalls(t, "6.12", abi.BPF_MAP_TYPE_HASH, 4, 4, 2, abi.BPF_F_ZERO_SEED)
	var zeros, ones []uint32 // keys of bucket 0 and of bucket 1
	for i := range uint32(20) {
		if c.s.Kernel().Inside(1, core.InsideQuery{Key: core.IndexKey(i)}).Found.Slot == 0 {
			zeros = append(zeros, i)
		} else {
			ones = append(ones, i)
		}
	}
	value := make([]byte, 4)
	c.wantIn(c.call(lookup, core.IndexKey(zeros[0]), value, 0), "bucket 0 of 2", "jhash 0x", "& 1", "the bucket is empty")
	c.wantIn(c.call(update, core.IndexKey(zeros[0]), value, 0), "bucket 0 of 2", "alone in its chain")
	c.wantIn(c.call(update, core.IndexKey(zeros[1]), value, 0), "at the head of its chain of 2")
	c.wantIn(c.call(lookup, core.IndexKey(zeros[0]), value, 0), "second of 2 in its chain")
	c.wantIn(c.call(update, core.IndexKey(zeros[0]), value, abi.BPF_NOEXIST), "second of 2 in its chain")
	c.wantIn(c.call(update, core.IndexKey(zeros[0]), value, 0), "second of 2 in its chain", "replaced by a new element at the head of the chain")
	c.wantIn(c.call(lookup, core.IndexKey(zeros[0]), value, 0), "first of 2 in its chain")
	c.wantIn(c.call(update, core.IndexKey(ones[0]), value, 0), "bucket 1 of 2", "max_entries is 2")
	c.wantIn(c.call(next, nil, value, 0), "the next key is "+keyText(core.InsideHash, core.IndexKey(zeros[0])), "in bucket 0")
	c.wantIn(c.call(remove, core.IndexKey(zeros[1]), value, 0), "it is removed")
	c.wantIn(c.call(remove, core.IndexKey(zeros[1]), value, 0), "only element in its chain has another key")
}

func TestLocationInATrie(t *testing.T) {
	c := newElementCalls(t, "6.12", abi.BPF_MAP_TYPE_LPM_TRIE, 8, 4, 16, abi.BPF_F_NO_PREALLOC)
	prefix := func(n byte, data ...byte) []byte { return append([]byte{n, 0, 0, 0}, data...) }
	value := make([]byte, 4)
	c.wantIn(c.call(lookup, prefix(32, 10, 64, 0, 1), value, 0), "no prefix in the trie matches")
	c.wantIn(c.call(update, prefix(8, 10, 0, 0, 0), value, 0), "10.0.0.0/8", "at the root")
	c.wantIn(c.call(update, prefix(16, 10, 1, 0, 0), value, 0), "below 10.0.0.0/8")
	c.wantIn(c.call(update, prefix(9, 10, 128, 0, 0), value, 0), "below 10.0.0.0/8")
	c.wantIn(c.call(update, prefix(16, 192, 168, 0, 0), value, 0), "a new branch at 0.0.0.0/0")
	c.wantIn(c.call(lookup, prefix(32, 10, 64, 0, 1), value, 0), "Looking up 10.64.0.1", "is 10.0.0.0/8", "10.1.0.0/16 was also compared, but differs at bit 9")
	c.wantIn(c.call(remove, prefix(32, 10, 64, 0, 1), value, 0), "not in the trie")
	c.wantIn(c.call(remove, prefix(8, 10, 0, 0, 0), value, 0), "stays as a branch")
	c.wantIn(c.call(next, prefix(16, 10, 1, 0, 0), value, 0), "The next prefix is 10.128.0.0/9")
}

func TestLocationInAnLRUHash(t *testing.T) {
	c := newElementCalls(t, "6.12", abi.BPF_MAP_TYPE_LRU_HASH, 4, 4, 4, 0)
	value := make([]byte, 4)
	sentence := ""
	for i := range uint32(40) {
		if sentence = c.call(update, core.IndexKey(i), value, 0); strings.Contains(sentence, "evicted") {
			break
		}
	}
	c.wantIn(sentence, "No element was free", "and was evicted")
	evicted := core.Event{}
	for _, e := range c.s.Trace(c.s.Len()).Events {
		if e.Kind == core.ElemEvicted && evicted.Kind != core.ElemEvicted {
			evicted = e
		}
	}
	before := c.s.Inside(Step{Call: c.s.Len() - 1, Event: -1}, 1, core.InsideQuery{Limit: 10})
	found := false
	for _, e := range before.Elements {
		if e.Nr == uint32(evicted.A) {
			found = true
			c.wantIn(sentence, " key "+hexKeyText(core.InsideHash, e.Key)+",")
		}
	}
	if evicted.Kind != core.ElemEvicted || !found {
		t.Errorf("evicted element %+v was not in the map before", evicted)
	}
}

func TestLocationInAnArray(t *testing.T) {
	c := newElementCalls(t, "6.12", abi.BPF_MAP_TYPE_PERCPU_ARRAY, 4, 4, 3, 0)
	c.wantIn(c.call(lookup, core.IndexKey(2), make([]byte, 16), 0), "slot 2", "each rounded up to a multiple of 8")
	c.wantIn(c.call(lookup, core.IndexKey(3), make([]byte, 16), 0), "past the last slot, 2")
	c.wantIn(c.call(update, core.IndexKey(1), make([]byte, 64), 0), "slot 1 is written in place")
}

func TestLocationInAQueue(t *testing.T) {
	c := newElementCalls(t, "6.12", abi.BPF_MAP_TYPE_QUEUE, 0, 4, 2, 0)
	value := make([]byte, 4)
	c.wantIn(c.call(pop, nil, value, 0), "both at slot 0")
	c.wantIn(c.call(update, nil, value, 0), "slot 0, the head", "advances to slot 1")
	c.wantIn(c.call(update, nil, value, 0), "slot 1, the head", "advances to slot 2")
	c.wantIn(c.call(update, nil, value, 0), "after the head, 0, is the tail")
	c.wantIn(c.call(update, nil, value, abi.BPF_EXIST), "slot 0, was dropped", "slot 2, the head")
	c.wantIn(c.call(lookup, nil, value, 0), "slot 1, the tail, is read")
	c.wantIn(c.call(pop, nil, value, 0), "slot 1, is removed", "advances to slot 2")
}

func TestLocationInABloomFilter(t *testing.T) {
	c := newElementCalls(t, "6.12", abi.BPF_MAP_TYPE_BLOOM_FILTER, 0, 4, 8, 0)
	value := []byte{1, 2, 3, 4}
	c.wantIn(c.call(lookup, nil, value, 0), "not set: ")
	c.wantIn(c.call(update, nil, value, 0), "0 of them were already set")
	c.wantIn(c.call(lookup, nil, value, 0), "all are set")
}
