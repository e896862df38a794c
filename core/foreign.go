package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// The commands that do not concern maps, programs or BTF: links, statistics. Their objects cannot be created here,
// so only their first checks on the attr are emulated.

// notEmulated ends a command without a result.
func (k *Kernel) notEmulated(c *bpfCall) (int64, abi.Errno) {
	k.note(Event{Kind: Foreign, Func: "__sys_bpf", A: uint64(c.cmd)})
	return NotEmulated, 0
}

// foreignCommand runs CHECK_ATTR of a command, and the next checks if they are known. A task without every capability gets
// no result: the kernel may refuse it before that.
func (k *Kernel) foreignCommand(c *bpfCall) (int64, abi.Errno) {
	if c.task.Cred.Caps&abi.AllCaps != abi.AllCaps {
		return k.notEmulated(c)
	}
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	needs := foreignNeeds.At(c.cmd)
	if needs.fd == nil {
		return k.notEmulated(c)
	}
	if needs.flags != nil {
		flags := c.attr.U32(needs.flags)
		if e := k.check(foreignFlags, flags&^needs.known == 0, uint64(flags), uint64(needs.known)); e != 0 {
			return 0, e
		}
	}
	fd := c.attr.U32(needs.fd)
	if e := k.check(foreignNotOpen, c.task.Files.File(int(int32(fd))) != nil, uint64(fd), 0); e != 0 {
		return 0, e
	}
	if f := c.task.Files.File(int(int32(fd))); needs.prog && f.Prog != nil {
		return k.notEmulated(c)
	}
	return 0, k.check(foreignOtherKind, false, uint64(fd), 0)
}

// foreignNeed describes the next checks of a command: on its flags, and on a descriptor of an object.
type foreignNeed struct {
	flags *abi.Field
	known uint32 // the defined flags
	fd    *abi.Field
	prog  bool // fd is a program, with which the command goes on
}

var foreignNeeds = table.Indexed[abi.Cmd, foreignNeed]{
	abi.BPF_PROG_STREAM_READ_BY_FD: {fd: &abi.StreamProgFD, prog: true},
	abi.BPF_PROG_ASSOC_STRUCT_OPS:  {fd: &abi.AssocProgFD, prog: true, flags: &abi.AssocFlags},
}

// statsRunTime is BPF_STATS_RUN_TIME, the only kind of statistics.
const statsRunTime = 0

// bpfEnableStats follows bpf_enable_stats. The new descriptor does not refer to a map.
func (k *Kernel) bpfEnableStats(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	if e := k.checkAdmin(c, foreignCapable); e != 0 {
		return 0, e
	}
	kind := c.attr.U32(&abi.EnableStatsType)
	if e := k.check(statsKind, kind == statsRunTime, uint64(kind), 0); e != 0 {
		return 0, e
	}
	fd, e := k.getUnusedFD(statsGetfd, c.task)
	if e != 0 {
		return 0, e
	}
	c.task.Files.set(fd, descriptor{file: &File{Mode: O_RDONLY, count: 1}, cloexec: true})
	k.note(Event{Kind: StatsOpened, Func: "bpf_enable_runtime_stats", Task: c.task.Nr, FD: fd})
	return int64(fd), 0
}
