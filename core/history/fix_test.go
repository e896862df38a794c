package history_test

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// refusedAt replays a link whose last call fails.
func refusedAt(t *testing.T, text string) *history.Session {
	t.Helper()
	l, err := link.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		t.Fatal(err)
	}
	if _, ret := s.Call(s.Len()); ret >= 0 {
		t.Fatalf("%s: the last call does not fail", text)
	}
	return s
}

// editsOf returns the edits of a fix as one line.
func editsOf(f *history.Fix) string {
	var edits []string
	for _, e := range f.Edits {
		edits = append(edits, e.What+": "+e.From+" → "+e.To)
	}
	return strings.Join(edits, ", ")
}

func TestTheSmallestFixIsFound(t *testing.T) {
	for text, want := range map[string]string{
		"v1/k=6.12/create(stack_trace,4,8,0)":                                                      "max_entries: 0 → 1",
		"v1/k=6.12/create(lpm_trie,8,8,100,0)":                                                     "map_flags: 0 → BPF_F_NO_PREALLOC",
		"v1/k=6.12/create(ringbuf,0,0,4097)":                                                       "max_entries: 4097 → 4096",
		"v1/k=6.12/create(array,8,8,1)":                                                            "key_size: 8 → 4",
		"v1/k=5.4/create(ringbuf,0,0,4096)":                                                        "release: 5.4.59 → 5.10.262",
		"v1/k=4.19/create(array,4,8,1,128)":                                                        "map_flags: BPF_F_RDONLY_PROG → 0",
		"v1/k=5.10/memlock=4096/create(hash,4,8,4096)":                                             "RLIMIT_MEMLOCK: 4096 bytes → any number of bytes",
		"v1/k=6.12/create(hash,4,8,16)/close(7)":                                                   "fd: 7 → 3",
		"v1/k=6.12/create(lpm_trie,4,0,0,0)":                                                       "map_flags: 0 → BPF_F_NO_PREALLOC, max_entries: 0 → 1, key_size: 4 → 5, value_size: 0 → 1",
		"v1/k=6.12/create(array,4,8,16)/w(10001000,19000000)/lookup_elem(3,0x10001000,0x10002000)": "bytes at key: 19000000 → 00000000",
		"v1/k=6.12/create(lpm_trie,8,4,16,1)/w(10001000,210000000a000000)/w(10002000,01000000)/update_elem(3,0x10001000,0x10002000,0)":                   "bytes at key: 210000000a000000 → 200000000a000000",
		"v1/k=6.12/w(10000000,02000000040000000800000001000000000000000000000000000000612d62000000000000000000000000000000)/bpf(0,10000000,48)":          `map_name: "a-b" → "a_b"`,
		"v1/k=5.4/create(array,4,4,1)/create(array_of_maps,4,4,4,0,3)/create(array,4,4,2)/w(10002000,05000000)/update_elem(4,0x10001000,0x10002000,0)":   "bytes at value: 05000000 → 03000000",
		"v1/k=6.12/create(hash,4,4,1)/w(10002000,01000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,02)/update_elem(3,0x10001000,0x10002000,1)": "max_entries: 1 → 2",
		"v1/k=6.12/create(array,4,8,16)/w(10001000,19000000)/update_elem(3,0x10001000,0x10002000,0)":                                                     "max_entries: 16 → 26",
		"v1/k=seed/create(hash,4,8,16)": "registered map types: none → hash",
	} {
		s := refusedAt(t, text)
		fixes := s.Fixes(s.Len())
		if len(fixes) == 0 {
			t.Errorf("%s: no fix", text)
		} else if got := editsOf(&fixes[0]); got != want {
			t.Errorf("%s: smallest fix %q, want %q", text, got, want)
		}
	}
}

func TestEveryFixHelps(t *testing.T) {
	for _, text := range []string{
		"v1/k=4.19/create(array,4,8,1,128)", "v1/k=6.12/create(lpm_trie,4,0,0,0)", "v1/k=5.10/memlock=4096/create(hash,4,8,4096)",
		"v1/k=6.12/uid=1000/caps=0/create(hash,4,8,16)", "v1/k=6.12/page=16384/create(ringbuf,0,0,4096)", "v1/k=seed/create(hash,4,8,16)",
		"v1/k=6.12/create(hash,4,8,16)/w(10001000,05000000)/w(10002000,0100000000000000)/update_elem(9,0x10001000,0x10002000,8)",
	} {
		s := refusedAt(t, text)
		fixes := s.Fixes(s.Len())
		if len(fixes) == 0 {
			t.Errorf("%s: no fix", text)
		}
		for _, f := range fixes {
			calls := slices.Clone(s.Calls())
			if f.Nr > 0 {
				calls[f.Nr-1].Call = f.Call
			}
			fixed, err := history.With(f.Machine, calls)
			if err != nil {
				t.Errorf("%s with %s: %v", text, editsOf(&f), err)
			} else if _, ret := fixed.Call(len(calls)); ret < 0 || ret != f.Results[len(f.Results)-1].Value {
				t.Errorf("%s with %s: unexpected result %d", text, editsOf(&f), ret)
			}
			if len(f.Results) != len(f.Edits) {
				t.Errorf("%s with %s: %d results, want one for each edit", text, editsOf(&f), len(f.Results))
			}
		}
	}
}

func TestSomeCallsHaveNoFix(t *testing.T) {
	for _, text := range []string{"v1/k=6.12/close(7)", "v1/k=6.12/create(hash,4,8,16)/w(10001000,09000000)/lookup_elem(3,0x10001000,0x10002000)"} {
		s := refusedAt(t, text)
		if fixes := s.Fixes(s.Len()); len(fixes) != 0 {
			t.Errorf("%s: unexpected fix %s", text, editsOf(&fixes[0]))
		}
	}
}

// TestFixesAreOrderedAndDiffer checks the fixes of a call that can be mended in several ways.
func TestFixesAreOrderedAndDiffer(t *testing.T) {
	for text, want := range map[string][]string{
		"v1/k=6.12/create(ringbuf,0,0,5000)": {"max_entries: 5000 → 4096", "max_entries: 5000 → 8192"},
		"v1/k=6.12/create(hash,4,4,1)/w(10002000,01000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,02)/update_elem(3,0x10001000,0x10002000,0)": {
			"max_entries: 1 → 2", "bytes at key: 02000000 → 00000000"},
		"v1/k=seed/types=1/create(array,4,8,16)": {"registered map types: hash → hash, array", "release: seed → 3.19"},
	} {
		s := refusedAt(t, text)
		var got []string
		for _, f := range s.Fixes(s.Len()) {
			got = append(got, editsOf(&f))
		}
		at := -1
		for _, fix := range want {
			i := slices.Index(got, fix)
			if i <= at {
				t.Errorf("%s: fixes %q, want %q after the one before it", text, got, fix)
			}
			at = i
		}
	}
}
