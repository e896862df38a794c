package core

import "bpfplay/core/abi"

var (
	progInfoInFault = faultCheck("progInfoInFault", "copy_from_user", "info can be read", &abi.InfoPointer,
		"The kernel reads info before it writes it, because info says how much room its arrays have, but its {b} bytes cannot be read at {a}.")
	progInfoFault = faultCheck("progInfoFault", "copy_to_user", "info can be written", &abi.InfoPointer,
		"The {b} bytes of struct bpf_prog_info cannot all be written to {a}: the memory is unmapped or read-only.")
	progInfoArrayFault = &Check{
		Name:     "progInfoArrayFault",
		Func:     "put_user",
		Must:     "the array can be written",
		Errno:    abi.EFAULT,
		Why:      "info asks for {b} bytes at {a}, but they cannot be written: the memory is unmapped or read-only. Clear the counts of info before the call if you do not need the arrays.",
		Operands: []Operand{{"address", abi.KindPointer}, {"bytes", abi.KindU32}},
	}
	progInfoRecSize = &Check{
		Name:     "progInfoRecSize",
		Func:     "set_info_rec_size",
		Must:     "rec_size is the kernel's, or 0 together with the count",
		Errno:    abi.EINVAL,
		Why:      "A record size in info is {a}, but the kernel's is {b}. Pass that, or 0 for both the size and the count.",
		Operands: []Operand{{"rec_size", abi.KindU32}, {"size", abi.KindU32}},
	}
)
