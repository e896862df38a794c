package core

import (
	"strings"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/bpf_inode_storage.c: storage that belongs to inodes. A key is any open descriptor; the value is
// kept with the inode of its file.

var inodeStorageMapOps = localStorageOps(ownerStorageOps("inode_storage_map_ops", ownerKind{
	owner: keyInode, room: hasInodeRoom, noLookup: inodeStorageLookupMissing, noDelete: inodeStorageDeleteMissing,
}))

// sinceBpfLsm is the first release whose recorded kernel activates the bpf LSM. Without it, inodes have no room for
// storage.
var sinceBpfLsm = abi.Since{abi.V5_11}

// localStorage holds the values of one map by their owner: an inode, a task, a control group or a socket. A File stands for
// its inode, see Kernel.inodeOf.
type localStorage map[any][]byte

// anonInode stands for the one inode that all files of bpf objects share.
var anonInode = &File{}

// pidInode stands for the inode of a task's pidfd, since these have their own file system.
type pidInode int

// sincePidfs is the release in which each task has an inode for its pidfds.
var sincePidfs = abi.Since{abi.V6_9}

// inodeOf returns what represents the inode of f. Files that bpf() opened share one. Any other file has a separate inode.
func (k *Kernel) inodeOf(f *File) any {
	switch o := f.Object.(type) {
	case *Cgroup, *Netns, *Socket:
		return o
	case *Pidfd:
		if sincePidfs.In(k.Machine.Release) {
			return pidInode(o.task.Nr)
		}
	}
	if f.hasObject() || strings.HasPrefix(f.What, "BPF_") {
		return anonInode
	}
	return f
}

// storageOf returns the values of m; a nil map has none.
func storageOf(m *Map) localStorage {
	values, _ := m.data.(localStorage)
	return values
}

// keyInode returns the inode that a key names.
func keyInode(k *Kernel, c *bpfCall, key []byte) (any, abi.Errno) {
	fd, f := c.valueFD(key)
	if e := k.check(inodeStorageNotOpen, f != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	return k.inodeOf(f), 0
}

// hasInodeRoom follows inode_storage_ptr.
func hasInodeRoom(k *Kernel, fd uint64) abi.Errno {
	return k.check(inodeStorageNoRoom, sinceBpfLsm.In(k.Machine.Release), fd, 0)
}
