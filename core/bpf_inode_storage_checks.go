package core

import "bpfplay/core/abi"

var (
	inodeStorageNotOpen       = ownerOpenCheck("inodeStorageNotOpen", "bpf_fd_inode_storage_lookup_elem", "a file")
	inodeStorageLookupMissing = storageMissingCheck("inodeStorageLookupMissing", "bpf_fd_inode_storage_lookup_elem")
	inodeStorageNoRoom        = elemCheck("inodeStorageNoRoom", "bpf_fd_inode_storage_update_elem", "inode_storage_ptr(file_inode(file))", abi.EBADF,
		"The bpf LSM is not active in this kernel, so the inode of descriptor {a} has no room for storage.", opFD)
	localStorageUpdateFlags = elemFlagsCheck("localStorageUpdateFlags", "bpf_local_storage_update")
	localStorageExists      = elemCheck("localStorageExists", "check_flags", "the owner has no storage in this map || flags != BPF_NOEXIST", abi.EEXIST,
		"BPF_NOEXIST creates new storage, but the owner of descriptor {a} already has storage in this map.", opFD)
	localStorageMissing = elemCheck("localStorageMissing", "check_flags", "the owner has storage in this map || flags != BPF_EXIST", abi.ENOENT,
		"BPF_EXIST replaces a value, but the owner of descriptor {a} has no storage in this map.", opFD)
	inodeStorageDeleteMissing = storageMissingCheck("inodeStorageDeleteMissing", "inode_storage_delete")
)

// storageMissingCheck refuses an owner that has no storage in the map.
func storageMissingCheck(name, fn string) *Check {
	return elemCheck(name, fn, "the owner has storage in this map", abi.ENOENT,
		"The owner of descriptor {a} has no storage in this map.", opFD)
}
