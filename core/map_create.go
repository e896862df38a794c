package core

import "bpfplay/core/abi"

// Follows map_create and what it calls in kernel/bpf/syscall.c.

// checkAttr follows CHECK_ATTR: every byte behind the last field that the command knows must be zero.
func (k *Kernel) checkAttr(c *bpfCall, row *Check) abi.Errno {
	last, size := c.last, k.attrSize
	at := last
	for at < size && c.attr[at] == 0 {
		at++
	}
	return k.check(row, at == size, uint64(last), uint64(at))
}

// mapCreate follows map_create: check the attr, find the type, let it allocate, and hand out a descriptor.
func (k *Kernel) mapCreate(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, mapCreateCheckAttr); e != 0 {
		return 0, e
	}
	m, e := k.findAndAllocMap(c)
	if e != 0 {
		return 0, e
	}
	k.setRefcnt("map_create", m, 1)
	fd := k.anonInodeGetfd(c.task, m, O_RDWR)
	if e := k.check(mapCreateGetfd, fd >= 0, c.task.Limits.Nofile, 0); e != 0 {
		k.mapFree(m, true)
		return 0, e
	}
	return int64(fd), 0
}

// findAndAllocMap follows find_and_alloc_map: it walks the list of registered types, newest first.
func (k *Kernel) findAndAllocMap(c *bpfCall) (*Map, abi.Errno) {
	want := abi.MapType(c.attr.U32(&abi.MapTypeField))
	var found *mapType
	for i := range k.types {
		k.note(Event{Kind: Compared, Func: "find_and_alloc_map", A: uint64(k.types[i].typ), B: uint64(want)})
		if k.types[i].typ == want {
			found = &k.types[i]
			break
		}
	}
	if e := k.check(findMapType, found != nil, uint64(want), uint64(len(k.types))); e != 0 {
		return nil, e
	}
	m, e := found.ops.mapAlloc(k, c)
	if e != 0 {
		return nil, e
	}
	m.ops, m.Type = found.ops, want
	return m, 0
}
