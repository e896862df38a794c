package core

// Usage is the memory that the emulation of a kernel takes, unlike that which the kernel would charge.
type Usage struct {
	Descriptors uint64 // open ones of all tasks
	Pages       uint64 // of user memory, made or copied after a fork
	Objects     uint64 // maps, programs, BTF objects and links
	Elements    uint64 // of all maps but arrays
	Bytes       uint64 // of the contents of maps
}

// storage is implemented by the data of map types whose contents grow with use.
type storage interface {
	heldBytes() int // bytes
}

// Usage returns the present usage. It looks at every task and map.
func (k *Kernel) Usage() Usage {
	u := Usage{Objects: uint64(len(k.maps) + len(k.progs) + len(k.btfs) + len(k.links))}
	seen := map[any]bool{} // tables and memory, which threads share
	for _, t := range k.tasks {
		if t == nil {
			continue
		}
		if !seen[t.Files] {
			seen[t.Files] = true
			u.Descriptors += uint64(t.Files.open)
		}
		if mem, ok := t.Mem.(*Pages); ok && !seen[mem] {
			seen[mem] = true
			u.Pages += uint64(mem.made)
		}
	}
	for _, m := range k.maps {
		if _, array := m.data.(*bpfArray); !array {
			u.Elements += k.Count(m)
		}
		if d, ok := m.data.(storage); ok {
			u.Bytes += uint64(d.heldBytes())
		}
	}
	return u
}

// MapMemory returns the bytes that all maps use, as fdinfo shows them.
func (k *Kernel) MapMemory() (bytes uint64) {
	for _, m := range k.maps {
		bytes += k.memlock(m)
	}
	return bytes
}

func (a *bpfArray) heldBytes() int       { return a.rows.held }
func (b *bpfBloomFilter) heldBytes() int { return b.bits.held }
func (t *lpmTrie) heldBytes() int        { return t.rows.held + t.nodes.held() }
func (rb *bpfRingbuf) heldBytes() int    { return len(rb.data) }
func (q *bpfQueueStack) heldBytes() int  { return q.rows.held }

func (h *bpfHtab) heldBytes() int {
	held := h.rows.held + len(h.slots)*bucketSlotSize
	if h.lru != nil {
		held += len(h.lru.nodes) * lruNodeSize
	}
	return held
}

// bucketSlotSize is the size of a bucketSlot in bytes.
const bucketSlotSize = 8
