package web

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/history"
)

func TestAFixIsAppliedAndUndone(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=6.12/create(lpm_trie,8,8,16,0)"); err != nil {
		t.Fatal(err)
	}
	was := s.desk.Link().String()
	s.fixes.find()
	s.fixes.Take(0)
	if _, ret := s.Session().Call(1); ret != 3 {
		t.Fatalf("with the fix the result is %d", ret)
	}
	if settled(s).fixes.refused() {
		t.Error("the call is still shown as refused")
	}
	s.desk.Undo()
	if got := s.desk.Link().String(); got != was {
		t.Errorf("Undo restored %s, want %s", got, was)
	}
}

func TestTwoTriesDivergeAtTheNameCheck(t *testing.T) {
	s := NewStore(nil)
	found := false
	for _, c := range course().Cases {
		if c.ID != "A25" {
			continue
		}
		found = true
		if err := s.Load(c.Link.String()); err != nil {
			t.Fatal(err)
		}
		if other := s.pair.likely(s.desk.at.Call); other != 2 {
			t.Fatalf("the other try is call %d, want 2", other)
		}
		a, b := s.Session().Trace(1), s.Session().Trace(2)
		differ := ""
		for _, f := range fieldPairs(a, b) {
			if f.differs() {
				differ += f.name + " "
			}
		}
		if differ != "result map_name " {
			t.Errorf("different fields: %s", differ)
		}
		for _, p := range eventPairs(a.Events, b.Events) {
			if p.left < 0 || p.right < 0 || a.Events[p.left].Passed != b.Events[p.right].Passed {
				if e := a.Events[p.left]; e.Kind != core.Checked || e.Check.Func != "bpf_obj_name_cpy" {
					t.Errorf("the tries diverge at %s", history.EventSentence(e))
				}
				return
			}
		}
		t.Error("the tries do not diverge")
	}
	if !found {
		t.Error("no case A25")
	}
}

// TestACallIsComparedWithTheOneThatTellsMost checks the default partner of a comparison.
func TestACallIsComparedWithTheOneThatTellsMost(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=6.12/create(hash,4,8,16)/create(ringbuf,0,0,4096)/create(array,4,8,16)/create(hash,0,8,16)/create(array,4,8,16)/create(ringbuf,0,0,4096)/create(array,8,8,16)"); err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]int{4: 5, 7: 5, 1: 4, 2: 4} {
		if got := s.pair.nearestLike(n); got != want {
			t.Errorf("call %d is compared with call %d, want %d", n, got, want)
		}
	}
}
