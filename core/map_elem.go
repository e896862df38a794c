package core

import "bpfplay/core/abi"

// Follows the element commands of kernel/bpf/syscall.c: their checks before the operation of the map type, and the
// copies in and out.

var (
	sinceOpFlags     = abi.Since{abi.V6_19}                              // bpf_map_check_op_flags
	sinceKeylessMaps = abi.Since{abi.V4_20}                              // __bpf_copy_key: key_size may be 0
	sinceFirstKey    = abi.Since{abi.V4_12}                              // a NULL key returns the first key
	sinceKvmalloc    = abi.Since{abi.V5_15}                              // values may be larger than KMALLOC_MAX_SIZE
	sincePopFault    = abi.Since{abi.V5_7, abi.V5_4 + 42, abi.V5_6 + 14} // a fault while copying out is returned
	sincePopReads    = abi.Since{abi.V5_7, abi.V5_4 + 44, abi.V5_6 + 16} // LOOKUP_AND_DELETE checks FMODE_CAN_READ too
)

// bpfMapGet follows __bpf_map_get: it returns the file of the map that fd refers to.
func (k *Kernel) bpfMapGet(t *Task, fd uint32) (*File, abi.Errno) {
	f := t.Files.File(int(int32(fd)))
	if e := k.check(bpfMapGetBadFD, f != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	return f, k.check(bpfMapGetNoMap, f.Map != nil, uint64(fd), 0)
}

// canRead follows map_get_sys_perms: it reports whether FMODE_CAN_READ is set.
func (f *File) canRead() bool { return f.Mode != O_WRONLY }

// canWrite follows map_get_sys_perms: it reports whether FMODE_CAN_WRITE is set. A frozen map clears it.
func (f *File) canWrite() bool { return f.Mode != O_RDONLY && !f.Map.frozen }

// bpfMapCheckOpFlags follows bpf_map_check_op_flags: it checks the flags other than BPF_ANY, BPF_NOEXIST and BPF_EXIST.
func (k *Kernel) bpfMapCheckOpFlags(m *Map, flags, allowed uint64) abi.Errno {
	if abi.SinceCPUFlags.In(k.Machine.Release) {
		if e := k.check(opFlagsUnknown, uint64(uint32(flags))&^allowed == 0, flags, allowed); e != 0 {
			return e
		}
		if e := k.check(opFlagsNoLock, flags&abi.BPF_F_LOCK == 0 || m.hasLock(), flags, 0); e != 0 {
			return e
		}
		return k.checkCPUFlags(m, flags)
	}
	if e := k.check(opFlagsUnknown, flags&^allowed == 0, flags, allowed); e != 0 {
		return e
	}
	return k.check(opFlagsNoLock, flags&abi.BPF_F_LOCK == 0 || m.hasLock(), flags, 0)
}

func (k *Kernel) checkCPUFlags(m *Map, flags uint64) abi.Errno {
	one, all := flags&abi.BPF_F_CPU != 0, flags&abi.BPF_F_ALL_CPUS != 0
	if e := k.check(opFlagsNoCPU, one || flags>>32 == 0, flags, 0); e != 0 {
		return e
	}
	if !one && !all {
		return 0
	}
	if e := k.check(opFlagsNoPercpu, m.ops.percpu, flags, uint64(m.Type)); e != 0 {
		return e
	}
	if e := k.check(opFlagsBothCPUs, !one || !all, flags, 0); e != 0 {
		return e
	}
	return k.check(opFlagsCPURange, !one || flags>>32 < uint64(k.Machine.CPUs), flags>>32, uint64(k.Machine.CPUs))
}

// mapLookupElem follows map_lookup_elem.
func (k *Kernel) mapLookupElem(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, lookupCheckAttr); e != 0 {
		return 0, e
	}
	r, flags := k.Machine.Release, c.attr.U64(&abi.LookupFlags)
	early := abi.SinceLockFlag.In(r) && !sinceOpFlags.In(r)
	if early {
		if e := k.check(lookupFlags, flags&^abi.BPF_F_LOCK == 0, flags, 0); e != 0 {
			return 0, e
		}
	}
	f, e := k.bpfMapGet(c.task, c.attr.U32(&abi.ElemMapFD))
	if e != 0 {
		return 0, e
	}
	m := f.Map
	if e := k.check(lookupNotReadable, f.canRead(), uint64(f.Mode), 0); e != 0 {
		return 0, e
	}
	switch {
	case early:
		e = k.check(lookupNoLock, flags&abi.BPF_F_LOCK == 0 || m.hasLock(), flags, 0)
	case sinceOpFlags.In(r):
		allowed := uint64(abi.BPF_F_LOCK)
		if abi.SinceCPUFlags.In(r) {
			allowed |= abi.BPF_F_CPU
		}
		e = k.bpfMapCheckOpFlags(m, flags, allowed)
	}
	if e != 0 {
		return 0, e
	}
	key, e := k.userKey(c, m, c.attr.U64(&abi.ElemKey))
	if e != 0 {
		return 0, e
	}
	size, at := k.bpfMapValueSize(m, flags), c.attr.U64(&abi.ElemValueOut)
	if e := k.check(elemValueMemory, size <= k.valueLimit, uint64(size), uint64(k.valueLimit)); e != 0 {
		return 0, e
	}
	if m.ops.valueIsAsked {
		value, ok := k.copyIn(c, &k.elem.value, at, size)
		if e := k.check(lookupAskFault, ok, at, uint64(size)); e != 0 {
			return 0, e
		}
		return 0, m.ops.lookup(k, c, m, key, value, flags)
	}
	value := c.task.writable(at, size)
	there := value != nil
	if !there {
		value = roomFor(&k.elem.value, size)
	}
	if e := m.ops.lookup(k, c, m, key, value, flags); e != 0 {
		return 0, e
	}
	return 0, k.putOut(lookupFault, c, at, value, there)
}

// mapUpdateElem follows map_update_elem.
func (k *Kernel) mapUpdateElem(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, updateCheckAttr); e != 0 {
		return 0, e
	}
	f, e := k.bpfMapGet(c.task, c.attr.U32(&abi.ElemMapFD))
	if e != 0 {
		return 0, e
	}
	m, r, flags := f.Map, k.Machine.Release, c.attr.U64(&abi.UpdateFlags)
	if e := k.check(updateNotWritable, f.canWrite(), uint64(f.Mode), uint64(bit(f.Map.frozen))); e != 0 {
		return 0, e
	}
	switch {
	case sinceOpFlags.In(r):
		e = k.bpfMapCheckOpFlags(m, flags, 1<<64-1)
	case abi.SinceLockFlag.In(r):
		e = k.check(updateNoLock, flags&abi.BPF_F_LOCK == 0 || m.hasLock(), flags, 0)
	}
	if e != 0 {
		return 0, e
	}
	key, e := k.userKey(c, m, c.attr.U64(&abi.ElemKey))
	if e != 0 {
		return 0, e
	}
	size, at := k.bpfMapValueSize(m, flags), c.attr.U64(&abi.ElemValue)
	if e := k.check(elemValueMemory, size <= k.valueLimit, uint64(size), uint64(k.valueLimit)); e != 0 {
		return 0, e
	}
	// Untraced, the map type reads the caller's own memory: BenchmarkElements takes up to 5 % longer with a copy.
	// TestTracingChangesNothing compares both.
	value := c.task.readable(at, size)
	if value == nil || k.tracer != nil {
		var ok bool
		value, ok = k.copyIn(c, &k.elem.value, at, size)
		if e := k.check(updateFault, ok, at, uint64(size)); e != 0 {
			return 0, e
		}
	}
	return 0, m.ops.update(k, c, m, key, value, flags)
}

// mapDeleteElem follows map_delete_elem.
func (k *Kernel) mapDeleteElem(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, deleteCheckAttr); e != 0 {
		return 0, e
	}
	f, e := k.bpfMapGet(c.task, c.attr.U32(&abi.ElemMapFD))
	if e != 0 {
		return 0, e
	}
	if e := k.check(deleteNotWritable, f.canWrite(), uint64(f.Mode), uint64(bit(f.Map.frozen))); e != 0 {
		return 0, e
	}
	key, e := k.userKey(c, f.Map, c.attr.U64(&abi.ElemKey))
	if e != 0 {
		return 0, e
	}
	return 0, f.Map.ops.delete(k, c, f.Map, key)
}

// mapGetNextKey follows map_get_next_key.
func (k *Kernel) mapGetNextKey(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, nextKeyCheckAttr); e != 0 {
		return 0, e
	}
	f, e := k.bpfMapGet(c.task, c.attr.U32(&abi.ElemMapFD))
	if e != 0 {
		return 0, e
	}
	m := f.Map
	if e := k.check(nextKeyNotReadable, f.canRead(), uint64(f.Mode), 0); e != 0 {
		return 0, e
	}
	var key []byte
	if at := c.attr.U64(&abi.ElemKey); at != 0 || !sinceFirstKey.In(k.Machine.Release) {
		if key, e = k.userKey(c, m, at); e != 0 {
			return 0, e
		}
	}
	at := c.attr.U64(&abi.ElemNextKey)
	next := c.task.writable(at, int(m.KeySize))
	there := next != nil
	if !there {
		next = roomFor(&k.elem.value, int(m.KeySize))
	}
	if e := m.ops.getNextKey(k, m, key, next); e != 0 {
		return 0, e
	}
	return 0, k.putOut(nextKeyFault, c, at, next, there)
}

// mapLookupAndDeleteElem follows map_lookup_and_delete_elem.
func (k *Kernel) mapLookupAndDeleteElem(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, takeCheckAttr); e != 0 {
		return 0, e
	}
	r, flags := k.Machine.Release, c.attr.U64(&abi.LookupDelFlags)
	withFlags := abi.SinceTakeFlags.In(r)
	if withFlags {
		if e := k.check(takeFlags, flags&^abi.BPF_F_LOCK == 0, flags, 0); e != 0 {
			return 0, e
		}
	}
	f, e := k.bpfMapGet(c.task, c.attr.U32(&abi.ElemMapFD))
	if e != 0 {
		return 0, e
	}
	m := f.Map
	if sincePopReads.In(r) {
		if e := k.check(takeNotReadable, f.canRead(), uint64(f.Mode), 0); e != 0 {
			return 0, e
		}
	}
	if e := k.check(takeNotWritable, f.canWrite(), uint64(f.Mode), uint64(bit(f.Map.frozen))); e != 0 {
		return 0, e
	}
	if withFlags {
		if e := k.check(takeNoLock, flags == 0 || m.hasLock(), flags, 0); e != 0 {
			return 0, e
		}
	}
	key, e := k.userKey(c, m, c.attr.U64(&abi.ElemKey))
	if e != 0 {
		return 0, e
	}
	size, at := int(m.ValueSize), c.attr.U64(&abi.ElemValueOut)
	if withFlags {
		size = k.bpfMapValueSize(m, 0)
	}
	if e := k.check(elemValueMemory, size <= k.valueLimit, uint64(size), uint64(k.valueLimit)); e != 0 {
		return 0, e
	}
	can := m.ops.lookupAndDelete != nil && (m.ops.pops || withFlags)
	if e := k.check(takeNotSupported, can, uint64(m.Type), 0); e != 0 {
		return 0, e
	}
	value := roomFor(&k.elem.value, size)
	if e := m.ops.lookupAndDelete(k, c, m, key, value, flags); e != 0 {
		return 0, e
	}
	if e := k.copyOut(takeFault, c, at, value); e != 0 && sincePopFault.In(r) {
		return 0, e
	}
	return 0, 0
}
