package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
	"bpfplay/core/btf"
)

// Follows bpf_btf_load in kernel/bpf/syscall.c, and btf_new_fd and btf_parse in kernel/bpf/btf.c.

// bpfBTFLoad checks BTF, gives it an id and returns a descriptor.
func (k *Kernel) bpfBTFLoad(c *bpfCall) (int64, abi.Errno) {
	r, caps := k.Machine.Release, uint64(c.task.Cred.Caps)
	if sinceCommon.In(r) {
		if e := k.checkBTFLog(c); e != 0 {
			return 0, e
		}
	}
	if e := k.checkAttr(c, btfLoadCheckAttr); e != 0 {
		return 0, e
	}
	if abi.SinceTokens.In(r) {
		if e := k.takeToken(c, btfLoadToken); e != 0 {
			return 0, e
		}
	}
	if abi.SinceCapBpf.In(r) {
		if e := k.check(btfLoadBpfCapable, k.callCapable(c, abi.CAP_BPF), caps, 0); e != 0 {
			return 0, e
		}
	} else if e := k.check(btfLoadCapable, c.task.Cred.Caps.Has(abi.CAP_SYS_ADMIN), caps, 0); e != 0 {
		return 0, e
	}
	parsed, e := k.btfParse(c)
	switch {
	case e != 0:
		return 0, e
	case parsed == nil:
		return k.notEmulated(c)
	}
	k.madeBTFs++
	b := &BTFObject{Nr: k.madeBTFs, BTF: parsed}
	k.btfs = append(k.btfs, b)
	k.setBTFRefcnt("btf_parse", b, 1)
	k.btfIDs.allocCyclic(b)
	k.note(Event{Kind: IDGiven, Func: "btf_alloc_id", BTF: b.Nr, A: uint64(b.ID)})
	return k.btfNewFD(c, b)
}

// btfLog returns the log that the attr asks for.
func (c *bpfCall) btfLog() bpflog.Buffer {
	size := c.attr.U32(&abi.BtfLogSize)
	return bpflog.Buffer{Level: c.attr.U32(&abi.BtfLogLevel), Size: size, Given: c.attr.U64(&abi.BtfLogBuf) != 0, Writable: size}
}

func (k *Kernel) checkBTFLog(c *bpfCall) abi.Errno {
	log := c.btfLog()
	return k.check(btfLoadLog, log.Valid(k.Machine.Release), uint64(log.Level), uint64(log.Size))
}

// btfParse follows btf_parse. It returns nil without an error if the BTF cannot be decided.
func (k *Kernel) btfParse(c *bpfCall) (*btf.BTF, abi.Errno) {
	r, size := k.Machine.Release, c.attr.U32(&abi.BtfSize)
	if e := k.check(btfLoadLarge, size <= btf.MaxSize, uint64(size), btf.MaxSize); e != 0 {
		return nil, e
	}
	if !sinceCommon.In(r) {
		if e := k.checkBTFLog(c); e != 0 {
			return nil, e
		}
	}
	buffer := c.btfLog()
	var room []byte
	data, ok := c.task.copyIn(&room, c.attr.U64(&abi.BtfData), int(size))
	if e := k.check(btfLoadFault, ok, c.attr.U64(&abi.BtfData), uint64(size)); e != 0 {
		_, fault := k.finishBTFLog(c, bpflog.New(r, buffer), e)
		return nil, fault
	}
	k.noteCopy(CopiedIn, "copy_from_user", c.attr.U64(&abi.BtfData), len(data))
	log := bpflog.New(r, buffer)
	result := btf.Parse(r, data, log)
	if result.Declined != "" {
		return nil, 0
	}
	e := k.checkBTFRules(result.Refusal)
	left, fault := k.finishBTFLog(c, log, e)
	if left > 0 { // the kernel writes line by line and stops at the fault
		buffer.Writable -= uint32(min(left, int(buffer.Writable)))
		log = bpflog.New(r, buffer)
		btf.Parse(r, data, log)
		_, fault = k.finishBTFLog(c, log, e)
	}
	if fault != 0 {
		return nil, fault
	}
	return result.BTF, 0
}

// finishBTFLog writes the log and its size, and returns the error of the call, whose own error so far is e. left is how
// many bytes at the end of the buffer cannot be written, if the log did not know.
func (k *Kernel) finishBTFLog(c *bpfCall, log *bpflog.Log, e abi.Errno) (left int, errno abi.Errno) {
	text, trueSize, logged := log.Finish()
	if n := c.task.Mem.CopyToUser(c.attr.U64(&abi.BtfLogBuf), text); n > 0 {
		return int(log.Size) - len(text) + n, 0
	}
	if k.Machine.Release < abi.BtfLogTrueSize.Since {
		if e == 0 {
			e = k.check(btfLoadLogFull, log.Level == 0 || !log.Full(), uint64(log.Size), 0)
		}
		return 0, e
	}
	switch {
	case logged != 0 && log.Faulted():
		e = k.check(btfLoadLogFault, false, c.attr.U64(&abi.BtfLogBuf), uint64(log.Size))
	case logged != 0:
		e = k.check(btfLoadLogSpace, false, uint64(log.Size), uint64(trueSize))
	}
	if c.size >= uint32(abi.BtfLogTrueSize.End()) {
		if fault := k.putU32(c, btfLoadTrueSize, c.uattr+uint64(abi.BtfLogTrueSize.Offset), trueSize); fault != 0 {
			e = fault
		}
	}
	return 0, e
}

// checkBTFRules records the rule that refused BTF, or that all of them passed.
func (k *Kernel) checkBTFRules(r *btf.Refusal) abi.Errno {
	if r == nil {
		return 0
	}
	return k.check(btfRuleChecks[r.Rule], false, r.A, r.B)
}
