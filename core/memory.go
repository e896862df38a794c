package core

// Follows bpf_map_area_alloc in kernel/bpf/syscall.c, kmalloc in mm/slub.c, vmalloc in mm/vmalloc.c and the per-CPU
// allocator in mm/percpu.c, as far as they can fail. Memory is counted, not allocated.

const (
	// KMALLOC_MAX_SIZE is the largest size of contiguous pages.
	KMALLOC_MAX_SIZE = 1 << 22
	// PCPU_MIN_UNIT_SIZE is the largest piece of per-CPU memory.
	PCPU_MIN_UNIT_SIZE = 32 << 10
)

// kernelShare is the divisor for the kernel's own part of the machine's memory.
const kernelShare = 8

// freeMemory returns the number of bytes left for maps.
func (k *Kernel) freeMemory() uint64 {
	all := k.Machine.Memory << 20
	return all - all/kernelShare - min(k.memory, all-all/kernelShare)
}

// bpfMapAreaAlloc follows bpf_map_area_alloc. It reports whether the machine has size bytes for m, and counts them until
// the map is freed.
func (k *Kernel) bpfMapAreaAlloc(m *Map, size uint64) bool {
	if size > k.freeMemory() {
		return false
	}
	m.memory += size
	k.memory += size
	return true
}

// allocPercpu follows __alloc_percpu for n allocations of size bytes on each possible processor.
func (k *Kernel) allocPercpu(m *Map, size, n uint64) bool {
	if size > PCPU_MIN_UNIT_SIZE {
		return false
	}
	cpus := uint64(k.Machine.CPUs)
	return n <= k.freeMemory()/(size*cpus+1) && k.bpfMapAreaAlloc(m, n*size*cpus)
}
