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

// TestAppendLog compares printed instructions with the kernels'.
func TestAppendLog(t *testing.T) {
	text, err := os.ReadFile("testdata/log.txt")
	if err != nil {
		t.Fatal(err)
	}
	kernels := []abi.Release{abi.R(5, 10, 262), abi.R(6, 1, 192), abi.R(6, 12, 117), abi.R(6, 18, 2), abi.R(7, 3, 4)}
	var insns []insn.Insn
	want := map[abi.Release]string{}
	lines := 0
	check := func() {
		last := ""
		for _, release := range kernels {
			if w, ok := want[release]; ok {
				last = w
			}
			if len(insns) == 0 {
				continue
			}
			if got := string(insn.AppendLog(nil, insns, 0, release, nil)); got != last {
				t.Errorf("%v prints %+v as %q, want %q", release, insns[0], got, last)
			}
			lines++
		}
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		name, printed, ok := strings.Cut(line, " ")
		switch {
		case name == "#":
		case ok:
			release, err := abi.ParseRelease(name)
			if err != nil {
				t.Fatal(err)
			}
			want[release] = printed
		default:
			check()
			raw, err := hex.DecodeString(line)
			if err != nil {
				t.Fatal(err)
			}
			insns = insn.DecodeAll(raw)
			clear(want)
		}
	}
	check()
	if lines < 2000 {
		t.Errorf("%d lines compared, want 2000 at least", lines)
	}
}

// TestNames checks that names replace operands, and that pointers can be hidden.
func TestNames(t *testing.T) {
	load := []insn.Insn{{Code: 0x18, Dst: 1, Src: insn.BPF_PSEUDO_MAP_FD, Imm: 3}, {}}
	call := []insn.Insn{{Code: 0x85, Src: insn.BPF_PSEUDO_KFUNC_CALL, Imm: 77}}
	index := []insn.Insn{{Code: 0x18, Dst: 1, Src: insn.BPF_PSEUDO_MAP_IDX, Imm: 3}, {}}
	number := []insn.Insn{{Code: 0x18, Dst: 1, Imm: 3}, {}}
	before := abi.R(6, 18, 2) // hides descriptors only
	names := &insn.Names{
		Call: func(insn.Insn) string { return "bpf_obj_new_impl" },
		Imm:  func(insn.Insn, uint64) string { return "map[id:4]" },
	}
	hidden := &insn.Names{HidePointers: true}
	for _, c := range []struct {
		insns   []insn.Insn
		release abi.Release
		names   *insn.Names
		want    string
	}{
		{load, abi.Newest, nil, "(18) r1 = 0x3"},
		{load, abi.Newest, names, "(18) r1 = map[id:4]"},
		{load, abi.Newest, hidden, "(18) r1 = 0x0"},
		{load, before, hidden, "(18) r1 = 0x0"},
		{index, abi.Newest, hidden, "(18) r1 = 0x0"},
		{index, before, hidden, "(18) r1 = 0x3"},
		{number, abi.Newest, hidden, "(18) r1 = 0x3"},
		{call, abi.Newest, nil, "(85) call kernel-function#77"},
		{call, abi.Newest, names, "(85) call bpf_obj_new_impl#77"},
	} {
		if got := string(insn.AppendLog(nil, c.insns, 0, c.release, c.names)); got != c.want {
			t.Errorf("%v prints %+v as %q, want %q", c.release, c.insns, got, c.want)
		}
	}
}

// TestRecordedLogs holds printed instructions against lines of logs that kernels wrote, and the assembler against both.
func TestRecordedLogs(t *testing.T) {
	text, err := os.ReadFile("testdata/recorded.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range strings.Lines(string(text)) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
		if fields[0] == "#" {
			continue
		}
		release, err := abi.ParseRelease(fields[0])
		if err != nil {
			t.Fatal(err)
		}
		raw, err := hex.DecodeString(fields[1])
		if err != nil {
			t.Fatal(err)
		}
		lines++
		insns := insn.DecodeAll(raw)
		if got := string(insn.AppendLog(nil, insns, 0, release, nil)); got != fields[2] {
			t.Errorf("%v prints %+v as %q, want %q", release, insns[0], got, fields[2])
		}
		if f := insn.FormOf(insns[0]); !insn.Valid(insns[0], release) || f.Shape == insn.ShapePseudo {
			continue // the log does not show what these are
		}
		_, statement, _ := strings.Cut(fields[2], ") ")
		if insns[0].IsLoadImm64() {
			statement += " ll"
		}
		if p, err := insn.Assemble(statement); err != nil || !slices.Equal(p.Insns, insns) {
			t.Errorf("Assemble(%q) = %+v, %v, want %+v", statement, p.Insns, err, insns)
		}
	}
	if lines < 250 {
		t.Errorf("%d lines compared, want 250 at least", lines)
	}
}
