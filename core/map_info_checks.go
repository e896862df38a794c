package core

import "bpfplay/core/abi"

var (
	infoCheckAttr = attrTailCheck("infoCheckAttr", "bpf_obj_get_info_by_fd", "BPF_OBJ_GET_INFO_BY_FD")
	infoBadFD     = fieldCheck("infoBadFD", "bpf_obj_get_info_by_fd", "bpf_fd is open", abi.EBADFD, &abi.InfoFD,
		"Descriptor {a} is not open. This command returns EBADFD, 77; all others return EBADF, 9.")
	infoNoObject = fieldCheck("infoNoObject", "bpf_obj_get_info_by_fd", "bpf_fd refers to a bpf object", abi.EINVAL, &abi.InfoFD,
		"Descriptor {a} is open, but does not refer to a map or another bpf object.")
	infoSilly = fieldCheck("infoSilly", "bpf_check_uarg_tail_zero", "info_len <= PAGE_SIZE", abi.E2BIG, &abi.InfoLen,
		"info_len is {a}, but must not exceed a page, {b} bytes.", Operand{"PAGE_SIZE", abi.KindU64})
	infoRangeOK     = infoRangeCheck("infoRangeOK", "access_ok(info, info_len)")
	infoTailRangeOK = infoRangeCheck("infoTailRangeOK", "access_ok(info + expected_size, info_len - expected_size)")
	infoTailFault   = infoTailCheck("infoTailFault", "the bytes after expected_size can be read", abi.EFAULT,
		"The kernel's struct has {a} bytes, and info_len is larger. The bytes after it must be zero, but byte {b} cannot be read.")
	infoTailSet = infoTailCheck("infoTailSet", "the bytes after expected_size are zero", abi.E2BIG,
		"The kernel's struct has {a} bytes, and info_len is larger. The bytes after it must be zero, but byte {b} is set. Clear the buffer before the call.")
	infoInFault = faultCheck("infoInFault", "copy_from_user", "info can be read", &abi.InfoPointer,
		"The kernel reads info before it writes it, because info may ask for a hash, but its {b} bytes cannot be read at {a}.")
	infoHashType = &Check{
		Name:     "infoHashType",
		Func:     "bpf_map_get_info_by_fd",
		Must:     "map->ops->map_get_hash",
		Errno:    abi.EINVAL,
		Why:      "info asks for a hash of the map's contents, but only arrays support it, and map_type is {a}.",
		Operands: []Operand{{"map_type", abi.KindMapType}},
	}
	infoHashSize = &Check{
		Name:     "infoHashSize",
		Func:     "bpf_map_get_info_by_fd",
		Must:     "info.hash_size == SHA256_DIGEST_SIZE",
		Errno:    abi.EINVAL,
		Why:      "hash_size is {a}, but the hash is SHA-256 and has {b} bytes.",
		Operands: []Operand{{"info.hash_size", abi.KindU32}, {"SHA256_DIGEST_SIZE", abi.KindU32}},
	}
	infoHashFrozen = &Check{
		Name:  "infoHashFrozen",
		Func:  "bpf_map_get_info_by_fd",
		Must:  "map->frozen",
		Errno: abi.EPERM,
		Why:   "A hash of the map's contents requires a frozen map: otherwise user space could still change it. Call BPF_MAP_FREEZE first.",
	}
	infoHashFault = &Check{
		Name:     "infoHashFault",
		Func:     "copy_to_user",
		Must:     "info.hash can be written",
		Errno:    abi.EFAULT,
		Why:      "The {b} bytes of the hash cannot be written to {a}.",
		Operands: []Operand{{"info.hash", abi.KindPointer}, {"bytes", abi.KindU32}},
	}
	infoHashAlone = &Check{
		Name:     "infoHashAlone",
		Func:     "bpf_map_get_info_by_fd",
		Must:     "info.hash || !info.hash_size",
		Errno:    abi.EINVAL,
		Why:      "hash_size is {a}, but hash is NULL. Clear the buffer before the call.",
		Operands: []Operand{{"info.hash_size", abi.KindU32}},
	}
	infoFault = faultCheck("infoFault", "copy_to_user", "info can be written", &abi.InfoPointer,
		"The {b} bytes of struct bpf_map_info cannot all be written to {a}: the memory is unmapped or read-only.")
	infoLenFault = putUserCheck("infoLenFault", "info_len", "&uattr->info.info_len", &abi.InfoLen, "info was written, but info_len ({b})")
)

// infoRangeCheck refuses an info that exceeds the user address space.
func infoRangeCheck(name, must string) *Check {
	return &Check{
		Name:     name,
		Func:     "access_ok",
		Must:     must,
		Errno:    abi.EFAULT,
		Why:      "The memory at {a} extends beyond the end of the user address space, {b}.",
		Operands: []Operand{{"address", abi.KindPointer}, {"TASK_SIZE", abi.KindPointer}},
		Reads:    []*abi.Field{&abi.InfoPointer, &abi.InfoLen},
	}
}

// infoTailCheck is a check of the bytes of info after those that the kernel has.
func infoTailCheck(name, must string, errno abi.Errno, why string) *Check {
	return &Check{
		Name:     name,
		Func:     "bpf_check_uarg_tail_zero",
		Must:     must,
		Errno:    errno,
		Why:      why,
		Operands: []Operand{{"expected_size", abi.KindU32}, {"zero up to", abi.KindU32}},
		Reads:    []*abi.Field{&abi.InfoPointer, &abi.InfoLen},
	}
}
