package web

import (
	"math/rand"
	"runtime"
	"strings"
	"testing"
	"weak"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// do runs a handler of the page.
func (s *Store) do(change func()) { s.run(change) }

const childLink = "v1/k=6.12/create(hash,4,8,16)/fork(1)/t1.dup(3)/t1.close(3)/close(3)"

// TestAnEarlierCallIsReplaced edits call 1 in the form, and runs it in its place.
func TestAnEarlierCallIsReplaced(t *testing.T) {
	s := opened(t, childLink)
	s.do(func() { s.desk.goToCall(1); s.desk.visit(s.desk.at) })
	if s.draft.Cmd != abi.BPF_MAP_CREATE || !s.draft.replaces() {
		t.Fatalf("the form shows %v and replaces %v", s.draft.callText(), s.draft.replaces())
	}
	s.do(func() { s.draft.SetField(&abi.MaxEntries, "32") })
	s.do(s.draft.Run)
	c, ret := s.desk.session.Call(1)
	if abi.MaxEntries.Value(c.Attr()) != 32 || ret != 3 || s.desk.session.Len() != 5 || s.desk.at.Call != 1 {
		t.Errorf("call 1 is %v = %d of %d calls, at %+v", c.Call, ret, s.desk.session.Len(), s.desk.at)
	}
	if s.draft.dirty() || !s.draft.replaces() {
		t.Error("the form no longer shows call 1")
	}
}

// TestAChangeSaysWhatFollowsFromIt changes the first call of histories whose later calls depend on it.
func TestAChangeSaysWhatFollowsFromIt(t *testing.T) {
	const link = "v1/k=6.12/create(hash,4,8,16)/dup(3)/dup(3)/close(9)"
	for _, c := range []struct {
		do   func(*Store)
		want string
	}{
		{func(s *Store) { s.desk.Replace(1, core.Call{Op: core.OpClose, Args: core.Args{3}}, nil) }, "Replaced call 1. 2 later calls now return something else."},
		{func(s *Store) { s.desk.Remove(1) }, "Removed call 1. 2 later calls now return something else."},
		{func(s *Store) { s.desk.Remove(3) }, "Removed call 3."},
		{func(s *Store) { s.desk.Insert(3, core.Call{Op: core.OpClose, Args: core.Args{3}}, nil) }, "Inserted a call before call 3. 1 later call now returns something else."},
		{func(s *Store) { s.desk.Move(1, true) }, "Moved call 1."},
	} {
		s := opened(t, link)
		if s.do(func() { c.do(s) }); s.notice.Text != c.want {
			t.Errorf("the notice is %q, want %q", s.notice.Text, c.want)
		}
	}
}

// TestACallIsInserted inserts a call before another, by the form.
func TestACallIsInserted(t *testing.T) {
	s := opened(t, childLink)
	s.do(func() { s.desk.visit(s.desk.stepAt(1)) })
	s.do(func() { s.draft.Choose(core.OpDup, 0) })
	s.do(func() { s.desk.goToCall(5) })
	s.do(s.draft.Insert)
	if c, _ := s.desk.session.Call(5); c.Op != core.OpDup || s.desk.session.Len() != 6 || s.desk.at.Call != 5 {
		t.Errorf("call 5 is %v of %d, at %+v", c.Call, s.desk.session.Len(), s.desk.at)
	}
}

// TestWhatCannotBeMadeIsKept removes a fork, moves calls around it, and undoes everything.
func TestWhatCannotBeMadeIsKept(t *testing.T) {
	s := opened(t, childLink)
	before := s.desk.Link().String()
	s.do(func() { s.desk.Remove(2) })
	if n, kept := s.desk.session.Len(), s.desk.kept; n != 2 || len(kept) != 2 || kept[0].After != 1 || !strings.Contains(kept[0].Why, "no living task 1") {
		t.Fatalf("%d calls, kept %+v", n, kept)
	}
	if n := s.notice; !n.Undo || !strings.Contains(n.Text, "2 calls can no longer be made") {
		t.Errorf("the notice is %+v", n)
	}
	link := s.desk.Link().String()
	again := opened(t, link)
	if got := again.desk.Link().String(); got != link || len(again.desk.kept) != 2 || again.desk.kept[1].Why == "" {
		t.Errorf("%s came back as %s, kept %+v", link, got, again.desk.kept)
	}
	s.do(s.past.Undo)
	if got := s.desk.Link(); len(got.Kept) != 0 || len(got.Calls) != 5 || s.desk.at.Call != 5 {
		t.Errorf("Undo restored %s, want %s", got, before)
	}
	s.do(func() { s.desk.Move(2, true) })
	if len(s.desk.kept) != 1 || s.desk.session.Len() != 4 {
		t.Errorf("with the fork after the dup: %d calls, kept %+v", s.desk.session.Len(), s.desk.kept)
	}
	s.do(func() { s.desk.Move(2, false) })
	if len(s.desk.kept) != 0 || s.desk.session.Len() != 5 {
		t.Errorf("with the fork before the dup: %d calls, kept %+v", s.desk.session.Len(), s.desk.kept)
	}
}

// TestAReplacementThatCannotBeMade leaves everything as it is.
func TestAReplacementThatCannotBeMade(t *testing.T) {
	s := opened(t, childLink)
	before := s.desk.Link().String()
	made := false
	s.desk.Replace(2, core.Call{Op: core.OpClose, Task: 7, Args: core.Args{3}}, func() { made = true })
	if made || s.desk.Link().String() != before || !s.notice.Bad {
		t.Errorf("the history is %s, the notice %+v", s.desk.Link(), s.notice)
	}
}

// TestSteppingKeepsAnEditedForm goes through the calls with a changed form.
func TestSteppingKeepsAnEditedForm(t *testing.T) {
	s := opened(t, childLink)
	s.do(s.desk.PrevCall)
	if s.draft.Op != core.OpClose || s.draft.Task != 1 {
		t.Errorf("at call 4 the form shows\n%s", s.draft.callText())
	}
	s.do(func() { s.draft.SetArg(0, "9") })
	s.do(s.desk.PrevCall)
	s.do(s.desk.PrevCall)
	if s.draft.Args[0] != 9 || s.draft.replaces() {
		t.Errorf("the edited form shows\n%s", s.draft.callText())
	}
}

// TestUndoGoesThroughEveryChange makes random changes. Undo must restore each state, and Redo each later one.
func TestUndoGoesThroughEveryChange(t *testing.T) {
	for seed := range int64(5) {
		r := rand.New(rand.NewSource(seed))
		s := opened(t, childLink)
		s.past.restart()
		s.settle()
		states := []string{stateOf(s)}
		for range 25 {
			s.do(func() { someChange(s, r) })
			s.do(func() { s.draft.Leave(s.draft.input) })
			if now := stateOf(s); now != states[len(states)-1] {
				states = append(states, now)
			}
		}
		for i := len(states) - 2; i >= 0; i-- {
			for s.do(s.past.Undo); stateOf(s) == states[i+1] && s.past.canUndo(); { // a call replaced by an equal one
				s.do(s.past.Undo)
			}
			if stateOf(s) != states[i] {
				t.Fatalf("seed %d: Undo restored\n%s\nwant state %d\n%s", seed, stateOf(s), i, states[i])
			}
		}
		for s.past.canUndo() {
			s.do(s.past.Undo)
		}
		if stateOf(s) != states[0] {
			t.Errorf("seed %d: Undo goes beyond the first state", seed)
		}
		for range states {
			s.do(s.past.Redo)
		}
		for s.past.canUndo() {
			s.do(s.past.Undo)
		}
		for i := range states[1:] {
			for s.do(s.past.Redo); stateOf(s) == states[i] && s.past.canRedo(); {
				s.do(s.past.Redo)
			}
			if stateOf(s) != states[i+1] {
				t.Fatalf("seed %d: Redo restored\n%s\nwant\n%s", seed, stateOf(s), states[i+1])
			}
		}
	}
}

// stateOf returns what Undo must restore: the calls, and the form if it was edited.
func stateOf(s *Store) string {
	l := s.desk.Link()
	l.At.Call, l.At.Event, l.At.Insn = 0, 0, 0
	if !s.draft.dirty() {
		return l.String()
	}
	draft, _ := s.draft.saved()
	return l.String() + "\n" + draft
}

// someChange makes one change as a user does.
func someChange(s *Store, r *rand.Rand) {
	n := s.desk.session.Len()
	switch r.Intn(12) {
	case 0:
		s.draft.SetField(&abi.KeySize, []string{"8", "lots", "0x10", ""}[r.Intn(4)])
	case 1:
		s.draft.SetByte(r.Intn(16), []string{"7", "ff", "zz"}[r.Intn(3)])
	case 2:
		s.draft.Choose([]core.Op{core.OpBpf, core.OpDup, core.OpUnlink, core.OpFork, core.OpCaps}[r.Intn(5)], abi.Cmd(r.Intn(6)))
	case 3:
		s.draft.SetStrace([]string{"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=9, max_entries=2}, 16)", "bpf(BPF"}[r.Intn(2)])
	case 4:
		s.draft.Append()
	case 5:
		s.draft.Replace()
	case 6:
		s.draft.Insert()
	case 7:
		s.desk.removeShown()
	case 8:
		s.desk.Move(1+r.Intn(n+1), r.Intn(2) == 0)
	case 9:
		s.desk.visit(s.desk.stepAt(r.Intn(40)))
	case 10:
		s.draft.SetArg(0, []string{"4", "x"}[r.Intn(2)])
	case 11:
		s.desk.RemoveKept(0)
	}
}

// TestUndoKeepsInputsAlone changes the machine, which replaces the session. Undo keeps the calls, not the session with its kernel.
func TestUndoKeepsInputsAlone(t *testing.T) {
	s, _ := withWork(t)
	before := weak.Make(s.Session())
	s.do(func() { s.desk.Reboot(core.NewMachine(abi.R(5, 10, 0))) })
	runtime.GC()
	if before.Value() != nil {
		t.Error("the session that was replaced is still in memory")
	}
	s.do(s.past.Undo)
	if s.Session().Len() != 2 || s.desk.machine().Release == abi.R(5, 10, 0) {
		t.Errorf("Undo restores %d calls on %s", s.Session().Len(), s.desk.machine().Release)
	}
}
