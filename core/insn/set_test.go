package insn_test

import (
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// TestKnown compares the opcodes of each release with those that the kernel accepts.
func TestKnown(t *testing.T) {
	text, err := os.ReadFile("testdata/opcodes.txt")
	if err != nil {
		t.Fatal(err)
	}
	kernels := 0
	for line := range strings.Lines(string(text)) {
		name, list, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || name == "#" {
			continue
		}
		release, err := abi.ParseRelease(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := hex.DecodeString(list)
		if err != nil {
			t.Fatal(err)
		}
		kernels++
		for code := range 256 {
			if got, want := insn.Known(uint8(code), release), slices.Contains(want, uint8(code)); got != want {
				t.Errorf("Known(%#02x, %v) = %v, want %v", code, release, got, want)
			}
		}
	}
	if kernels != 5 {
		t.Errorf("%d kernels in testdata/opcodes.txt, want 5", kernels)
	}
}
