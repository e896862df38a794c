package core_test

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

func by(task int, c core.Call) core.Call {
	c.Task = task
	return c
}

const thread = core.CLONE_VM | core.CLONE_SIGHAND | core.CLONE_THREAD | core.CLONE_FILES

// TestThreadsShareDescriptors closes, opens and unshares descriptors in a thread and in a process with CLONE_FILES.
func TestThreadsShareDescriptors(t *testing.T) {
	for _, flags := range []uint64{thread, core.CLONE_FILES} {
		k := newMmapKernel(t, abi.R(6, 18, 0))
		k.array(0)
		k.want(epoll(core.OpClone, 1, flags), 1)
		if got := k.k.View().Files[0].Count; got != 1 {
			t.Errorf("with flags %#x, %d descriptors refer to the file, want 1", flags, got)
		}
		k.want(by(1, epoll(core.OpDup, 3)), 4)
		k.want(epoll(core.OpClose, 3), 0)
		k.want(by(1, epoll(core.OpClose, 3)), -9)
		k.want(by(1, epoll(core.OpExit)), 0)
		if maps := k.k.Maps(); len(maps) != 1 || k.k.View().Files[0].Count != 1 {
			t.Errorf("with flags %#x, the exit of a task that shares descriptors closes them", flags)
		}
		k.want(epoll(core.OpClone, 2, flags), 2)
		k.want(by(2, epoll(core.OpUnshare, core.CLONE_FILES)), 0)
		k.want(by(2, epoll(core.OpClose, 4)), 0)
		k.want(epoll(core.OpFcntl, 4, core.F_GETFD), 0)
		k.want(epoll(core.OpExit), 0)
		if k.do(by(2, epoll(core.OpWork))); len(k.k.Maps()) != 0 {
			t.Errorf("with flags %#x, a map is left after the last descriptor", flags)
		}
	}
}

// TestThreadsShareMemory maps and writes memory in one thread and reads it in the other. exec ends the other thread.
func TestThreadsShareMemory(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	fd := k.array(abi.BPF_F_MMAPABLE)
	k.want(epoll(core.OpClone, 1, thread), 1)
	k.want(by(1, mmap(page, readWrite, shared, fd, 0)), firstArea)
	c := by(1, epoll(core.OpClose, fd))
	c.Writes = []core.Write{{Addr: firstArea, Bytes: []byte("abcd")}}
	k.want(c, 0)
	if got := k.read(firstArea, 4); string(got) != "abcd" {
		t.Errorf("the other thread reads %q, want abcd", got)
	}
	k.want(by(1, epoll(core.OpRlimit, 2)), 0)
	k.want(epoll(core.OpDup, 1), -24)
	k.want(by(1, epoll(core.OpExec)), 0)
	if k.k.Task(0) != nil {
		t.Error("exec in one thread leaves the other alive")
	}
	if k.do(by(1, epoll(core.OpWork))); len(k.k.Maps()) != 0 {
		t.Error("the memory of a process keeps a map after exec")
	}
	k.want(by(1, epoll(core.OpClone, 2, core.CLONE_THREAD)), -22)
	k.want(by(1, epoll(core.OpClone, 2, core.CLONE_SIGHAND)), -22)
	k.want(by(1, epoll(core.OpClone, 2, 1<<33)), core.NotEmulated)
}

// TestDescriptorsInMessages sends descriptors between tasks. A message keeps the map of a closed descriptor.
func TestDescriptorsInMessages(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	k.want(epoll(core.OpFork, 1), 1)
	fd := k.array(0)
	k.want(epoll(core.OpSendFD, 99, 1), -9)
	k.want(by(1, epoll(core.OpRecvFD, 0)), core.NotEmulated)
	k.want(epoll(core.OpSendFD, fd, 1), 0)
	k.want(epoll(core.OpSendFD, fd, 1), 0)
	k.want(epoll(core.OpSendFD, fd, 1), 0)
	k.want(epoll(core.OpClose, fd), 0)
	k.do(epoll(core.OpWork))
	k.want(by(1, epoll(core.OpRecvFD, core.MSG_CMSG_CLOEXEC)), 3)
	k.want(by(1, epoll(core.OpFcntl, 3, core.F_GETFD)), 1)
	k.want(by(1, epoll(core.OpRlimit, 4)), 0)
	k.want(by(1, epoll(core.OpRecvFD, 0)), -24)
	if k.k.View().Files[0].Count != 2 {
		t.Errorf("the file counts %d references, want a descriptor and a message", k.k.View().Files[0].Count)
	}
	k.want(by(1, epoll(core.OpExit)), 0)
	if k.do(epoll(core.OpWork)); len(k.k.Maps()) != 0 {
		t.Error("a message to a task that exited keeps a map")
	}
	if _, err := k.k.Do(&core.Call{Op: core.OpSendFD, Args: core.Args{0, 1}}); err == nil {
		t.Error("a descriptor can be sent to a task that exited")
	}
}
