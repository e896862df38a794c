package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

// Follows bpf_map_mmap in kernel/bpf/syscall.c, array_map_mmap in arraymap.c and ringbuf_map_mmap in ringbuf.c.

var (
	sinceMapMmap    = abi.Since{abi.V5_5} // bpf_map_mmap
	sinceMmapRdonly = abi.Since{abi.V5_7} // no writable mapping of a map with BPF_F_RDONLY_PROG
)

// mappedMemory is the memory of a map that user space maps. Offsets are those that mmap takes.
type mappedMemory interface {
	// mapped returns contiguous bytes from off on, at least one. They stay the same memory while the map exists.
	mapped(off uint64) []byte
	// mappedSize returns the size of the memory in bytes.
	mappedSize() uint64
}

// bpfMapMmap follows bpf_map_mmap.
func (k *Kernel) bpfMapMmap(m *Map, v *vma) abi.Errno {
	if e := k.check(mapMmapSupported, m.ops.mmap != nil && !m.record.Has(^btf.FieldKind(0)), uint64(m.Type), 0); e != 0 {
		return e
	}
	if e := k.check(mapMmapShared, v.shared, uint64(v.flags), uint64(v.file.Mode)); e != 0 {
		return e
	}
	if v.prot&PROT_WRITE != 0 {
		if e := k.check(mapMmapFrozen, !m.frozen, 0, 0); e != 0 {
			return e
		}
		if sinceMmapRdonly.In(k.Machine.Release) {
			if e := k.check(mapMmapRdonly, m.Flags&abi.BPF_F_RDONLY_PROG == 0, uint64(m.Flags), 0); e != 0 {
				return e
			}
		}
	}
	return m.ops.mmap(k, m, v)
}

// arrayMapMmap follows array_map_mmap.
func arrayMapMmap(k *Kernel, m *Map, v *vma) abi.Errno {
	if e := k.check(arrayMmapFlag, m.Flags&abi.BPF_F_MMAPABLE != 0, uint64(m.Flags), 0); e != 0 {
		return e
	}
	a := m.data.(*bpfArray)
	v.mem = a
	return k.check(arrayMmapSize, v.fits(), v.off+v.size(), a.mappedSize())
}

// mappedSize implements [mappedMemory]: the values, each padded to 8 bytes, up to the end of their last page.
func (a *bpfArray) mappedSize() uint64 { return a.area }

// mapped implements [mappedMemory]. It completes the chunk at off first, so that later writes do not move it.
func (a *bpfArray) mapped(off uint64) []byte {
	s := &a.rows
	size := uint64(s.stride) << s.shift
	chunk := off / size
	last := min((chunk+1)<<s.shift, s.rows) - 1
	s.make(uint32(last))
	return s.chunks[chunk][off%size:]
}

// ringbufMapMmap follows ringbuf_map_mmap, since 6.1 ringbuf_map_mmap_kern and ringbuf_map_mmap_user: the side that user
// space owns can be written. That is the consumer's position, or in a user ring buffer the producer's and the data.
func ringbufMapMmap(k *Kernel, m *Map, v *vma) abi.Errno {
	if v.prot&PROT_WRITE != 0 {
		if m.Type == abi.BPF_MAP_TYPE_USER_RINGBUF {
			if e := k.check(ringbufMmapUser, v.off != 0, v.off, 0); e != 0 {
				return e
			}
		} else if e := k.check(ringbufMmapWrite, v.off == 0 && v.size() == PAGE_SIZE, v.off, v.size()); e != 0 {
			return e
		}
	}
	rb := m.data.(*bpfRingbuf)
	v.mem = rb
	return k.check(ringbufMmapSize, v.fits(), v.off+v.size(), rb.mappedSize())
}
