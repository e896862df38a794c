package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

// Follows map_freeze in kernel/bpf/syscall.c. writecnt counts writable mappings alone: one call runs at a time.

var (
	sinceNoFreezing   = abi.Since{abi.V5_6} // some types cannot be frozen
	sinceFreezeByFile = abi.Since{abi.V6_5} // a writable descriptor is enough
)

// mapFreeze makes a map permanently read-only for user space.
func (k *Kernel) mapFreeze(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, freezeCheckAttr); e != 0 {
		return 0, e
	}
	f, e := k.bpfMapGet(c.task, c.attr.U32(&abi.ElemMapFD))
	if e != 0 {
		return 0, e
	}
	if e := k.mayFreeze(c, f); e != 0 {
		return 0, e
	}
	f.Map.frozen = true
	k.note(Event{Kind: FrozenSet, Func: "map_freeze", Map: f.Map.Nr})
	return 0, 0
}

func (k *Kernel) mayFreeze(c *bpfCall, f *File) abi.Errno {
	r, m, caps := k.Machine.Release, f.Map, c.task.Cred.Caps
	if sinceNoFreezing.In(r) {
		if e := k.check(freezeNotSupported, !m.ops.neverFrozen, uint64(m.Type), 0); e != 0 {
			return e
		}
	}
	kinds := btf.TIMER
	if sinceMapRules.In(r) {
		kinds = ^btf.FieldKind(0)
	}
	if e := k.check(freezeSpecial, !m.record.Has(kinds), 0, 0); e != 0 {
		return e
	}
	if sinceFreezeByFile.In(r) {
		if e := k.check(freezeNotWritable, f.canWrite(), uint64(f.Mode), uint64(bit(f.Map.frozen))); e != 0 {
			return e
		}
		return k.check(freezeMapped, m.writecnt == 0, uint64(m.writecnt), 0)
	}
	if e := k.check(freezeMapped, m.writecnt == 0, uint64(m.writecnt), 0); e != 0 {
		return e
	}
	if e := k.check(freezeAgain, !m.frozen, 0, 0); e != 0 {
		return e
	}
	if abi.SinceCapBpf.In(r) {
		return k.check(freezeNotBpfCapable, k.bpfCapable(c.task), uint64(caps), 0)
	}
	return k.check(freezeNotCapable, caps.Has(abi.CAP_SYS_ADMIN), uint64(caps), 0)
}
