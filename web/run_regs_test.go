package web

import (
	"testing"

	"bpfplay/core/insn"
)

// TestRegisterWritten has the instructions whose result is not in their first operand.
func TestRegisterWritten(t *testing.T) {
	for text, want := range map[string]int{
		"r1 += r2":                    1,
		"r3 = 0x100000000 ll":         3,
		"call 7":                      0,
		"*(u64 *)(r10 - 8) = r2":      -1,
		"lock *(u64 *)(r1 + 0) += r2": -1,
		"r2 = atomic_fetch_add((u64 *)(r1 + 0), r2)": 2,
		"r0 = cmpxchg_64(r1 + 0, r0, r2)":            0,
		"r4 = load_acquire((u64 *)(r1 + 0))":         4,
		"exit":                                       -1,
	} {
		p, err := insn.Assemble(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := regWritten(p.Insns[0]); got != want {
			t.Errorf("%s writes r%d, want r%d", text, got, want)
		}
	}
}
