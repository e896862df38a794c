package history

import (
	"fmt"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
)

// TestPinEventsNameThePath pins a map and unlinks the path.
func TestPinEventsNameThePath(t *testing.T) {
	c := newElementCalls(t, "6.12", abi.BPF_MAP_TYPE_ARRAY, 4, 4, 1, 0)
	const path = "/sys/fs/bpf/a"
	pin := coretest.Attr(map[*abi.Field]uint64{&abi.Pathname: keyAddr, &abi.ObjFD: c.fd})
	for _, call := range []core.Call{
		core.Bpf(0, abi.BPF_OBJ_PIN, core.ArenaStart, uint32(abi.ObjFlags.End()), core.Write{Addr: keyAddr, Bytes: []byte(path + "\x00")}, core.Write{Addr: core.ArenaStart, Bytes: pin}),
		{Op: core.OpUnlink, Path: path},
	} {
		if ret, err := c.s.Do(call); ret != 0 || err != nil {
			t.Fatalf("%s: %d %v", call.String(), ret, err)
		}
		named := false
		for _, e := range c.s.Trace(c.s.Len()).Events {
			if e.Kind == core.Pinned || e.Kind == core.Unpinned {
				named = strings.Contains(EventSentence(e), path)
			}
		}
		if !named {
			t.Errorf("%s: the event does not name the path", call.String())
		}
	}
}

// TestOuterMapsAreNamed inserts a map into an outer map of each type and removes it.
func TestOuterMapsAreNamed(t *testing.T) {
	for _, typ := range []abi.MapType{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, abi.BPF_MAP_TYPE_HASH_OF_MAPS} {
		c := newElementCalls(t, "6.12", abi.BPF_MAP_TYPE_ARRAY, 4, 4, 1, 0)
		inner := c.fd
		c.create(map[*abi.Field]uint64{&abi.MapTypeField: uint64(typ), &abi.KeySize: 4, &abi.ValueSize: 4, &abi.MaxEntries: 4, &abi.InnerMapFD: inner})
		held := func() string { return fmt.Sprint(c.s.Kernel().View().Maps[0].Outers) }
		c.call(update, core.IndexKey(1), core.IndexKey(uint32(inner)), 0)
		c.call(update, core.IndexKey(2), core.IndexKey(uint32(inner)), 0)
		if held() != "[{2 2}]" {
			t.Errorf("%s: after two updates, the inner map has the outer maps %s", typ, held())
		}
		if in := c.s.Kernel().Inside(2, core.InsideQuery{Key: core.IndexKey(2)}); in.Count != 2 || !in.Found.There || in.Found.Map != 1 {
			t.Errorf("%s: two inner maps: got %+v, %+v", typ, in, in.Found)
		}
		c.wantIn(c.call(lookup, core.IndexKey(2), make([]byte, 4), 0), "refers to map 1")
		c.call(remove, core.IndexKey(1), nil, 0)
		if held() != "[{2 1}]" {
			t.Errorf("%s: after a removal, the inner map has the outer maps %s", typ, held())
		}
		for _, call := range []core.Call{{Op: core.OpClose, Args: core.Args{c.fd}}, {Op: core.OpWork}} {
			if _, err := c.s.Do(call); err != nil {
				t.Fatal(err)
			}
		}
		if held() != "[]" {
			t.Errorf("%s: after the outer map is freed, the inner map has the outer maps %s", typ, held())
		}
	}
}

// TestClosingNamesTheMap closes a descriptor. The event must name its map.
func TestClosingNamesTheMap(t *testing.T) {
	c := newElementCalls(t, "6.12", abi.BPF_MAP_TYPE_ARRAY, 4, 4, 1, 0)
	if _, err := c.s.Do(core.Call{Op: core.OpClose, Args: core.Args{c.fd}}); err != nil {
		t.Fatal(err)
	}
	cleared := 0
	for _, e := range c.s.Trace(2).Events {
		if e.Kind == core.FDCleared {
			cleared++
			if e.Map != 1 {
				t.Errorf("descriptor %d referred to map %d, want 1", e.FD, e.Map)
			}
		}
	}
	if cleared != 1 {
		t.Errorf("%d descriptors were cleared, want 1", cleared)
	}
}
