package core

import "bpfplay/core/abi"

var (
	chargeInitSize = row(Check{
		Name:   "chargeInitSize",
		Func:   "bpf_map_charge_init",
		Must:   "size < U32_MAX - PAGE_SIZE",
		Errno:  abi.E2BIG,
		Why:    "The map would take {a} bytes; this kernel counts them in 32 bits, so {b} and more are too much.",
		A:      Operand{"size", abi.KindU64},
		B:      Operand{"U32_MAX - PAGE_SIZE", abi.KindU64},
		Fields: mapSizes,
	})
	bpfPrecharge  = memlockRow("bpfPrecharge", "bpf_map_precharge_memlock", "Nothing was allocated yet.")
	bpfChargeInit = memlockRow("bpfChargeInit", "bpf_charge_memlock", "Nothing was allocated yet.")
	bpfCharge     = memlockRow("bpfCharge", "bpf_map_charge_memlock", "The map was made already, and is freed again.")
)

// mapSizes are the fields that decide what a map costs.
var mapSizes = []*abi.Field{&abi.KeySize, &abi.ValueSize, &abi.MaxEntries}

func memlockRow(name string, in, after string) *Check {
	return row(Check{
		Name:   name,
		Func:   in,
		Must:   "the user's locked pages stay within RLIMIT_MEMLOCK",
		Errno:  abi.EPERM,
		Why:    "With this map the user would hold {a} pages of locked memory, and RLIMIT_MEMLOCK allows {b} (ulimit -l). Before 5.11 the memory of maps is counted there, root's too. " + after,
		A:      Operand{"locked pages", abi.KindU64},
		B:      Operand{"RLIMIT_MEMLOCK in pages", abi.KindU64},
		Fields: mapSizes,
	})
}
