package core

import "bpfplay/core/abi"

var (
	chargeInitSize = &Check{
		Name:     "chargeInitSize",
		Func:     "bpf_map_charge_init",
		Must:     "size < U32_MAX - PAGE_SIZE",
		Errno:    abi.E2BIG,
		Why:      "The map would take {a} bytes. This kernel counts them in 32 bits, so a map must take less than {b} bytes.",
		Operands: []Operand{{"size", abi.KindU64}, {"U32_MAX - PAGE_SIZE", abi.KindU64}},
		Reads:    mapSizes,
	}
	bpfPrecharge  = memlockCheck("bpfPrecharge", "bpf_map_precharge_memlock", abi.EPERM, "The map was not yet allocated.")
	bpfChargeInit = memlockCheck("bpfChargeInit", "bpf_charge_memlock", abi.EPERM, "The map was not yet allocated.")
	bpfCharge     = memlockCheck("bpfCharge", "bpf_map_charge_memlock", abi.EPERM, "The map was already allocated and is freed again.")
)
