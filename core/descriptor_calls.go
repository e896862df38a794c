package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// Follows close, dup, dup3 and fcntl in fs/open.c, fs/file.c and fs/fcntl.c.

// Commands of fcntl.
const (
	F_DUPFD         = 0
	F_GETFD         = 1
	F_SETFD         = 2
	F_GETFL         = 3
	F_DUPFD_CLOEXEC = 1030
)

// O_CLOEXEC is the flag of dup3 that marks the copy close-on-exec.
const O_CLOEXEC = 0o2000000

// openFile returns the file of a descriptor, or fails with row.
func (k *Kernel) openFile(check *Check, t *Task, fd int32) (*File, abi.Errno) {
	f := t.Files.File(int(fd))
	return f, k.check(check, f != nil, uint64(uint32(fd)), 0)
}

func (k *Kernel) sysClose(t *Task, fd int32) int64 {
	if _, e := k.openFile(closeBadFD, t, fd); e != 0 {
		return -int64(e)
	}
	k.closeFD("close", t, int(fd))
	return 0
}

func (k *Kernel) sysDup(t *Task, fd int32) int64 {
	f, e := k.openFile(dupBadFD, t, fd)
	if e != 0 {
		return -int64(e)
	}
	return k.dupAbove("dup", dupFull, t, f, 0, false)
}

// dupAbove installs f at the lowest free descriptor that is at least least.
func (k *Kernel) dupAbove(in string, full *Check, t *Task, f *File, least int, cloexec bool) int64 {
	fd := t.Files.lowest(least, t.Limits.Nofile)
	if e := k.check(full, fd >= 0, t.Limits.Nofile, 0); e != 0 {
		return -int64(e)
	}
	t.Files.set(fd, descriptor{f, cloexec})
	k.getFile(in, f)
	return int64(fd)
}

func (k *Kernel) sysDup3(t *Task, from, to int32, flags uint32) int64 {
	if e := k.check(dup3Flags, flags&^O_CLOEXEC == 0, uint64(flags), 0); e != 0 {
		return -int64(e)
	}
	if e := k.check(dup3Same, from != to, uint64(uint32(from)), uint64(uint32(to))); e != 0 {
		return -int64(e)
	}
	if e := k.check(dup3Limit, to >= 0 && uint64(to) < t.Limits.Nofile, uint64(uint32(to)), t.Limits.Nofile); e != 0 {
		return -int64(e)
	}
	f, e := k.openFile(dup3BadFD, t, from)
	if e != 0 {
		return -int64(e)
	}
	was := t.Files.File(int(to))
	t.Files.set(int(to), descriptor{f, flags&O_CLOEXEC != 0})
	k.getFile("dup3", f)
	if was != nil {
		k.fput("dup3", was)
	}
	return int64(to)
}

// fcntlCommands has the emulated commands of fcntl; f is open.
var fcntlCommands = table.Listed[int32, func(k *Kernel, t *Task, fd int32, f *File, arg uint64) int64]{
	{F_DUPFD, func(k *Kernel, t *Task, _ int32, f *File, arg uint64) int64 { return k.fcntlDup(t, f, arg, false) }},
	{F_GETFD, func(_ *Kernel, t *Task, fd int32, _ *File, _ uint64) int64 { return bit(t.Files.at(int(fd)).cloexec) }},
	{F_SETFD, func(k *Kernel, t *Task, fd int32, f *File, arg uint64) int64 {
		was, cloexec := t.Files.at(int(fd)).cloexec, arg&1 != 0
		t.Files.setCloexec(int(fd), cloexec)
		k.note(Event{Kind: FDFlags, Func: "fcntl", Task: t.Nr, FD: int(fd), File: f.Nr, A: uint64(bit(was)), B: uint64(bit(cloexec))})
		return 0
	}},
	{F_GETFL, func(_ *Kernel, _ *Task, _ int32, f *File, _ uint64) int64 { return int64(f.statusFlags()) }},
	{F_DUPFD_CLOEXEC, func(k *Kernel, t *Task, _ int32, f *File, arg uint64) int64 {
		return k.fcntlDup(t, f, arg, true)
	}},
}

func (k *Kernel) sysFcntl(t *Task, fd, cmd int32, arg uint64) int64 {
	f, e := k.openFile(fcntlBadFD, t, fd)
	if e != 0 {
		return -int64(e)
	}
	run := fcntlCommands.Of(cmd)
	if e := k.check(fcntlUnknown, run != nil, uint64(uint32(cmd)), 0); e != 0 {
		return -int64(e)
	}
	return run(k, t, fd, f, arg)
}

// fcntlDup follows f_dupfd, whose argument is an unsigned int.
func (k *Kernel) fcntlDup(t *Task, f *File, arg uint64, cloexec bool) int64 {
	least := uint64(uint32(arg))
	if e := k.check(fcntlDupLimit, least < t.Limits.Nofile, least, t.Limits.Nofile); e != 0 {
		return -int64(e)
	}
	return k.dupAbove("fcntl", fcntlFull, t, f, int(least), cloexec)
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
