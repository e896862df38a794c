package interp

import (
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core/insn"
)

const conformance = "../insn/testdata/conformance/"

// unlike are the tests of bpf_conformance that test what Linux does not have.
var unlike = map[string]string{
	"callx":            "calls a helper function by a register",
	"call_unwind_fail": "ends the program if helper function 5 fails",
}

// sectionOf returns the text of a section of a test.
func sectionOf(test, name string) (text string, ok bool) {
	for _, part := range strings.Split("\n"+test, "\n-- ")[1:] {
		if title, body, _ := strings.Cut(part, "\n"); strings.TrimSpace(title) == name {
			return body, true
		}
	}
	return "", false
}

// TestConformance runs the tests of bpf_conformance, a suite for interpreters of eBPF: r1 is the address of the memory of a
// test and r2 its size.
func TestConformance(t *testing.T) {
	assembled, err := os.ReadFile(conformance + "assembled.txt")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for line := range strings.Lines(string(assembled)) {
		name, code, _ := strings.Cut(strings.TrimSpace(line), " ")
		if unlike[name] != "" {
			continue
		}
		test, err := os.ReadFile(conformance + name + ".data")
		if err != nil {
			t.Fatal(err)
		}
		bytes, err := hex.DecodeString(code)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		result, _ := sectionOf(string(test), "result")
		want, err := strconv.ParseUint(strings.TrimSpace(result), 0, 64)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var mem []byte
		if text, ok := sectionOf(string(test), "mem"); ok {
			if mem, err = hex.DecodeString(strings.Join(strings.Fields(text), "")); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		p, err := NewProgram(insn.DecodeAll(bytes), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		space := &Space{}
		m := New(space, nil)
		m.Start(p, space.AddBytes(mem))
		m.Regs[2] = uint64(len(mem))
		if status := m.Run(1 << 20); status != Exited {
			t.Errorf("%s: status %d at instruction %d: %s", name, status, m.PC, m.Fault.Why)
			continue
		}
		if got := m.Regs[0]; got != want {
			t.Errorf("%s returns %#x, want %#x", name, got, want)
		}
		ran++
	}
	if want := 311; ran != want {
		t.Errorf("%d tests ran, want %d", ran, want)
	}
}
