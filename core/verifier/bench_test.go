package verifier

import (
	"fmt"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
	"bpfplay/core/insn"
)

// limitProgs are programs whose verification ends at the complexity limit of 1,000,000 instructions.
var limitProgs = map[string]string{
	"counter":  "r1 = 10000000\nr1 += -1\nif r1 != 0 goto -2\nr0 = r1\nexit",
	"branches": "r6 = *(u32 *)(r1 + 0)\nr7 = 0\n" + manyBranches(20) + "if r7 == 12345 goto +0\nr0 = 0\nexit",
	"stack":    "r6 = r1\nr7 = 10000000\n*(u64 *)(r10 - 8) = r7\n*(u64 *)(r10 - 16) = r6\nr7 = *(u64 *)(r10 - 8)\nr7 += -1\nif r7 != 0 goto -5\nr0 = 0\nexit",
	"function": "r6 = 10000000\nr1 = r6\ncall pc+4\nr6 += -1\nif r6 != 0 goto -4\nr0 = 0\nexit\nr0 = r1\nexit",
}

// manyBranches adds a power of two to r7 after each of n jumps, so that every path ends with another sum.
func manyBranches(n int) (text string) {
	for k := range n {
		text += fmt.Sprintf("if r6 & %d goto +1\nr7 += %d\n", 1<<k, 1<<k)
	}
	return text
}

// BenchmarkLimit verifies each of limitProgs.
func BenchmarkLimit(b *testing.B) {
	for _, r := range []abi.Release{abi.R(5, 10, 0), abi.R(6, 1, 0), abi.R(6, 12, 0), abi.R(6, 18, 0), abi.R(7, 3, 0)} {
		for name, text := range limitProgs {
			p, err := insn.Assemble(text)
			if err != nil {
				b.Fatal(err)
			}
			b.Run(r.String()+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					res := Verify(Program{Release: r, Type: 1, GPL: true, Insns: p.Insns,
						Caps: Caps{BPF: true, Perfmon: true, SysAdmin: true}, Log: bpflog.Buffer{}})
					if res.Refusal == nil || res.Refusal.Rule != tooLarge {
						b.Fatalf("want %s, got %v after %d instructions", tooLarge.Name, res.Refusal, res.Verified)
					}
				}
			})
		}
	}
}
