package core

import (
	"math"

	"bpfplay/core/abi"
)

// Reads the keys and values of a batch command, as kernel/bpf/syscall.c does.

// userAt returns the address of element n of a buffer whose elements have size bytes.
func userAt(base uint64, n uint32, size int) uint64 { return base + uint64(n)*uint64(size) }

// batchRoom is memory for the keys and the value that a batch command works on.
type batchRoom struct{ prev, key, value []byte }

// batchRows are the consecutive keys or values that a batch command reads. Untraced, all are read at once if their memory
// is contiguous: BenchmarkElements takes 5 to 47 % longer without that. TestTracingChangesNothing compares both.
type batchRows struct {
	addr  uint64
	size  int
	rows  []byte // all of them, if they were read at once
	room  *[]byte
	fault *Check
}

func (k *Kernel) batchRows(c *bpfCall, addr uint64, size int, count uint32, room *[]byte, fault *Check) batchRows {
	b := batchRows{addr: addr, size: size, room: room, fault: fault}
	if all := uint64(count) * uint64(size); k.tracer == nil && all <= math.MaxInt32 {
		b.rows = c.task.readable(addr, int(all))
	}
	return b
}

func (k *Kernel) batchKeys(c *bpfCall, m *Map, count uint32) batchRows {
	return k.batchRows(c, c.attr.U64(&abi.BatchKeys), int(m.KeySize), count, &k.batch.key, batchKeyFault)
}

// at returns key or value i, or nil if they were not read at once: copyIn reads it then.
func (b *batchRows) at(i uint32) []byte {
	if b.rows == nil {
		return nil
	}
	return b.rows[int(i)*b.size:][:b.size]
}

// copyIn reads key or value i.
func (b *batchRows) copyIn(k *Kernel, c *bpfCall, i uint32) ([]byte, abi.Errno) {
	return k.takeBatch(c, b.room, userAt(b.addr, i, b.size), b.size, b.fault)
}

// takeBatch copies one key or value in.
func (k *Kernel) takeBatch(c *bpfCall, room *[]byte, addr uint64, n int, fault *Check) ([]byte, abi.Errno) {
	b, ok := k.copyIn(c, room, addr, n)
	return b, k.check(fault, ok, addr, uint64(n))
}
