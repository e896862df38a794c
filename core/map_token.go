package core

import "bpfplay/core/abi"

// Follows the use of a BPF token in map_create. Tokens are not emulated, so no descriptor refers to one.

// createTakeTokenFlag clears BPF_F_TOKEN_FD in map_flags, because no map type supports it.
func (k *Kernel) createTakeTokenFlag(c *bpfCall) abi.Errno {
	flags := c.flags()
	c.token = flags&abi.BPF_F_TOKEN_FD != 0
	c.attr.PutU32(&abi.MapFlagsField, flags&^uint32(abi.BPF_F_TOKEN_FD))
	return 0
}

// createGetToken follows bpf_token_get_from_fd.
func (k *Kernel) createGetToken(c *bpfCall) abi.Errno {
	if !c.token {
		return 0
	}
	fd := int32(c.attr.U32(&abi.MapTokenFD))
	if e := k.check(mapCreateTokenFD, c.task.Files.File(int(fd)) != nil, uint64(uint32(fd)), 0); e != 0 {
		return e
	}
	return k.check(mapCreateNoToken, false, uint64(uint32(fd)), 0)
}
