package history_test

import (
	"fmt"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// replay returns the session of a share link.
func replay(text string) *history.Session {
	link, err := link.Parse(text)
	if err != nil {
		panic(err)
	}
	s, err := history.With(link.Machine, link.Calls)
	if err != nil {
		panic(err)
	}
	return s
}

// A session records the result of every call and the check that failed.
func ExampleSession() {
	s := replay("v1/k=6.12/create(hash,4,8,16)/create(lpm_trie,8,8,16,0)/close(3)")
	for n := 1; n <= s.Len(); n++ {
		call, result := s.Call(n)
		fmt.Println(call.Op.Name(), result)
	}
	explanation := s.Trace(2).Explain()
	fmt.Println(explanation.Errno, explanation.Failed.Function, explanation.Failed.Must)
	// Output:
	// bpf 3
	// bpf -22
	// close 0
	// EINVAL trie_alloc map_flags & BPF_F_NO_PREALLOC
}

// Compare makes a call on every release, oldest first. This example finds the first release with ring buffers.
func ExampleSession_Compare() {
	s := replay("v1/k=6.12/create(ringbuf,0,0,4096)")
	for _, r := range s.Compare(1) {
		if !r.Refused() {
			fmt.Println("since", r.Release)
			break
		}
	}
	// Output: since 5.10.262
}

// Fixes returns changes that make a failed call succeed, the smallest first.
func ExampleSession_Fixes() {
	s := replay("v1/k=6.12/create(lpm_trie,8,8,16,0)")
	for _, edit := range s.Fixes(1)[0].Edits {
		fmt.Printf("%s: %s instead of %s\n", edit.What, edit.To, edit.From)
	}
	// Output: map_flags: BPF_F_NO_PREALLOC instead of 0
}
