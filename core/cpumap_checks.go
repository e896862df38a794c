package core

import "bpfplay/core/abi"

var (
	cpuMapCapable = needsRow("cpuMapCapable", "cpu_map_alloc", "bpf_capable()", "a map of processors")
	cpuMapAttr    = shapeOf("cpuMapAttr", "cpu_map_alloc", "a map of processors",
		[2]string{"max_entries != 0", "a map needs room for at least one element."},
		[2]string{"key_size == 4", "the keys of this type are the numbers of processors, 4 bytes."},
		[2]string{"value_size is 4, or 8 with a program (5.9)", "a value is the length of a queue, 4 bytes, and since 5.9 perhaps a program beside it, 8 bytes."})
	cpuMapTooMany = row(Check{
		Name:   "cpuMapTooMany",
		Func:   "cpu_map_alloc",
		Must:   "max_entries <= NR_CPUS",
		Errno:  abi.E2BIG,
		Why:    "max_entries is {a}, but the kernel was built for {b} processors.",
		A:      Operand{"max_entries", abi.KindCount},
		B:      Operand{"NR_CPUS", abi.KindU32},
		Fields: []*abi.Field{&abi.MaxEntries},
	})
	cpuMapCost   = costRow("cpuMapCost", "cpu_map_alloc", abi.ENOMEM)
	cpuMapMemory = memoryRow("cpuMapMemory", "cpu_map_alloc", "a map of processors")

	cpuMapEmpty  = emptyRow("cpuMapEmpty", "__cpu_map_lookup_elem", abi.ENOENT)
	cpuMapFlags  = elemFlagsRow("cpuMapFlags", "cpu_map_update_elem")
	cpuMapIndex  = indexRow("cpuMapIndex", "cpu_map_update_elem", abi.E2BIG)
	cpuMapExists = existsRow("cpuMapExists", "cpu_map_update_elem")
	cpuMapQueue  = elemRow("cpuMapQueue", "cpu_map_update_elem", "qsize <= 16384", abi.EOVERFLOW,
		"The queue of a processor may be {b} long, and {a} are asked for.", Operand{"qsize", abi.KindU32}, Operand{"limit", abi.KindU32})
	cpuMapPossible = elemRow("cpuMapPossible", "cpu_map_update_elem", "cpu_possible(key_cpu)", abi.ENODEV,
		"The key is the number of a processor, and the machine has no processor {a}: it has {b}, counted from 0.", Operand{"cpu", abi.KindU32}, Operand{"possible processors", abi.KindU32})
	cpuMapNoProg = elemRow("cpuMapNoProg", "__cpu_map_entry_alloc", "bpf_prog.fd is no descriptor, or one of a program for XDP_CPUMAP", abi.ENOMEM,
		"The second half of the value names a program by descriptor {a}, and that is no program. Every failure to make the entry is called ENOMEM.", opFD, Operand{})
	cpuMapProgNotOpen = elemRow("cpuMapProgNotOpen", "__cpu_map_load_bpf_program", "bpf_prog.fd is open", abi.EBADF,
		"The second half of the value names a program by descriptor {a}, and that is not open.", opFD, Operand{})
	cpuMapProgKind = elemRow("cpuMapProgKind", "__cpu_map_load_bpf_program", "bpf_prog.fd is a program for XDP_CPUMAP", abi.EINVAL,
		"The second half of the value names a program by descriptor {a}, and that is something else.", opFD, Operand{})
	cpuMapDeleteIndex = indexRow("cpuMapDeleteIndex", "cpu_map_delete_elem", abi.EINVAL)
)
