package core

import "bpfplay/core/abi"

// shape are the checks of a simple map type on the sizes and the flags of an attr. The kernel tests all in one if statement;
// here each is a check, in the same order.
type shape struct {
	entries, key, value, flags *Check
}

// check runs the checks on an attr. Flags that the release does not have are never allowed.
func (s *shape) check(k *Kernel, c *bpfCall, entriesOK, keyOK, valueOK bool, allowed uint32) abi.Errno {
	a := &c.attr
	if e := k.check(s.entries, entriesOK, uint64(a.U32(&abi.MaxEntries)), 0); e != 0 {
		return e
	}
	if e := k.check(s.key, keyOK, uint64(a.U32(&abi.KeySize)), 0); e != 0 {
		return e
	}
	if e := k.check(s.value, valueOK, uint64(a.U32(&abi.ValueSize)), 0); e != 0 {
		return e
	}
	return k.check(s.flags, c.flags()&^(allowed&k.mapFlags) == 0, uint64(c.flags()), uint64(allowed&k.mapFlags))
}

// flagsOf returns the map flags of a release.
func flagsOf(r abi.Release) (known uint32) {
	for _, f := range abi.MapFlags {
		if f.Since <= r {
			known |= uint32(f.Bit)
		}
	}
	return known
}
