package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// TestATypeIsFoundByPartOfItsName types parts of names and purposes into map_type.
func TestATypeIsFoundByPartOfItsName(t *testing.T) {
	s := opened(t, "v1/k=6.12/create(hash,4,8,16)")
	for typed, want := range map[string]abi.MapType{
		"lpm": abi.BPF_MAP_TYPE_LPM_TRIE, "PM_TR": abi.BPF_MAP_TYPE_LPM_TRIE, "user_ring": abi.BPF_MAP_TYPE_USER_RINGBUF,
		"bpf_map_type_stack": abi.BPF_MAP_TYPE_STACK_TRACE, "routes": abi.BPF_MAP_TYPE_LPM_TRIE, "tail calls": abi.BPF_MAP_TYPE_PROG_ARRAY,
	} {
		s.draft.filterTypes(typed)
		if found := s.draft.typeList().rows; len(found) == 0 || found[0].value != strconv.Itoa(int(want)) {
			t.Errorf("%q finds %v, want %v", typed, found, want)
		}
	}
	s.draft.types = combo{}
	s.draft.pressTypeKey("ArrowDown")
	if n := len(s.draft.typeList().rows); n != len(abi.MapTypes) || s.draft.types.at != int(abi.BPF_MAP_TYPE_HASH) {
		t.Errorf("the list of a filled field has %d types and begins at %d", n, s.draft.types.at)
	}
	if !s.draft.pressTypeKey("Escape") || s.draft.types.open || s.draft.pressTypeKey("Escape") {
		t.Error("Escape does not close the list once")
	}
}

// TestAChosenTypeFillsWhatItRequires chooses each type. The form then lacks only BTF, and one can break the rest.
func TestAChosenTypeFillsWhatItRequires(t *testing.T) {
	s := opened(t, "v1/k=6.12/create(hash,4,8,16)")
	for i := 1; i < len(abi.MapTypes); i++ {
		typ := abi.MapType(i)
		s.do(func() { s.draft.ChooseType(typ) })
		if wants := slices.DeleteFunc(s.draft.unmet(), func(w string) bool { return strings.Contains(w, "BTF") }); len(wants) > 0 || s.draft.mapType() != typ {
			t.Errorf("%s: the form lacks %q", typ, wants)
		}
	}
	s.do(func() { s.draft.ChooseType(abi.BPF_MAP_TYPE_RINGBUF) })
	s.do(func() { s.draft.SetField(&abi.KeySize, "4") })
	if wants := s.draft.unmet(); len(wants) != 1 || wants[0] != "key_size 0" {
		t.Errorf("a ring buffer with keys lacks %q", wants)
	}
	s.do(func() { s.draft.ChooseType(abi.BPF_MAP_TYPE_LPM_TRIE); s.draft.ChooseType(abi.BPF_MAP_TYPE_HASH) })
	if flags := abi.MapFlagsField.Value(s.draft.Attr); flags != 0 {
		t.Errorf("the flags of another type stay: %#x", flags)
	}
}

// TestTheMemoryOfAMapIsKnownBeforeItIsMade compares the bill with what fdinfo says of the map, and meets the limit.
func TestTheMemoryOfAMapIsKnownBeforeItIsMade(t *testing.T) {
	for release, want := range map[string]string{
		"3.19": "", "5.4": "Over RLIMIT_MEMLOCK: 64 KiB, of which 0 B are in use", "6.12": "charged to the memory cgroup",
	} {
		s := opened(t, "v1/k="+release+"/memlock=65536")
		s.do(func() {
			s.draft.ChooseType(abi.BPF_MAP_TYPE_ARRAY)
			s.draft.SetField(&abi.ValueSize, "4096")
			s.draft.SetField(&abi.MaxEntries, "64")
		})
		if bill := s.draft.bill; !strings.Contains(bill.text, want) || bill.over != strings.Contains(want, "Over") {
			t.Errorf("on %s the bill is %+v, want %q", release, bill, want)
		}
		s.do(s.draft.Run)
		if _, ret := s.desk.session.Call(1); (ret < 0) != s.draft.bill.over && release != "5.4" {
			t.Errorf("on %s the call returns %d, the bill said %+v", release, ret, s.draft.bill)
		}
		if maps := s.desk.view().Maps; release == "6.12" && !strings.Contains(s.draft.bill.text, fmt.Sprintf("%d bytes", maps[0].Memlock)) {
			t.Errorf("the bill is %q, the map has %d bytes", s.draft.bill.text, maps[0].Memlock)
		}
	}
}
