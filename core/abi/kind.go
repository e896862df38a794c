package abi

import (
	"strconv"

	"bpfplay/core/table"
)

// Kind is the meaning of a field: how its bytes are parsed and shown.
type Kind uint8

const (
	KindU32         Kind = iota // a number
	KindU64                     // a number
	KindCount                   // a number of elements or bytes
	KindPointer                 // an address of user memory, 8 bytes
	KindPath                    // the address of a path, 8 bytes
	KindFD                      // a descriptor: u32 in the attr, int in the kernel
	KindMapType                 // one of MapTypes
	KindMapFlags                // a set of MapFlags
	KindElemFlags               // BPF_ANY, BPF_NOEXIST, BPF_EXIST and bits above them, 8 bytes
	KindFileFlags               // a set of MapFlags that pin, get and by-id take
	KindName                    // 16 bytes of text that end in a NUL
	KindID                      // the id of a kernel object
	KindIfindex                 // the number of a network device
	KindProgType                // one of ProgTypes
	KindProgFlags               // a set of ProgFlags
	KindAttachType              // one of enum bpf_attach_type
	KindAttachFlags             // a set of AttachFlags

	// Kinds of operands of checks. No field has them.
	KindCmd  // a command number
	KindInsn // the index of an instruction; -1 for none
	KindCaps // a set of capabilities
)

// kinds are the size and the displayed C type of each kind.
var kinds = [...]struct {
	size  int
	ctype string
}{
	KindU32:       {4, "u32"},
	KindU64:       {8, "u64"},
	KindCount:     {4, "u32"},
	KindPointer:   {8, "u64 ptr"},
	KindPath:      {8, "u64 ptr"},
	KindFD:        {4, "fd"},
	KindMapType:   {4, "u32"},
	KindMapFlags:  {4, "flags"},
	KindElemFlags: {8, "u64 flags"},
	KindFileFlags: {4, "flags"},
	KindName:      {16, "char[16]"},
	KindID:        {4, "u32 id"},
	KindIfindex:   {4, "u32"},
	KindProgType:  {4, "u32"},
	KindProgFlags: {4, "flags"},

	KindAttachType:  {4, "u32"},
	KindAttachFlags: {4, "flags"},

	KindCmd:  {4, "int"},
	KindInsn: {4, "int"},
	KindCaps: {8, "u64"},
}

// Size returns the size of a field in bytes.
func (k Kind) Size() int { return kinds[k].size }

// CType returns the short C type that is displayed beside a field.
func (k Kind) CType() string { return kinds[k].ctype }

// Signed reports whether strace prints the value as an int.
func (k Kind) Signed() bool { return k == KindFD }

// Format returns a value in the form of strace.
func (k Kind) Format(v uint64) string {
	if f := formats.At(k); f != nil {
		return f(v)
	}
	return strconv.FormatUint(v, 10)
}

// formats are the formatters of kinds that are not plain unsigned numbers.
var formats = table.Indexed[Kind, func(uint64) string]{
	KindFD:        func(v uint64) string { return strconv.FormatInt(int64(int32(v)), 10) },
	KindPointer:   formatPointer,
	KindPath:      formatPointer,
	KindMapType:   func(v uint64) string { return MapType(v).String() },
	KindMapFlags:  func(v uint64) string { return FormatFlags(v, MapFlags) },
	KindProgType:  func(v uint64) string { return ProgType(v).String() },
	KindProgFlags: func(v uint64) string { return FormatFlags(v, ProgFlags) },

	KindAttachType:  func(v uint64) string { return AttachType(v).String() },
	KindAttachFlags: func(v uint64) string { return FormatFlags(v, AttachFlags) },

	KindFileFlags: func(v uint64) string { return FormatFlags(v, MapFlags) },
	KindElemFlags: formatElemFlags,
	KindInsn:      func(v uint64) string { return strconv.FormatInt(int64(v), 10) },
	KindCmd:       func(v uint64) string { return strconv.FormatInt(int64(int32(v)), 10) },
	KindCaps:      func(v uint64) string { return Caps(v).String() },
}

func formatPointer(v uint64) string {
	if v == 0 {
		return "NULL"
	}
	return "0x" + strconv.FormatUint(v, 16)
}
