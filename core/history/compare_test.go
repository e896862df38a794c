package history_test

import (
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
