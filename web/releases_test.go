package web

import (
	"reflect"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestReleasesOfEarlierCalls steps through a history, changes its first call, and steps through it again: every call shows
// the results that its own history has.
func TestReleasesOfEarlierCalls(t *testing.T) {
	s := pageOf(&laterHost{})
	for range 3 {
		if _, err := s.desk.Do(createHash); err != nil {
			t.Fatal(err)
		}
	}
	through := func(when string) {
		t.Helper()
		for _, call := range []int{1, 2, 3, 2, 1} {
			s.desk.goToCall(call)
			if want, got := s.desk.session.Compare(call), settled(s).releases.all; !reflect.DeepEqual(got, want) {
				t.Errorf("%s call %d shows %v, want %v", when, call, got, want)
			}
		}
	}
	through("at first")
	attr := abi.MapTypeField.Put(nil, uint64(abi.BPF_MAP_TYPE_ARRAY))
	for _, f := range []*abi.Field{&abi.KeySize, &abi.ValueSize, &abi.MaxEntries} {
		attr = f.Put(attr, 4)
	}
	valid := core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, uint32(len(attr)), core.Write{Addr: core.ArenaStart, Bytes: attr})
	replaced := false
	if s.desk.Replace(1, valid, func() { replaced = true }); !replaced {
		t.Fatal("call 1 is not replaced")
	}
	through("after a change")
}
