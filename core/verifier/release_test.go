package verifier

import (
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// TestKernelsDiffer loads socket filters that kernels answer differently. Each result was recorded on a kernel of that
// release.
func TestKernelsDiffer(t *testing.T) {
	for _, test := range []struct {
		name, text string
		accepted   map[abi.Release]bool
	}{
		{"a low half between -1 and 0 that exceeds 256 is -1", `
			r0 = *(u32 *)(r1 + 0)
			w0 &= 1
			w0 += -1
			if w0 > 0x100 goto +1
			exit
			if w0 == -1 goto +1
			r0 = *(u64 *)(r10 + 8)
			exit`,
			map[abi.Release]bool{abi.R(6, 1, 192): false, abi.R(6, 12, 118): true, abi.R(6, 18, 15): false, abi.R(6, 18, 44): true, abi.R(7, 3, 4): true}},
		{"a negated processor number that exceeds 256 is -1", `
			call bpf_get_smp_processor_id#8
			w0 = -w0
			if w0 > 0x100 goto +1
			exit
			if w0 == -1 goto +1
			r0 = *(u64 *)(r10 + 8)
			exit`,
			map[abi.Release]bool{abi.R(6, 12, 118): false, abi.R(6, 18, 15): false, abi.R(6, 18, 44): true, abi.R(7, 3, 4): true}},
	} {
		p, err := insn.Assemble(test.text)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		for r, want := range test.accepted {
			res := Verify(Program{Release: r, Type: progSocketFilter, GPL: true, Insns: p.Insns, CPUs: 2, Caps: Caps{BPF: true, Perfmon: true, SysAdmin: true}})
			if got := res.Refusal == nil; got != want || res.Declined != "" {
				t.Errorf("%s: %s accepts it: %t, want %t: %+v %s", test.name, r, got, want, res.Refusal, res.Declined)
			}
		}
	}
}
