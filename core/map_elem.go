package core

import "bpfplay/core/abi"

func (k *Kernel) mapLookupElem(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }

func (k *Kernel) mapUpdateElem(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }

func (k *Kernel) mapDeleteElem(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }

func (k *Kernel) mapGetNextKey(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }

func (k *Kernel) mapLookupAndDeleteElem(c *bpfCall) (int64, abi.Errno) { return k.notEmulated(c) }
