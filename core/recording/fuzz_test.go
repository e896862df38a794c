package recording_test

import (
	"strings"
	"testing"

	"bpfplay/core/recording"
)

// FuzzReplay replays any text: no panic, and the result is a recording that replays to itself.
func FuzzReplay(f *testing.F) {
	f.Add("kernel seed\nscenario a types=1\nw 10000000 01000000\nbpf 0 10000000 16\nfork 1\n@1 close 3\nwork\nend\n")
	f.Add("kernel 6.12\nscenario a\nbpf 5 0 0 = -1\nend")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 || strings.Count(text, "fork") > 64 {
			return // forks copy memory: many of them are slow, not wrong
		}
		once := recording.Replay(text)
		if twice := recording.Replay(once); !strings.HasPrefix(once, "? ") && !strings.Contains(once, "\n? ") && twice != once {
			t.Fatalf("a second replay differs:\n%s\n%s", once, twice)
		}
	})
}
