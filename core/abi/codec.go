package abi

import (
	"encoding/binary"
	"slices"
)

// Attr is a union bpf_attr as the kernel holds it: zeroed, then copied into.
type Attr [AttrMax]byte

// U32 reads a field of four bytes.
func (a *Attr) U32(f *Field) uint32 { return binary.LittleEndian.Uint32(a[f.Offset:]) }

// U64 reads a field of eight bytes.
func (a *Attr) U64(f *Field) uint64 { return binary.LittleEndian.Uint64(a[f.Offset:]) }

// PutU32 writes a field of four bytes.
func (a *Attr) PutU32(f *Field, v uint32) { binary.LittleEndian.PutUint32(a[f.Offset:], v) }

// Value reads a field of four or eight bytes out of attr, taking what lies past its end as zero.
func (f *Field) Value(attr []byte) uint64 {
	var b [8]byte
	if f.Offset < len(attr) {
		copy(b[:min(8, f.Kind.Size())], attr[f.Offset:])
	}
	return binary.LittleEndian.Uint64(b[:])
}

// Put writes a field of four or eight bytes into attr, which grows with zeroes where it is too short.
func (f *Field) Put(attr []byte, v uint64) []byte {
	attr = Grow(attr, f.End())
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	copy(attr[f.Offset:f.End()], b[:])
	return attr
}

// Bytes is the part of attr that the field covers, shorter where attr ends within it.
func (f *Field) Bytes(attr []byte) []byte {
	return attr[min(f.Offset, len(attr)):min(f.End(), len(attr))]
}

// Grow lengthens attr with zeroes to at least n bytes.
func Grow(attr []byte, n int) []byte {
	for len(attr) < n {
		attr = append(attr, 0)
	}
	return attr
}

// IsZero reports whether all bytes are 0.
func IsZero(bytes []byte) bool {
	return !slices.ContainsFunc(bytes, func(b byte) bool { return b != 0 })
}
