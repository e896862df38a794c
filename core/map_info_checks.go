package core

import "bpfplay/core/abi"

var (
	infoCheckAttr = checkAttrOf("infoCheckAttr", "bpf_obj_get_info_by_fd", "BPF_OBJ_GET_INFO_BY_FD")
	infoBadFD     = row(Check{
		Name:   "infoBadFD",
		Func:   "bpf_obj_get_info_by_fd",
		Must:   "bpf_fd is open",
		Errno:  abi.EBADFD,
		Why:    "Descriptor {a} is not open. This one command says so with EBADFD, 77, where all others say EBADF, 9.",
		A:      Operand{"bpf_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.InfoFD},
	})
	infoNoObject = row(Check{
		Name:   "infoNoObject",
		Func:   "bpf_obj_get_info_by_fd",
		Must:   "the file is a bpf object",
		Errno:  abi.EINVAL,
		Why:    "Descriptor {a} is open, but what it leads to is neither a map nor any other bpf object.",
		A:      Operand{"bpf_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.InfoFD},
	})
	infoSilly = row(Check{
		Name:   "infoSilly",
		Func:   "bpf_check_uarg_tail_zero",
		Must:   "info_len <= PAGE_SIZE",
		Errno:  abi.E2BIG,
		Why:    "An info_len of {a} is more than a page, {b} bytes: no struct is meant to be that large.",
		A:      Operand{"info_len", abi.KindU32},
		B:      Operand{"PAGE_SIZE", abi.KindU64},
		Fields: []*abi.Field{&abi.InfoLen},
	})
	infoRangeOK     = infoRange("infoRangeOK", "all of info lies at user addresses")
	infoTailRangeOK = infoRange("infoTailRangeOK", "what lies behind the known part of info is at user addresses")
	infoTailFault   = row(Check{
		Name:   "infoTailFault",
		Func:   "bpf_check_uarg_tail_zero",
		Must:   "what lies behind the known part of info can be read",
		Errno:  abi.EFAULT,
		Why:    "This kernel's bpf_map_info has {a} bytes. info_len says there are more; they have to be zero, and byte {b} cannot be read.",
		A:      Operand{"known up to", abi.KindU32},
		B:      Operand{"looked up to", abi.KindU32},
		Fields: []*abi.Field{&abi.InfoPointer, &abi.InfoLen},
	})
	infoTailSet = row(Check{
		Name:   "infoTailSet",
		Func:   "bpf_check_uarg_tail_zero",
		Must:   "what lies behind the known part of info is zero",
		Errno:  abi.E2BIG,
		Why:    "This kernel's bpf_map_info has {a} bytes, and byte {b} of what info leads to is set. Zero the buffer before the call.",
		A:      Operand{"known up to", abi.KindU32},
		B:      Operand{"looked up to", abi.KindU32},
		Fields: []*abi.Field{&abi.InfoPointer, &abi.InfoLen},
	})
	infoInFault = row(Check{
		Name:   "infoInFault",
		Func:   "copy_from_user",
		Must:   "info can be read",
		Errno:  abi.EFAULT,
		Why:    "Since info may ask for a hash, the kernel reads its {b} bytes before it writes them, and at {a} it cannot.",
		A:      Operand{"info", abi.KindPointer},
		B:      Operand{"bytes", abi.KindU32},
		Fields: []*abi.Field{&abi.InfoPointer},
	})
	infoHashType = row(Check{
		Name:  "infoHashType",
		Func:  "bpf_map_get_info_by_fd",
		Must:  "map->ops->map_get_hash",
		Errno: abi.EINVAL,
		Why:   "info asks for a hash of what the map holds. Only plain arrays can be hashed, not {a}.",
		A:     Operand{"map_type", abi.KindMapType},
	})
	infoHashSize = row(Check{
		Name:  "infoHashSize",
		Func:  "bpf_map_get_info_by_fd",
		Must:  "info.hash_size == SHA256_DIGEST_SIZE",
		Errno: abi.EINVAL,
		Why:   "The hash is SHA-256 and has {b} bytes; hash_size is {a}.",
		A:     Operand{"hash_size", abi.KindU32},
		B:     Operand{"SHA256_DIGEST_SIZE", abi.KindU32},
	})
	infoHashFrozen = row(Check{
		Name:  "infoHashFrozen",
		Func:  "bpf_map_get_info_by_fd",
		Must:  "map->frozen",
		Errno: abi.EPERM,
		Why:   "A hash of what the map holds is worth nothing while user space can change it: freeze the map first.",
	})
	infoHashFault = row(Check{
		Name:  "infoHashFault",
		Func:  "copy_to_user",
		Must:  "the hash can be written",
		Errno: abi.EFAULT,
		Why:   "The {b} bytes of the hash cannot be written to {a}.",
		A:     Operand{"info.hash", abi.KindPointer},
		B:     Operand{"bytes", abi.KindU32},
	})
	infoHashAlone = row(Check{
		Name:  "infoHashAlone",
		Func:  "bpf_map_get_info_by_fd",
		Must:  "info.hash_size == 0 without info.hash",
		Errno: abi.EINVAL,
		Why:   "info has a hash_size, {a}, but hash is NULL: zero the buffer before the call.",
		A:     Operand{"hash_size", abi.KindU32},
	})
	infoFault = row(Check{
		Name:   "infoFault",
		Func:   "copy_to_user",
		Must:   "info can be written",
		Errno:  abi.EFAULT,
		Why:    "The {b} bytes about the map cannot all be written to {a}: the memory there is not mapped or read-only.",
		A:      Operand{"info", abi.KindPointer},
		B:      Operand{"bytes", abi.KindU32},
		Fields: []*abi.Field{&abi.InfoPointer},
	})
	infoLenFault = row(Check{
		Name:   "infoLenFault",
		Func:   "put_user",
		Must:   "info_len can be written to the attr",
		Errno:  abi.EFAULT,
		Why:    "What there is to tell was written, {b} bytes, but their number cannot be written to the attr, at {a}.",
		A:      Operand{"&uattr->info.info_len", abi.KindPointer},
		B:      Operand{"info_len", abi.KindU32},
		Fields: []*abi.Field{&abi.InfoLen},
	})
)

func infoRange(name string, must string) *Check {
	return row(Check{
		Name:   name,
		Func:   "access_ok",
		Must:   must,
		Errno:  abi.EFAULT,
		Why:    "info, with its {a}, reaches beyond the addresses that a program can have, which end at {b}.",
		A:      Operand{"address", abi.KindPointer},
		B:      Operand{"TASK_SIZE", abi.KindPointer},
		Fields: []*abi.Field{&abi.InfoPointer, &abi.InfoLen},
	})
}
