package verifier

import (
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// TestJumpOnInvalidRegister compares r11 with r1, which releases refuse before or after they read r1.
func TestJumpOnInvalidRegister(t *testing.T) {
	insns := []insn.Insn{
		{Code: insn.BPF_JMP | insn.BPF_JGT | insn.BPF_X, Dst: 11, Src: 1},
		{Code: insn.BPF_JMP | insn.BPF_EXIT},
	}
	for _, r := range []abi.Release{abi.R(5, 4, 59), abi.R(5, 10, 262), abi.R(5, 15, 0), abi.R(6, 1, 192), abi.R(6, 12, 117), abi.R(7, 3, 4)} {
		res := Verify(Program{Release: r, Type: progSocketFilter, GPL: true, Insns: insns, Caps: Caps{BPF: true, Perfmon: true, SysAdmin: true}})
		if res.Refusal == nil || res.Refusal.Errno != abi.EINVAL || res.Refusal.Message != "R11 is invalid" {
			t.Errorf("%s: got %+v, want EINVAL: R11 is invalid", r, res.Refusal)
		}
	}
}
