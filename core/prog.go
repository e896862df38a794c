package core

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/interp"
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
	GPL            bool            // the license is compatible with the GPL
	Insns          []insn.Insn     // as the verifier left them
	UID            uint32          // of the task that loaded it
	BTF            *BTFObject      // of prog_btf_fd; nil without
	Verified       uint32          // verified_insns
	StackDepth     uint32          // bytes of stack of the deepest chain of calls, rounded as the kernel does
	MaxCtxOffset   uint32          // end of the highest byte of the context that the program accesses
	keptHalves     []int           // see verifier.Result
	code           *interp.Program // the form that runs; nil before the first run
	subprogs       int             // functions, main among them
	funcInfo       []byte          // struct bpf_func_info of each function
	lineInfo       []byte          // struct bpf_line_info of each line
	pages          uint64          // with the header
	payer          *user           // the user that the pages are charged to, in releases that charge programs
	refcnt         int64
	token          *Token // with which it was loaded, or nil
	usedMaps       []*Map // each holds one reference; those of BPF_PROG_BIND_MAP are last
	attachFunc     string // attach_func_name of a preloaded program, whose instructions are not known; "" for others
	state          ObjectState
}

// Progs returns the programs that are not freed, oldest first. The slice must not be changed.
func (k *Kernel) Progs() []*Prog { return k.progs }

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

// bpfProgPut follows bpf_prog_put. The last reference removes the id. After a grace period, a kworker frees the program.
func (k *Kernel) bpfProgPut(p *Prog) {
	k.setProgRefcnt("bpf_prog_put", p, p.refcnt-1)
	if p.refcnt != 0 {
		return
	}
	k.bpfProgFreeID(p)
	if p.BTF != nil {
		k.btfPut(p.BTF)
	}
	grace := GraceRCU
	if p.sleepable() {
		grace = GraceTasksTrace
	}
	k.callRCU("__bpf_prog_put_noref", workItem{prog: p, kind: freeProg}, grace)
}

// bpfProgFreeDeferred follows bpf_prog_free_deferred: a kworker frees a program, which drops its maps.
func (k *Kernel) bpfProgFreeDeferred(p *Prog) {
	k.bpfProgUncharge(p)
	for _, m := range p.usedMaps {
		k.bpfMapPut(m)
	}
	p.state = ObjectFreed
	k.progs = slices.DeleteFunc(k.progs, func(q *Prog) bool { return q == p })
	k.work.remember(freedObject{prog: p.Nr})
	k.note(Event{Kind: Freed, Func: "bpf_prog_free_deferred", Prog: p.Nr})
}

// bpfProgGet follows bpf_prog_get. It returns the program of a descriptor without taking a reference.
func (k *Kernel) bpfProgGet(t *Task, fd uint32, notOpen, noProg *Check) (*Prog, abi.Errno) {
	f := t.Files.File(int(int32(fd)))
	if e := k.check(notOpen, f != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	return f.Prog, k.check(noProg, f.Prog != nil, uint64(fd), 0)
}
