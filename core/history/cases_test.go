package history_test

import (
	"strings"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// TestRealFailuresNameTheirCause makes calls from real help requests. The sentence must name the known cause.
func TestRealFailuresNameTheirCause(t *testing.T) {
	for text, cause := range map[string]string{
		"v1/k=6.12/create(stack_trace,4,8,0)":                   "max_entries is 0",
		"v1/k=4.9/create(array,4,8,0)":                          "max_entries is 0",
		"v1/k=6.12/create(sk_storage,4,8,0,1)":                  "BTF types",
		"v1/k=6.12/create(array,4,0,1)":                         "value_size is 0",
		"v1/k=6.12/create(array,8,8,1)":                         "index of 4 bytes",
		"v1/k=6.12/create(0,4,8,1)":                             "BPF_MAP_TYPE_UNSPEC",
		"v1/k=6.12/create(lpm_trie,8,8,100,0)":                  "requires BPF_F_NO_PREALLOC",
		"v1/k=6.12/create(lpm_trie,4,8,100,1)":                  "prefix length of 4 bytes",
		"v1/k=6.12/create(lru_hash,4,8,100,1)":                  "524 is ENOTSUPP",
		"v1/k=6.12/create(array,4,8,100,1)":                     "BPF_F_NO_PREALLOC",
		"v1/k=6.12/create(ringbuf,0,0,4097)":                    "power of two",
		"v1/k=6.12/create(ringbuf,0,0,699050)":                  "power of two",
		"v1/k=6.12/page=16384/create(ringbuf,0,0,4096)":         "16384 bytes",
		"v1/k=6.12/create(stack_trace,4,1024,4)":                "perf_event_max_stack",
		"v1/k=4.4/create(percpu_hash,8,8,128)":                  "type 5 is not registered",
		"v1/k=5.4/create(ringbuf,0,0,4096)":                     "newer than the kernel",
		"v1/k=4.19/create(array,4,8,1,128)":                     "BPF_F_RDONLY_PROG",
		"v1/k=5.4/create(array,4,8,1,1024)":                     "BPF_F_MMAPABLE",
		"v1/k=5.10/memlock=4096/create(hash,4,8,4096)":          "RLIMIT_MEMLOCK",
		"v1/k=6.12/uid=1000/caps=0/create(hash,4,8,16)":         "unprivileged_bpf_disabled",
		"v1/k=5.4/unpriv=1/uid=1000/caps=0/create(hash,4,8,16)": "unprivileged_bpf_disabled",
		// a name on a kernel without map_name, and a name with an invalid character
		"v1/k=4.14/w(10000000,04000000040000000400000008000000000000000000000000000000616263000000000000000000000000)/bpf(0,10000000,44)": "map_name, added in Linux 4.15",
		"v1/k=6.12/w(10000000,02000000040000000800000001000000000000000000000000000000612d62000000000000000000000000)/bpf(0,10000000,44)": "letters, digits",
	} {
		l, err := link.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		s, err := history.With(l.Machine, l.Calls)
		if err != nil {
			t.Fatal(err)
		}
		trace := s.Trace(s.Len())
		if _, refused := trace.Refusal(); !refused || !strings.Contains(trace.Sentence(), cause) {
			t.Errorf("%s: %d, %q does not name %q", text, trace.Result, trace.Sentence(), cause)
		}
	}
}
