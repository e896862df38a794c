package core

import "bpfplay/core/abi"

// Follows the use of a BPF token in map_create.

// createTakeTokenFlag clears BPF_F_TOKEN_FD in map_flags, because no map type supports it.
func (k *Kernel) createTakeTokenFlag(c *bpfCall) abi.Errno {
	flags := c.flags()
	c.byToken = flags&abi.BPF_F_TOKEN_FD != 0
	c.attr.PutU32(&abi.MapFlagsField, flags&^uint32(abi.BPF_F_TOKEN_FD))
	return 0
}

// createGetToken takes the token of the call. One that does not allow maps of the type is ignored.
func (k *Kernel) createGetToken(c *bpfCall) abi.Errno {
	if !c.byToken {
		return 0
	}
	o, e := k.bpfTokenGetFromFD(c, &abi.MapTokenFD, mapCreateTokenFD, mapCreateNoToken)
	if e == 0 && o.allow(delegateCmds, uint32(abi.BPF_MAP_CREATE)) && o.allow(delegateMaps, uint32(c.typ.typ)) {
		c.token = o
	}
	return e
}
