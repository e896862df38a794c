package core

import "bpfplay/core/abi"

var (
	inodeStorageNotOpen       = ownerOpenRow("bpf_fd_inode_storage_lookup_elem", "a file")
	inodeStorageLookupMissing = storageMissingRow("bpf_fd_inode_storage_lookup_elem")
	inodeStorageNoRoom        = elemRow("bpf_fd_inode_storage_update_elem", "inode_storage_ptr(file_inode(file))", abi.EBADF,
		"The bpf LSM is not active in this kernel, so the inode of descriptor {a} has no room for storage.", opFD, Operand{})
	localStorageUpdateFlags = elemFlagsRow("bpf_local_storage_update")
	localStorageExists      = elemRow("check_flags", "map_flags != BPF_NOEXIST", abi.EEXIST,
		"BPF_NOEXIST asks for new storage, but the owner behind descriptor {a} already has storage in this map.", opFD, Operand{})
	localStorageMissing = elemRow("check_flags", "map_flags != BPF_EXIST", abi.ENOENT,
		"BPF_EXIST asks to replace a value, but the owner behind descriptor {a} has no storage in this map.", opFD, Operand{})
	inodeStorageDeleteMissing = storageMissingRow("inode_storage_delete")
)

// storageMissingRow refuses an owner that has no storage in the map.
func storageMissingRow(in string) *Check {
	return elemRow(in, "the owner has storage in this map", abi.ENOENT, "The owner behind descriptor {a} has no storage in this map.", opFD, Operand{})
}
