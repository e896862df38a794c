package verifier

import (
	"encoding/binary"
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// openMaps are the maps of a task by descriptor.
type openMaps map[int32]*Map

func (m openMaps) ByFD(fd int32) (*Map, abi.Errno) {
	if m[fd] == nil {
		return nil, NotOpen
	}
	return m[fd], 0
}

func (m openMaps) FDAt(index uint32) (int32, abi.Errno) { return 0, Fault }
func (m openMaps) IsBTF(fd int32) bool                  { return fd == 5 }

// mapsOf returns an array of one value of 64 bytes with a timer at its start, and a map of the type, as descriptors 3 and 4.
func mapsOf(typ abi.MapType) openMaps {
	timers := &Map{Ref: 3, Type: abi.BPF_MAP_TYPE_ARRAY, KeySize: 4, ValueSize: 64, MaxEntries: 1, Lock: -1, Timer: 0, Prealloc: true}
	other := &Map{Ref: 4, Type: typ, KeySize: 4, ValueSize: 8, MaxEntries: 1, Lock: -1, Timer: -1, Prealloc: true}
	return openMaps{3: timers, 4: other}
}

// TestDeclined loads programs that need the kernel's own BTF, or features that the verifier does not follow. It names the
// feature, and neither accepts nor refuses them.
func TestDeclined(t *testing.T) {
	const (
		lookup = "*(u32 *)(r10 - 4) = 0\nr2 = r10\nr2 += -4\nr1 = map_fd 3\ncall bpf_map_lookup_elem\nif r0 == 0 goto out\n"
		out    = "out: r0 = 0\nexit"
		end    = "r0 = 0\nexit"
	)
	r510, r61, r612, r73 := abi.R(5, 10, 262), abi.R(6, 1, 192), abi.R(6, 12, 118), abi.R(7, 3, 4)
	for _, test := range []struct {
		name    string
		release abi.Release
		typ     uint32
		text    string
		edit    func(*Program)
		want    string
	}{
		{"no instructions", r612, progXDP, "", nil, "a program without instructions"},
		{"may_goto", r612, progXDP, ".insn code=0xe5 off=1\nr0 = 0\n" + end, nil, "may_goto"},
		{"indirect jump", r73, progXDP, "r2 = 0\n.insn code=0x0d dst=2\n" + end, nil, "indirect jumps"},
		{"kernel function", r612, progXDP, ".insn code=0x85 src=2 imm=100000\n" + end, nil, "kernel functions (kfuncs)"},
		{"function of a module", r612, progXDP, ".insn code=0x85 src=2 imm=5 off=1\n" + end, nil, "functions of kernel modules"},
		{"symbol", r612, progXDP, ".insn code=0x18 dst=1 src=3 imm=100000\n.insn code=0\n" + end, nil, "kernel symbols in ld_imm64"},
		{"symbol of a module", r612, progXDP, ".insn code=0x18 dst=1 src=3 imm=100000\n.insn code=0 imm=5\n" + end, nil, "symbols of kernel modules in ld_imm64"},
		{"struct_ops", r612, progStructOps, end, func(p *Program) { p.AttachBTFID = firstKernelSymbol }, "programs of type STRUCT_OPS"},
		{"fentry", r612, progTracing, end, func(p *Program) { p.AttachBTFID = 1 }, "programs attached to kernel functions"},
		{"CO-RE", r612, progXDP, end, func(p *Program) { p.CoreRelos = 1 }, "CO-RE relocations"},
		{"timer", r61, progXDP, lookup + "r1 = r0\nr2 = map_fd 3\nr3 = 0\ncall bpf_timer_init\n" + out, nil, "helper with this kind of argument is not supported"},
		{"timer callback", r61, progXDP, lookup + "r1 = r0\nr2 = 0\ncall bpf_timer_set_callback\n" + out, nil, "helper with this kind of argument is not supported"},
		{"arena", r612, progXDP, "r1 = map_fd 4\n" + end, func(p *Program) { p.Maps = mapsOf(abi.BPF_MAP_TYPE_ARENA) }, "programs with an arena"},
		{"field of a map", r612, progXDP, "r1 = map_fd 3\nr0 = *(u32 *)(r1 + 0)\n" + end, nil, "access to fields of a map is not supported"},
		{"padding of __sk_buff", r510, progSchedCls, "r0 = *(u8 *)(r1 + 180)\n" + end, nil, "the padding at the end of struct __sk_buff"},
		{"task_struct", r612, progRawTracepoint, "call bpf_get_current_task_btf\n" + end, nil, "helper that returns a kernel object is not supported"},
		{"dynptr", r612, progXDP, "r1 = r10\nr1 += -8\nr2 = 8\nr3 = 0\nr4 = r10\nr4 += -24\ncall bpf_dynptr_from_mem\n" + end, nil, "helper with this kind of argument is not supported"},
		{"upper half of a socket's field", r612, progSchedCls, `
			r1 = *(u64 *)(r1 + 168)
			if r1 == 0 goto out
			call bpf_tcp_sock
			if r0 == 0 goto out
			r1 = *(u32 *)(r0 + 84)
			` + out, nil, "the upper half of a 64-bit field of a socket"},
	} {
		p, err := insn.Assemble(test.text)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		prog := Program{Release: test.release, Type: test.typ, GPL: true, Insns: p.Insns, Maps: mapsOf(abi.BPF_MAP_TYPE_HASH), Caps: allCaps}
		if test.name == "CO-RE" {
			prog = withFuncs(t, test.release, test.text+"\nr0 = 0\nexit", 2)
		}
		if test.edit != nil {
			test.edit(&prog)
		}
		if res := Verify(prog); res.Declined != test.want {
			t.Errorf("%s: declined because of %q, want %q: %+v", test.name, res.Declined, test.want, res.Refusal)
		}
	}
}

// TestDeclinedTypes calls a global function whose BTF has tags or types that the verifier does not follow.
func TestDeclinedTypes(t *testing.T) {
	r612, r73 := abi.R(6, 12, 118), abi.R(7, 3, 4)
	for _, test := range []struct {
		name    string
		release abi.Release
		types   func(b *typeBuilder, num, ptr uint32) (fone uint32)
		want    string
	}{
		{"unknown tag", r612, func(b *typeBuilder, num, ptr uint32) uint32 {
			f := b.add("fone", 12<<24|1, b.add("", 13<<24|1, num, b.name("s"), ptr))
			b.add("arg:trusted", 17<<24, f, 0)
			return f
		}, "tags of arguments"},
		{"tag of a number", r612, func(b *typeBuilder, num, ptr uint32) uint32 {
			f := b.add("fone", 12<<24|1, b.add("", 13<<24|1, num, b.name("n"), num))
			b.add("arg:nonnull", 17<<24, f, 0)
			return f
		}, "tags of arguments"},
		{"tag ctx of a struct", r612, func(b *typeBuilder, num, ptr uint32) uint32 {
			f := b.add("fone", 12<<24|1, b.add("", 13<<24|1, num, b.name("s"), ptr))
			b.add("arg:ctx", 17<<24, f, 0)
			return f
		}, "tags of arguments"},
		{"dynptr", r612, func(b *typeBuilder, num, ptr uint32) uint32 {
			return b.add("fone", 12<<24|1, b.add("", 13<<24|1, num, b.name("d"), b.add("", 2<<24, b.add("bpf_dynptr", 4<<24|1, 4, b.name("x"), num, 0))))
		}, "functions that take dynptrs"},
		{"tag of the result", r73, func(b *typeBuilder, num, ptr uint32) uint32 {
			return b.add("fone", 12<<24|1, b.add("", 13<<24, b.add("", 2<<24, b.add("arena", 18<<24, num))))
		}, "functions that return pointers with tags"},
		{"six arguments", r73, func(b *typeBuilder, num, ptr uint32) uint32 {
			words := []uint32{13<<24 | 6, num}
			for _, n := range []string{"a", "b", "c", "d", "e", "f"} {
				words = append(words, b.name(n), num)
			}
			return b.add("fone", 12<<24|1, b.add("", words...))
		}, "functions with more than five arguments"},
	} {
		var b typeBuilder
		num := b.add("int", 1<<24, 4, 1<<24|32)
		ptr := b.add("", 2<<24, b.add("S", 4<<24|1, 4, b.name("n"), num, 0))
		mainF := b.add("mainf", 12<<24|1, b.add("", 13<<24, num))
		var info []byte
		for _, w := range []uint32{0, mainF, 3, test.types(&b, num, ptr)} {
			info = binary.LittleEndian.AppendUint32(info, w)
		}
		p, err := insn.Assemble("r1 = 0\ncall pc+1\nexit\nr0 = 0\nexit")
		if err != nil {
			t.Fatal(err)
		}
		res := Verify(Program{Release: test.release, Type: progSchedCls, GPL: true, Insns: p.Insns, BTF: b.load(t, test.release), Caps: allCaps,
			FuncInfo: recordsOf(info, 8)})
		if !strings.Contains(res.Declined, test.want) {
			t.Errorf("%s: declined because of %q, want %q: %+v", test.name, res.Declined, test.want, res.Refusal)
		}
	}
}
