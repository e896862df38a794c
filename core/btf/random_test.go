package btf

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"bpfplay/core/abi"
)

// drawer draws BTF, mostly valid.
type drawer struct {
	*rand.Rand
	*builder
	n   uint32  // types so far
	odd float64 // probability of an unusual value
}

func newDrawer(seed uint64) *drawer {
	d := &drawer{Rand: rand.New(rand.NewPCG(seed, 7)), builder: newBuilder()}
	d.odd = []float64{0, 0, 0.01, 0.05}[d.IntN(4)]
	return d
}

func (d *drawer) chance(p float64) bool { return d.Float64() < p }

func pick[T any](d *drawer, of ...T) T { return of[d.IntN(len(of))] }

// ref returns the id of a type, mostly of an earlier one.
func (d *drawer) ref() uint32 {
	switch {
	case d.n == 0 || d.chance(d.odd):
		return pick(d, 0, d.n+1, d.n+2, 99, 0xfffff, 0x100000, 0xffffffff)
	case d.chance(0.1):
		return d.n + 1 + uint32(d.IntN(3))
	case d.chance(0.3):
		return d.n
	}
	return 1 + uint32(d.IntN(int(d.n)))
}

var (
	identifiers = []string{"a", "b", "int", "char", "node", "next", "x_1", "bpf_spin_lock", "bpf_timer", "bpf_list_head", "bpf_list_node",
		"bpf_rb_root", "bpf_rb_node", "bpf_refcount", "bpf_res_spin_lock", "a.b"}
	oddNames = []string{"", "1x", "bad name", "a-b", "\x80", "\xc0", "kptr", "contains:node:n", ".data"}
	tagNames = []string{"tag", "contains:node:n", "contains:a:b", "contains:x", "user", "percpu", "uptr"}
)

// identifier returns the offset of a name, which may be unusual.
func (d *drawer) identifier() uint32 {
	if d.chance(d.odd) {
		return pick(d, d.builder.name(pick(d, oddNames...)), uint32(len(d.strings))+uint32(d.IntN(3)), 0)
	}
	return d.builder.name(pick(d, identifiers...))
}

// maybe returns a name or none.
func (d *drawer) maybe(p float64) uint32 {
	if d.chance(p) {
		return d.identifier()
	}
	return 0
}

// put appends a type.
func (d *drawer) put(name uint32, kind Kind, flag bool, vlen, third uint32, rest ...uint32) uint32 {
	info := uint32(kind)<<24 | vlen
	if flag {
		info |= 1 << 31
	}
	for _, v := range append([]uint32{name, info, third}, rest...) {
		if d.chance(d.odd / 4) {
			v = pick(d, v^1<<d.IntN(32), 0, v+1, v-1)
		}
		d.types = binary.LittleEndian.AppendUint32(d.types, v)
	}
	d.n++
	return d.n
}

// special appends a struct that the kernel knows, mostly of the right size, and returns its id.
func (d *drawer) special() (id, size uint32) {
	f := pick(d, fieldRows...)
	size = f.size
	if d.chance(d.odd) {
		size = pick[uint32](d, 4, 8, 16, 24, 32)
	}
	return d.put(d.builder.name(f.name), STRUCT, false, 0, size), size
}

// draw appends one type.
func (d *drawer) draw() {
	kind := Kind(1 + d.IntN(int(kinds)-1))
	if d.chance(0.3) {
		kind = pick(d, INT, STRUCT, STRUCT, UNION, PTR, ARRAY)
	}
	odd := func() bool { return d.chance(d.odd) }
	switch kind {
	case INT:
		size := pick[uint32](d, 1, 2, 4, 4, 4, 8, 16)
		bits := size * 8
		if d.chance(0.1) {
			bits = uint32(d.IntN(int(bits) + 2))
		}
		d.put(d.maybe(0.9), kind, odd(), bit(odd()), size, bits|pick[uint32](d, 0, 0, 1, 2, 4)<<24|pick[uint32](d, 0, 0, 0, 0, 0, 3)<<16)
	case PTR, CONST, VOLATILE, RESTRICT:
		d.put(d.maybe(d.odd), kind, odd(), bit(odd()), d.ref())
	case TYPEDEF:
		d.put(d.identifier(), kind, odd(), bit(odd()), d.ref())
	case TYPE_TAG:
		d.put(d.builder.name(pick(d, tagNames...)), kind, odd() || d.chance(0.05), bit(odd()), d.ref())
	case ARRAY:
		d.put(d.maybe(d.odd), kind, odd(), bit(odd()), bit(odd()), d.ref(), pick(d, 1, 1, 1, d.ref()), pick(d, uint32(d.IntN(5)), uint32(d.IntN(5)), 0x40000000))
	case STRUCT, UNION:
		d.drawStruct(kind)
	case ENUM, ENUM64:
		n := d.IntN(3)
		var rest []uint32
		for range n {
			rest = append(rest, d.identifier(), d.Uint32())
			if kind == ENUM64 {
				rest = append(rest, d.Uint32())
			}
		}
		d.put(d.maybe(0.7), kind, d.chance(0.3), uint32(n), pick[uint32](d, 4, 4, 8, 1, 2, pick[uint32](d, 4, 3)), rest...)
	case FWD:
		d.put(d.identifier(), kind, d.chance(0.5), bit(odd()), bit(odd()))
	case FUNC:
		d.put(d.identifier(), kind, odd(), pick[uint32](d, 0, 1, bit(odd())*2), d.ref())
	case FUNC_PROTO:
		n := d.IntN(3)
		var rest []uint32
		for range n {
			rest = append(rest, d.maybe(0.9), d.ref())
		}
		if n > 0 && d.chance(0.2) {
			rest[2*n-1], rest[2*n-2] = 0, d.maybe(d.odd)
		}
		d.put(d.maybe(d.odd), kind, odd(), uint32(n), pick(d, d.ref(), 0), rest...)
	case VAR:
		d.put(d.identifier(), kind, odd(), bit(odd()), d.ref(), pick[uint32](d, 0, 1, bit(odd())*2))
	case DATASEC:
		n := d.IntN(3)
		var rest []uint32
		at := uint32(0)
		for range n {
			v := d.put(d.identifier(), VAR, false, 0, d.ref(), 0)
			size := pick[uint32](d, 4, 8, 16)
			rest = append(rest, pick(d, v, v, v, v, d.ref()), at, size)
			at += size
		}
		d.put(pick(d, d.builder.name(".data"), d.identifier()), kind, odd(), uint32(n), max(at, 1)-bit(odd()), rest...)
	case FLOAT:
		d.put(d.maybe(0.9), kind, odd(), bit(odd()), pick[uint32](d, 2, 4, 8, 12, 16, pick[uint32](d, 4, 5)))
	case DECL_TAG:
		d.put(d.builder.name(pick(d, tagNames...)), kind, odd(), bit(odd()), d.ref(), pick[uint32](d, 0xffffffff, 0, 1, pick[uint32](d, 0, 0xfffffffe)))
	}
}

// drawOwners appends structs that own each other through lists or trees.
func (d *drawer) drawOwners() {
	lock := d.put(d.builder.name(pick(d, "bpf_spin_lock", "bpf_spin_lock", "bpf_spin_lock", "bpf_res_spin_lock", "x")), STRUCT, false, 0, 4)
	heads, nodes := []string{"bpf_list_head", "bpf_rb_root"}, []string{"bpf_list_node", "bpf_rb_node"}
	kind := d.IntN(2)
	head := d.put(d.builder.name(heads[kind]), STRUCT, false, 0, 16)
	node := d.put(d.builder.name(nodes[kind]), STRUCT, false, 0, 24+8*uint32(kind))
	other := d.put(d.builder.name(nodes[1-kind]), STRUCT, false, 0, 32-8*uint32(kind))
	count := d.put(d.builder.name("bpf_refcount"), STRUCT, false, 0, 4)
	tag := d.put(d.builder.name(pick(d, "user", "kptr", "kptr_untrusted")), TYPE_TAG, false, 0, pick(d, 1, lock))
	ptr := d.put(0, PTR, false, 0, pick(d, tag, 1, 1))
	twin := d.put(d.builder.name(nodes[kind]), STRUCT, false, 0, 24+8*uint32(kind))
	levels := 1 + d.IntN(11)
	for i := range levels {
		names := "abcdefghijklmnop"
		var rest []uint32
		at := uint32(0)
		member := func(name string, id, size uint32) {
			rest = append(rest, d.builder.name(name), id, at*8)
			at += size
		}
		member("n", pick(d, node, node, node, node, node, node, node, node, twin), 32)
		if d.chance(0.1) {
			member("m", other, 32)
		}
		if d.chance(0.1) {
			member("r", count, 8)
		}
		if d.chance(0.1) {
			member("p", ptr, 8)
		}
		index := len(rest) / 3
		owns := i < levels-1 || d.chance(0.2)
		if owns {
			member("h", head, 16)
		}
		if !d.chance(0.05) {
			member("l", lock, 8)
		}
		s := d.put(d.builder.name(names[i:i+1]), STRUCT, false, uint32(len(rest)/3), at, rest...)
		if owns {
			next := names[i+1 : i+2]
			if d.chance(0.05) {
				next = pick(d, "a", "zz", "int")
			}
			text := "contains:" + next + ":" + pick(d, "n", "n", "n", "n", "n", "n", "n", "q", "l", "")
			d.put(d.builder.name(text), DECL_TAG, false, 0, s, uint32(index))
			if d.chance(0.03) {
				d.put(d.builder.name(text), DECL_TAG, false, 0, s, uint32(index))
			}
		}
	}
}

// drawDeep appends locks or lists in arrays and behind nested structs.
func (d *drawer) drawDeep() {
	list := d.chance(0.5)
	lock := d.put(d.builder.name("bpf_spin_lock"), STRUCT, false, 0, 4)
	node := d.put(d.builder.name("bpf_list_node"), STRUCT, false, 0, 24)
	head := d.put(d.builder.name("bpf_list_head"), STRUCT, false, 0, 16)
	count := d.put(d.builder.name("bpf_refcount"), STRUCT, false, 0, 4)
	d.put(d.builder.name("held"), STRUCT, false, 1, 24, d.builder.name("n"), node, 0)
	elem, size, first := lock, uint32(4), count
	if list {
		elem, size, first = head, 16, lock
	}
	n := uint32(1 + d.IntN(14))
	array := d.put(0, ARRAY, false, 0, 0, elem, 1, n)
	inner := d.put(0, STRUCT, false, 1, 4, d.builder.name("l"), pick(d, 1, 1, lock), 0)
	for range pick(d, 1, 3, 30, 31, 32, 33) {
		inner = d.put(0, STRUCT, false, 1, 4, d.builder.name("in"), inner, 0)
	}
	v := d.put(d.builder.name("v"), STRUCT, false, 3, 12+n*size, d.builder.name("f"), first, 0,
		d.builder.name("a"), array, 64, d.builder.name("d"), inner, 64+8*n*size)
	d.put(d.builder.name("contains:held:n"), DECL_TAG, false, 0, v, 1)
}

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// drawStruct appends a struct or a union whose members may be structs that the kernel knows.
func (d *drawer) drawStruct(kind Kind) {
	n := d.IntN(4)
	flag := d.chance(0.15)
	at, end := uint32(0), uint32(0)
	var rest []uint32
	for range n {
		id, size := d.ref(), pick[uint32](d, 4, 8, 8, 16)
		if d.chance(0.3) {
			id, size = d.special()
		}
		off := at * 8
		switch {
		case flag && d.chance(0.5):
			off |= uint32(d.IntN(40)) << 24
		case d.chance(d.odd):
			off += uint32(d.IntN(9))
		}
		rest = append(rest, d.maybe(0.9), id, off)
		end = max(end, at+size)
		if kind == STRUCT {
			at += size
		}
	}
	d.put(d.maybe(0.8), kind, flag, uint32(n), end+pick[uint32](d, 0, 0, 8, -bit(d.chance(d.odd))), rest...)
}

// drawn returns the bytes of random BTF.
func drawn(seed uint64) []byte {
	d := newDrawer(seed)
	d.put(d.builder.name("int"), INT, false, 0, 4, 32)
	for range d.IntN(4) * d.IntN(5) {
		d.draw()
	}
	switch {
	case d.chance(0.02): // a long chain
		for range 20 + d.IntN(20) {
			d.put(0, pick(d, PTR, CONST, VOLATILE), false, 0, d.n+2)
		}
		d.put(d.builder.name("end"), INT, false, 0, 4, 32)
	case d.chance(0.02): // two chains that share an end
		a := d.n + 1
		d.put(0, CONST, false, 0, a+3)
		d.put(0, CONST, false, 0, a+2)
		for range 29 + d.IntN(5) {
			d.put(0, VOLATILE, false, 0, d.n+2)
		}
		d.put(d.builder.name("end"), INT, false, 0, 4, 32)
	case d.chance(0.15):
		d.drawOwners()
	case d.chance(0.03):
		d.drawDeep()
	case d.chance(0.02): // offsets and sizes at the end of 32 bits
		i := d.put(d.builder.name("i"), INT, false, 0, 16, pick[uint32](d, 128, 120|8<<16, 1|8<<16))
		d.put(0, STRUCT, false, 1, 0xffffffff, 0, i, pick[uint32](d, 0xfffffffc, 3, 8))
		v := d.put(d.builder.name("v"), VAR, false, 0, 1, 0)
		d.put(d.builder.name(".bss"), DATASEC, false, 2, 0xffffffff, v, 0xfffffff0, pick[uint32](d, 0xffffffff, 0x20), v, 0xfffffff0, 4)
	}
	data := d.bytes()
	switch {
	case d.chance(0.02): // the strings precede the types
		n := len(d.strings) + d.IntN(2)*(-len(d.strings)&3)
		for i, v := range []int{n, len(d.types), 0, n} {
			binary.LittleEndian.PutUint32(data[8+4*i:], uint32(v))
		}
		data = append(append(data[:24:24], append(d.strings, 0, 0, 0)[:n]...), d.types...)
		if left := pick(d, len(d.types), len(d.types), 0, len(d.types)-4); left < len(d.types) {
			binary.LittleEndian.PutUint32(data[12:], uint32(left))
			data = data[:24+n+left]
		}
	case d.chance(0.05):
		at := 4 * d.IntN(6)
		binary.LittleEndian.PutUint32(data[at:], pick(d, binary.LittleEndian.Uint32(data[at:])+pick[uint32](d, 1, 4, 0xfffffffc, 8), d.Uint32(), 0))
	case d.chance(0.05):
		data[d.IntN(len(data))] ^= 1 << d.IntN(8)
	case d.chance(0.03):
		data = data[:d.IntN(len(data))]
	case d.chance(0.05): // the header of 7.3
		extra := make([]byte, 8)
		if d.chance(0.8) {
			layout := pick(d, 4, 8, 0, 2, 5)
			binary.LittleEndian.PutUint32(extra, uint32(len(data)-24+pick(d, 0, 0, 0, 1, -4)))
			binary.LittleEndian.PutUint32(extra[4:], uint32(layout))
			data = append(data, make([]byte, layout)...)
		}
		data = append(data[:24:24], append(extra, data[24:]...)...)
		data[4] = 32
	}
	return data
}

// unreachedRules are the rules that no BTF breaks in any release, each with the reason.
var unreachedRules = map[string]string{
	"fieldOwner":           "only MAP_CREATE asks, and takes it for no special members",
	"fieldInside":          "the second pass refuses members past the end first",
	"memberUnsupported":    "the second pass refuses such kinds first",
	"memberBitUnsupported": "the second pass refuses such kinds first",
	"secVarSized":          "the variable is resolved, so its type has a size",
	"resolveState":         "the resolved type is valid",
}

// TestRandomBTFReachesEveryRule loads random BTF in every release: rules must all refuse some of it.
func TestRandomBTFReachesEveryRule(t *testing.T) {
	releases := []abi.Release{abi.R(5, 4, 0), abi.R(5, 10, 262), abi.R(6, 1, 192), abi.R(6, 6, 0), abi.R(6, 12, 117), abi.R(6, 18, 15), abi.R(7, 3, 4)}
	reached := map[*Rule]int{}
	accepted := 0
	for seed := range uint64(60000) {
		data := drawn(seed)
		result := Parse(releases[seed%uint64(len(releases))], data, nil)
		switch {
		case result.Refusal != nil:
			reached[result.Refusal.Rule]++
		case result.BTF != nil:
			accepted++
			describe(result.BTF, uint32(seed)%uint32(len(result.BTF.Types)))
		}
	}
	if accepted < 5000 {
		t.Errorf("only %d were accepted", accepted)
	}
	for _, r := range Rules() {
		if reason := unreachedRules[r.Name]; (reached[r] == 0) != (reason != "") {
			t.Errorf("%s refuses %d, and the reason for none is %q", r.Name, reached[r], reason)
		}
	}
}
