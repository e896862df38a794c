package verifier

import (
	"encoding/binary"
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
	"bpfplay/core/btf"
	"bpfplay/core/insn"
)

// typeBuilder builds BTF.
type typeBuilder struct {
	types, text []byte
	count       uint32
}

// name returns the offset of a string.
func (b *typeBuilder) name(s string) (off uint32) {
	if s == "" {
		return 0
	}
	off = uint32(len(b.text)) + 1
	b.text = append(b.text, "\x00"+s...)
	return off
}

// add appends a type: the words of struct btf_type after the name, and what follows.
func (b *typeBuilder) add(name string, words ...uint32) (id uint32) {
	for _, w := range append([]uint32{b.name(name)}, words...) {
		b.types = binary.LittleEndian.AppendUint32(b.types, w)
	}
	b.count++
	return b.count
}

// load returns the BTF.
func (b *typeBuilder) load(t *testing.T, r abi.Release) *btf.BTF {
	data := []byte{0x9f, 0xeb, 1, 0}
	for _, w := range []int{24, 0, len(b.types), len(b.types), len(b.text) + 1} {
		data = binary.LittleEndian.AppendUint32(data, uint32(w))
	}
	data = append(append(append(data, b.types...), b.text...), 0)
	res := btf.Parse(r, data, bpflog.New(r, bpflog.Buffer{}))
	if res.BTF == nil {
		t.Fatalf("BTF is refused: %+v", res.Refusal)
	}
	return res.BTF
}

// TestGlobalFunctions calls a global function of two arguments, a number and a pointer to a struct of 8 bytes.
func TestGlobalFunctions(t *testing.T) {
	const (
		init = "*(u64 *)(r10 - 8) = 0\nr1 = 5\nr2 = r10\nr2 += -8\n"
		tail = "call pc+1\nexit\n"
	)
	r510, r612 := abi.R(5, 10, 262), abi.R(6, 12, 117)
	for _, test := range []struct {
		name    string
		release abi.Release
		text    string
		linkage uint32
		want    string // part of the message of the refusal, "" if the program is accepted
	}{
		{"memory tested for null", r612, init + tail + "if r2 == 0 goto +1\nr1 = *(u64 *)(r2 + 0)\nr0 = r1\nexit", 1, ""},
		{"memory not tested for null", r612, init + tail + "r0 = *(u64 *)(r2 + 0)\nexit", 1, "R2 invalid mem access 'mem_or_null'"},
		{"static function knows its caller", r612, init + tail + "r0 = *(u64 *)(r2 + 0)\nexit", 0, ""},
		{"access past the struct", r612, init + tail + "r0 = 0\nif r2 == 0 goto +1\nr0 = *(u64 *)(r2 + 4)\nexit", 1, "outside of the allowed memory range"},
		{"no memory before 5.13", r510, init + tail + "r0 = 0\nexit", 1, "Arg#1 type PTR in fone() is not supported yet."},
		{"pointer for a number", r612, "r1 = r10\nr2 = 0\n" + tail + "r0 = 0\nexit", 1, "Caller passes invalid args into func#1 ('fone')"},
		{"memory too small", r612, "*(u64 *)(r10 - 8) = 0\nr1 = 5\nr2 = r10\nr2 += -4\n" + tail + "r0 = 0\nexit", 1, "Caller passes invalid args into func#1 ('fone')"},
		{"null", r612, "r1 = 5\nr2 = 0\n" + tail + "r0 = 0\nexit", 1, ""},
		{"result is a pointer", r612, init + tail + "r0 = r2\nexit", 1, "At subprogram exit the register R0 is not a scalar value"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b typeBuilder
			num := b.add("int", 1<<24, 4, 1<<24|32)
			pair := b.add("S", 4<<24|2, 8, 0, num, 0, 0, num, 32)
			ptr := b.add("", 2<<24, pair)
			mainF := b.add("mainf", 12<<24|1, b.add("", 13<<24, num))
			fone := b.add("fone", 12<<24|test.linkage, b.add("", 13<<24|2, num, b.name("n"), num, b.name("s"), ptr))
			p, err := insn.Assemble(test.text)
			if err != nil {
				t.Fatal(err)
			}
			var info []byte
			start := strings.Count(test.text[:strings.Index(test.text, tail)+len(tail)], "\n")
			for _, w := range []uint32{0, mainF, uint32(start), fone} {
				info = binary.LittleEndian.AppendUint32(info, w)
			}
			res := Verify(Program{Release: test.release, Type: progSocketFilter, GPL: true, Insns: p.Insns, BTF: b.load(t, test.release),
				Caps: Caps{BPF: true, Perfmon: true, SysAdmin: true},
				FuncInfo: Records{Count: 2, RecSize: 8, Read: func(off, n uint64) ([]byte, abi.Errno) {
					return info[off : off+n], 0
				}}})
			switch {
			case res.Declined != "":
				t.Errorf("declined: %s", res.Declined)
			case test.want == "" && res.Refusal != nil:
				t.Errorf("refused: %s", res.Refusal.Message)
			case test.want != "" && (res.Refusal == nil || !strings.Contains(res.Refusal.Message, test.want)):
				t.Errorf("got %+v, want a refusal with %q", res.Refusal, test.want)
			}
		})
	}
}
