package btf

import (
	"encoding/binary"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
)

// builder builds the bytes of BTF.
type builder struct{ types, strings []byte }

func newBuilder() *builder { return &builder{strings: []byte{0}} }

// name appends a string and returns its offset.
func (b *builder) name(s string) uint32 {
	if s == "" {
		return 0
	}
	at := len(b.strings)
	b.strings = append(append(b.strings, s...), 0)
	return uint32(at)
}

// add appends a type.
func (b *builder) add(name string, kind Kind, vlen, third uint32, rest ...uint32) {
	for _, v := range append([]uint32{b.name(name), uint32(kind)<<24 | vlen, third}, rest...) {
		b.types = binary.LittleEndian.AppendUint32(b.types, v)
	}
}

// bytes returns the BTF with its header.
func (b *builder) bytes() []byte {
	h := []byte{0x9f, 0xeb, 1, 0}
	for _, v := range []int{24, 0, len(b.types), len(b.types), len(b.strings)} {
		h = binary.LittleEndian.AppendUint32(h, uint32(v))
	}
	return append(append(h, b.types...), b.strings...)
}

// sample is struct val { int a; struct bpf_spin_lock lock; char name[4]; enum color c; unsigned long long n; }.
func sample() *builder {
	b := newBuilder()
	b.add("int", INT, 0, 4, INT_SIGNED<<24|32)
	b.add("bpf_spin_lock", STRUCT, 1, 4, b.name("val"), 1, 0)
	b.add("char", INT, 0, 1, INT_SIGNED<<24|8)
	b.add("", ARRAY, 0, 0, 3, 1, 4)
	b.add("color", ENUM, 2, 4, b.name("RED"), 0, b.name("GREEN"), 1)
	b.add("unsigned long long", INT, 0, 8, 64)
	b.add("val", STRUCT, 5, 24, b.name("a"), 1, 0, b.name("lock"), 2, 32, b.name("name"), 4, 64, b.name("c"), 5, 96, b.name("n"), 6, 128)
	return b
}

// load parses BTF that must be accepted.
func load(t *testing.T, r abi.Release, data []byte) *BTF {
	t.Helper()
	result := Parse(r, data, nil)
	if result.BTF == nil {
		t.Fatalf("%s: %+v %s", r, result.Refusal, result.Declined)
	}
	return result.BTF
}

// TestLog compares the whole log of a small BTF with a kernel's.
func TestLog(t *testing.T) {
	b := newBuilder()
	b.add("u32", INT, 0, 4, 32)
	b.add("s", STRUCT, 1, 2, b.name("a"), 1, 0)
	log := bpflog.New(abi.R(6, 12, 117), bpflog.Buffer{Level: 1, Size: 4096, Given: true, Writable: 4096})
	result := Parse(abi.R(6, 12, 117), b.bytes(), log)
	if result.Refusal == nil || result.Refusal.Rule != memberFits || result.Refusal.Type != 2 || result.Refusal.Member != 0 {
		t.Fatalf("%+v", result.Refusal)
	}
	const want = "magic: 0xeb9f\nversion: 1\nflags: 0x0\nhdr_len: 24\ntype_off: 0\ntype_len: 40\nstr_off: 40\nstr_len: 9\n" +
		"btf_total_size: 73\n[1] INT u32 size=4 bits_offset=0 nr_bits=32 encoding=(none)\n[2] STRUCT s size=2 vlen=1\n" +
		"\ta type_id=1 bits_offset=0\n[2] STRUCT s size=2 vlen=1\n\ta type_id=1 bits_offset=0 Member exceeds struct_size\n\x00"
	if got, _, _ := log.Finish(); string(got) != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestLocksByRelease looks for a lock inside a nested struct, which old releases do not find.
func TestLocksByRelease(t *testing.T) {
	b := newBuilder()
	b.add("int", INT, 0, 4, 32)
	b.add("bpf_spin_lock", STRUCT, 1, 4, b.name("val"), 1, 0)
	b.add("in", STRUCT, 1, 8, b.name("lock"), 2, 32)
	b.add("v", STRUCT, 2, 16, b.name("n"), 1, 0, b.name("in"), 3, 64)
	for _, test := range []struct {
		release      abi.Release
		inner, outer int
	}{
		{abi.R(4, 19, 0), -1, -1}, {abi.R(5, 10, 0), 4, -1}, {abi.R(6, 6, 0), 4, -1}, {abi.R(6, 12, 117), 4, 12}, {abi.R(7, 3, 4), 4, 12},
	} {
		loaded := load(t, test.release, b.bytes())
		inner, _ := loaded.ValueRecord(3)
		outer, _ := loaded.ValueRecord(4)
		if i, o := inner.Offset(SPIN_LOCK), outer.Offset(SPIN_LOCK); i != test.inner || o != test.outer {
			t.Errorf("%s: locks at %d and %d, want %d and %d", test.release, i, o, test.inner, test.outer)
		}
	}
}

// FuzzParse loads any bytes in every release: no panic, no hang, and accepted BTF can be described.
func FuzzParse(f *testing.F) {
	releases := []abi.Release{abi.R(4, 18, 0), abi.R(5, 4, 0), abi.R(5, 10, 262), abi.R(5, 15, 0), abi.R(6, 1, 192), abi.R(6, 6, 0),
		abi.R(6, 12, 117), abi.R(6, 18, 15), abi.R(7, 3, 4)}
	f.Add(sample().bytes())
	f.Add([]byte("\x9f\xeb\x01\x00\x18\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, r := range releases {
			log := bpflog.New(r, bpflog.Buffer{Level: 1, Size: 256, Given: true, Writable: 200})
			result := Parse(r, data, log)
			b := result.BTF
			if b == nil {
				continue
			}
			for id := range min(len(b.Types), 50) {
				describe(b, uint32(id))
			}
		}
	})
}

// describe calls everything that shows a type.
func describe(b *BTF, id uint32) {
	b.ValueRecord(id)
	b.Declaration(id)
	b.MemberAt(id, 5)
	data := make([]byte, 64)
	b.Decode(id, data)
	d := NewMapDump(b, 0, id, false)
	d.left = 1000
	d.Add(nil, data)
}
