package web

import (
	"strings"
	"testing"

	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// countersLink loads the BTF of struct counter {struct bpf_spin_lock lock; u64 count}, and creates an array of two of them.
const countersLink = "v1/k=6.12/w(10003000,9feb010018000000000000005c0000005c0000002f000000010000000000000104000000200000010a00000001000004040000002000000001000000000000000500000000000001080000004000000018000000020000041000000024000000020000000000000029000000030000004000000000696e74006c6f6e67006270665f7370696e5f6c6f636b00636f756e7465720076616c006c6f636b00636f756e7400)/btf_load(0x10003000,0,163)/w(10000000,020000000400000010000000020000000000000000000000000000000000000000000000000000000000000000000000030000000100000004000000)/bpf(0,10000000,60)"

func countersStore(t *testing.T) *Store {
	t.Helper()
	s := NewStore(noHost{})
	if err := s.Load(countersLink); err != nil {
		t.Fatal(err)
	}
	s.inside.OpenMap(1)
	return settled(s)
}

func TestAMapWithBTFIsShownAsC(t *testing.T) {
	s := countersStore(t)
	says(t, s, "{.lock = {.val = 0}, .count = 0}")
	s.inside.AddElement("1", "{.count = 7}")
	says(t, s, "{.lock = {.val = 0}, .count = 7}", "written")
	s.inside.ViewMap(tableView)
	s.inside.EditValue("01000000", 0)
	s.inside.SetValue("{.counts = 8}")
	if got := s.inside.edit.wrong; !strings.Contains(got, `Unknown "counts": struct counter has lock, count`) {
		t.Errorf("an unknown member says %q", got)
	}
	s.inside.SetValue("{.count = 8")
	if got := s.inside.edit.wrong; got != "Missing } after count." {
		t.Errorf("a missing brace says %q", got)
	}
	s.inside.SetValue("{.count = 8}")
	says(t, s, "{.lock = {.val = 0}, .count = 8}")
	s.inside.ViewMap(typesView)
	says(t, s, "Values: struct counter", "struct bpf_spin_lock lock; long count; };", "All types of the BTF object: 2 named types of 4 types")
}

func TestAnUpdateIsEditedByMember(t *testing.T) {
	s := countersStore(t)
	s.draft.Pick("bpf:2")
	s.draft.SetField(&abi.ElemMapFD, "4")
	s.draft.SetPart(&abi.ElemValue, ".count", "513")
	form := app.HTMLString(&CallForm{Draft: settled(s).draft, Desk: s.desk, Runs: s.runs, Cases: s.cases})
	for _, want := range []string{".lock.val", ".count", `value="{.lock = {.val = 0}, .count = 513}"`, "00 00 00 00 00 00 00 00 01 02 00 00 00 00 00 00"} {
		if !strings.Contains(strings.ReplaceAll(form, "&#34;", `"`), want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	s.draft.SetPart(&abi.ElemValue, ".count", "many")
	if got := s.draft.wrong["*value.count"]; !strings.Contains(got, `Invalid count "many"`) {
		t.Errorf("an invalid count says %q", got)
	}
	s.draft.SetPart(&abi.ElemValue, ".count", "9")
	s.draft.Run()
	says(t, s, "{.lock = {.val = 0}, .count = 9}")
}

func TestTheTypesOfALoadAreShown(t *testing.T) {
	s := countersStore(t)
	s.desk.goToCall(1)
	ladder := app.HTMLString(&Ladder{Of: ladderOf{Desk: settled(s).desk, Cases: s.cases, Traced: s.traced, Releases: s.releases, Fixes: s.fixes, Pair: s.pair, Runs: s.runs, Verdict: s.verdict, Folds: s.folds}})
	if want := "struct counter {\n    struct bpf_spin_lock lock;\n    long count;\n};"; !strings.Contains(ladder, want) {
		t.Errorf("the call that loads BTF lacks %q", want)
	}
}

// TestARingShowsItsRecords opens the ring of the lesson while its first record is reserved and its second is submitted.
func TestARingShowsItsRecords(t *testing.T) {
	s := NewStore(noHost{})
	s.lesson.Begin(course().Lessons[23])
	s.lesson.GoToMarker(3)
	s.inside.OpenMap(1)
	says(t, s, "len 1000", "busy: not submitted yet", "producer_pos")
}
