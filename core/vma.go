package core

import (
	"fmt"
	"slices"
)

// vma follows struct vm_area_struct: addresses of a task that mmap mapped.
type vma struct {
	start, end uint64
	prot       uint32
	flags      uint32
	shared     bool         // VM_SHARED: MAP_SHARED of a file that can be written
	file       *File        // nil for anonymous memory
	off        uint64       // bytes from the start of mem
	mem        mappedMemory // nil for anonymous memory
}

func (v *vma) size() uint64 { return v.end - v.start }

// fits reports whether the memory of the file has all bytes of the area.
func (v *vma) fits() bool {
	size := v.mem.mappedSize()
	return v.off <= size && v.size() <= size-v.off
}

// count adds d to the mappings that the file of the area counts: those of a perf event, and the writable ones of a map.
func (v *vma) count(d int) {
	switch {
	case v.mem == nil:
	case v.file.Map == nil:
		v.file.Object.(*PerfEvent).count(d)
	case v.prot&PROT_WRITE != 0:
		v.file.Map.writecnt += d
	}
}

// splitsPerf reports whether [start, end) is a part of the mapping of a perf event. Some releases refuse to unmap it.
func (m *Pages) splitsPerf(start, end uint64) bool {
	for _, v := range m.areas {
		if start < v.end && end > v.start && (start > v.start || end < v.end) && v.file != nil && isPerf(v.file) {
			return true
		}
	}
	return false
}

// zeroes is the memory of all pages of areas that were never written.
var zeroes [PAGE_SIZE]byte

// inArea returns contiguous memory at addr in an area with one of the bits of prot, or nil. Only an area with PROT_WRITE gets
// private pages.
func (m *Pages) inArea(addr uint64, prot uint32) []byte {
	v := m.areaAt(addr)
	switch {
	case v == nil || v.prot&prot == 0:
		return nil
	case v.mem != nil:
		b := v.mem.mapped(v.off + addr - v.start)
		return b[:min(uint64(len(b)), v.end-addr)]
	case v.prot&PROT_WRITE == 0:
		return zeroes[addr%PAGE_SIZE:]
	}
	return m.makePage(addr).bytes[addr%PAGE_SIZE:]
}

// areaAt returns the area that contains addr, or nil.
func (m *Pages) areaAt(addr uint64) *vma {
	for _, v := range m.areas {
		if addr-v.start < v.end-v.start {
			return v
		}
	}
	return nil
}

// taken returns the end of memory that overlaps [start, end), or 0 if nothing does.
func (m *Pages) taken(start, end uint64) uint64 {
	const arenaEnd = ArenaStart + ArenaPages*PAGE_SIZE
	if start < arenaEnd && end > ArenaStart {
		return arenaEnd
	}
	for _, v := range m.areas {
		if start < v.end && end > v.start {
			return v.end
		}
	}
	for nr := range m.pages {
		if at := nr * PAGE_SIZE; at < end && at+PAGE_SIZE > start {
			return at + PAGE_SIZE
		}
	}
	return 0
}

// unmapPages removes the pages in [start, end).
func (m *Pages) unmapPages(start, end uint64) {
	if len(m.pages) == 0 {
		return
	}
	if m.pagesShared {
		m.unsharePages()
	}
	for nr, p := range m.pages {
		if at := nr * PAGE_SIZE; at >= start && at < end {
			if !p.shared {
				m.made--
			}
			delete(m.pages, nr)
		}
	}
}

// add inserts an area, ordered by address.
func (m *Pages) add(v *vma) {
	m.areas = append(m.areas, v)
	for i := len(m.areas) - 1; i > 0 && m.areas[i-1].start > v.start; i-- {
		m.areas[i-1], m.areas[i] = m.areas[i], m.areas[i-1]
	}
}

// without removes [start, end) from an area that overlaps it, and returns the parts that remain.
func (v *vma) without(start, end uint64) (rest []*vma) {
	if v.start < start {
		left := *v
		left.end = start
		rest = append(rest, &left)
	}
	if v.end > end {
		right := *v
		right.off += end - v.start
		right.start = end
		rest = append(rest, &right)
	}
	return rest
}

// forkAreas follows dup_mmap: the child's areas hold their own references. Those of perf events have VM_DONTCOPY.
func (k *Kernel) forkAreas(child *Pages) {
	child.areas = slices.DeleteFunc(child.areas, func(v *vma) bool { return v.file != nil && isPerf(v.file) })
	for i, v := range child.areas {
		own := *v
		child.areas[i] = &own
		if v.file != nil {
			k.getFile("dup_mmap", v.file)
		}
		own.count(1)
	}
}

// exitMmap follows exit_mmap: it removes every area of a task that exits or runs a new program.
func (k *Kernel) exitMmap(t *Task) {
	if mem, ok := t.Mem.(*Pages); ok && len(mem.areas) > 0 {
		k.unmap("exit_mmap", t, mem, 0, TASK_SIZE)
	}
}

// checkWrites returns an error if a task would write to memory that it mapped read-only. In Linux, SIGSEGV would end it.
func (c *Call) checkWrites(k *Kernel) error {
	t := k.Task(c.Task)
	if t == nil {
		return nil
	}
	mem, ok := t.Mem.(*Pages)
	if !ok {
		return nil
	}
	for _, w := range c.Writes {
		for _, v := range mem.areas {
			if v.prot&PROT_WRITE == 0 && w.Addr < v.end && w.Addr+uint64(len(w.Bytes)) > v.start {
				return fmt.Errorf("task %d cannot write to 0x%x: it mapped that memory read-only", c.Task, max(w.Addr, v.start))
			}
		}
	}
	return nil
}
