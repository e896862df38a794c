package core

import "bpfplay/core/abi"

var (
	arrayShape = shapeOf("arrayShape", "array_map_alloc_check", "an array",
		[2]string{"max_entries != 0", "an array has at least one element. A section of a program that is empty, or a size that was meant to be set at run time, is often behind it."},
		[2]string{"key_size == 4", "the key of an array is an index of 4 bytes, whatever it is meant for."},
		[2]string{"value_size != 0", "there are no empty values."})
	arrayAccess     = accessRow("arrayAccess", "array_map_alloc_check")
	arrayPercpuNuma = row(Check{
		Name:   "arrayPercpuNuma",
		Func:   "array_map_alloc_check",
		Must:   "no BPF_F_NUMA_NODE for a per-CPU array",
		Errno:  abi.EINVAL,
		Why:    "map_flags {a} ask for a memory node, but each processor keeps its values in memory of its own.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
	arrayMmapable   = arrayTypeFlags("arrayMmapable", "BPF_F_MMAPABLE and BPF_F_INNER_MAP are for BPF_MAP_TYPE_ARRAY", "BPF_F_MMAPABLE and BPF_F_INNER_MAP are for plain arrays only")
	arrayPreserve   = arrayTypeFlags("arrayPreserve", "BPF_F_PRESERVE_ELEMS is for BPF_MAP_TYPE_PERF_EVENT_ARRAY", "BPF_F_PRESERVE_ELEMS is for arrays of perf events only")
	arrayValueLarge = row(Check{
		Name:   "arrayValueLarge",
		Func:   "array_map_alloc_check",
		Must:   "value_size is not more than a value can have",
		Errno:  abi.E2BIG,
		Why:    "A value of {a} bytes is too large: {b} is the most that a program could read or write in one call.",
		A:      Operand{"value_size", abi.KindU32},
		B:      Operand{"limit", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
	arrayPercpuLarge = percpuValueRow("arrayPercpuLarge", "array_map_alloc_check", abi.E2BIG)
	arrayPercpuUnit  = percpuValueRow("arrayPercpuUnit", "array_map_alloc", abi.ENOMEM)
	arrayNospec      = row(Check{
		Name:   "arrayNospec",
		Func:   "array_map_alloc",
		Must:   "max_entries can be rounded up to a power of two",
		Errno:  abi.E2BIG,
		Why:    "For a task that may not see what a processor guesses ahead, memory is taken for a power of two of elements: {b} for {a}, and that overflows 32 bits.",
		A:      Operand{"max_entries", abi.KindU32},
		B:      Operand{"rounded up", abi.KindU64},
		Fields: []*abi.Field{&abi.MaxEntries},
	})
	arrayOverflow = row(Check{
		Name:   "arrayOverflow",
		Func:   "array_map_alloc",
		Must:   "all elements fit into 4 GiB",
		Errno:  abi.ENOMEM,
		Why:    "{a} elements of {b} bytes are more than this kernel counts: the size of an array has 32 bits.",
		A:      Operand{"max_entries", abi.KindU32},
		B:      Operand{"bytes of an element", abi.KindU32},
		Fields: mapSizes,
	})
	arrayCost         = costRow("arrayCost", "array_map_alloc", abi.ENOMEM)
	arrayMemory       = memoryRow("arrayMemory", "array_map_alloc", "the elements, which are all made at once,")
	arrayPercpuMemory = memoryRow("arrayPercpuMemory", "bpf_array_alloc_percpu", "a copy of the elements for each processor")
	arrayLookupIndex  = indexRow("arrayLookupIndex", "array_map_lookup_elem", abi.ENOENT)
	arrayUpdate       = indexUpdateRows("arrayUpdate", "array_map_update_elem")
	arrayDelete       = elemRow("arrayDelete", "array_map_delete_elem", "an element can be deleted", abi.EINVAL,
		"Elements of an array cannot be deleted, number {a} no more than any other: all are there for as long as the map is. Write zeroes instead.", opIndex, Operand{})
)

// indexUpdateRows are the rows of an update where all elements are there from the start.
func indexUpdateRows(name string, in string) *indexUpdate {
	return &indexUpdate{elemFlagsRow(name+".flags", in), indexRow(name+".index", in, abi.E2BIG), existsRow(name+".exists", in)}
}

// accessRow refuses both of the flags that keep programs out.
func accessRow(name string, in string) *Check {
	return row(Check{
		Name:   name,
		Func:   in,
		Must:   "bpf_map_flags_access_ok(map_flags)",
		Errno:  abi.EINVAL,
		Why:    "map_flags {a} have both BPF_F_RDONLY_PROG and BPF_F_WRONLY_PROG: no program could do anything with the map.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
}

func arrayTypeFlags(name string, must, why string) *Check {
	return row(Check{
		Name:   name,
		Func:   "array_map_alloc_check",
		Must:   must,
		Errno:  abi.EINVAL,
		Why:    why + "; map_flags are {a}, and the type is {b}.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		B:      Operand{"map_type", abi.KindMapType},
		Fields: []*abi.Field{&abi.MapTypeField, &abi.MapFlagsField},
	})
}

// percpuValueRow refuses a value that is too large for per-CPU memory.
func percpuValueRow(name string, in string, errno abi.Errno) *Check {
	return row(Check{
		Name:   name,
		Func:   in,
		Must:   "round_up(value_size, 8) <= PCPU_MIN_UNIT_SIZE",
		Errno:  errno,
		Why:    "A value of {a} bytes is too large for a per-CPU map: per-CPU memory comes in pieces of {b} bytes at most.",
		A:      Operand{"value_size", abi.KindU32},
		B:      Operand{"PCPU_MIN_UNIT_SIZE", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
}
