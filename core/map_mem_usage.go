package core

import (
	"math/bits"

	"bpfplay/core/abi"
)

// Follows map_mem_usage of the types that use one struct and a fixed number of bytes per entry.

var (
	sinceMapPacked = abi.Since{abi.V6_9}  // the members of struct bpf_map are no longer aligned to cache lines
	sinceSockLinks = abi.Since{abi.V6_10} // struct sk_psock_progs holds links in addition to programs
)

// mapStruct is the size of a struct that extends struct bpf_map by more bytes.
func (k *Kernel) mapStruct(more uint64) uint64 {
	size, align := sizeofBpfMap.in(k.Machine.Release)+more, uint64(8)
	if !sinceMapPacked.In(k.Machine.Release) {
		align = 64
	}
	return (size + align - 1) &^ (align - 1)
}

// pointerMapMemUsage counts a struct that extends struct bpf_map by more bytes, and a pointer for each entry.
func pointerMapMemUsage(more uint64) func(k *Kernel, m *Map) uint64 {
	return func(k *Kernel, m *Map) uint64 { return k.mapStruct(more) + uint64(m.MaxEntries)*sizeofPointer }
}

// ringbufMapMemUsage counts the pages of positions and data, and a list of pages with each data page twice.
func ringbufMapMemUsage(k *Kernel, m *Map) uint64 {
	const meta = 3
	data := uint64(m.MaxEntries) / k.Machine.PageSize
	return k.mapStruct(8) + (meta+data)*k.Machine.PageSize + (meta+2*data)*sizeofPointer
}

func cgroupStorageMapUsage(k *Kernel, _ *Map) uint64 { return k.mapStruct(32) }

// devMapMemUsage counts the entries of the map too.
func devMapMemUsage(k *Kernel, m *Map) uint64 {
	const devNetdev = 64 // struct bpf_dtab_netdev
	tab := m.data.(*bpfDtab)
	slots := uint64(m.MaxEntries)
	if tab.buckets != 0 {
		slots = uint64(tab.buckets)
	}
	return k.mapStruct(48) + slots*sizeofPointer + uint64(tab.items)*devNetdev
}

// sockProgs is the size of struct sk_psock_progs.
func (k *Kernel) sockProgs() uint64 {
	if sinceSockLinks.In(k.Machine.Release) {
		return 64
	}
	return 32
}

func sockMapMemUsage(k *Kernel, m *Map) uint64 {
	return k.mapStruct(16+k.sockProgs()) + uint64(m.MaxEntries)*sizeofPointer
}

func sockHashMemUsage(k *Kernel, m *Map) uint64 {
	return k.mapStruct(24+k.sockProgs()) + uint64(1)<<bits.Len32(m.MaxEntries-1)*sockHashBucket
}

func insnArrayMemUsage(k *Kernel, m *Map) uint64 {
	const perInsn = 24
	return k.mapStruct(16) + uint64(m.MaxEntries)*perInsn
}
