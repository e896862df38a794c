package core

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Prog follows struct bpf_prog and struct bpf_prog_aux: a loaded program.
type Prog struct {
	Nr             int // counted from 1 in order of loading
	ID             uint32
	Type           uint32 // BPF_PROG_TYPE_*
	ExpectedAttach uint32
	Flags          uint32 // prog_flags
	Tag            [8]byte
	Name           [16]byte
	License        string
	GPL            bool        // the license is compatible with the GPL
	Insns          []insn.Insn // as the verifier left them
	UID            uint32      // of the task that loaded it
	BTF            *BTFObject  // of prog_btf_fd; nil without
	Verified       uint32      // verified_insns
	refcnt         int64
	usedMaps       []*Map // each holds one reference; those of BPF_PROG_BIND_MAP are last
	state          ObjectState
}

func (p *Prog) id() *uint32 { return &p.ID }

// UsedMaps returns the maps that the program holds, in the order in which it names them first. The slice must not be
// changed.
func (p *Prog) UsedMaps() []*Map { return p.usedMaps }

// setProgRefcnt sets refcnt and records the event.
func (k *Kernel) setProgRefcnt(in string, p *Prog, n int64) {
	was := p.refcnt
	p.refcnt = n
	k.note(Event{Kind: RefcntSet, Func: in, Prog: p.Nr, A: uint64(was), B: uint64(n)})
}

// bpfProgInc follows bpf_prog_inc. It takes a reference.
func (k *Kernel) bpfProgInc(p *Prog) abi.Errno {
	k.setProgRefcnt("bpf_prog_inc", p, p.refcnt+1)
	return 0
}

// bpfProgPut follows bpf_prog_put. It drops a reference.
func (k *Kernel) bpfProgPut(p *Prog) {
	k.setProgRefcnt("bpf_prog_put", p, p.refcnt-1)
	if p.refcnt == 0 {
		k.callRCU("__bpf_prog_put_noref", workItem{prog: p, kind: freeProg}, GraceRCU)
	}
}

// bpfProgFreeDeferred follows bpf_prog_free_deferred: a kworker frees a program, which drops its maps.
func (k *Kernel) bpfProgFreeDeferred(p *Prog) {
	for _, m := range p.usedMaps {
		k.bpfMapPut(m)
	}
	p.state = ObjectFreed
	k.progs = slices.DeleteFunc(k.progs, func(q *Prog) bool { return q == p })
	k.work.remember(freedObject{prog: p.Nr})
	k.note(Event{Kind: Freed, Func: "bpf_prog_free_deferred", Prog: p.Nr})
}
