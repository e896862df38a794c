package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// countsDown is a program that the verifier follows until its limit of 1,000,000 instructions.
const countsDown = "r1 = 10000000\nr1 += -1\nif r1 != 0 goto -2\nr0 = r1\nexit\n"

// appendSlow runs countsDown's load from the form. The page's later work is in next.
func appendSlow(s *Store) (next *[]func()) {
	next = &[]func(){}
	s.soon = func(_ time.Duration, do func()) { *next = append(*next, do) }
	s.draft.Choose(core.OpBpf, abi.BPF_PROG_LOAD)
	s.draft.Attr = abi.ProgTypeField.Put(s.draft.Attr, uint64(abi.BPF_PROG_TYPE_SOCKET_FILTER))
	s.draft.SetProgram(countsDown)
	s.run(s.draft.Append)
	return next
}

// runNext runs the page's later work one piece after the other, and returns the longest.
func runNext(s *Store, next *[]func()) (longest time.Duration) {
	for len(*next) > 0 {
		do := (*next)[0]
		*next = (*next)[1:]
		start := time.Now()
		s.run(do)
		longest = max(longest, time.Since(start))
	}
	return longest
}

func TestALoadThatTakesLongRunsInSlices(t *testing.T) {
	s := opened(t, "v1/k=6.12/create(array,4,8,1)")
	next := appendSlow(s)
	if s.desk.work.job == nil || s.desk.session.Len() != 1 {
		t.Fatalf("the load ran at once: %d calls", s.desk.session.Len())
	}
	if drawn := app.HTMLString(&Page{S: s}); !strings.Contains(drawn, "Making a call that takes long: 1 of 2 calls made.") {
		t.Error("the page does not show that the call is being made")
	}
	pieces := 0
	for s.desk.work.job != nil {
		do := (*next)[0]
		*next = (*next)[1:]
		s.run(do)
		pieces++
	}
	if ret := s.desk.trace().Result; ret != -int64(abi.E2BIG) || s.desk.session.Len() != 2 || s.desk.at.Call != 2 {
		t.Errorf("the load returns %d as call %d of %d, want -E2BIG as call 2", ret, s.desk.at.Call, s.desk.session.Len())
	}
	if pieces < 4 {
		t.Errorf("the load ran in %d pieces", pieces)
	}
	if s.releases.derive(); s.releases.all != nil {
		t.Error("every release verified the program unasked")
	}
}

func TestALoadThatTakesLongCanBeStopped(t *testing.T) {
	s := opened(t, "v1/k=6.12/create(array,4,8,1)")
	next := appendSlow(s)
	s.run(s.desk.StopWork)
	runNext(s, next)
	if s.desk.session.Len() != 1 || !strings.Contains(s.notice.Text, "The call was not made") {
		t.Errorf("after Stop: %d calls and the notice %q", s.desk.session.Len(), s.notice.Text)
	}
	next = appendSlow(s)
	s.run(func() { _, _ = s.desk.Do(core.Call{Op: core.OpWork}) })
	runNext(s, next)
	if c, _ := s.desk.session.Call(s.desk.session.Len()); s.desk.session.Len() != 2 || c.Op != core.OpWork {
		t.Errorf("a call made in the meantime is lost: %d calls", s.desk.session.Len())
	}
}

// slowHistory is a link with countsDown's load between cheap calls.
func slowHistory(t *testing.T) string {
	t.Helper()
	p, err := insn.Assemble(countsDown)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("v1/k=6.12/create(array,4,8,1)/w(10001000,%x)/w(10002000,47504c00)/prog_load(socket_filter,%d,0x10001000,0x10002000)/fork(1)/t1.close(3)",
		insn.AppendAll(nil, p.Insns), len(p.Insns))
}

// slowChanges are the changes that make the calls of a history again.
var slowChanges = []struct {
	name   string
	before func(*Store) // at once
	change func(*Store)
}{
	{"Replace", func(s *Store) { s.desk.goToCall(3) }, func(s *Store) { s.desk.Replace(4, core.Call{Op: core.OpWork}, nil) }},
	{"Insert", nil, func(s *Store) { s.desk.Insert(2, core.Call{Op: core.OpWork}, nil) }},
	{"Remove", nil, func(s *Store) { s.desk.Remove(3) }},
	{"Move", nil, func(s *Store) { s.desk.Move(4, false) }},
	{"Reboot", nil, func(s *Store) { s.desk.Reboot(s.desk.machine().On(core.Named(abi.R(6, 1, 0)))) }},
	{"Undo", func(s *Store) { s.desk.Remove(4) }, func(s *Store) { s.past.Undo() }},
	{"Redo", func(s *Store) { s.desk.Remove(4); s.settle(); s.past.Undo() }, func(s *Store) { s.past.Redo() }},
	{"Load", nil, func(s *Store) { _ = s.desk.Load(strings.Replace(s.desk.Link().Readable(), "/at=", "/work()/at=", 1)) }},
}

// TestEveryChangeOfASlowHistoryRunsInSlices stops each change, which leaves everything as it was, and makes it again.
func TestEveryChangeOfASlowHistoryRunsInSlices(t *testing.T) {
	for _, c := range slowChanges {
		s := opened(t, slowHistory(t))
		if c.before != nil {
			s.do(func() { c.before(s) })
		}
		before := s.desk.Link().String()
		next := &[]func(){}
		s.soon = func(_ time.Duration, do func()) { *next = append(*next, do) }
		s.do(func() { c.change(s) })
		if s.desk.work.job == nil || s.desk.Link().String() != before {
			t.Errorf("%s: the calls were made at once", c.name)
			continue
		}
		if drawn := app.HTMLString(&Page{S: s}); !strings.Contains(drawn, `id="stop-opening"`) {
			t.Errorf("%s: the page shows no progress", c.name)
		}
		s.do(s.desk.StopWork)
		runNext(s, next)
		if s.desk.Link().String() != before || !strings.HasPrefix(s.notice.Text, "Stopped.") {
			t.Errorf("%s: after Stop the history is %s, and the notice %q", c.name, s.desk.Link(), s.notice.Text)
		}
		s.do(func() { c.change(s) })
		longest := runNext(s, next)
		if s.desk.work.job != nil || s.desk.Link().String() == before || s.notice.Bad {
			t.Errorf("%s: the history is %s, and the notice %q", c.name, s.desk.Link(), s.notice.Text)
		}
		t.Logf("%s: the longest piece took %v", c.name, longest)
	}
}

// TestAHistoryThatChangesStopsItsSlowChange makes a call while an edit runs.
func TestAHistoryThatChangesStopsItsSlowChange(t *testing.T) {
	s := opened(t, slowHistory(t))
	next := &[]func(){}
	s.soon = func(_ time.Duration, do func()) { *next = append(*next, do) }
	s.do(func() { s.desk.Remove(3) })
	s.do(func() { _, _ = s.desk.Do(core.Call{Op: core.OpWork}) })
	runNext(s, next)
	if s.desk.session.Len() != 5 || !strings.Contains(s.notice.Text, "has changed in the meantime") {
		t.Errorf("%d calls and the notice %q", s.desk.session.Len(), s.notice.Text)
	}
}

// TestASlowTextIsReplayedInSlices pastes a text with a load that takes long, and stops it.
func TestASlowTextIsReplayedInSlices(t *testing.T) {
	s := opened(t, workLink)
	next := &[]func(){}
	s.soon = func(_ time.Duration, do func()) { *next = append(*next, do) }
	for _, stop := range []bool{true, false} {
		s.do(func() { s.paste.Open("", "http://localhost/#"+slowHistory(t)) })
		runNext(s, next)
		s.do(s.paste.Replay)
		pieces := 0
		for len(*next) > 0 && !(stop && pieces == 3) {
			do := (*next)[0]
			*next = (*next)[1:]
			s.do(do)
			pieces++
		}
		if stop {
			s.do(s.paste.Stop)
			runNext(s, next)
			if s.desk.session.Len() != 2 || s.paste.Text == "" {
				t.Errorf("after Stop: %d calls, text %q", s.desk.session.Len(), s.paste.Text)
			}
			continue
		}
		if s.desk.session.Len() != 4 || pieces < 4 {
			t.Errorf("%d calls after %d pieces", s.desk.session.Len(), pieces)
		}
	}
}

// TestASlowSearchForFixesCanBeStopped searches for fixes of a load that takes long.
func TestASlowSearchForFixesCanBeStopped(t *testing.T) {
	s := opened(t, slowHistory(t))
	s.do(func() { s.desk.goToCall(2) })
	next := &[]func(){}
	s.soon = func(_ time.Duration, do func()) { *next = append(*next, do) }
	s.do(s.fixes.find)
	if s.fixes.looked() || !s.fixes.searches() {
		t.Fatal("the search ended at once")
	}
	s.do(s.fixes.StopSearch)
	runNext(s, next)
	if s.fixes.looked() || s.fixes.searches() {
		t.Error("the search goes on after Stop")
	}
	s.do(s.fixes.find)
	s.do(func() { s.desk.goToCall(1) })
	runNext(s, next)
	if s.fixes.searches() || s.fixes.looked() {
		t.Error("the search goes on for a call that is not shown")
	}
}
