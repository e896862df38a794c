package core

import "bpfplay/core/abi"

// Follows how kernel/bpf/syscall.c copies keys and values in and out: __bpf_copy_key, bpf_map_value_size,
// copy_from_user and copy_to_user.

// elemRoom is where the element commands keep what they copy: one call at a time, so all share it.
type elemRoom struct{ key, value []byte }

// bpfMapValueSize follows bpf_map_value_size: how many bytes of a value go between a program and the kernel.
func (k *Kernel) bpfMapValueSize(m *Map, flags uint64) int {
	switch {
	case flags&(abi.BPF_F_CPU|abi.BPF_F_ALL_CPUS) != 0 && whereCPUFlags.In(k.Machine.Release):
		return int(m.ValueSize)
	case m.ops.percpu:
		return roundUp8(int(m.ValueSize)) * k.Machine.CPUs
	}
	return int(m.ValueSize)
}

func roundUp8(n int) int { return (n + 7) &^ 7 }

// userKey copies a key in. Where the map has no keys, there must be none.
func (k *Kernel) userKey(c *bpfCall, m *Map, addr uint64) ([]byte, abi.Errno) {
	if m.KeySize == 0 && whereKeylessMaps.In(k.Machine.Release) {
		return nil, k.check(elemKeyGiven, addr == 0, addr, 0)
	}
	var ok bool
	k.elem.key, ok = k.copyIn(c, k.elem.key, addr, int(m.KeySize))
	return k.elem.key, k.check(elemKeyFault, ok, addr, uint64(m.KeySize))
}

// copyIn reads n bytes into buf, which grows only as far as there is memory to read.
func (k *Kernel) copyIn(c *bpfCall, buf []byte, addr uint64, n int) ([]byte, bool) {
	buf = buf[:0]
	for len(buf) < n {
		step := min(n-len(buf), max(cap(buf)-len(buf), chunkBytes))
		at := len(buf)
		buf = grown(buf, at+step)
		if c.task.Mem.CopyFromUser(buf[at:], addr+uint64(at)) != 0 {
			return buf, false
		}
	}
	k.noteCopy(CopiedIn, "copy_from_user", addr, n)
	return buf, true
}

// grown is buf with n bytes; what is behind its old end may be anything.
func grown(buf []byte, n int) []byte {
	if n <= cap(buf) {
		return buf[:n]
	}
	return append(buf[:cap(buf)], make([]byte, n-cap(buf))...)
}

// valueRoom says whether the kernel would find room for a value of n bytes.
func (k *Kernel) valueRoom(n int) abi.Errno {
	limit := uint64(KMALLOC_MAX_SIZE)
	if whereKvmalloc.In(k.Machine.Release) {
		limit = k.Machine.Memory << 20
	}
	return k.check(elemValueMemory, uint64(n) <= limit, uint64(n), limit)
}

// copyOut writes what a command found to where the caller wants it.
func (k *Kernel) copyOut(row *Check, c *bpfCall, addr uint64, b []byte) abi.Errno {
	left := c.task.Mem.CopyToUser(addr, b)
	if e := k.check(row, left == 0, addr, uint64(len(b))); e != 0 {
		return e
	}
	k.noteCopy(CopiedOut, "copy_to_user", addr, len(b))
	return 0
}
