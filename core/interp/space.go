package interp

// Addresses have 0xffff in the top 16 bits, the number of a region in the next 16, and an offset in the low 32. A larger
// region takes several numbers. The address of a function has the region number 0xffff and the index of its first
// instruction as offset.
const (
	addrHigh = 0xffff0000 // the upper half of an address in region 0
	codeHigh = 0xffffffff // the upper half of the address of a function
)

// MaxRegions is the number of regions of a space, each of up to 4 GiB.
const MaxRegions = 0xfff0

// FuncAddr returns the address of the function at index pc of a program.
func FuncAddr(pc int) uint64 { return codeHigh<<32 | uint64(uint32(pc)) }

// Memory is a region that finds its bytes at each access, so that it sees changes made between two instructions.
type Memory interface {
	// Bytes returns n bytes at offset off, or nil if they are not all in the region.
	Bytes(off uint64, n int) []byte
}

// Fields is a region whose fields are converted at each access, such as the context of a program.
type Fields interface {
	Memory
	// Load returns the value of n bytes at offset off. ok is false if a program may not read it.
	Load(off uint64, n int) (v uint64, ok bool)
	// Store writes the low n bytes of v. It reports whether a program may write there.
	Store(off uint64, n int, v uint64) bool
}

// region is an entry of a space. It has contiguous bytes or finds them through memory.
type region struct {
	bytes  []byte
	memory Memory
	fields Fields // memory, if it converts its fields
	before uint64 // bytes of the region in the entries before this one
}

// Space is the memory that programs see. Machines that run at the same time share it.
type Space struct {
	regions []region
	free    []uint32 // removed, to be used again once all numbers are taken
}

// AddBytes adds a region of contiguous bytes and returns its address.
func (s *Space) AddBytes(b []byte) uint64 {
	addr := s.add(1)
	s.SetBytes(addr, b)
	return addr
}

// Add adds a region of size bytes and returns its address.
func (s *Space) Add(mem Memory, size uint64) uint64 {
	n := int(size>>32) + 1
	addr := s.add(n)
	fields, _ := mem.(Fields)
	first := int(uint32(addr>>32) - addrHigh)
	for i := range n {
		s.regions[first+i] = region{memory: mem, fields: fields, before: uint64(i) << 32}
	}
	return addr
}

// add takes n adjacent numbers. It panics if none is left.
func (s *Space) add(n int) uint64 {
	first := len(s.regions)
	switch {
	case first+n <= MaxRegions:
		s.regions = append(s.regions, make([]region, n)...)
	case n == 1 && len(s.free) > 0:
		first = int(s.free[0])
		s.free = s.free[1:]
	default:
		panic("BUG: no region is left")
	}
	return uint64(addrHigh+uint32(first)) << 32
}

// SetBytes replaces the bytes of the region at addr.
func (s *Space) SetBytes(addr uint64, b []byte) {
	s.regions[uint32(addr>>32)-addrHigh] = region{bytes: b}
}

// Remove removes the region of the given address. Its number is used again when all others are taken.
func (s *Space) Remove(addr uint64) {
	i := uint32(addr>>32) - addrHigh
	mem := s.regions[i].memory
	for n := i; int(n) < len(s.regions) && (n == i || mem != nil && s.regions[n].memory == mem); n++ {
		s.regions[n] = region{}
		s.free = append(s.free, n)
	}
}

// Bytes returns the n bytes at addr, or nil if they are not all in one region.
func (s *Space) Bytes(addr uint64, n int) []byte {
	i, off := addr>>32-addrHigh, uint64(uint32(addr))
	if i >= uint64(len(s.regions)) {
		return nil
	}
	r := &s.regions[i]
	if end := off + uint64(n); end <= uint64(len(r.bytes)) {
		return r.bytes[off:end:end]
	}
	if r.memory == nil {
		return nil
	}
	return r.memory.Bytes(r.before+off, n)
}

// At returns the memory of the region at addr, nil if it has contiguous bytes or does not exist.
func (s *Space) At(addr uint64) Memory {
	i := addr>>32 - addrHigh
	if i >= uint64(len(s.regions)) {
		return nil
	}
	return s.regions[i].memory
}

// Load returns the value of n bytes at addr: 1, 2, 4 or 8. ok is false outside of the regions.
func (s *Space) Load(addr uint64, n int) (v uint64, ok bool) {
	if f, off := s.fields(addr); f != nil {
		return f.Load(off, n)
	}
	b := s.Bytes(addr, n)
	if b == nil {
		return 0, false
	}
	for i := n - 1; i >= 0; i-- {
		v = v<<8 | uint64(b[i])
	}
	return v, true
}

// Store writes the low n bytes of v to addr. It reports whether addr is in a region.
func (s *Space) Store(addr uint64, n int, v uint64) bool {
	if f, off := s.fields(addr); f != nil {
		return f.Store(off, n, v)
	}
	b := s.Bytes(addr, n)
	for i := range b {
		b[i] = byte(v >> (8 * i))
	}
	return b != nil
}

// fields returns the region of addr if its fields are converted, and the offset.
func (s *Space) fields(addr uint64) (Fields, uint64) {
	i := addr>>32 - addrHigh
	if i >= uint64(len(s.regions)) {
		return nil, 0
	}
	r := &s.regions[i]
	return r.fields, r.before + uint64(uint32(addr))
}
