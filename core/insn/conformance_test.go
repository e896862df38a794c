package insn_test

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"bpfplay/core/insn"
)

// section returns the lines of a section such as "asm" of a conformance test, or "".
func section(test, name string) string {
	var b strings.Builder
	in := false
	for line := range strings.Lines(test) {
		if title, ok := strings.CutPrefix(line, "-- "); ok {
			in = strings.TrimSpace(title) == name
		} else if in {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestConformance holds the assembler against that of bpf_conformance, on all its tests.
func TestConformance(t *testing.T) {
	assembled, err := os.ReadFile("testdata/conformance/assembled.txt")
	if err != nil {
		t.Fatal(err)
	}
	tests := 0
	for line := range strings.Lines(string(assembled)) {
		name, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		test, err := os.ReadFile("testdata/conformance/" + name + ".data")
		if err != nil {
			t.Fatal(err)
		}
		tests++
		p, err := insn.Assemble(section(string(test), "asm"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := hex.EncodeToString(insn.AppendAll(nil, p.Insns)); got != want {
			t.Errorf("%s assembles to\n%s, want\n%s", name, got, want)
		}
	}
	if tests != 313 {
		t.Errorf("%d tests, want 313", tests)
	}
}
