package core

import "bpfplay/core/abi"

func (k *Kernel) mapLookupBatch(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }

func (k *Kernel) mapLookupAndDeleteBatch(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }

func (k *Kernel) mapUpdateBatch(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }

func (k *Kernel) mapDeleteBatch(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }
