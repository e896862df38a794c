package core

// UserMem is the memory of a task as the kernel reaches it. A program that uses this package as a library may put
// its own memory behind it. Addresses come as the caller gave them: NULL, those that no program has, and pieces that
// run past the last one are for the memory to refuse. The slices are the kernel's, and lent for the one copy.
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

// Where the built-in memory of a task begins, how many pages it has, and which address on it is read-only for the kernel.
const (
	ArenaStart    = 0x10000000
	ArenaPages    = 8
	ArenaReadOnly = ArenaStart + (ArenaPages-1)*PAGE_SIZE
)

// accessOK follows access_ok: whether n bytes at addr are all user addresses, mapped or not.
func accessOK(addr, n uint64) bool { return addr <= TASK_SIZE && n <= TASK_SIZE-addr }

// page is memory outside the arena. A program can write all of it.
type page [PAGE_SIZE]byte

// Pages is the built-in UserMem: the arena, which is there from the start, and pages that a program wrote to elsewhere.
type Pages struct {
	arena [ArenaPages * PAGE_SIZE]byte
	pages map[uint64]*page // by address / PAGE_SIZE
}

// NewPages makes the memory that a task starts with: eight pages from 0x10000000, of which the last is read-only.
func NewPages() *Pages { return &Pages{pages: map[uint64]*page{}} }

// from is the memory at addr, as far as it goes on without a gap; nil where there is none.
func (m *Pages) from(addr uint64) []byte {
	if addr-ArenaStart < uint64(len(m.arena)) {
		return m.arena[addr-ArenaStart:]
	}
	if p := m.pages[addr/PAGE_SIZE]; p != nil {
		return p[addr%PAGE_SIZE:]
	}
	return nil
}

// writableFrom does the same for memory that the kernel may write to.
func (m *Pages) writableFrom(addr uint64) []byte {
	if addr-ArenaStart < ArenaReadOnly-ArenaStart {
		return m.arena[addr-ArenaStart : ArenaReadOnly-ArenaStart]
	}
	if addr-ArenaStart < uint64(len(m.arena)) {
		return nil
	}
	return m.from(addr)
}

// readable gives n bytes at addr as they lie in the built-in memory of a task, so that they need not be copied; nil
// where they cannot all be read, do not lie together, or the memory is a program's own.
func (t *Task) readable(addr uint64, n int) []byte {
	if m, ok := t.Mem.(*Pages); ok {
		if b := m.from(addr); n <= len(b) {
			return b[:n]
		}
	}
	return nil
}

// writable does the same for bytes that the kernel writes.
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
		b := m.from(addr)
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
			break
		}
		n := copy(b, src)
		src, addr = src[n:], addr+uint64(n)
	}
	return len(src)
}

// Poke writes as the task itself does before a call: read-only pages too, and pages that were not there are made.
func (m *Pages) Poke(addr uint64, src []byte) {
	for len(src) > 0 {
		b := m.from(addr)
		if b == nil {
			p := &page{}
			m.pages[addr/PAGE_SIZE] = p
			b = p[addr%PAGE_SIZE:]
		}
		n := copy(b, src)
		src, addr = src[n:], addr+uint64(n)
	}
}

// Fork copies all of the memory.
func (m *Pages) Fork() *Pages {
	child := &Pages{arena: m.arena, pages: make(map[uint64]*page, len(m.pages))}
	for at, p := range m.pages {
		c := *p
		child.pages[at] = &c
	}
	return child
}
