package core

import "bpfplay/core/btf"

// BTFObject follows struct btf: type information that a task loaded, with its id and references.
type BTFObject struct {
	Nr     int // counted from 1 in order of creation
	ID     uint32
	BTF    *btf.BTF
	refcnt int64
}

func (b *BTFObject) id() *uint32 { return &b.ID }

// setBTFRefcnt sets refcnt and records the event.
func (k *Kernel) setBTFRefcnt(in string, b *BTFObject, n int64) {
	was := b.refcnt
	b.refcnt = n
	k.note(Event{Kind: RefcntSet, Func: in, BTF: b.Nr, A: uint64(was), B: uint64(n)})
}

// btfGet follows btf_get: it takes a reference.
func (k *Kernel) btfGet(b *BTFObject) { k.setBTFRefcnt("btf_get", b, b.refcnt+1) }

// btfPut follows btf_put: it drops a reference.
func (k *Kernel) btfPut(b *BTFObject) { k.setBTFRefcnt("btf_put", b, b.refcnt-1) }
