package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows how kernel/bpf/syscall.c copies keys and values in and out: __bpf_copy_key, bpf_map_value_size,
// copy_from_user and copy_to_user.

// elemRoom holds the copies of the element commands. Calls run one at a time and share it.
type elemRoom struct{ key, value []byte }

// bpfMapValueSize follows bpf_map_value_size: it returns the size of a value as user space passes it.
func (k *Kernel) bpfMapValueSize(m *Map, flags uint64) int {
	if m.ops.percpu {
		return k.percpuValueSize(m, flags)
	}
	return int(m.ValueSize)
}

//go:noinline so that bpfMapValueSize can be inlined
func (k *Kernel) percpuValueSize(m *Map, flags uint64) int {
	if flags&(abi.BPF_F_CPU|abi.BPF_F_ALL_CPUS) != 0 && abi.SinceCPUFlags.In(k.Machine.Release) {
		return int(m.ValueSize)
	}
	return roundUp8(int(m.ValueSize)) * k.Machine.CPUs
}

func roundUp8(n int) int { return (n + 7) &^ 7 }

// userKey copies a key in, or checks that the key is NULL if the map has no keys. Untraced, it returns the caller's own
// memory: BenchmarkElements takes 3 to 8 % longer without that. TestTracingChangesNothing compares both.
func (k *Kernel) userKey(c *bpfCall, m *Map, addr uint64) ([]byte, abi.Errno) {
	if m.KeySize == 0 && sinceKeylessMaps.In(k.Machine.Release) {
		return nil, k.check(elemKeyGiven, addr == 0, addr, 0)
	}
	if key := c.task.readable(addr, int(m.KeySize)); key != nil && k.tracer == nil {
		return key, 0
	}
	key, ok := k.copyIn(c, &k.elem.key, addr, int(m.KeySize))
	return key, k.check(elemKeyFault, ok, addr, uint64(m.KeySize))
}

// copyIn reads n bytes, into room if they are not contiguous in memory.
func (k *Kernel) copyIn(c *bpfCall, room *[]byte, addr uint64, n int) ([]byte, bool) {
	b := c.task.readable(addr, n)
	if b == nil {
		var ok bool
		if b, ok = c.task.copyIn(room, addr, n); !ok {
			return nil, false
		}
	}
	k.noteCopy(CopiedIn, "copy_from_user", addr, n)
	return b, true
}

// copyIn reads n bytes into room, which grows only as far as memory can be read. ok is false if that ends too early. Zero
// bytes can be read from any address.
func (t *Task) copyIn(room *[]byte, addr uint64, n int) (b []byte, ok bool) {
	b = (*room)[:0]
	for len(b) < n {
		at := len(b)
		b = grown(b, at+min(n-at, max(cap(b)-at, chunkBytes)))
		*room = b
		if t.Mem.CopyFromUser(b[at:], addr+uint64(at)) != 0 {
			return nil, false
		}
	}
	return b, true
}

// putOut is copyOut for bytes that a map type may already have written to the caller's memory. Untraced, nothing is left
// to do then: BenchmarkElements takes 10 to 14 % longer without that. TestTracingChangesNothing compares both.
func (k *Kernel) putOut(check *Check, c *bpfCall, addr uint64, b []byte, there bool) abi.Errno {
	if there && k.tracer == nil {
		return 0
	}
	return k.copyOut(check, c, addr, b)
}

// copyFew copies like copy. Keys and values are mostly a word or two, and a call of copy costs more than that in
// WebAssembly (BenchmarkElements in cmd/serve).
func copyFew(dst, src []byte) {
	if len(src) > 32 || len(dst) < len(src) {
		copy(dst, src)
		return
	}
	if len(src) == 8 { // the most common size first
		binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(src))
		return
	}
	for len(src) >= 8 {
		binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(src))
		dst, src = dst[8:], src[8:]
	}
	if len(src) >= 4 {
		binary.LittleEndian.PutUint32(dst, binary.LittleEndian.Uint32(src))
		dst, src = dst[4:], src[4:]
	}
	if len(src) > 0 {
		copy(dst, src)
	}
}

// grown returns buf with n bytes. Those after its old end are undefined.
func grown(buf []byte, n int) []byte {
	if n <= cap(buf) {
		return buf[:n]
	}
	return append(buf[:cap(buf)], make([]byte, n-cap(buf))...)
}

// roomFor returns n bytes with undefined contents.
func roomFor(room *[]byte, n int) []byte {
	if n > cap(*room) {
		*room = make([]byte, n)
	}
	return (*room)[:n]
}

// bootElements sets the largest value that the release can allocate a buffer for.
func (k *Kernel) bootElements() {
	k.valueLimit = KMALLOC_MAX_SIZE
	if sinceKvmalloc.In(k.Machine.Release) {
		k.valueLimit = int(k.Machine.Memory << 20)
	}
}

// copyOut copies b to the caller's memory at addr.
func (k *Kernel) copyOut(check *Check, c *bpfCall, addr uint64, b []byte) abi.Errno {
	left := c.task.Mem.CopyToUser(addr, b)
	if e := k.check(check, left == 0, addr, uint64(len(b))); e != 0 {
		return e
	}
	k.noteCopy(CopiedOut, "copy_to_user", addr, len(b))
	return 0
}
