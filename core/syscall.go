package core

import (
	"math"

	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// Follows the entry of the bpf system call, bpf and __sys_bpf in kernel/bpf/syscall.c.

// bpfCall is one call of bpf(2) while it runs.
type bpfCall struct {
	task  *Task
	cmd   abi.Cmd
	uattr uint64
	size  uint32
	stray uint32 // the register of a fifth argument
	attr  abi.Attr
	known uint32 // bytes of attr that may be set; all after them are zero
	last  int    // end of the last field of the command
	create
	load  progLoad // of a BPF_PROG_LOAD
	token *Token   // that the call uses, or nil
}

// NotEmulated is the result of a call that is not emulated because it does not concern maps.
const NotEmulated = -1 << 62

// entryStep is one step of the entry of a call. The steps and their order depend on the release.
type entryStep struct {
	since abi.Since // first release with the step; zero means always
	until abi.Since // first release without the step; zero means never removed
	run   func(*Kernel, *bpfCall) abi.Errno
}

// stepsOf returns the steps of a release.
func stepsOf(steps []entryStep, r abi.Release) (runs []func(*Kernel, *bpfCall) abi.Errno) {
	for _, s := range steps {
		if s.since.In(r) && (len(s.until) == 0 || !s.until.In(r)) {
			runs = append(runs, s.run)
		}
	}
	return runs
}

var (
	sinceMakersOnly = abi.Since{abi.V5_19} // the entry checks capabilities only for BPF_MAP_CREATE and BPF_PROG_LOAD
	sinceCentral    = abi.Since{abi.V6_5}  // map_create and bpf_prog_load check capabilities
	sinceSizeFirst  = abi.Since{abi.V4_14} // bpf_check_uarg_tail_zero checks the size before the pointer
	sinceZeroedUser = abi.Since{abi.V5_8}  // check_zeroed_user
	sinceCommon     = abi.Since{abi.V7_2}  // BPF_COMMON_ATTRS, struct bpf_common_attr
)

var entrySteps = []entryStep{
	{until: abi.SinceUnpriv, run: (*Kernel).checkCapable},
	{since: abi.SinceUnpriv, until: abi.SinceCapBpf, run: (*Kernel).checkSysctlAdmin},
	{since: abi.SinceCapBpf, until: sinceMakersOnly, run: (*Kernel).checkSysctl},
	{since: sinceMakersOnly, until: sinceCentral, run: (*Kernel).checkMakersSysctl},
	{until: sinceSizeFirst, run: (*Kernel).checkAccessOK},
	{run: (*Kernel).checkSize},
	{since: sinceSizeFirst, until: sinceZeroedUser, run: (*Kernel).checkRangeOK},
	{until: sinceZeroedUser, run: (*Kernel).checkTailByBytes},
	{since: sinceZeroedUser, run: (*Kernel).checkZeroedUser},
	{run: (*Kernel).copyAttr},
	{since: sinceCommon, run: (*Kernel).takeCommonAttrs},
}

// commands are the functions of the commands. A command of the release that is missing here does not concern maps.
var commands = table.Indexed[abi.Cmd, func(*Kernel, *bpfCall) (int64, abi.Errno)]{
	abi.BPF_MAP_CREATE:                  (*Kernel).mapCreate,
	abi.BPF_MAP_LOOKUP_ELEM:             (*Kernel).mapLookupElem,
	abi.BPF_MAP_UPDATE_ELEM:             (*Kernel).mapUpdateElem,
	abi.BPF_MAP_DELETE_ELEM:             (*Kernel).mapDeleteElem,
	abi.BPF_MAP_GET_NEXT_KEY:            (*Kernel).mapGetNextKey,
	abi.BPF_PROG_TEST_RUN:               (*Kernel).bpfProgTestRun,
	abi.BPF_OBJ_PIN:                     (*Kernel).bpfObjPin,
	abi.BPF_OBJ_GET:                     (*Kernel).bpfObjGet,
	abi.BPF_MAP_GET_NEXT_ID:             (*Kernel).bpfMapGetNextID,
	abi.BPF_MAP_GET_FD_BY_ID:            (*Kernel).bpfMapGetFDByID,
	abi.BPF_OBJ_GET_INFO_BY_FD:          (*Kernel).bpfObjGetInfoByFD,
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:  (*Kernel).mapLookupAndDeleteElem,
	abi.BPF_MAP_FREEZE:                  (*Kernel).mapFreeze,
	abi.BPF_MAP_LOOKUP_BATCH:            (*Kernel).mapLookupBatch,
	abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: (*Kernel).mapLookupAndDeleteBatch,
	abi.BPF_MAP_UPDATE_BATCH:            (*Kernel).mapUpdateBatch,
	abi.BPF_MAP_DELETE_BATCH:            (*Kernel).mapDeleteBatch,
	abi.BPF_PROG_LOAD:                   (*Kernel).bpfProgLoad,
	abi.BPF_PROG_GET_NEXT_ID:            (*Kernel).bpfProgGetNextID,
	abi.BPF_PROG_GET_FD_BY_ID:           (*Kernel).bpfProgGetFDByID,
	abi.BPF_PROG_BIND_MAP:               (*Kernel).bpfProgBindMap,
	abi.BPF_BTF_LOAD:                    (*Kernel).bpfBTFLoad,
	abi.BPF_BTF_GET_NEXT_ID:             (*Kernel).bpfBTFGetNextID,
	abi.BPF_BTF_GET_FD_BY_ID:            (*Kernel).bpfBTFGetFDByID,
	abi.BPF_LINK_GET_NEXT_ID:            (*Kernel).bpfLinkGetNextID,
	abi.BPF_LINK_GET_FD_BY_ID:           (*Kernel).bpfLinkGetFDByID,
	abi.BPF_PROG_ATTACH:                 (*Kernel).bpfProgAttach,
	abi.BPF_PROG_DETACH:                 (*Kernel).bpfProgDetach,
	abi.BPF_PROG_QUERY:                  (*Kernel).bpfProgQuery,
	abi.BPF_RAW_TRACEPOINT_OPEN:         (*Kernel).bpfRawTracepointOpen,
	abi.BPF_LINK_CREATE:                 (*Kernel).bpfLinkCreate,
	abi.BPF_LINK_UPDATE:                 (*Kernel).bpfLinkUpdate,
	abi.BPF_LINK_DETACH:                 (*Kernel).bpfLinkDetach,
	abi.BPF_ITER_CREATE:                 (*Kernel).bpfIterCreate,
	abi.BPF_ENABLE_STATS:                (*Kernel).bpfEnableStats,
	abi.BPF_TOKEN_CREATE:                (*Kernel).bpfTokenCreate,
}

// bootedCommand is a command of the running release.
type bootedCommand struct {
	run  func(*Kernel, *bpfCall) (int64, abi.Errno)
	last int // end of its last field
}

// bootSyscall selects the steps and the commands of the release.
func (k *Kernel) bootSyscall() {
	r := k.Machine.Release
	k.attrSize = abi.AttrSize(r)
	k.entry = stepsOf(entrySteps, r)
	k.commands = make([]bootedCommand, len(abi.Commands))
	for i := range abi.Commands {
		row := &abi.Commands[i]
		if row.Since > r {
			continue
		}
		run := commands.At(row.Nr)
		if run == nil {
			run = (*Kernel).foreignCommand
		}
		k.commands[i] = bootedCommand{run, row.Last(r)}
	}
}

// bpf is the system call. It returns the result, a negative error number, or NotEmulated.
func (k *Kernel) bpf(t *Task, cmd abi.Cmd, uattr uint64, size uint32) int64 {
	c := &k.call // calls run one at a time and share it
	c.task, c.cmd, c.uattr, c.size, c.stray = t, cmd, uattr, size, t.stray
	c.token, t.stray = nil, strayRegister
	if !k.entersPlainly(c) {
		for _, step := range k.entry {
			if e := step(k, c); e != 0 {
				return -int64(e)
			}
		}
	}
	known := c.cmd >= 0 && int(c.cmd) < len(k.commands) && k.commands[c.cmd].run != nil
	if e := k.check(bpfUnknownCommand, known, uint64(c.cmd), 0); e != 0 {
		return -int64(e)
	}
	c.last = k.commands[c.cmd].last
	ret, e := k.commands[c.cmd].run(k, c)
	switch {
	case e == undecided:
		k.notEmulated(c)
		return NotEmulated
	case e != 0:
		return -int64(e)
	}
	return ret
}

// entersPlainly is the untraced twin of the entry steps, for a call that none of them refuses in any release: its attr
// can be read and is no longer than the kernel's, and its task has CAP_SYS_ADMIN. It reports false for any other call.
// BenchmarkElements: without it, element calls take 9 to 20 % longer. TestTracingChangesNothing compares both.
func (k *Kernel) entersPlainly(c *bpfCall) bool {
	if k.tracer != nil || c.size > uint32(k.attrSize) || !c.task.Cred.Caps.Has(abi.CAP_SYS_ADMIN) || c.cmd&abi.BPF_COMMON_ATTRS != 0 {
		return false
	}
	attr := c.task.readable(c.uattr, int(c.size))
	if attr == nil {
		return false
	}
	copyFew(c.attr[:], attr)
	c.knows(c.size)
	return true
}

// knows clears the bytes of an earlier call after the first n bytes of the attr.
func (c *bpfCall) knows(n uint32) {
	if c.known > n {
		clear(c.attr[n:c.known])
	}
	c.known = n
}

func (k *Kernel) checkCapable(c *bpfCall) abi.Errno {
	return k.check(bpfNotCapable, c.task.Cred.Caps.Has(abi.CAP_SYS_ADMIN), uint64(c.task.Cred.Caps), 0)
}

func (k *Kernel) checkSysctlAdmin(c *bpfCall) abi.Errno {
	ok := c.task.Cred.Caps.Has(abi.CAP_SYS_ADMIN) || k.Machine.Unpriv == 0
	return k.check(bpfDisabledAdmin, ok, uint64(k.Machine.Unpriv), uint64(c.task.Cred.Caps))
}

func (k *Kernel) checkSysctl(c *bpfCall) abi.Errno {
	ok := k.bpfCapable(c.task) || k.Machine.Unpriv == 0
	return k.check(bpfDisabled, ok, uint64(k.Machine.Unpriv), uint64(c.task.Cred.Caps))
}

func (k *Kernel) checkMakersSysctl(c *bpfCall) abi.Errno {
	if c.cmd != abi.BPF_MAP_CREATE && c.cmd != abi.BPF_PROG_LOAD {
		return 0
	}
	ok := k.bpfCapable(c.task) || k.Machine.Unpriv == 0
	return k.check(bpfDisabledMakers, ok, uint64(k.Machine.Unpriv), uint64(c.task.Cred.Caps))
}

func (k *Kernel) checkAccessOK(c *bpfCall) abi.Errno {
	return k.check(bpfAccessOK, accessOK(c.uattr, 1), c.uattr, TASK_SIZE)
}

func (k *Kernel) checkSize(c *bpfCall) abi.Errno {
	return k.check(bpfSilly, uint64(c.size) <= k.Machine.PageSize, uint64(c.size), k.Machine.PageSize)
}

func (k *Kernel) checkRangeOK(c *bpfCall) abi.Errno {
	return k.check(bpfRangeOK, accessOK(c.uattr, uint64(c.size)), c.uattr, TASK_SIZE)
}

// checkTailByBytes checks byte by byte that the attr is zero after the part that the kernel knows.
func (k *Kernel) checkTailByBytes(c *bpfCall) abi.Errno {
	return k.checkTail(c, bpfTailFault, bpfTailSet)
}

// checkZeroedUser follows bpf_check_uarg_tail_zero with check_zeroed_user: after a check of the whole range, the same in
// words of eight bytes, which never cross a page.
func (k *Kernel) checkZeroedUser(c *bpfCall) abi.Errno {
	if known := uint64(k.attrSize); uint64(c.size) > known {
		if e := k.check(bpfTailRangeOK, accessOK(c.uattr+known, uint64(c.size)-known), c.uattr+known, TASK_SIZE); e != 0 {
			return e
		}
	}
	return k.checkTail(c, bpfZeroedFault, bpfZeroedSet)
}

func (k *Kernel) checkTail(c *bpfCall, fault, set *Check) abi.Errno {
	known, size := uint64(k.attrSize), uint64(c.size)
	if size <= known {
		return 0
	}
	at, faulted := k.zeroedUser(c.task, c.uattr, known, size)
	if e := k.check(fault, !faulted, known, at); e != 0 {
		return e
	}
	e := k.check(set, at == size, known, at)
	c.size = uint32(known)
	return e
}

// zeroedUser reads bytes from..to at addr until one is set or cannot be read. at is the offset of that byte.
func (k *Kernel) zeroedUser(t *Task, addr, from, to uint64) (at uint64, faulted bool) {
	b := k.scratch[:1]
	for at = from; at < to; at++ {
		if faulted = t.Mem.CopyFromUser(b, addr+at) != 0; faulted || b[0] != 0 {
			break
		}
	}
	return at, faulted
}

func (k *Kernel) copyAttr(c *bpfCall) abi.Errno {
	left := c.task.Mem.CopyFromUser(c.attr[:c.size], c.uattr)
	c.knows(c.size)
	if e := k.check(bpfCopyFault, left == 0, c.uattr, uint64(c.size)-uint64(left)); e != 0 {
		return e
	}
	k.noteCopy(CopiedIn, "copy_from_user", c.uattr, int(c.size))
	return 0
}

// strayRegister is the register of a fifth argument after the first bpf() of a program. Before that it is 0.
const strayRegister = math.MaxUint32

// takeCommonAttrs checks the fifth argument, the size of the common attrs. Calls pass only three arguments here, so it is
// whatever the register holds.
func (k *Kernel) takeCommonAttrs(c *bpfCall) abi.Errno {
	if c.cmd&abi.BPF_COMMON_ATTRS == 0 {
		return 0
	}
	size := uint64(c.stray)
	if e := k.check(bpfCommonSilly, size <= k.Machine.PageSize, size, k.Machine.PageSize); e != 0 {
		return e
	}
	c.cmd &^= abi.BPF_COMMON_ATTRS
	return 0
}
