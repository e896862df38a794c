package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Follows the pages of struct bpf_prog in kernel/bpf/core.c, and bpf_prog_charge_memlock. Removed in 5.11 for memory cgroups.

// sizeofBpfProg are the bytes before the instructions of struct bpf_prog.
var sizeofBpfProg = sizes{
	{0, 56},
	{abi.V5_12, 72}, // statistics
	{abi.V6_18, 96}, // the tag grew to a hash of 32 bytes
}

// progPages returns the pages of a program with its header.
func (k *Kernel) progPages(p *Prog) uint64 {
	return pagesOf(sizeofBpfProg.in(k.Machine.Release) + uint64(len(p.Insns))*insn.Size)
}

// bpfProgChargeMemlock charges the pages of a program to its user, before its instructions are read.
func (k *Kernel) bpfProgChargeMemlock(c *bpfCall) abi.Errno {
	size := sizeofBpfProg.in(k.Machine.Release) + uint64(c.attr.U32(&abi.InsnCnt))*insn.Size
	p, u, limit := c.load.p, k.userOf(c.task), c.task.Limits.Memlock/PAGE_SIZE
	pages := pagesOf(size)
	if e := k.check(progCharge, u.lockedVM+pages <= limit, u.lockedVM+pages, limit); e != 0 {
		return e
	}
	u.lockedVM += pages
	p.pages, p.payer, c.load.charged = pages, u, pages
	return 0
}

// bpfProgUncharge follows bpf_prog_uncharge_memlock.
func (k *Kernel) bpfProgUncharge(p *Prog) {
	if p.payer != nil {
		p.payer.lockedVM -= p.pages
		p.payer = nil
	}
}
