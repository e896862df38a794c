package core

import (
	"bytes"
	"strings"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/bpf_inode_storage.c: storage that belongs to inodes. A key is any open descriptor; the value is
// kept with the inode of its file.

var inodeStorageMapOps = localStorageOps(MapOps{
	name:   "inode_storage_map_ops",
	lookup: inodeStorageLookupElem,
	update: inodeStorageUpdateElem,
	delete: inodeStorageDeleteElem,
})

// sinceBpfLsm is the first release whose recorded kernel activates the bpf LSM. Without it, inodes have no room for
// storage.
var sinceBpfLsm = abi.From(abi.R(5, 11, 0))

// inodeStorage holds the values of one map by inode. A File stands for its inode, see File.inode.
type inodeStorage map[*File][]byte

// anonInode stands for the one inode that all files of bpf objects share.
var anonInode = &File{}

// inode returns the file that represents the inode of f. Files that bpf() opened share one. Any other file has
// a separate inode.
func (f *File) inode() *File {
	if f.hasObject() || strings.HasPrefix(f.What, "BPF_") {
		return anonInode
	}
	return f
}

// storageOf returns the values of m; a nil map has none.
func storageOf(m *Map) inodeStorage {
	values, _ := m.data.(inodeStorage)
	return values
}

// keyInode returns the inode that a key names.
func (k *Kernel) keyInode(c *bpfCall, key []byte) (*File, uint64, abi.Errno) {
	fd, f := c.valueFD(key)
	if e := k.check(inodeStorageNotOpen, f != nil, uint64(fd), 0); e != 0 {
		return nil, 0, e
	}
	return f.inode(), uint64(fd), 0
}

func inodeStorageLookupElem(k *Kernel, c *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	inode, fd, e := k.keyInode(c, key)
	if e != 0 {
		return e
	}
	value := storageOf(m)[inode]
	if e := k.check(inodeStorageLookupMissing, value != nil, fd, 0); e != 0 {
		return e
	}
	m.makeValue(out, value)
	return 0
}

// inodeStorageUpdateElem follows bpf_fd_inode_storage_update_elem and bpf_local_storage_update.
func inodeStorageUpdateElem(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	inode, fd, e := k.keyInode(c, key)
	if e != 0 {
		return e
	}
	if e := k.check(inodeStorageNoRoom, sinceBpfLsm.In(k.Machine.Release), fd, 0); e != 0 {
		return e
	}
	flags = k.withoutLock(flags) // a lock was checked before
	if e := k.check(localStorageUpdateFlags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	values := storageOf(m)
	old := values[inode]
	if e := k.check(localStorageExists, old == nil || flags != abi.BPF_NOEXIST, fd, 0); e != 0 {
		return e
	}
	if e := k.check(localStorageMissing, old != nil || flags != abi.BPF_EXIST, fd, 0); e != 0 {
		return e
	}
	if values == nil {
		values = inodeStorage{}
		m.data = values
	}
	stored := bytes.Clone(value)
	m.initValue(stored)
	values[inode] = stored
	return 0
}

func inodeStorageDeleteElem(k *Kernel, c *bpfCall, m *Map, key []byte) abi.Errno {
	inode, fd, e := k.keyInode(c, key)
	if e != 0 {
		return e
	}
	values := storageOf(m)
	if e := k.check(inodeStorageDeleteMissing, values[inode] != nil, fd, 0); e != 0 {
		return e
	}
	delete(values, inode)
	return 0
}
