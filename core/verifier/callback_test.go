package verifier

import (
	"encoding/binary"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// withFuncs returns a socket filter whose functions begin at instructions 0 and start. Its BTF has a static function for each.
func withFuncs(t *testing.T, r abi.Release, text string, start int) Program {
	t.Helper()
	p, err := insn.Assemble(text)
	if err != nil {
		t.Fatal(err)
	}
	var b typeBuilder
	num := b.add("int", 1<<24, 4, 1<<24|32)
	f := b.add("f", 12<<24, b.add("", 13<<24, num))
	var info []byte
	for _, w := range []uint32{0, f, uint32(start), f} {
		info = binary.LittleEndian.AppendUint32(info, w)
	}
	return Program{Release: r, Type: progSocketFilter, GPL: true, Insns: p.Insns, BTF: b.load(t, r), Caps: allCaps, CPUs: 2,
		FuncInfo: recordsOf(info, 8)}
}

// allCaps are the capabilities of root.
var allCaps = Caps{BPF: true, Perfmon: true, SysAdmin: true}

// recordsOf returns records of this size.
func recordsOf(data []byte, size uint32) Records {
	return Records{Count: uint32(len(data)) / size, RecSize: size, Read: func(off, n uint64) ([]byte, abi.Errno) {
		return data[off : off+n], 0
	}}
}

// TestACallbackIsALoop loads programs that read a slot of the stack after bpf_loop wrote it. Since 7.0 what must be precise
// after the helper must also be precise in the states of its callback, so that more states differ. The numbers of processed
// instructions are those that kernels 6.18.15 and 7.3.4 logged.
func TestACallbackIsALoop(t *testing.T) {
	for _, test := range []struct {
		name, text string
		start      int // first instruction of the callback
		in618      uint32
		in73       uint32
	}{
		{"a slot that the callback does not write", `
			*(u64 *)(r10 - 8) = 0
			*(u64 *)(r10 - 16) = 2
			*(u64 *)(r10 - 24) = 0
			r1 = 3
			.insn code=0x18 dst=2 src=4 imm=13
			.insn code=0
			r3 = r10
			r3 += -24
			r4 = 0
			call bpf_loop#181
			r1 = *(u64 *)(r10 - 8)
			r2 = r10
			if r1 > 24 goto +3
			r1 = -r1
			r2 += r1
			r0 = *(u8 *)(r2 - 1)
			r0 = 0
			exit
			if r1 == 1 goto +1
			*(u64 *)(r2 + 0) = 20
			r0 = 0
			exit`, 18, 39, 41},
		{"an offset that is not tested", `
			*(u64 *)(r10 - 8) = 2
			*(u64 *)(r10 - 16) = 2
			*(u64 *)(r10 - 24) = 0
			r1 = 5
			.insn code=0x18 dst=2 src=4 imm=12
			.insn code=0
			r3 = r10
			r3 += -24
			r4 = 0
			call bpf_loop#181
			r1 = *(u64 *)(r10 - 16)
			r2 = r10
			r1 = -r1
			r2 += r1
			r0 = *(u8 *)(r2 - 1)
			r0 = 0
			exit
			if r1 == 2 goto +1
			*(u64 *)(r2 + 0) = 23
			r0 = 0
			exit`, 17, 37, 39},
		{"a slot that the callback reads and writes", `
			*(u64 *)(r10 - 8) = 2
			*(u64 *)(r10 - 16) = 2
			*(u64 *)(r10 - 24) = 1
			r1 = 9
			.insn code=0x18 dst=2 src=4 imm=19
			.insn code=0
			r3 = r10
			r3 += -24
			r4 = 0
			call bpf_loop#181
			r1 = *(u64 *)(r10 - 8)
			r2 = r10
			r1 &= 15
			r1 = -r1
			r2 += r1
			r0 = *(u8 *)(r2 - 1)
			r1 = *(u64 *)(r10 - 8)
			r2 = r10
			if r1 > 24 goto +3
			r1 = -r1
			r2 += r1
			r0 = *(u8 *)(r2 - 1)
			r0 = 0
			exit
			r3 = *(u64 *)(r2 + 8)
			*(u64 *)(r2 + 8) = r3
			if r1 == 3 goto +1
			*(u64 *)(r2 + 0) = 23
			if r1 == 3 goto +1
			*(u64 *)(r2 + 16) = 30
			r3 = *(u64 *)(r2 + 0)
			if r3 != 2 goto +1
			*(u64 *)(r2 + 8) = 37
			r0 = 1
			exit`, 24, 140, 102},
	} {
		for r, want := range map[abi.Release]uint32{abi.R(6, 18, 15): test.in618, abi.R(7, 3, 4): test.in73} {
			res := Verify(withFuncs(t, r, test.text, test.start))
			if res.Refusal != nil || res.Declined != "" || res.Verified != want {
				t.Errorf("%s on %s: %v %s, %d instructions processed, want %d", test.name, r, res.Refusal, res.Declined, res.Verified, want)
			}
		}
	}
}
