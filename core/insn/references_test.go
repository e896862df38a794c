package insn_test

import (
	"slices"
	"testing"

	"bpfplay/core/insn"
)

// TestReferences reads operands that the text only names, and the fields that stay 0 for them.
func TestReferences(t *testing.T) {
	load := func(src uint8, high int32) []insn.Insn {
		return []insn.Insn{{Code: 0x18, Dst: 1, Src: src}, {Imm: high}}
	}
	for _, c := range []struct {
		text string
		want []insn.Insn
		ref  insn.Ref
	}{
		{"r1 = counts ll", load(insn.BPF_PSEUDO_MAP_FD, 0), insn.Ref{Kind: insn.RefMap, Name: "counts", Line: 1, Col: 6}},
		{"r1 = map[id:3]", load(insn.BPF_PSEUDO_MAP_FD, 0), insn.Ref{Kind: insn.RefMap, Name: "map[id:3]", Line: 1, Col: 6}},
		{"r1 = map[counts]", load(insn.BPF_PSEUDO_MAP_FD, 0), insn.Ref{Kind: insn.RefMap, Name: "map[counts]", Line: 1, Col: 6}},
		{"r1 = map[id:3][0]+8", load(insn.BPF_PSEUDO_MAP_VALUE, 8), insn.Ref{Kind: insn.RefMapValue, Name: "map[id:3]", Line: 1, Col: 6}},
		{"call bpf_obj_new_impl#77", []insn.Insn{{Code: 0x85}}, insn.Ref{Kind: insn.RefFunction, Name: "bpf_obj_new_impl", Line: 1, Col: 6}},
	} {
		p, err := insn.Assemble(c.text)
		if err != nil || !slices.Equal(p.Insns, c.want) || !slices.Equal(p.Refs, []insn.Ref{c.ref}) {
			t.Errorf("Assemble(%q) = %+v, %v, want %+v and %+v", c.text, p, err, c.want, c.ref)
		}
	}
}
