package web

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
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

// TestReleasesAreComparedInSlices opens a history whose comparison takes a moment: the page draws it first, and the results
// follow. Another call ends the comparison.
func TestReleasesAreComparedInSlices(t *testing.T) {
	s := NewStore(nil)
	var next []func()
	s.soon = func(_ time.Duration, do func()) { next = append(next, do) }
	s.run(func() { _ = s.desk.Load("v1/k=6.12/" + strings.Repeat("create(array,4,8,1)/", 300)) })
	for s.desk.work.job != nil {
		do := next[0]
		next = next[1:]
		s.run(do)
	}
	if s.releases.all != nil || !s.releases.compares() {
		t.Fatal("the releases were compared at once")
	}
	if drawn := app.HTMLString(&Page{S: s}); !strings.Contains(drawn, "0 of 15 releases have run the 300 calls.") {
		t.Error("the page does not say that the releases are being compared")
	}
	first := s.releases.work.job
	s.run(func() { s.desk.goToCall(299) })
	if s.releases.work.job == first {
		t.Error("the comparison of another call goes on")
	}
	for len(next) > 0 {
		do := next[0]
		next = next[1:]
		s.run(do)
	}
	if s.releases.compares() || len(s.releases.all) != len(core.Releases) {
		t.Errorf("%d results at the end", len(s.releases.all))
	}
}

// TestAFaultOfAComparisonEndsIt panics while the releases are compared. The page reports it once, and offers the comparison.
func TestAFaultOfAComparisonEndsIt(t *testing.T) {
	s := NewStore(nil)
	next := &[]func(){}
	s.soon = func(_ time.Duration, do func()) { *next = append(*next, do) }
	s.run(func() { _ = s.desk.Load("v1/k=6.12/" + strings.Repeat("create(array,4,8,1)/", 300)) })
	for s.desk.work.job != nil {
		do := (*next)[0]
		*next = (*next)[1:]
		s.run(do)
	}
	s.releases.work.job.step = func() bool { panic("planted") }
	runNext(s, next)
	if !s.notice.Bad || !strings.Contains(s.notice.Text, "compare the releases: planted") {
		t.Errorf("the notice is %+v", s.notice)
	}
	s.run(func() {})
	if drawn := app.HTMLString(&Page{S: s}); s.releases.compares() || !strings.Contains(drawn, `id="compare"`) {
		t.Error("the page compares the releases again, or does not offer to")
	}
}
