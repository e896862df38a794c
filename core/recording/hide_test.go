package recording_test

import (
	"slices"
	"testing"

	"bpfplay/core/recording"
)

// TestHide replays a lookup that writes four bytes, of which lines before it hide some.
func TestHide(t *testing.T) {
	for _, test := range []struct {
		hide string
		want []string
	}{
		{"", []string{"bpf 1 10000000 32 = 0", "m 10003000 01000304"}},
		{"hide 10003000 4", []string{"bpf 1 10000000 32 = 0"}},
		{"hide 10003001 3", []string{"bpf 1 10000000 32 = 0", "m 10003000 01"}},
		{"hide 10003001 1", []string{"bpf 1 10000000 32 = 0", "m 10003000 01ff0304"}},
		{"hidetail 10003000 4", []string{"bpf 1 10000000 32 = 0", "m 10003000 0100"}},
		{"hidetail 10003002 2", []string{"bpf 1 10000000 32 = 0", "m 10003000 01000304"}},
		{"@1 hide 10003000 4", []string{"bpf 1 10000000 32 = 0", "m 10003000 01000304"}},
	} {
		var r recording.Replayer
		lines := []string{
			"kernel 6.12.0", "scenario hide-1", "w 10003000 ffffffff", "w 10002000 01000304",
			"w 10000000 02000000040000000400000001000000", "bpf 0 10000000 16",
			"w 10000000 0300000000000000000400100000000000200010000000000000000000000000", "bpf 2 10000000 32", "fork 1",
			"w 10000000 0300000000000000000400100000000000300010000000000000000000000000",
		}
		if test.hide != "" {
			lines = append(lines, test.hide)
		}
		for _, line := range lines {
			if r.Line(line); r.Err() != nil {
				t.Fatalf("%s: %v", line, r.Err())
			}
		}
		if got := r.Line("bpf 1 10000000 32"); !slices.Equal(got, test.want) {
			t.Errorf("after %q: %q, want %q", test.hide, got, test.want)
		}
	}
}
