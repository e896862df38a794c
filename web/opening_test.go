package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bpfplay/core/history"
)

// costly are short links that ask for much: the work and the memory of each is either small or beyond a budget.
var costly = map[string]struct {
	link string
	over string // of the error; "" if the link opens
}{
	"a descriptor of each number":    {"nofile=1048576/unseen(1048576)", ""},
	"a dense table, forked":          {"nofile=1048576/unseen(1048576)/" + times(20, "fork(%d)/", 1), "too many open descriptors"},
	"the highest descriptor":         {"nofile=1048576/dup3(0,1048575,0)", ""},
	"the highest descriptor, forked": {"nofile=1048576/dup3(0,1048575,0)/" + times(200, "fork(%d)/", 1), ""},
	"many pages, forked":             {times(1000, "w(20%03x000,01)/", 0) + times(1023, "fork(%d)/", 1), ""},
	"many forks":                     {times(1023, "fork(%d)/", 1), ""},
	"large values": {"create(hash,4,1048576,10000,1)/w(30000000," + strings.Repeat("00", 1<<20) + ")/" +
		times(1000, "w(10001000,%08x)/update_elem(3,0x10001000,0x30000000,0)/", 0), "too many bytes of map contents"},
	"large batches": {"create(hash,4,4,1000000)/w(20000000," + strings.Repeat("00", 3<<20) + ")/" +
		times(5, "update_batch(0,0,0x20000000,0x20000000,700000,3,%d,0)/", 0), ""},
	"a dense table of duplicates": {"nofile=1048576/" + times(2000, "fcntl(0,0,%d)/", 3), ""},
}

func times(n int, format string, from int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, from+i)
	}
	return b.String()
}

func TestACostlyLinkEndsAndKeepsTheWork(t *testing.T) {
	for name, c := range costly {
		s := NewStore(nil)
		if err := s.Load("v1/k=6.12/create(hash,4,8,16)"); err != nil {
			t.Fatal(err)
		}
		err := s.Load("v1/k=6.12/" + c.link)
		settled(s)
		switch {
		case c.over == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.over != "" && (err == nil || !strings.Contains(err.Error(), c.over) || s.desk.session.Len() != 1):
			t.Errorf("%s: the link opened with %d calls, and the error is %v, want one with %q", name, s.desk.session.Len(), err, c.over)
		}
		if work := s.desk.session.Work(s.desk.session.Len()); work > history.MaxWork {
			t.Errorf("%s: %d units of work", name, work)
		}
	}
}

// TestALongLinkOpensInSlices checks that the page can draw and stop while the calls of a link are made.
func TestALongLinkOpensInSlices(t *testing.T) {
	s := NewStore(nil)
	var next []func()
	s.soon = func(_ time.Duration, do func()) { next = append(next, do) }
	link := "v1/k=6.12/" + times(20000, "create(array,4,8,%d)/", 1)
	s.run(func() { s.Arrive(link) })
	if s.desk.work.job == nil || s.desk.session.Len() != 0 {
		t.Fatalf("the link has opened at once, with %d calls", s.desk.session.Len())
	}
	s.run(s.desk.StopWork)
	s.run(next[len(next)-1])
	if s.desk.session.Len() != 0 || !strings.Contains(s.notice.Text, "Stopped") {
		t.Errorf("after Stop: %d calls and the notice %q", s.desk.session.Len(), s.notice.Text)
	}
	s.run(func() { s.Arrive(link) })
	for len(next) > 0 {
		do := next[0]
		next = next[1:]
		s.run(do)
	}
	if s.desk.session.Len() != 20000 || s.desk.work.job != nil {
		t.Errorf("%d calls, want 20000", s.desk.session.Len())
	}
}
