package core

import "bpfplay/core/abi"

var (
	btfInfoInFault = faultCheck("btfInfoInFault", "copy_from_user", "info can be read", &abi.InfoPointer,
		"The kernel reads from info where to write the BTF, but its {b} bytes cannot be read at {a}.")
	btfInfoDataFault = btfInfoOutCheck("btfInfoDataFault", "info.btf can be written", "The {b} bytes of the BTF cannot all be written to {a}.")
	btfInfoName      = &Check{
		Name:     "btfInfoName",
		Func:     "btf_get_info_by_fd",
		Must:     "!info.name == !info.name_len",
		Errno:    abi.EINVAL,
		Why:      "info.name is {a} and info.name_len is {b}: pass both, or neither. Clear the buffer before the call.",
		Operands: []Operand{{"info.name", abi.KindPointer}, {"info.name_len", abi.KindU32}},
	}
	btfInfoNameFault = btfInfoOutCheck("btfInfoNameFault", "info.name can be written", "The name, {b} byte, cannot be written to {a}.")
	btfInfoFault     = faultCheck("btfInfoFault", "copy_to_user", "info can be written", &abi.InfoPointer,
		"The {b} bytes of struct bpf_btf_info cannot all be written to {a}: the memory is unmapped or read-only.")
)

// btfInfoOutCheck refuses an address in info.
func btfInfoOutCheck(name, must, why string) *Check {
	return &Check{Name: name, Func: "copy_to_user", Must: must, Errno: abi.EFAULT, Why: why,
		Operands: []Operand{{"address", abi.KindPointer}, {"bytes", abi.KindU32}}}
}
