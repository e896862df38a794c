package core

import "bpfplay/core/abi"

var (
	percpuArrayLookupIndex = indexRow("percpuArrayLookupIndex", "bpf_percpu_array_copy", abi.ENOENT)
	percpuArrayFlags       = elemRow("percpuArrayFlags", "bpf_percpu_array_update", "(u32)map_flags <= BPF_F_ALL_CPUS", abi.EINVAL,
		"The flags of an element are BPF_ANY, BPF_NOEXIST or BPF_EXIST, or speak of processors; these are {a}.", opFlags, Operand{})
	percpuArrayUpdate = indexUpdateRows("percpuArrayUpdate", "bpf_percpu_array_update")
)
