package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows bpf_obj_get_next_id and the functions that open an object by its id, in kernel/bpf/syscall.c.

// idKind is one kind of objects with ids. Its two commands differ only in these checks and functions.
type idKind struct {
	attr, capable, none *Check                               // of the command that walks the ids
	next                func(k *Kernel, least uint32) uint32 // returns the lowest id from least on, or 0
	hidden              func(k *Kernel, id uint32) bool      // reports whether an object unknown here may have id; nil means never

	fdAttr, fdCapable, unknown, getfd *Check // of the command that opens by id
	id                                *abi.Field
	flags                             func(*Kernel, *bpfCall) abi.Errno            // checks open_flags; may be nil
	mode                              func(*Kernel, *bpfCall) (int, abi.Errno)     // returns the mode of the new file; nil means that open sets it
	open                              func(k *Kernel, id uint32) (File, abi.Errno) // takes a reference for the new file
	put                               func(*Kernel, *File)                         // drops it if no descriptor is free
}

// getNextID follows bpf_obj_get_next_id.
func (o *idKind) getNextID(k *Kernel, c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, o.attr); e != 0 {
		return 0, e
	}
	start := c.attr.U32(&abi.StartID)
	if e := k.check(getNextIDStart, start < idEnd, uint64(start), idEnd); e != 0 {
		return 0, e
	}
	if e := k.checkAdmin(c, o.capable); e != 0 {
		return 0, e
	}
	id := o.next(k, start+1)
	if id != start+1 && o.hidden != nil && o.hidden(k, start+1) {
		return k.notEmulated(c)
	}
	if e := k.check(o.none, id != 0, uint64(start), 0); e != 0 {
		return 0, e
	}
	return 0, k.putU32(c, getNextIDFault, c.uattr+uint64(abi.NextID.Offset), id)
}

// getFDByID follows bpf_map_get_fd_by_id and its siblings: it opens a new file for the object with an id.
func (o *idKind) getFDByID(k *Kernel, c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, o.fdAttr); e != 0 {
		return 0, e
	}
	if o.flags != nil {
		if e := o.flags(k, c); e != 0 {
			return 0, e
		}
	}
	if e := k.checkAdmin(c, o.fdCapable); e != 0 {
		return 0, e
	}
	mode := 0
	if o.mode != nil {
		var e abi.Errno
		if mode, e = o.mode(k, c); e != 0 {
			return 0, e
		}
	}
	id := c.attr.U32(o.id)
	known := id != 0 && o.next(k, id) == id
	if !known && o.hidden != nil && o.hidden(k, id) {
		return k.notEmulated(c)
	}
	if e := k.check(o.unknown, known, uint64(id), 0); e != 0 {
		return 0, e
	}
	f, e := o.open(k, id)
	if e != 0 {
		return 0, e
	}
	f.Mode |= mode
	fd, e := k.anonInodeGetfd(o.getfd, c.task, f)
	if e != 0 {
		o.put(k, &f)
		return 0, e
	}
	return int64(fd), 0
}

// checkAdmin checks that the task has CAP_SYS_ADMIN.
func (k *Kernel) checkAdmin(c *bpfCall, capable *Check) abi.Errno {
	caps := c.task.Cred.Caps
	return k.check(capable, caps.Has(abi.CAP_SYS_ADMIN) || c.task.tokenCapable(c.token, abi.CAP_SYS_ADMIN), uint64(caps), 0)
}

// putU32 follows put_user of four bytes.
func (k *Kernel) putU32(c *bpfCall, fault *Check, addr uint64, v uint32) abi.Errno {
	b := k.scratch[:4]
	binary.LittleEndian.PutUint32(b, v)
	left := c.task.Mem.CopyToUser(addr, b)
	return k.check(fault, left == 0, addr, uint64(v))
}
