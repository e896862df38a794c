package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// HelperTypes returns the program types that have a helper in a release, for a task with every capability: bit n stands for
// type n. Some types have it with some attach types only.
func HelperTypes(id int32, r abi.Release) (types uint64) {
	if name, since := insn.HelperName(id); name == "" || r < since {
		return 0
	}
	newest := uint8(0)
	for _, row := range helperIndex[id] {
		if r < helperReleases[row.since] || row.since < newest {
			continue
		}
		if row.since > newest {
			newest, types = row.since, 0
		}
		types |= row.types
	}
	for t := range abi.ProgTypes {
		if abi.ProgTypes[t].Since > r {
			types &^= 1 << t
		}
	}
	return types
}
