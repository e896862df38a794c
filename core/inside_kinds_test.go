package core_test

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestInsideOfMapsOfObjects looks for a key in maps whose elements are objects: maps, programs, cgroups, events, processors.
func TestInsideOfMapsOfObjects(t *testing.T) {
	const (
		inner = "/w(10001000,01000000)/w(10001100,03000000)/update_elem(4,0x10001000,0x10001100,0)"
		first = "/w(10001000,01000000)/w(10001100,04000000)/update_elem(3,0x10001000,0x10001100,0)"
	)
	for _, test := range []struct {
		link     string
		nr       int // of the map
		holds    abi.Holding
		count    uint64
		sentence string
		want     core.Element // the one with the key
		lacks    []byte       // a key without an element
	}{
		{"k=6.12/create(array,4,8,1)/create(array_of_maps,4,4,2,0,3)" + inner, 2, abi.HoldsMaps, 1, "1 map in 2 slots.",
			core.Element{Nr: 1, Key: "01000000", Value: "01000000", Bucket: -1, Map: 1}, []byte{0, 0, 0, 0}},
		{"k=6.12/create(hash,4,8,1)/create(hash_of_maps,4,4,1,64,3)" + inner, 2, abi.HoldsMaps, 1, "1 element in 1 bucket.",
			core.Element{Nr: 1, Key: "01000000", Value: "01000000", Bucket: 0, Place: 1, Map: 1}, []byte{0, 0, 0, 0}},
		{"k=6.12/create(cgroup_array,4,4,2)/open(0,{/sys/fs/cgroup/a})" + first, 1, abi.HoldsCgroups, 1, "2 slots for control groups, 1 in use.",
			core.Element{Nr: 1, Key: "01000000", Value: "cgroup /a/", Bucket: -1}, []byte{0, 0, 0, 0}},
		{"k=6.12/create(perf_event_array,4,4,2)/w(10003000,01000000400000000a000000)/perf_event_open(10003000,-1,0,-1,8)" + first, 1, abi.HoldsPerfEvents, 1, "2 slots for perf events, 1 in use.",
			core.Element{Nr: 1, Key: "01000000", Value: "perf event 1", Bucket: -1}, []byte{0, 0, 0, 0}},
		{"k=6.12/create(cpumap,4,8,2)/w(10001000,01000000)/w(10001100,0200000000000000)/update_elem(3,0x10001000,0x10001100,0)", 1, abi.HoldsCPUs, 1, "1 processor in 2 slots.",
			core.Element{Nr: 1, Key: "01000000", Value: "0200000000000000", Bucket: -1}, []byte{0, 0, 0, 0}},
		{"k=6.12/create(devmap_hash,4,8,1)/w(10001000,09000000)/w(10001100,0100000000000000)/update_elem(3,0x10001000,0x10001100,0)", 1, abi.HoldsDevices, 1, "1 device in 1 bucket.",
			core.Element{Nr: 9, Key: "09000000", Value: "0100000000000000", Bucket: 0, Place: 1}, []byte{1, 0, 0, 0}},
		{"k=6.12/create(prog_array,4,4,2)/" + loadOf("xdp") + first + "/close(4)", 1, abi.HoldsPrograms, 1, "1 program in 2 slots.",
			core.Element{Nr: 1, Key: "01000000", Value: "01000000", Bucket: -1, Prog: 1}, []byte{0, 0, 0, 0}},
	} {
		k := afterLink(t, pathsIn(test.link))
		in := k.Inside(test.nr, core.InsideQuery{Limit: 10, Key: []byte{test.want.Key[1] - '0', 0, 0, 0}})
		if in.Holds != test.holds || in.Count != test.count || in.Sentence != test.sentence {
			t.Errorf("%s: %d %s, %q, want %d %s, %q", test.link, in.Count, in.Holds, in.Sentence, test.count, test.holds, test.sentence)
		}
		if !slices.Contains(in.Elements, test.want) {
			t.Errorf("%s: elements %+v, want %+v", test.link, in.Elements, test.want)
		}
		if f := in.Found; f == nil || !f.There || f.Nr != test.want.Nr || f.Map != test.want.Map {
			t.Errorf("%s: the key is found as %+v", test.link, f)
		}
		if f := k.Inside(test.nr, core.InsideQuery{Key: test.lacks}).Found; f == nil || f.There || f.Place != 0 {
			t.Errorf("%s: key % x is found as %+v", test.link, test.lacks, f)
		}
		if progs := k.View().Progs; test.want.Prog != 0 && (len(progs) != 1 || len(progs[0].Slots) != 1 || progs[0].Slots[0] != (core.OuterView{Map: 1, Places: 1})) {
			t.Errorf("%s: the programs are %+v, want one in one slot of map 1", test.link, progs)
		}
	}
}

// TestInsideOfOtherMaps looks at maps that do not exist, that have no contents, and that have more than is shown.
func TestInsideOfOtherMaps(t *testing.T) {
	k := afterLink(t, "k=seed/types=2/auto=true/create(array,4,8,1)/create(array,4,8,1)/close(3)")
	if in := k.Inside(2, core.InsideQuery{Limit: 1}); in == nil || !strings.Contains(in.Sentence, "has only map_alloc and map_free") {
		t.Errorf("the map of the seed is %+v", in)
	}
	for _, nr := range []int{0, 1, 3} {
		if in := k.Inside(nr, core.InsideQuery{Limit: 1}); in != nil {
			t.Errorf("map %d, which does not exist, is %+v", nr, in)
		}
	}
	k = afterLink(t, "k=6.12/create(array,4,5000,1)")
	if e := k.Inside(1, core.InsideQuery{Limit: 1}).Elements[0]; len(e.Value) != 2*4096 || e.Cut != 5000-4096 {
		t.Errorf("%d digits are shown and %d bytes are not, want 8192 and 904", len(e.Value), e.Cut)
	}
	// An mmapable array has a page for each value of the last page, of which user space sees value_size bytes.
	k = afterLink(t, "k=6.12/create(array,4,6,2,1024)")
	if e := k.Inside(1, core.InsideQuery{Limit: 2}).Elements; len(e) != 2 || len(e[1].Value) != 2*6 {
		t.Errorf("the elements are %+v, want two of 6 bytes", e)
	}
	// A place after the last one is that of an older page: the first page is shown.
	k = afterLink(t, "k=6.12/create(hash,4,8,4,64)/update_elem(3,0x10001000,0x10002000,0)")
	if in := k.Inside(1, core.InsideQuery{From: 99, Limit: 4}); in.From != 0 || len(in.Elements) != 1 || !in.First {
		t.Errorf("from bucket 99 on: %+v, want the first page", in)
	}
}
