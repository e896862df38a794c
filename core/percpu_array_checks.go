package core

import "bpfplay/core/abi"

var (
	percpuArrayLookupIndex = indexCheck("percpuArrayLookupIndex", "bpf_percpu_array_copy", abi.ENOENT)
	percpuArrayFlags       = percpuFlagsCheck("percpuArrayFlags", "bpf_percpu_array_update")
	percpuArrayUpdate      = indexUpdateChecks("percpuArrayUpdate", "bpf_percpu_array_update")
)
