package core

import "bpfplay/core/abi"

var (
	percpuArrayLookupIndex = indexCheck("percpuArrayLookupIndex", "bpf_percpu_array_copy", abi.ENOENT)
	percpuArrayFlags       = percpuFlagsCheck("percpuArrayFlags", "bpf_percpu_array_update")
	percpuArrayUpdate      = &indexUpdate{
		elemFlagsCheck("percpuArrayUpdate.flags", "bpf_percpu_array_update"), indexCheck("percpuArrayUpdate.index", "bpf_percpu_array_update", abi.E2BIG), existsCheck("percpuArrayUpdate.exists", "bpf_percpu_array_update"),
	}
)
