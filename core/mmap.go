package core

import "bpfplay/core/abi"

// Follows mmap and munmap in mm/mmap.c.

// Arguments of mmap.
const (
	PROT_READ  = 1
	PROT_WRITE = 2
	PROT_EXEC  = 4

	MAP_SHARED          = 0x1
	MAP_PRIVATE         = 0x2
	MAP_SHARED_VALIDATE = 0x3
	MAP_TYPE            = 0xf
	MAP_FIXED           = 0x10
	MAP_ANONYMOUS       = 0x20
	MAP_FIXED_NOREPLACE = 0x100000
)

const (
	mapLegacy   = 0x3d813 // known to every release, without those that are declined
	mapDeclined = 0x421c0 // MAP_32BIT, ABOVE4G, GROWSDOWN, LOCKED, HUGETLB
	protKnown   = PROT_READ | PROT_WRITE | PROT_EXEC

	// mmapBase is the lowest address that the kernel chooses. Linux chooses the highest free ones.
	mmapBase    = 0x20000000
	mmapMinAddr = 0x10000
)

var (
	sinceNoreplace   = abi.Since{abi.V4_17} // MAP_FIXED_NOREPLACE, file_mmap_ok
	sinceMapValidate = abi.Since{abi.V4_15} // MAP_SHARED_VALIDATE
)

// mmapCall is a call of mmap.
type mmapCall struct {
	addr, length uint64
	prot, flags  uint32
	fd           int32
	off          uint64
}

// declined reports whether the result of a call is not known: it depends on memory that is not emulated, or on settings of
// the machine such as its huge pages.
func (c *mmapCall) declined(k *Kernel, t *Task, mem *Pages) bool {
	if mem == nil || c.flags&mapDeclined != 0 || c.prot&PROT_EXEC != 0 || c.flags&MAP_ANONYMOUS != 0 && c.flags&MAP_TYPE != MAP_PRIVATE {
		return true
	}
	if f := t.Files.File(int(c.fd)); c.flags&MAP_ANONYMOUS == 0 && f != nil && (f.What != "" || f.Object != nil && !isPerf(f) || f.Map != nil && f.Map.Type == abi.BPF_MAP_TYPE_ARENA) {
		return true
	}
	if f := t.Files.File(int(c.fd)); f != nil && isPerf(f) && !t.Cred.Caps.Has(abi.CAP_IPC_LOCK) {
		return true // perf_event_mlock_kb may be exceeded
	}
	if c.fixed(k) && (c.addr < mmapMinAddr || c.flags&MAP_FIXED_NOREPLACE == 0 && mem.taken(c.addr, c.addr+c.length) != 0) {
		return true
	}
	return false
}

// fixed reports whether the address is more than a hint.
func (c *mmapCall) fixed(k *Kernel) bool {
	return c.flags&MAP_FIXED != 0 || c.flags&MAP_FIXED_NOREPLACE != 0 && sinceNoreplace.In(k.Machine.Release)
}

func (k *Kernel) sysMmap(t *Task, c mmapCall) int64 {
	mem, _ := t.Mem.(*Pages)
	if c.declined(k, t, mem) {
		return NotEmulated
	}
	addr, e := k.doMmap(t, mem, &c)
	if e == undecided {
		return NotEmulated
	}
	if e != 0 {
		return -int64(e)
	}
	return int64(addr)
}

// doMmap follows ksys_mmap_pgoff and do_mmap.
func (k *Kernel) doMmap(t *Task, mem *Pages, c *mmapCall) (uint64, abi.Errno) {
	if e := k.check(mmapOffset, c.off%PAGE_SIZE == 0, c.off, PAGE_SIZE); e != 0 {
		return 0, e
	}
	v := &vma{prot: c.prot & protKnown, flags: c.flags, off: c.off}
	if c.flags&MAP_ANONYMOUS == 0 {
		f, e := k.openFile(mmapBadFD, t, c.fd)
		if e != 0 {
			return 0, e
		}
		v.file = f
	}
	if e := k.check(mmapLength, c.length != 0, 0, 0); e != 0 {
		return 0, e
	}
	c.length = (c.length + PAGE_SIZE - 1) &^ (PAGE_SIZE - 1)
	if e := k.check(mmapRoom, c.length != 0 && c.length <= TASK_SIZE, c.length, TASK_SIZE); e != 0 {
		return 0, e
	}
	addr, e := k.getUnmappedArea(mem, c)
	if e != 0 {
		return 0, e
	}
	v.start, v.end = addr, addr+c.length
	if v.file != nil {
		if e := k.mmapFile(v, c.off); e != 0 {
			return 0, e
		}
	}
	k.mapArea(t, mem, v)
	return addr, 0
}

// getUnmappedArea follows get_unmapped_area.
func (k *Kernel) getUnmappedArea(mem *Pages, c *mmapCall) (uint64, abi.Errno) {
	last := TASK_SIZE - c.length
	if !c.fixed(k) {
		addr := c.addr &^ (PAGE_SIZE - 1)
		if addr != 0 {
			addr = max(addr, mmapMinAddr)
		}
		if addr != 0 && addr <= last && mem.taken(addr, addr+c.length) == 0 {
			return addr, 0
		}
		for addr = mmapBase; ; {
			next := mem.taken(addr, addr+c.length)
			if next == 0 {
				break
			}
			addr = next
		}
		return addr, k.check(mmapRoom, addr <= last, c.length, TASK_SIZE)
	}
	if e := k.check(mmapFixedEnd, c.addr <= last, c.addr, last); e != 0 {
		return 0, e
	}
	if e := k.check(mmapFixedPage, c.addr%PAGE_SIZE == 0, c.addr, PAGE_SIZE); e != 0 {
		return 0, e
	}
	return c.addr, k.check(mmapNoreplace, mem.taken(c.addr, c.addr+c.length) == 0, c.addr, c.length)
}

// mmapFile follows the checks of do_mmap on a file, and the mmap of its file operations.
func (k *Kernel) mmapFile(v *vma, off uint64) abi.Errno {
	r, f := k.Machine.Release, v.file
	if sinceNoreplace.In(r) {
		most := ^uint64(0) - v.size()
		if e := k.check(mmapOffsetLarge, off/PAGE_SIZE <= most/PAGE_SIZE, off, most); e != 0 {
			return e
		}
	}
	kind := v.flags & MAP_TYPE
	switch {
	case kind == MAP_PRIVATE:
	case kind == MAP_SHARED || kind == MAP_SHARED_VALIDATE && sinceMapValidate.In(r):
		if kind == MAP_SHARED_VALIDATE {
			if e := k.check(mmapValidate, v.flags&^uint32(mapLegacy) == 0, uint64(v.flags), 0); e != 0 {
				return e
			}
		}
		if e := k.check(mmapWriteMode, v.prot&PROT_WRITE == 0 || f.Mode != O_RDONLY, uint64(v.prot), uint64(f.Mode)); e != 0 {
			return e
		}
		v.shared = f.Mode != O_RDONLY
	default:
		return k.check(mmapType, false, uint64(kind), 0)
	}
	if e := k.check(mmapReadMode, f.Mode != O_WRONLY, uint64(f.Mode), 0); e != 0 {
		return e
	}
	if e, ok := f.Object.(*PerfEvent); ok {
		return k.perfMmap(e, v)
	}
	if e := k.check(mmapNone, f.Map != nil && sinceMapMmap.In(r), 0, 0); e != 0 {
		return e
	}
	return k.bpfMapMmap(f.Map, v)
}

// mapArea adds an area to the memory of a task. It holds a reference to its file.
func (k *Kernel) mapArea(t *Task, mem *Pages, v *vma) {
	if v.file != nil {
		k.getFile("mmap_region", v.file)
	}
	v.count(1)
	mem.add(v)
	k.noteArea(Mapped, "mmap_region", t, v)
}

// noteArea records an event of an area.
func (k *Kernel) noteArea(kind EventKind, in string, t *Task, v *vma) {
	e := Event{Kind: kind, Func: in, Task: t.Nr, A: v.start, B: v.size()}
	if v.file != nil {
		k.noteFile(v.file, e)
		return
	}
	k.note(e)
}

// sysMunmap follows munmap. The result is NotEmulated for pages that always exist.
func (k *Kernel) sysMunmap(t *Task, addr, length uint64) int64 {
	mem, _ := t.Mem.(*Pages)
	end := addr + (length+PAGE_SIZE-1)&^(PAGE_SIZE-1)
	if mem == nil || addr < ArenaStart+ArenaPages*PAGE_SIZE && end > ArenaStart {
		return NotEmulated
	}
	if e := k.check(munmapPage, addr%PAGE_SIZE == 0, addr, PAGE_SIZE); e != 0 {
		return -int64(e)
	}
	if e := k.check(munmapRange, addr <= TASK_SIZE && length <= TASK_SIZE-addr, addr, length); e != 0 {
		return -int64(e)
	}
	if mem.splitsPerf(addr, end) {
		return NotEmulated
	}
	if e := k.check(munmapLength, length != 0, 0, 0); e != 0 {
		return -int64(e)
	}
	k.unmap("munmap", t, mem, addr, end)
	return 0
}

// unmap removes [start, end) from the memory of a task. An area in its middle is split.
func (k *Kernel) unmap(in string, t *Task, mem *Pages, start, end uint64) {
	mem.unmapPages(start, end)
	for i := 0; i < len(mem.areas); i++ {
		v := mem.areas[i]
		if start >= v.end || end <= v.start {
			continue
		}
		rest := v.without(start, end)
		mem.areas = append(mem.areas[:i], mem.areas[i+1:]...)
		i--
		for _, part := range rest {
			if part.file != nil {
				k.getFile("split_vma", part.file)
			}
			part.count(1)
			mem.add(part)
		}
		gone := *v
		gone.start, gone.end = max(start, v.start), min(end, v.end)
		k.noteArea(Unmapped, in, t, &gone)
		v.count(-1)
		if v.file != nil {
			k.fput(in, v.file)
		}
	}
}
