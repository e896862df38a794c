package history_test

import (
	"reflect"
	"testing"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

func TestCompareFindsTheFirstReleaseThatAccepts(t *testing.T) {
	for text, want := range map[string]struct {
		ok    string // the first release on which the call succeeds
		errno string // the errno on earlier releases
	}{
		"v1/k=6.12/create(lpm_trie,8,8,16,1)":     {"4.14.5", "EINVAL"},
		"v1/k=6.12/create(ringbuf,0,0,4096)":      {"5.10.262", "EINVAL"},
		"v1/k=6.12/create(hash,4,8,16,64)":        {"5.4.59", "EINVAL"},
		"v1/k=6.12/create(user_ringbuf,0,0,4096)": {"6.1.192", "EINVAL"},
		"v1/k=6.12/create(hash,4,8,16)/freeze(3)": {"5.4.59", "EINVAL"},
	} {
		l, err := link.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := history.With(l.Machine, l.Calls)
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		for _, r := range s.Compare(s.Len()) {
			if !r.Refused() && first == "" {
				first = r.Release.String()
			}
			if first == "" && r.Release != abi.Seed && abi.Errno(-r.Value).Name() != want.errno {
				t.Errorf("%s on %s: unexpected result %d", text, r.Release, r.Value)
			}
			if r.Refused() && r.Check == nil {
				t.Errorf("%s on %s: error without a failed check", text, r.Release)
			}
		}
		if first != want.ok {
			t.Errorf("%s: first succeeds on %q, want %q", text, first, want.ok)
		}
	}
}

// TestComparingGoesOn compares the releases after each call of a growing history: the results are those of releases that
// replay the whole history.
func TestComparingGoesOn(t *testing.T) {
	for _, text := range []string{
		"v1/k=6.12/create(hash,4,8,16,64)/create(ringbuf,0,0,4096)/w(10001000,01000000)/w(10002000,0200000000000000)/update_elem(3,0x10001000,0x10002000,0)/dup(4)/close(3)/lookup_elem(3,0x10001000,0x10002000,0)/close(9)/fork(1)/t1.close(4)/t1.exit()/work()",
		"v1/k=seed/types=1/create(hash,4,8,16)/create(array,4,8,16)/close(3)/work()/close(3)",
		"v1/k=5.4/uid=1000/caps=0/create(hash,4,8,16)/create(lpm_trie,8,8,16,1)/freeze(3)/fork(1)/t1.create(array,4,8,1)/t1.freeze(4)",
	} {
		l, err := link.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := history.NewSession(l.Machine)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range l.Calls {
			if _, err := s.Do(c.Call); err != nil {
				t.Fatal(err)
			}
			if i%4 == 3 {
				continue // the next comparison goes on by two calls
			}
			going := s.Comparing(i+1, history.ComparedWork)
			for going.Step() {
			}
			fresh, err := history.With(l.Machine, l.Calls[:i+1])
			if err != nil {
				t.Fatal(err)
			}
			if got, want := going.Results(), fresh.Compare(i+1); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, call %d: %+v, want %+v", text, i+1, got, want)
			}
		}
	}
}

func BenchmarkCompare100Calls(b *testing.B) {
	l, err := link.Parse("v1/k=6.12/create(hash,4,8,16)")
	if err != nil {
		b.Fatal(err)
	}
	calls := l.Calls
	for range 99 {
		calls = append(calls, history.Call{Call: core.Bpf(0, abi.BPF_MAP_UPDATE_ELEM, core.ArenaStart, 32, core.Write{Addr: core.ArenaStart, Bytes: make([]byte, 32)})})
	}
	s, err := history.With(l.Machine, calls)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s.Compare(100)
	}
	b.ReportMetric(float64(b.Elapsed()/time.Duration(b.N))/1e6, "ms/history")
}
