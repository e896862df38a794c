package history_test

import (
	"fmt"
	"strings"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/link"

	"pgregory.net/rapid"
)

// Calls on one element, as links have them. The key is in the link before the call.
const (
	one     = "w(10001000,01000000)/"
	two     = "w(10001000,02000000)/"
	update3 = "update_elem(3,0x10001000,0x10002000,0)"
	update4 = "update_elem(4,0x10001000,0x10002000,0)"
	add3    = "update_elem(3,0x10001000,0x10002000,1)"
	update5 = "update_elem(5,0x10001000,0x10002000,0)"
	churn   = "create(hash,4,8,16)/close(3)/"
)

// neededRows are histories and the calls that the last one needs, as links have them.
var neededRows = []struct{ name, before, needs, call string }{
	{"a call alone", strings.Repeat(churn, 200), "", "create(lpm_trie,8,8,16,0)"},
	{"a descriptor", strings.Repeat(churn, 200) + "create(array,4,8,1)/fork(1)/", "create(array,4,8,1)/", one + update3},
	{"the descriptors before it", "create(hash,4,8,16)/" + one + update3 + "/create(array,4,8,1)/create(array,4,8,2)/create(hash,4,8,0)/",
		"create(hash,4,8,16)/create(array,4,8,1)/create(array,4,8,2)/", two + update5},
	{"an element", "create(hash,4,8,16)/" + one + update3 + "/" + two + update3 + "/create(hash,4,8,16)/", "create(hash,4,8,16)/" + two + update3 + "/", two + add3},
	{"memory", "create(hash,4,8,1)/" + one + update3 + "/" + two + "close(9)/", "create(hash,4,8,1)/" + one + update3 + "/" + two + "close(9)/", update3},
	{"a task", "fork(1)/create(hash,4,8,16)/fork(2)/close(3)/", "fork(1)/", "t1.close(3)"},
	{"nothing", "", "", "close(3)"},
}

func linked(t testing.TB, calls string) *history.Session {
	t.Helper()
	l, err := link.Parse("v1/k=6.12/" + calls)
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestACallNeedsFewCalls leaves out the calls that the last call of a history does not need.
func TestACallNeedsFewCalls(t *testing.T) {
	for _, row := range neededRows {
		s := linked(t, row.before+row.call)
		if got, want := link.FormatCalls(s.Needed(s.Len())), link.FormatCalls(linked(t, row.needs+row.call).Calls()); got != want {
			t.Errorf("%s: it needs\n%s\nwant\n%s", row.name, got, want)
		}
	}
}

// TestACallHasTheSameResultAfterWhatItNeeds draws histories.
func TestACallHasTheSameResultAfterWhatItNeeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySession(t)
		if s.Len() == 0 {
			return
		}
		n := rapid.IntRange(1, s.Len()).Draw(t, "call")
		calls := s.Needed(n)
		other, err := history.With(s.Machine(), calls)
		if err != nil {
			t.Fatal(err)
		}
		want, got := s.Trace(n), other.Trace(len(calls))
		if got.Result != want.Result || got.Sentence() != want.Sentence() {
			t.Fatalf("after %d of %d calls: %d, %s\nwant %d, %s", len(calls), n, got.Result, got.Sentence(), want.Result, want.Sentence())
		}
		if link.FormatCalls(s.Needed(n)) != link.FormatCalls(calls) {
			t.Fatal("a second search finds other calls")
		}
	})
}

// BenchmarkNeeded searches long histories: the last call needs nothing, its map at the begin, or every call.
func BenchmarkNeeded(b *testing.B) {
	for _, bench := range []struct{ name, before, each, call string }{
		{"nothing", "", "create(hash,4,8,16)/" + one + update3 + "/close(3)/", one + update3},
		{"a map", "create(array,4,8,1)/", "create(hash,4,8,16)/" + two + update4 + "/close(4)/", two + update3},
		{"its elements", "create(hash,4,8,4)/", one + update3 + "/" + two + update3 + "/", two + add3},
		{"descriptors", "", "create(array,4,8,1)/", "create(lpm_trie,8,8,16,1)"},
	} {
		for _, n := range []int{10, 100, 1000, 5000} {
			searches(b, bench.name, linked(b, bench.before+strings.Repeat(bench.each, n)+bench.call))
		}
	}
	for _, n := range []int{1, 100} {
		s := loaded(b, countsDown)
		for range n {
			if _, err := s.Do(loadOf(b, "r0 = 0\n"+strings.Repeat("r0 += 1\n", 2000)+"exit\n")); err != nil {
				b.Fatal(err)
			}
		}
		searches(b, "programs", s)
	}
}

func searches(b *testing.B, name string, s *history.Session) {
	b.Run(fmt.Sprintf("%s/%d", name, s.Len()), func(b *testing.B) {
		needs := 0
		s.Trace(s.Len())
		for b.Loop() {
			needs = len(s.Needed(s.Len()))
		}
		b.ReportMetric(float64(needs), "calls")
		b.ReportMetric(float64(s.Work(s.Len())), "work")
	})
}
