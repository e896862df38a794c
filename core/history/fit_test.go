package history_test

import (
	"slices"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// TestCausesOfARefusedRingBuffer checks that releases with the same error are told apart by their reason.
func TestCausesOfARefusedRingBuffer(t *testing.T) {
	s := refusedAt(t, "v1/k=7.3/create(ringbuf,0,0,5000)")
	c, ret := s.Call(1)
	calls := []history.Call{{Call: c.Call, Known: true, Want: ret}}
	s, err := history.With(s.Machine(), calls)
	if err != nil {
		t.Fatal(err)
	}
	fit := s.Fit()
	on := slices.DeleteFunc(fit.Best(), func(r abi.Release) bool { return r < abi.R(4, 19, 0) })
	if got := history.Spans(on); got != "4.19 to 7.3" {
		t.Fatalf("fits %s", got)
	}
	causes := history.Causes(s.Compare(1), ret, on)
	if len(causes) != 2 {
		t.Fatalf("%d causes: %+v", len(causes), causes)
	}
	for i, want := range []string{"4.19 to 5.4", "5.10 to 7.3"} {
		if got := history.Spans(causes[i].Releases); got != want {
			t.Errorf("cause %d holds on %s, want %s", i, got, want)
		}
	}
	if got := causes[1].Result.Check.Func; got != "ringbuf_map_alloc" {
		t.Errorf("the newer cause is in %s", got)
	}
}

// TestSpansJoinNeighbours checks how releases are named.
func TestSpansJoinNeighbours(t *testing.T) {
	releases := []abi.Release{abi.R(4, 4, 0), abi.R(4, 19, 40), abi.R(5, 4, 59), abi.R(5, 10, 262), abi.R(7, 3, 4), abi.R(7, 1, 0)}
	if got := history.Spans(releases); got != "4.4, 4.19 to 5.10, 7.3 and 7.1.0" && got != "4.4, 4.19 to 5.10, 7.3 and 7.1" {
		t.Errorf("got %s", got)
	}
	if got := history.Spans(nil); got != "" {
		t.Errorf("no release is called %q", got)
	}
}

// TestMapsOfCalls checks which map each call of a history works on.
func TestMapsOfCalls(t *testing.T) {
	s := refusedAt(t, "v1/k=6.12/create(hash,4,8,16)/create(array,4,8,16)/w(10001000,05000000)/lookup_elem(4,0x10001000,0x10002000)/update_elem(3,0x10001000,0x10002000,0)/close(3)/lookup_elem(3,0x10001000,0x10002000)")
	var got []int
	for n := range s.Len() {
		got = append(got, s.MapOf(n+1))
	}
	if want := []int{1, 2, 2, 1, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("maps %v, want %v", got, want)
	}
	if s.Creation(1) != 1 || s.Creation(2) != 2 || s.Creation(3) != 0 {
		t.Errorf("created by %d, %d and %d", s.Creation(1), s.Creation(2), s.Creation(3))
	}
}
