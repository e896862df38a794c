package abi

import (
	"encoding/binary"
	"slices"
)

// Attr is the kernel's copy of a union bpf_attr: zeroed before the user's bytes are copied.
type Attr [AttrMax]byte

// U32 returns a field of four bytes.
func (a *Attr) U32(f *Field) uint32 { return binary.LittleEndian.Uint32(a[f.Offset:]) }

// U64 returns a field of eight bytes.
func (a *Attr) U64(f *Field) uint64 { return binary.LittleEndian.Uint64(a[f.Offset:]) }

// PutU32 stores a field of four bytes.
func (a *Attr) PutU32(f *Field, v uint32) { binary.LittleEndian.PutUint32(a[f.Offset:], v) }

// Value returns a field of four or eight bytes of attr. Bytes after the end of attr are zero.
func (f *Field) Value(attr []byte) uint64 {
	var b [8]byte
	if f.Offset < len(attr) {
		copy(b[:min(8, f.Kind.Size())], attr[f.Offset:])
	}
	return binary.LittleEndian.Uint64(b[:])
}

// Put stores a field of four or eight bytes in attr. If attr is too short, zeroes are appended first.
func (f *Field) Put(attr []byte, v uint64) []byte {
	attr = Grow(attr, f.End())
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	copy(attr[f.Offset:f.End()], b[:])
	return attr
}

// Bytes returns the bytes of the field in attr, fewer if attr ends within the field.
func (f *Field) Bytes(attr []byte) []byte {
	return attr[min(f.Offset, len(attr)):min(f.End(), len(attr))]
}

// Grow appends zeroes until attr has at least n bytes.
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
