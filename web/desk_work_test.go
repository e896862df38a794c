package web

import (
	"strings"
	"testing"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"

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
	if s.desk.work.building == nil || s.desk.session.Len() != 1 {
		t.Fatalf("the load ran at once: %d calls", s.desk.session.Len())
	}
	if drawn := app.HTMLString(&Page{S: s}); !strings.Contains(drawn, "Making a call that takes long: 1 of 2 calls made.") {
		t.Error("the page does not show that the call is being made")
	}
	pieces := 0
	for s.desk.work.building != nil {
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
