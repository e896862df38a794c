package export_test

import (
	"fmt"

	"bpfplay/core/export"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

// newSession returns the session of a share link.
func newSession(text string) *history.Session {
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

// Text writes a history as strace prints it.
func ExampleText() {
	s := newSession("v1/k=6.12/create(array,4,8,16)/dup(3)/close(3)/close(3)")
	text, err := export.Text(s, "strace", export.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(text)
	// Output:
	// bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=8, max_entries=16}, 16) = 3
	// dup(3) = 4
	// close(3) = 0
	// close(3) = -1 EBADF (Bad file descriptor)
}

// Options select calls by number.
func ExampleOptions() {
	s := newSession("v1/k=6.12/create(array,4,8,16)/dup(3)/close(3)/close(3)")
	text, err := export.Text(s, "strace", export.Options{From: 2, To: 3})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(text)
	// Output:
	// dup(3) = 4
	// close(3) = 0
}

// Text returns an error if the format cannot express the history.
func ExampleText_unsupported() {
	_, err := export.Text(newSession("v1/k=6.12/create(array,4,8,16)/fork(1)"), "go", export.Options{})
	fmt.Println(err)
	// Output:
	// a Go program cannot fork: want a history with one task, or format c or python
}
