// Package btf is for BPF Type Format, the type information of programs and maps. Follows kernel/bpf/btf.c.
package btf

import (
	"encoding/binary"
	"slices"

	"bpfplay/core/abi"
)

// MaxSize is the size in bytes of the largest BTF that BTF_LOAD accepts (BTF_MAX_SIZE).
const MaxSize = 16 << 20

// BTF is type information that a kernel accepted.
type BTF struct {
	Release abi.Release
	Data    []byte // as loaded
	Types   []Type // by id; Types[0] is void

	text          string   // the string section
	nuls          []uint32 // the offsets of its zero bytes
	resolvedIDs   []uint32
	resolvedSizes []uint32
	structs       []structMeta // the structs with special members, by id
}

// Type follows struct btf_type and what follows it.
type Type struct {
	Name string // "" of anonymous types
	Kind Kind
	Flag bool   // kind_flag: bit fields, unions among forwards, signed enums
	Vlen uint32 // members, values, parameters or variables; the linkage of a function
	Size uint32 // bytes, of kinds that have a size
	Ref  uint32 // type id, of kinds that refer to another type

	nameOff uint32
	third   uint32 // Size or Ref, whichever the kind has
	rest    uint32 // offset in BTF.Data of what follows
}

// Type returns the type of an id, or nil if b has no such type.
func (b *BTF) Type(id uint32) *Type {
	if uint64(id) >= uint64(len(b.Types)) {
		return nil
	}
	return &b.Types[id]
}

// word returns the 32-bit word number i after the type.
func (b *BTF) word(t *Type, i uint32) uint32 {
	return binary.LittleEndian.Uint32(b.Data[t.rest+4*i:])
}

// str returns the string at an offset of the string section, which is valid.
func (b *BTF) str(off uint32) string {
	i, _ := slices.BinarySearch(b.nuls, off)
	return b.text[off:b.nuls[i]]
}

// String returns the string at an offset for which HasString holds.
func (b *BTF) String(off uint32) string { return b.str(off) }

// HasString follows btf_name_by_offset: it reports whether off is in the string section.
func (b *BTF) HasString(off uint32) bool { return uint64(off) < uint64(len(b.text)) }

// Int describes an integer type.
type Int struct {
	Encoding uint32 // INT_SIGNED, INT_CHAR or INT_BOOL
	Offset   uint32 // bits
	Bits     uint32
}

// The encodings of an integer, BTF_INT_*.
const (
	INT_SIGNED = 1
	INT_CHAR   = 2
	INT_BOOL   = 4
)

// Int returns the description that follows an INT.
func (b *BTF) Int(t *Type) Int {
	v := b.word(t, 0)
	return Int{v >> 24 & 0xf, v >> 16 & 0xff, v & 0xff}
}

// isRegular follows btf_type_int_is_regular: it reports whether the integer is whole bytes of a C type.
func (i Int) isRegular() bool {
	return i.Offset == 0 && (i.Bits == 8 || i.Bits == 16 || i.Bits == 32 || i.Bits == 64 || i.Bits == 128)
}

// Array follows struct btf_array.
type Array struct{ Elem, Index, Len uint32 }

// Array returns what follows an ARRAY.
func (b *BTF) Array(t *Type) Array { return Array{b.word(t, 0), b.word(t, 1), b.word(t, 2)} }

// Member is a member of a struct or a union.
type Member struct {
	Name      string
	Type      uint32
	BitOffset uint32
	BitSize   uint32 // of a bit field of a type with kind_flag, else 0

	nameOff uint32
	raw     uint32 // the offset as loaded
}

// Member returns member i of a struct or a union.
func (b *BTF) Member(t *Type, i uint32) Member {
	m := Member{nameOff: b.word(t, 3*i), Type: b.word(t, 3*i+1), raw: b.word(t, 3*i+2)}
	m.Name, m.BitOffset = b.named(m.nameOff), m.raw
	if t.Flag {
		m.BitOffset, m.BitSize = m.raw&0xffffff, m.raw>>24
	}
	return m
}

// named returns the string at an offset, or "" if the offset is invalid.
func (b *BTF) named(off uint32) string {
	if off >= uint32(len(b.text)) {
		return ""
	}
	return b.str(off)
}

// Enumerator is a named value of an ENUM or ENUM64.
type Enumerator struct {
	Name  string
	Value uint64 // sign-extended if the type is signed

	nameOff uint32
}

// Enumerator returns value i of an ENUM or ENUM64.
func (b *BTF) Enumerator(t *Type, i uint32) Enumerator {
	if t.Kind == ENUM64 {
		off := b.word(t, 3*i)
		return Enumerator{b.named(off), uint64(b.word(t, 3*i+1)) | uint64(b.word(t, 3*i+2))<<32, off}
	}
	off, v := b.word(t, 2*i), uint64(b.word(t, 2*i+1))
	if t.Flag {
		v = uint64(int64(int32(v)))
	}
	return Enumerator{b.named(off), v, off}
}

// Param is a parameter of a FUNC_PROTO. Type 0 is void; as the last parameter it stands for variable arguments.
type Param struct {
	Name string
	Type uint32

	nameOff uint32
}

// Param returns parameter i of a FUNC_PROTO.
func (b *BTF) Param(t *Type, i uint32) Param {
	off := b.word(t, 2*i)
	return Param{b.named(off), b.word(t, 2*i+1), off}
}

// Var is a variable of a DATASEC: offset and size in bytes.
type Var struct{ Type, Offset, Size uint32 }

// Var returns variable i of a DATASEC.
func (b *BTF) Var(t *Type, i uint32) Var {
	return Var{b.word(t, 3*i), b.word(t, 3*i+1), b.word(t, 3*i+2)}
}

// Linkage returns the linkage of a FUNC or a VAR: 0 static, 1 global, 2 extern.
func (b *BTF) Linkage(t *Type) uint32 {
	if t.Kind == FUNC {
		return t.Vlen
	}
	return b.word(t, 0)
}

// Component returns the member or parameter that a DECL_TAG is on: 0xffffffff for the type itself.
func (b *BTF) Component(t *Type) uint32 { return b.word(t, 0) }

// Sized follows btf_type_id_size: it returns the id after modifiers are skipped, and its size in bytes. It reports false if
// the type has no size.
func (b *BTF) Sized(id uint32) (resolved, size uint32, ok bool) {
	t := b.Type(id)
	if t != nil && (t.Kind.isModifier() || t.Kind == VAR) {
		id = b.resolvedIDs[id]
		t = b.Type(id)
	}
	switch {
	case t == nil:
		return 0, 0, false
	case t.Kind.hasSize():
		return id, t.Size, true
	case t.Kind == ARRAY:
		return id, b.resolvedSizes[id], true
	case t.Kind == PTR:
		return id, 8, true
	}
	return 0, 0, false
}

// Skip follows btf_type_skip_modifiers: it returns the id of the type behind typedefs and qualifiers.
func (b *BTF) Skip(id uint32) uint32 {
	for {
		t := b.Type(id)
		if t == nil || !t.Kind.isModifier() {
			return id
		}
		id = t.Ref
	}
}

// ByName follows btf_find_by_name_kind: it returns the id of the first type with this name and kind, or 0.
func (b *BTF) ByName(name string, kind Kind) uint32 {
	for id := 1; id < len(b.Types); id++ {
		if t := &b.Types[id]; t.Kind == kind && t.Name == name {
			return uint32(id)
		}
	}
	return 0
}

// HasIntMember follows btf_member_is_reg_int: it reports whether member i of a struct is an integer at an offset in bytes
// with a size in bytes.
func (b *BTF) HasIntMember(t *Type, i, offset, size uint32) bool {
	m := b.Member(t, i)
	id, _, ok := b.Sized(m.Type)
	if !ok || b.Types[id].Kind != INT {
		return false
	}
	n := b.Int(&b.Types[id])
	if t.Flag {
		return m.BitSize == 0 && roundUp(m.BitOffset) == offset && roundUp(n.Bits) == size
	}
	return n.Offset == 0 && m.raw == 8*offset && n.Bits == 8*size
}
