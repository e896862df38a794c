package paste

import (
	"encoding/binary"
	"maps"
	"slices"

	"bpfplay/core"
)

// Stores is the memory that the stores of a program fill, and tracks the bytes stored since the last call.
type Stores struct {
	pages map[uint64]*storedPage // by address / PAGE_SIZE
	dirty map[uint64]bool        // pages written since the last call
	refs  map[uint64]Ref         // four-byte results of calls, by address
	total int                    // bytes stored so far
}

type storedPage struct {
	bytes [core.PAGE_SIZE]byte
	ever  [core.PAGE_SIZE]bool
	since [core.PAGE_SIZE]bool // since the last call
}

const (
	StoresMax  = 4 << 20 // most bytes that one text may store in total
	storesWide = 600     // most pages that one text may store to
)

// NewStores returns an empty memory that has the pages of the arena.
func NewStores() *Stores {
	s := &Stores{pages: map[uint64]*storedPage{}, dirty: map[uint64]bool{}, refs: map[uint64]Ref{}}
	for i := range uint64(core.ArenaPages) {
		s.pages[core.ArenaStart/core.PAGE_SIZE+i] = &storedPage{}
	}
	return s
}

// Clone returns the memory of a child: a copy of s without any store since the last call.
func (s *Stores) Clone() *Stores {
	c := &Stores{pages: map[uint64]*storedPage{}, dirty: map[uint64]bool{}, refs: maps.Clone(s.refs), total: s.total}
	for nr, p := range s.pages {
		c.pages[nr] = &storedPage{bytes: p.bytes, ever: p.ever}
	}
	return c
}

// Fits reports whether n bytes can be stored at addr.
func (s *Stores) Fits(addr, n uint64) bool {
	return addr <= core.TASK_SIZE && n <= core.TASK_SIZE-addr && uint64(s.total)+n <= StoresMax &&
		uint64(len(s.pages))+n/core.PAGE_SIZE+2 <= storesWide
}

// Write stores bytes at addr. It reports false if addr is not a user address or the text has stored too much.
func (s *Stores) Write(addr uint64, bytes []byte) bool {
	n := uint64(len(bytes))
	if !s.Fits(addr, n) {
		return false
	}
	s.total += len(bytes)
	if len(s.refs) > 0 {
		maps.DeleteFunc(s.refs, func(at uint64, _ Ref) bool { return at+3 >= addr && at < addr+n })
	}
	for len(bytes) > 0 {
		p, at := s.page(addr)
		n := copy(p.bytes[at:], bytes)
		for i := at; i < at+uint64(n); i++ {
			p.ever[i], p.since[i] = true, true
		}
		bytes, addr = bytes[n:], addr+uint64(n)
	}
	return true
}

// Put stores v as a number of size bytes. It reports false if no number has as many.
func (s *Stores) Put(addr, v uint64, size int) bool {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	return size <= len(b) && s.Write(addr, b[:size])
}

// Refer stores the result of a call as a number of size bytes. It reports false if size is less than four, or too many.
func (s *Stores) Refer(addr uint64, ref Ref, size int) bool {
	if size < 4 || !s.Put(addr, 0, size) {
		return false
	}
	s.refs[addr] = ref
	return true
}

// Touch maps the pages of n bytes at addr, for memory that the program has but does not store to.
func (s *Stores) Touch(addr, n uint64) {
	const most = 64 // pages
	if addr == 0 || addr > core.TASK_SIZE {
		return
	}
	end := addr + min(max(n, 1), most*core.PAGE_SIZE)
	for at := addr; at < end && at < core.TASK_SIZE; at = (at/core.PAGE_SIZE + 1) * core.PAGE_SIZE {
		if s.pages[at/core.PAGE_SIZE] == nil {
			s.Write(at, []byte{0})
		}
	}
}

func (s *Stores) page(addr uint64) (*storedPage, uint64) {
	p := s.pages[addr/core.PAGE_SIZE]
	if p == nil {
		p = &storedPage{}
		s.pages[addr/core.PAGE_SIZE] = p
	}
	s.dirty[addr/core.PAGE_SIZE] = true
	return p, addr % core.PAGE_SIZE
}

// Read returns n bytes at addr; bytes never stored are zero.
func (s *Stores) Read(addr uint64, n int) []byte {
	bytes := make([]byte, n)
	for i := range bytes {
		if p := s.pages[(addr+uint64(i))/core.PAGE_SIZE]; p != nil {
			bytes[i] = p.bytes[(addr+uint64(i))%core.PAGE_SIZE]
		}
	}
	return bytes
}

// Text returns the NUL-terminated string at addr, "" if nothing is stored there.
func (s *Stores) Text(addr uint64) string {
	bytes := s.Read(addr, core.PAGE_SIZE)
	if end := slices.Index(bytes, 0); end >= 0 {
		bytes = bytes[:end]
	}
	return string(bytes)
}

// Give moves the bytes stored since the last call into c. Bytes within the size of the attr become c.Attr if every byte
// of it that was ever stored was stored again; otherwise they become part of c.Memory.
func (s *Stores) Give(c *Call) {
	attr := s.attrLength(c)
	if attr > 0 {
		c.Attr = make([]byte, attr)
	}
	var starts []uint64 // of pieces of Memory
	for _, nr := range slices.Sorted(maps.Keys(s.dirty)) {
		p := s.pages[nr]
		for at := range p.since {
			addr := nr*core.PAGE_SIZE + uint64(at)
			if !p.since[at] {
				continue
			}
			p.since[at] = false
			if addr-c.Addr < uint64(attr) {
				c.Attr[addr-c.Addr] = p.bytes[at]
				s.passRef(c, addr, RefAttr, 0, int(addr-c.Addr))
				continue
			}
			last := len(c.Memory) - 1
			if last < 0 || starts[last]+uint64(len(c.Memory[last].Bytes)) != addr {
				c.Memory = append(c.Memory, Memory{Addr: addr})
				starts = append(starts, addr)
				last++
			}
			c.Memory[last].Bytes = append(c.Memory[last].Bytes, p.bytes[at])
			s.passRef(c, addr, RefMemory, last, int(addr-starts[last]))
		}
	}
	clear(s.dirty)
}

// passRef adds the reference stored at addr to c.
func (s *Stores) passRef(c *Call, addr uint64, in RefIn, nr, at int) {
	if ref, ok := s.refs[addr]; ok {
		ref.In, ref.Nr, ref.At = in, nr, at
		c.Refs = append(c.Refs, ref)
	}
}

// attrLength returns the offset after the last byte of the attr stored since the last call. It is 0 if no byte was
// stored, or only some of the bytes stored earlier were stored again.
func (s *Stores) attrLength(c *Call) int {
	length := 0
	for i := range min(int64(c.Size), core.PAGE_SIZE) {
		p := s.pages[(c.Addr+uint64(i))/core.PAGE_SIZE]
		if p == nil {
			continue
		}
		at := (c.Addr + uint64(i)) % core.PAGE_SIZE
		if p.ever[at] && !p.since[at] {
			return 0
		}
		if p.since[at] {
			length = int(i) + 1
		}
	}
	return length
}

// Left reports whether bytes were stored after the last call.
func (s *Stores) Left() bool { return len(s.dirty) > 0 }
