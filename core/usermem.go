package core

import "bytes"

// UserMem is the memory of a task as the kernel accesses it. A program that uses this package may
// implement it with its own memory. Addresses are unchecked: the implementation rejects NULL, unmapped addresses and
// ranges beyond the last one. It must not keep the slices after a call.
type UserMem interface {
	// CopyFromUser fills dst from address addr on and returns how many bytes at its end could not be read.
	CopyFromUser(dst []byte, addr uint64) (left int)
	// CopyToUser writes src to address addr on and returns how many bytes at its end could not be written.
	CopyToUser(addr uint64, src []byte) (left int)
}

const (
	// TASK_SIZE is the end of user addresses (x86-64 with four-level page tables).
	TASK_SIZE = 0x7ffffffff000
	// PAGE_SIZE is the size of a page in bytes.
	PAGE_SIZE = 4096
)

// The start of the built-in memory of a task, its size in pages, and the address from which it is read-only for the kernel.
const (
	ArenaStart    = 0x10000000
	ArenaPages    = 8
	ArenaReadOnly = ArenaStart + (ArenaPages-1)*PAGE_SIZE
)

// accessOK follows access_ok. It reports whether n bytes at addr are all user addresses, mapped or not.
func accessOK(addr, n uint64) bool { return addr <= TASK_SIZE && n <= TASK_SIZE-addr }

// page is a page outside the arena, which is writable.
type page struct {
	bytes  [PAGE_SIZE]byte
	shared bool // with a fork: copy it before a write
}

// Pages is the built-in UserMem: the arena, which always exists, areas that mmap mapped, and other pages that a program has
// written to. Forks share all of it until one of them writes.
type Pages struct {
	arena       []byte           // nil while a fork shares it
	shared      []byte           // the arena, then
	areas       []*vma           // by address
	pages       map[uint64]*page // by address / PAGE_SIZE
	pagesShared bool             // the map, and with it every page
	made        int              // pages made or copied
}

const arenaBytes = ArenaPages * PAGE_SIZE

// NewPages returns the initial memory of a task: eight pages at 0x10000000, the last of them read-only.
func NewPages() *Pages {
	return &Pages{arena: make([]byte, arenaBytes), pages: map[uint64]*page{}}
}

// from returns the contiguous memory at addr, or nil if addr is not mapped or in an area. No fork shares it.
func (m *Pages) from(addr uint64) []byte {
	if addr-ArenaStart < uint64(len(m.arena)) {
		return m.arena[addr-ArenaStart:]
	}
	return m.unshared(addr)
}

// unshared is from for pages outside the arena, and for an arena that a fork shares.
func (m *Pages) unshared(addr uint64) []byte {
	if addr-ArenaStart < arenaBytes {
		m.unshareArena()
		return m.arena[addr-ArenaStart:]
	}
	p := m.pages[addr/PAGE_SIZE]
	switch {
	case p == nil:
		return nil
	case m.pagesShared || p.shared:
		p = m.ownPage(addr/PAGE_SIZE, p)
	}
	return p.bytes[addr%PAGE_SIZE:]
}

func (m *Pages) unshareArena() {
	if m.arena == nil {
		m.arena, m.shared = bytes.Clone(m.shared), nil
	}
}

// unsharePages gives m its own map of pages, which still shares each page.
func (m *Pages) unsharePages() {
	own := make(map[uint64]*page, len(m.pages))
	for nr, p := range m.pages {
		p.shared = true
		own[nr] = p
	}
	m.pages, m.pagesShared = own, false
	m.made += len(own) / entriesPerPage
}

// entriesPerPage is the number of entries of a map of pages that take about as much memory as a page.
const entriesPerPage = 64

// ownPage replaces shared page nr by a copy that belongs to m.
func (m *Pages) ownPage(nr uint64, p *page) *page {
	if m.pagesShared {
		m.unsharePages()
	}
	m.made++
	own := &page{bytes: p.bytes}
	m.pages[nr] = own
	return own
}

// peek is from for bytes that are copied at once.
func (m *Pages) peek(addr uint64) []byte {
	switch {
	case addr-ArenaStart >= arenaBytes:
	case m.arena == nil:
		return m.shared[addr-ArenaStart:]
	default:
		return m.arena[addr-ArenaStart:]
	}
	if p := m.pages[addr/PAGE_SIZE]; p != nil {
		return p.bytes[addr%PAGE_SIZE:]
	}
	return nil
}

// writableFrom is from for memory that the kernel can write.
func (m *Pages) writableFrom(addr uint64) []byte {
	if at := addr - ArenaStart; at < ArenaReadOnly-ArenaStart && m.arena != nil {
		return m.arena[at : ArenaReadOnly-ArenaStart]
	}
	return m.writableElsewhere(addr)
}

func (m *Pages) writableElsewhere(addr uint64) []byte {
	switch at := addr - ArenaStart; {
	case at >= arenaBytes:
		return m.unshared(addr)
	case at >= ArenaReadOnly-ArenaStart:
		return nil
	}
	m.unshareArena()
	return m.writableFrom(addr)
}

// readable returns n bytes at addr of the built-in memory of a task, without copying them. It returns nil if they are
// not readable or not contiguous, or in an area of mmap, or if the memory is not built in.
func (t *Task) readable(addr uint64, n int) []byte {
	if m, ok := t.Mem.(*Pages); ok {
		if b := m.from(addr); n <= len(b) {
			return b[:n]
		}
	}
	return nil
}

// writable is readable for bytes that the kernel writes.
func (t *Task) writable(addr uint64, n int) []byte {
	if m, ok := t.Mem.(*Pages); ok {
		if b := m.writableFrom(addr); n <= len(b) {
			return b[:n]
		}
	}
	return nil
}

// CopyFromUser follows copy_from_user.
func (m *Pages) CopyFromUser(dst []byte, addr uint64) int {
	for len(dst) > 0 {
		b := m.peek(addr)
		if b == nil {
			b = m.inArea(addr, PROT_READ|PROT_WRITE)
		}
		if b == nil {
			break
		}
		n := copy(dst, b)
		dst, addr = dst[n:], addr+uint64(n)
	}
	return len(dst)
}

// CopyToUser follows copy_to_user.
func (m *Pages) CopyToUser(addr uint64, src []byte) int {
	for len(src) > 0 {
		b := m.writableFrom(addr)
		if b == nil {
			b = m.inArea(addr, PROT_WRITE)
		}
		if b == nil {
			break
		}
		n := copy(b, src)
		src, addr = src[n:], addr+uint64(n)
	}
	return len(src)
}

// Poke writes like the task itself before a call. It also writes read-only pages of the arena, and maps missing pages. It
// leaves out addresses that mmap mapped read-only.
func (m *Pages) Poke(addr uint64, src []byte) {
	for len(src) > 0 {
		b := m.from(addr)
		if b == nil {
			b = m.inArea(addr, PROT_WRITE)
		}
		if v := m.areaAt(addr); b == nil && v != nil {
			n := min(v.end-addr, uint64(len(src)))
			src, addr = src[n:], addr+n
			continue
		}
		if b == nil {
			b = m.makePage(addr).bytes[addr%PAGE_SIZE:]
		}
		n := copy(b, src)
		src, addr = src[n:], addr+uint64(n)
	}
}

// makePage makes the missing page at addr.
func (m *Pages) makePage(addr uint64) *page {
	if m.pagesShared {
		m.unsharePages()
	}
	m.made++
	p := &page{}
	m.pages[addr/PAGE_SIZE] = p
	return p
}

// Fork returns a copy of the memory. Maps that are mapped are shared.
func (m *Pages) Fork() *Pages {
	if m.arena != nil {
		m.arena, m.shared = nil, m.arena
	}
	m.pagesShared = true
	child := *m
	child.made = 0
	child.areas = append([]*vma(nil), m.areas...)
	return &child
}
