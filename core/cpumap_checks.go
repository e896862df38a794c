package core

import "bpfplay/core/abi"

var (
	cpuMapCapable = capableCheck("cpuMapCapable", "cpu_map_alloc", "a CPU map")
	cpuMapShape   = &shape{
		entriesCheck("cpuMapShape.entries", "cpu_map_alloc", "max_entries != 0", "a map has at least one element."),
		keySizeCheck("cpuMapShape.key", "cpu_map_alloc", "key_size == 4", "the key is a CPU number of 4 bytes."),
		valueSizeCheck("cpuMapShape.value", "cpu_map_alloc", "value_size == 4 || value_size == 8 /* 5.9 */", "a value is a queue size of 4 bytes, since 5.9 optionally followed by a program descriptor, 8 bytes in all."),
		mapFlagsCheck("cpuMapShape.flags", "cpu_map_alloc", "a CPU map"),
	}
	cpuMapTooMany = fieldCheck("cpuMapTooMany", "cpu_map_alloc", "max_entries <= NR_CPUS", abi.E2BIG, &abi.MaxEntries,
		"max_entries is {a}, but the kernel was built for at most {b} CPUs.", Operand{"NR_CPUS", abi.KindU32})
	cpuMapCost   = costCheck("cpuMapCost", "cpu_map_alloc", abi.ENOMEM)
	cpuMapMemory = memoryCheck("cpuMapMemory", "cpu_map_alloc", "a CPU map")
	cpuMapEmpty  = emptyCheck("cpuMapEmpty", "__cpu_map_lookup_elem", abi.ENOENT)
	cpuMapFlags  = elemFlagsCheck("cpuMapFlags", "cpu_map_update_elem")
	cpuMapIndex  = indexCheck("cpuMapIndex", "cpu_map_update_elem", abi.E2BIG)
	cpuMapExists = existsCheck("cpuMapExists", "cpu_map_update_elem")
	cpuMapQueue  = elemCheck("cpuMapQueue", "cpu_map_update_elem", "qsize <= limit", abi.EOVERFLOW,
		"qsize is {a}, but the queue of a CPU has at most {b} entries.", Operand{"qsize", abi.KindU32}, Operand{"limit", abi.KindU32})
	cpuMapPossible = elemCheck("cpuMapPossible", "cpu_map_update_elem", "cpu_possible(cpu)", abi.ENODEV,
		"The machine has no CPU {a}: it has {b}, counted from 0.", Operand{"cpu", abi.KindU32}, Operand{"possible CPUs", abi.KindU32})
	cpuMapNoProg = elemCheck("cpuMapNoProg", "__cpu_map_entry_alloc", "bpf_prog.fd <= 0 || bpf_prog.fd is a program for BPF_XDP_CPUMAP", abi.ENOMEM,
		"The second half of the value is descriptor {a}, which does not refer to a program. This kernel returns ENOMEM for every failure to create the entry.", opFD)
	cpuMapProgNotOpen = elemCheck("cpuMapProgNotOpen", "__cpu_map_load_bpf_program", "bpf_prog.fd is open", abi.EBADF,
		"The second half of the value must be a program descriptor, but descriptor {a} is not open.", opFD)
	cpuMapProgKind = elemCheck("cpuMapProgKind", "__cpu_map_load_bpf_program", "bpf_prog.fd is a program for BPF_XDP_CPUMAP", abi.EINVAL,
		"The second half of the value must be a program descriptor, but descriptor {a} refers to something else.", opFD)
	cpuMapDeleteIndex = indexCheck("cpuMapDeleteIndex", "cpu_map_delete_elem", abi.EINVAL)
)
