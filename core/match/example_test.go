package match_test

import (
	"fmt"

	"bpfplay/core/match"
	"bpfplay/core/paste/readers"
)

// A trace is read and replayed on every emulated release. The release that agrees best is reported.
func Example() {
	text, err := readers.Read(`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=4096}, 72) = 3
close(3) = 0
`, readers.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	replay, err := match.New(text, match.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for !replay.Step(100) {
	}
	result := replay.Result()
	fmt.Printf("%d of %d results agree\n", result.Agree, result.Judged)
	// Output: 2 of 2 results agree
}
