package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// Addresses for memory whose address the text does not show.
const (
	scratchPath = core.ArenaStart + 3*core.PAGE_SIZE
	scratchKey  = 0x600000000000
	scratchElem = scratchKey + 1<<32
)

// scratchOf returns the scratch address of a field.
func scratchOf(f *abi.Field) uint64 {
	if f.Kind == abi.KindPath {
		return scratchPath
	}
	return scratchKey + uint64(f.Offset)<<32
}

// place assigns an address to all memory that the text shows, including the attr.
func (s *step) place() {
	owned := false
	point := func(f *abi.Field, bytes []byte) {
		if uint64(f.Value(s.attr)) == 0 {
			if !owned {
				s.attr, owned = append([]byte(nil), s.attr...), true
			}
			s.attr = f.Put(s.attr, scratchOf(f))
		}
		s.writes = append(s.writes, core.Write{Addr: f.Value(s.attr), Bytes: bytes})
	}
	s.bringNear()
	for _, m := range s.shown {
		if m.Field == nil {
			s.writes = append(s.writes, m.Write())
			s.tell(m.Addr, len(m.Bytes))
		} else if m.Field.Kind == abi.KindPointer || m.Field.Kind == abi.KindPath {
			point(m.Field, m.Bytes)
		}
	}
	if s.c.Path != "" {
		point(&abi.Pathname, append([]byte(s.c.Path), 0))
	}
	s.given = len(s.writes)
	s.fillTail()
}

// farEnd is TASK_SIZE on machines with 48-bit user addresses, such as arm64.
const farEnd = 1 << 48

// bringNear clears bit 47 of pointers, since user addresses have 47 bits here.
func (s *step) bringNear() {
	row := s.c.Cmd.Known(abi.Newest)
	if row == nil || s.refused(abi.EFAULT) || !s.known {
		return
	}
	for _, f := range row.Fields {
		at := f.Value(s.attr)
		if f.Kind != abi.KindPointer && f.Kind != abi.KindPath || at < core.TASK_SIZE || at >= farEnd {
			continue
		}
		s.attr = f.Put(append([]byte(nil), s.attr...), at&(farEnd/2-1))
		s.fills = append(s.fills, Fill{Field: f, Addr: s.attrAt() + uint64(f.Offset), Bytes: f.Bytes(s.attr)})
	}
}

// fillTail sets a byte of the attr if the text shows only that some unshown byte is nonzero and that the call failed. It
// chooses a byte that leads to the traced error.
func (s *step) fillTail() {
	if s.c.Unshown == nil || !s.known || s.want >= 0 {
		return
	}
	from := *s.c.Unshown
	if from >= len(s.attr) || !abi.IsZero(s.attr[from:]) {
		return
	}
	at := len(s.attr) - 1
	if row := s.c.Cmd.Known(s.machine.Release); row != nil && s.refused(abi.EINVAL) {
		at = min(at, max(from, row.Last(s.machine.Release))) // within the attr of this kernel, after the last field of the command
	}
	s.attr = append([]byte(nil), s.attr...)
	s.attr[at] = 1
	s.fills = append(s.fills, Fill{Addr: s.attrAt() + uint64(at), Bytes: []byte{1}})
}

// mayFill reports whether a program can map memory at addr.
func mayFill(addr uint64) bool { return addr >= core.PAGE_SIZE && addr < core.TASK_SIZE }

// readable reports whether n bytes at addr are mapped, or written with the call.
func (s *step) readable(addr uint64, n int) bool {
	for _, w := range s.writes {
		if addr >= w.Addr && addr+uint64(n) <= w.Addr+uint64(len(w.Bytes)) {
			return true
		}
	}
	_, ok := s.read(addr, n)
	return ok
}

func (s *step) read(addr uint64, n int) ([]byte, bool) {
	b := make([]byte, n)
	return b, s.k.Task(s.task).Mem.CopyFromUser(b, addr) == 0
}

// toldPage has a bit for each byte of a page that the text shows with its address.
type toldPage [core.PAGE_SIZE / 64]uint64

// tell records that the text shows n bytes at addr.
func (s *step) tell(addr uint64, n int) {
	if addr >= core.TASK_SIZE {
		return
	}
	for end := addr + uint64(n); addr < end; {
		where := place{s.task, addr / core.PAGE_SIZE}
		page := s.told[where]
		if page == nil {
			page = new(toldPage)
			s.told[where] = page
		}
		for last := min(end, (where.addr+1)*core.PAGE_SIZE); addr < last; addr++ {
			page[addr%core.PAGE_SIZE/64] |= 1 << (addr % 64)
		}
	}
}

// isShown reports whether the text shows the memory at addr, with this call or with an earlier one.
func (s *step) isShown(addr uint64) bool {
	if page := s.told[place{s.task, addr / core.PAGE_SIZE}]; page != nil && page[addr%core.PAGE_SIZE/64]>>(addr%64)&1 != 0 {
		return true
	}
	for _, w := range s.writes[:s.given] {
		if addr >= w.Addr && addr < w.Addr+uint64(len(w.Bytes)) {
			return true
		}
	}
	return false
}

// Most bytes of memory filled in for one pointer, and for all calls.
const (
	fillLimit  = 1 << 20
	fillsLimit = 64 << 20
)

// fill writes bytes at the pointer f, for memory that the text does not show.
func (s *step) fill(f *abi.Field, bytes []byte) {
	addr := f.Value(s.attr)
	if !mayFill(addr) || len(bytes) > fillLimit || len(bytes) == 0 || s.filled > fillsLimit {
		return
	}
	s.filled += len(bytes)
	s.writes = append(s.writes, core.Write{Addr: addr, Bytes: bytes})
	s.fills = append(s.fills, Fill{Field: f, Addr: addr, Bytes: bytes})
}

// input fills in n zero bytes at the pointer f, which the kernel reads, unless they are mapped or the call failed with
// EFAULT.
func (s *step) input(f *abi.Field, n uint64) {
	if s.lacks(f, n) {
		s.fill(f, make([]byte, n))
	}
}

// lacks reports whether n bytes at the pointer f have to be mapped for the traced result.
func (s *step) lacks(f *abi.Field, n uint64) bool {
	addr := f.Value(s.attr)
	return !s.refused(abi.EFAULT) && n <= fillLimit && mayFill(addr) && !s.readable(addr, int(n))
}

// output maps n bytes at the pointer f, which only the kernel writes, unless the call failed with EFAULT. Bytes that
// another pointer of the call shares keep their value.
func (s *step) output(f *abi.Field, n uint64) {
	if !s.lacks(f, n) {
		return
	}
	bytes := make([]byte, n)
	addr := f.Value(s.attr)
	for _, w := range s.writes {
		for i, b := range w.Bytes {
			if at := w.Addr + uint64(i) - addr; at < n {
				bytes[at] = b
			}
		}
	}
	fills := len(s.fills)
	s.fill(f, bytes)
	if len(s.fills) > fills {
		s.fills[fills].Output = true
	}
}
