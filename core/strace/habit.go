package strace

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// noNumaNode is how strace prints -1 as a memory node.
const noNumaNode = "NUMA_NO_NODE"

// habit is how strace prints one field if neither the kind nor the release of the field determines it.
type habit struct {
	alone        bool // printed only if size reaches it, although the same release added the field before it
	withPrevious bool // printed with the field before it, although a later release added it
	format       func(uint64) string
	when         *abi.Field // printed only if this field has a bit of mask
	mask         uint64
	value        uint64 // the value that is printed as name
	name         string
}

var habits = table.Listed[*abi.Field, habit]{
	{&abi.NumaNode, habit{when: &abi.MapFlagsField, mask: abi.BPF_F_NUMA_NODE, format: formatNumaNode, value: math.MaxUint32, name: noNumaNode}},
	{&abi.MapIfindex, habit{value: 1, name: `if_nametoindex("lo")`}},
	{&abi.MapExtra, habit{value: math.MaxUint64, name: "UINT64_MAX"}},
	{&abi.MapTokenFD, habit{alone: true}},
	{&abi.UpdateFlags, habit{withPrevious: true}},
	{&abi.LookupFlags, habit{format: formatLookupFlags}},
	{&abi.LookupDelFlags, habit{format: formatLookupFlags}},
	{&abi.BatchElem, habit{format: formatLookupFlags}},
	{&abi.BatchFlags, habit{format: formatHex}},
	{&abi.ObjFlags, habit{format: formatObjFlags}},
	{&abi.ObjPathFD, habit{value: 1<<32 - 100, name: "AT_FDCWD"}},
	{&abi.OpenFlags, habit{format: formatOpenFlags}},
}

// hidden lists the fields that strace omits for a command because the kernel does not read them.
var hidden = table.Indexed[abi.Cmd, []*abi.Field]{
	abi.BPF_MAP_UPDATE_BATCH: {&abi.InBatch, &abi.OutBatch},
	abi.BPF_MAP_DELETE_BATCH: {&abi.InBatch, &abi.OutBatch, &abi.BatchVals},
}

// Shows reports whether strace prints a field of cmd if size reaches it.
func Shows(cmd abi.Cmd, f *abi.Field, attr []byte) bool {
	habit := habits.Of(f)
	return !slices.Contains(hidden.At(cmd), f) && (habit.when == nil || habit.when.Value(attr)&habit.mask != 0)
}

// NamedValue returns the value that strace prints as name in this field alone, such as NUMA_NO_NODE.
func NamedValue(f *abi.Field, name string) (v uint64, ok bool) {
	habit := habits.Of(f)
	return habit.value, habit.name != "" && habit.name == name
}

// formatNumaNode keeps the number before the name, because no user header defines NUMA_NO_NODE.
func formatNumaNode(v uint64) string {
	text := strconv.FormatUint(v, 10)
	if v == math.MaxUint32 {
		text += " /* " + noNumaNode + " */"
	}
	return text
}

func formatHex(v uint64) string {
	if v == 0 {
		return "0"
	}
	return "0x" + strconv.FormatUint(v, 16)
}

// formatObjFlags formats a field of which strace names RDONLY, WRONLY, and PATH_FD to the last.
func formatObjFlags(v uint64) string { return formatSomeFlags(v, 0xfc018) }

func formatOpenFlags(v uint64) string { return formatSomeFlags(v, abi.BPF_F_RDONLY|abi.BPF_F_WRONLY) }

// formatSomeFlags formats a field of which strace names only the known bits.
func formatSomeFlags(v, known uint64) string {
	return abi.FormatFlags(v, slices.DeleteFunc(slices.Clone(abi.MapFlags), func(f abi.Flag) bool { return f.Bit&known == 0 }))
}

// formatLookupFlags prints no BPF_NOEXIST or BPF_EXIST, because lookups do not use them. It prints the highest bit
// first, as strace does since 7.0; older versions know only one bit.
func formatLookupFlags(v uint64) string {
	if v == abi.BPF_ANY {
		return abi.KindElemFlags.Format(v)
	}
	flags := slices.Clone(abi.ElemFlags)
	slices.Reverse(flags)
	return strings.Replace(abi.FormatFlags(v, flags), "BPF_F_???", "BPF_???", 1)
}
