package core_test

import (
	"slices"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestAViewOfManyMapsIsBounded makes more maps than can be drawn. The view has the first, the newest and those that a
// descriptor or a removed pin refers to, and counts the others.
func TestAViewOfManyMapsIsBounded(t *testing.T) {
	const made = 6000
	m := core.NewMachine(abi.R(6, 12, 0))
	m.Nofile = made + 10
	k, err := core.New(m)
	if err != nil {
		t.Fatal(err)
	}
	attr := abi.MapTypeField.Put(nil, uint64(abi.BPF_MAP_TYPE_ARRAY))
	for _, f := range []*abi.Field{&abi.KeySize, &abi.ValueSize, &abi.MaxEntries} {
		attr = f.Put(attr, 4)
	}
	for range made {
		c := core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, uint32(len(attr)), core.Write{Addr: core.ArenaStart, Bytes: attr})
		if ret, err := k.Do(&c); err != nil || ret < 3 {
			t.Fatalf("%d, %v", ret, err)
		}
	}
	v := k.View()
	if len(v.Maps) > made/2 || len(v.Maps)+v.MoreMaps != made {
		t.Errorf("%d maps and %d more, want %d in all and at most half of them shown", len(v.Maps), v.MoreMaps, made)
	}
	if !slices.IsSortedFunc(v.Maps, func(a, b core.MapView) int { return a.Nr - b.Nr }) {
		t.Error("the maps are not in the order of their numbers")
	}
	for _, nr := range []int{1, made} {
		if m := v.Map(nr); m == nil || m.Nr != nr {
			t.Errorf("map %d is not in the view", nr)
		}
	}
	if v.Map(made/2+100) != nil || v.Map(made+1) != nil {
		t.Error("the view has a map that is not in its list")
	}
	for _, f := range v.Files {
		if v.Map(f.Map) == nil {
			t.Fatalf("file %d refers to map %d, which the view leaves out", f.Nr, f.Map)
		}
	}
	const pinned = made/2 + 100
	pins := mmapKernel{t, k, m.Release}
	pins.want(pins.pinCall("p", pinned+2), 0)
	pins.want(pathCall(core.OpUnlink, "p", ""), 0)
	v = k.View()
	if w := v.Work.Waiting; len(w) != 1 || w[0] != pinned {
		t.Fatalf("%v wait for a grace period, want the removed pin of map %d", w, pinned)
	}
	if m := v.Map(pinned); m == nil || m.State != core.ObjectLive {
		t.Errorf("the view has %+v as the map of the removed pin, want it live", m)
	}
}
