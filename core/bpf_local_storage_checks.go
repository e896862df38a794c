package core

import "bpfplay/core/abi"

var (
	localStorageFlags = localStorageRow("localStorageFlags", "map_flags has only flags that the type knows", "map_flags are {a}, and of those local storage knows none but {b}.",
		&abi.MapFlagsField, Operand{"known", abi.KindMapFlags})
	localStoragePrealloc = localStorageRow("localStoragePrealloc", "map_flags & BPF_F_NO_PREALLOC", "map_flags are {a}, and BPF_F_NO_PREALLOC is missing: storage is made when it is first asked for, and the flag has to say so.",
		&abi.MapFlagsField, Operand{})
	localStorageEntries = localStorageRow("localStorageEntries", "max_entries == 0", "max_entries is {a}, and has to be 0: there is storage for every object that asks for it.",
		&abi.MaxEntries, Operand{})
	localStorageKey = localStorageRow("localStorageKey", "key_size == sizeof(int)", "key_size is {a}: a key is a descriptor, 4 bytes.",
		&abi.KeySize, Operand{})
	localStorageValue = localStorageRow("localStorageValue", "value_size != 0", "value_size is {a}: storage has at least one byte.",
		&abi.ValueSize, Operand{})
	localStorageBtf = row(Check{
		Name:   "localStorageBtf",
		Func:   "bpf_local_storage_map_alloc_check",
		Must:   "btf_key_type_id && btf_value_type_id",
		Errno:  abi.EINVAL,
		Why:    "Local storage needs the BTF types of its key and its value, and btf_key_type_id is {a}, btf_value_type_id {b}.",
		A:      Operand{"btf_key_type_id", abi.KindID},
		B:      Operand{"btf_value_type_id", abi.KindID},
		Fields: []*abi.Field{&abi.BtfKeyTypeID, &abi.BtfValueTypeID},
	})
	localStorageCapable = needsRow("localStorageCapable", "bpf_local_storage_map_alloc_check", "bpf_capable()", "local storage")
	localStorageBig     = row(Check{
		Name:   "localStorageBig",
		Func:   "bpf_local_storage_map_alloc_check",
		Must:   "value_size <= BPF_LOCAL_STORAGE_MAX_VALUE_SIZE",
		Errno:  abi.E2BIG,
		Why:    "value_size is {a}, and local storage has at most {b} bytes.",
		A:      Operand{"value_size", abi.KindU32},
		B:      Operand{"limit", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
	localStorageCost   = costRow("localStorageCost", "bpf_local_storage_map_alloc", abi.E2BIG)
	localStorageMemory = memoryRow("localStorageMemory", "bpf_local_storage_map_alloc", "local storage")
)

func localStorageRow(name string, must, why string, f *abi.Field, b Operand) *Check {
	return row(Check{Name: name, Func: "bpf_local_storage_map_alloc_check", Must: must, Errno: abi.EINVAL, Why: why,
		A: Operand{f.Name, f.Kind}, B: b, Fields: []*abi.Field{f}})
}
