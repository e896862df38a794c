package core

import "bpfplay/core/abi"

func (k *Kernel) mapFreeze(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }
