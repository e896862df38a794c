package core_test

import (
	"sync"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

func TestKernelsRunInParallel(t *testing.T) {
	l, err := link.Parse("v1/k=6.12/create(hash,4,4,2,0)/w(10001000,01000000)/update_elem(3,0x10001000,0x10001000,0)/lookup_elem(3,0x10001000,0x10001010)/close(3)/close(3)")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		for _, r := range []abi.Release{abi.R(4, 14, 0), abi.R(5, 10, 0), abi.R(6, 18, 0), abi.Newest} {
			group.Go(func() {
				m := l.Machine
				m.Release = r
				s, err := history.With(m, l.Calls)
				if err != nil {
					t.Error(err)
					return
				}
				for i, want := range []int64{3, 0, 0, 0, -int64(abi.EBADF)} {
					if _, ret := s.Call(i + 1); ret != want {
						t.Errorf("%s: call %d returned %d, want %d", r, i+1, ret, want)
					}
				}
			})
		}
	}
	group.Wait()
}
