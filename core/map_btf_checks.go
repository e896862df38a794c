package core

import "bpfplay/core/abi"

// mapBTFCheck is a check of the BTF types of key and value.
func mapBTFCheck(name, fn, must string, errno abi.Errno, why string, compared ...Operand) *Check {
	return &Check{Name: name, Func: fn, Must: must, Errno: errno, Why: why + freedNote, Operands: compared,
		Reads: keyAndValueTypes}
}

// keyAndValueTypes are the fields that describe key and value.
var keyAndValueTypes = []*abi.Field{&abi.BtfFD, &abi.BtfKeyTypeID, &abi.BtfValueTypeID}

// The operands of the checks.
var (
	opMapType = Operand{"map_type", abi.KindMapType}
	opKind    = Operand{"kind", abi.KindU32}
)

var (
	mapBTFKey = mapBTFCheck("mapBTFKey", "map_check_btf", "btf_type_id_size(btf_key_type_id) == key_size", abi.EINVAL,
		"The type of the key has {a} bytes, or none if it does not exist or has no size, but key_size is {b}.",
		Operand{"size of the type", abi.KindU32}, Operand{"key_size", abi.KindU32})
	mapBTFKeyless = mapBTFCheck("mapBTFKeyless", "map_check_btf", "btf_key_type_id || map->ops->map_check_btf", abi.EINVAL,
		"btf_key_type_id is 0, but maps of type {a} need the type of the key.", opMapType)
	mapBTFValue = mapBTFCheck("mapBTFValue", "map_check_btf", "btf_type_id_size(btf_value_type_id) == value_size", abi.EINVAL,
		"The type of the value has {a} bytes, or none if it does not exist or has no size, but value_size is {b}.",
		Operand{"size of the type", abi.KindU32}, Operand{"value_size", abi.KindU32})
	mapBTFCapable = mapBTFCheck("mapBTFCapable", "map_check_btf", "bpf_capable()", abi.EPERM,
		"The value has a special member such as bpf_spin_lock, which requires CAP_BPF or CAP_SYS_ADMIN. The capabilities of the task: {a}.",
		Operand{"capabilities", abi.KindCaps})
	mapBTFAccess = mapBTFCheck("mapBTFAccess", "map_check_btf", "!(map_flags & (BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG))", abi.EACCES,
		"map_flags is {a}, but programs must read and write a value with a special member such as bpf_spin_lock.", Operand{"map_flags", abi.KindMapFlags})
	mapBTFFields = mapBTFCheck("mapBTFFields", "map_check_btf", "the map type supports the special members of the value", abi.EOPNOTSUPP,
		"The value has a special member such as bpf_spin_lock or bpf_timer, which maps of type {a} do not support.", opMapType)
	mapBTFReadOnly = mapBTFCheck("mapBTFReadOnly", "map_check_btf", "!(map_flags & BPF_F_RDONLY_PROG)", abi.EACCES,
		"map_flags is {a}, but programs must write a value with a bpf_spin_lock or bpf_timer.", Operand{"map_flags", abi.KindMapFlags})
	mapBTFLockType = mapBTFCheck("mapBTFLockType", "map_check_btf", "the map type supports bpf_spin_lock", abi.ENOTSUPP,
		"The value has a bpf_spin_lock, which maps of type {a} do not support. "+enotsuppNote, opMapType)
	mapBTFTimerType = mapBTFCheck("mapBTFTimerType", "map_check_btf", "the map type supports bpf_timer", abi.EOPNOTSUPP,
		"The value has a bpf_timer, which maps of type {a} do not support.", opMapType)
	mapBTFNone = mapBTFCheck("mapBTFNone", "map_check_no_btf", "the map type takes BTF", abi.ENOTSUPP,
		"Maps of type {a} take no BTF: leave out the type ids. "+enotsuppNote, opMapType)
	mapBTFHashKey = mapBTFCheck("mapBTFHashKey", "htab_map_check_btf", "btf_key_type_id", abi.EINVAL,
		"btf_key_type_id is 0, but a hash needs the type of the key.")
	mapBTFArrayKey = mapBTFCheck("mapBTFArrayKey", "array_map_check_btf", "the key is an INT of 32 bits", abi.EINVAL,
		"The type of the key has kind {a}, but the index of an array is an integer of 32 bits.", opKind)
	mapBTFArrayOne = mapBTFCheck("mapBTFArrayOne", "array_map_check_btf", "btf_key_type_id || max_entries == 1", abi.EINVAL,
		"btf_key_type_id is 0, which is for an array with one element, the variables of a program. max_entries is {a} and map_type is {b}.",
		opEntries, opMapType)
	mapBTFArraySec = mapBTFCheck("mapBTFArraySec", "array_map_check_btf", "btf_key_type_id || the value is a DATASEC", abi.EINVAL,
		"btf_key_type_id is 0, so the value must be a section of variables, kind 15, but it has kind {a}.", opKind)
	mapBTFTrieKey = mapBTFCheck("mapBTFTrieKey", "trie_check_btf", "the key is a STRUCT", abi.EINVAL,
		"The type of the key has kind {a}, but the key of a trie is a struct of prefix length and data.", opKind)
	mapBTFBloomKey = mapBTFCheck("mapBTFBloomKey", "bloom_map_check_btf", "!btf_key_type_id", abi.EINVAL,
		"The type of the key has kind {a}, but a bloom filter has no keys.", opKind)
	mapBTFStorageKey = mapBTFCheck("mapBTFStorageKey", "bpf_local_storage_map_check_btf", "the key is an INT of 32 bits", abi.EINVAL,
		"The type of the key has kind {a}, but the key of local storage is a descriptor, an integer of 32 bits.", opKind)
	mapBTFInsnKey = mapBTFCheck("mapBTFInsnKey", "insn_array_check_btf", "the key is an INT of 32 bits", abi.EINVAL,
		"The type of the key has kind {a}, but the index of an array is an integer of 32 bits.", opKind)
	mapBTFInsnValue = mapBTFCheck("mapBTFInsnValue", "insn_array_check_btf", "the value is an INT of 64 bits", abi.EINVAL,
		"The type of the value has kind {a}, but an instruction is an integer of 64 bits.", opKind)
	mapBTFCgroupID = mapBTFCheck("mapBTFCgroupID", "cgroup_storage_check_btf", "the key is an INT of 64 bits", abi.EINVAL,
		"The type of the key has kind {a}, but the id of a control group is an integer of 64 bits.", opKind)
	mapBTFCgroupKey = mapBTFCheck("mapBTFCgroupKey", "cgroup_storage_check_btf", "the key is a struct bpf_cgroup_storage_key", abi.EINVAL,
		"The type of the key has kind {a} and {b} members, but the key is a struct of an integer of 64 bits, the id of a control group, and one of 32 bits, the attach type.",
		opKind, Operand{"vlen", abi.KindU32})
)
