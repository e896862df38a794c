package export

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

const (
	pollAt = core.ArenaStart + 0x4000
	ringAt = 0x20000000
)

func opCall(op core.Op, args ...uint64) core.Call {
	c := core.Call{Op: op}
	copy(c.Args[:], args)
	return c
}

// pollOf polls a descriptor.
func pollOf(fd uint32, events uint16) core.Call {
	c := opCall(core.OpPoll, pollAt, 1, 0)
	b := binary.LittleEndian.AppendUint32(nil, fd)
	c.Writes = []core.Write{{Addr: pollAt, Bytes: append(binary.LittleEndian.AppendUint16(b, events), 0, 0)}}
	return c
}

func watch(ep, fd uint64, events uint32) core.Call {
	c := opCall(core.OpEpollCtl, ep, core.EPOLL_CTL_ADD, fd, pollAt)
	c.Writes = []core.Write{{Addr: pollAt, Bytes: words(events, uint32(fd), 0)}}
	return c
}

const output = `
	*(u64 *)(r10 - 8) = 7
	r1 = map_fd 3
	r2 = r10
	r2 += -8
	r3 = 8
	r4 = 0
	call bpf_ringbuf_output
	exit`

// descriptorHistories are histories with calls on descriptors besides bpf.
func descriptorHistories(t testing.TB) map[string][]core.Call {
	consumed := opCall(core.OpClose, 99)
	consumed.Writes = []core.Write{{Addr: ringAt, Bytes: words(16, 0)}}
	wait := opCall(core.OpEpollWait, 5, pollAt+64, 4, 0)
	array := createMap(abi.BPF_MAP_TYPE_ARRAY, 4, 4, 1)
	const bpffs = "/sys/fs/bpf/"
	pin := func(cmd abi.Cmd, fd uint64, path string) core.Call {
		return bpfWith(cmd, 16, map[*abi.Field]uint64{&abi.Pathname: keyAt, &abi.ObjFD: fd}, core.Write{Addr: keyAt, Bytes: append([]byte(bpffs+path), 0)})
	}
	paths := func(op core.Op, path, to string) core.Call { return core.Call{Op: op, Path: path, To: to} }
	mkdir := func(path string) core.Call {
		return core.Call{Op: core.OpMkdir, Path: bpffs + path, Args: core.Args{0, 0o750}}
	}
	list := paths(core.OpList, bpffs, "")
	return map[string][]core.Call{
		"directories": {array, mkdir("d"), mkdir("d"), mkdir("a.b"), mkdir("x/y"), pin(abi.BPF_OBJ_PIN, 3, "d/m"), paths(core.OpSymlink, "d/m", bpffs+"s"),
			pin(abi.BPF_OBJ_GET, 0, "s"), paths(core.OpLink, bpffs+"d/m", bpffs+"h"), list, paths(core.OpRename, bpffs+"h", bpffs+"g"), paths(core.OpRename, bpffs+"g", bpffs+"d"),
			paths(core.OpRmdir, bpffs+"d", ""), pin(abi.BPF_OBJ_GET, 0, "g"), paths(core.OpUnlink, bpffs+"d/m", ""), paths(core.OpRmdir, bpffs+"d", ""),
			pin(abi.BPF_OBJ_GET, 0, "s"), paths(core.OpList, bpffs+"g", "")},
		"messages": {array, opCall(core.OpFork, 1), opCall(core.OpSendFD, 99, 1), opCall(core.OpSendFD, 3, 1), opCall(core.OpSendFD, 3, 1), opCall(core.OpClose, 3),
			by(1, opCall(core.OpClose, 3)), by(1, opCall(core.OpRecvFD, core.MSG_CMSG_CLOEXEC)), by(1, opCall(core.OpFcntl, 3, core.F_GETFD)), by(1, opCall(core.OpRlimit, 4)),
			by(1, opCall(core.OpRecvFD, 0)), by(1, lookUp(3, 0)), by(1, opCall(core.OpExec)), by(1, lookUp(3, 0))},
		"shared descriptors": {array, opCall(core.OpClone, 1, core.CLONE_FILES), by(1, opCall(core.OpDup, 3)), opCall(core.OpClose, 3), by(1, opCall(core.OpClose, 3)),
			opCall(core.OpClone, 2, core.CLONE_VM|core.CLONE_SIGHAND|core.CLONE_THREAD|core.CLONE_FILES), by(2, opCall(core.OpUnshare, core.CLONE_FILES)),
			by(2, opCall(core.OpClose, 4)), opCall(core.OpFcntl, 4, core.F_GETFD), by(1, opCall(core.OpExit)), opCall(core.OpFcntl, 4, core.F_GETFD), opCall(core.OpClone, 3, core.CLONE_THREAD)},
		"ring buffer": {createMap(abi.BPF_MAP_TYPE_RINGBUF, 0, 0, 4096), loadProgram(t, abi.BPF_PROG_TYPE_SOCKET_FILTER, output),
			opCall(core.OpEpollCreate1, core.O_CLOEXEC), watch(5, 3, core.POLLIN), watch(5, 4, core.POLLIN), watch(5, 3, core.POLLIN),
			opCall(core.OpMmap, 0, 4096, 3, core.MAP_SHARED, 3, 0), opCall(core.OpMmap, 0, 3*4096, 1, core.MAP_SHARED, 3, 4096),
			pollOf(3, core.POLLIN), wait, testProgram(4), pollOf(3, core.POLLIN), wait, consumed, pollOf(3, core.POLLIN), wait,
			opCall(core.OpMunmap, ringAt, 4096), opCall(core.OpMunmap, 1, 4096)},
		"poll": {createMap(abi.BPF_MAP_TYPE_ARRAY, 4, 4, 1), loadProgram(t, abi.BPF_PROG_TYPE_XDP, "r0 = 2\nexit"),
			pollOf(3, core.POLLIN), pollOf(4, core.POLLIN), pollOf(99, core.POLLIN), opCall(core.OpPoll, 0, 1, 0), opCall(core.OpMmap, 0, 4096, 3, core.MAP_SHARED, 3, 0),
			opCall(core.OpRead, 3, pollAt, 4), opCall(core.OpRead, 3, 1<<62, 4), opCall(core.OpWrite, 3, pollAt, 8), opCall(core.OpPread64, 3, pollAt, 8, 0),
			opCall(core.OpPwrite64, 4, pollAt, 8, 1<<63), opCall(core.OpRead, 99, pollAt, 8)},
	}
}

// TestStraceOfDescriptors compares the lines with those that strace prints for the same calls.
func TestStraceOfDescriptors(t *testing.T) {
	var got []string
	for _, name := range []string{"ring buffer", "poll", "directories", "messages", "shared descriptors"} {
		for _, line := range strings.Split(text(t, sessionWith(t, abi.R(6, 18, 0), descriptorHistories(t)[name]), "strace"), "\n") {
			if line != "" && !strings.Contains(line, "bpf(") && !strings.Contains(line, "close(") {
				got = append(got, line)
			}
		}
	}
	want := []string{
		`epoll_create1(EPOLL_CLOEXEC) = 5`,
		`epoll_ctl(5, EPOLL_CTL_ADD, 3, {events=EPOLLIN, data=0x3}) = 0`,
		`epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLIN, data=0x4}) = -1 EPERM (Operation not permitted)`,
		`epoll_ctl(5, EPOLL_CTL_ADD, 3, {events=EPOLLIN, data=0x3}) = -1 EEXIST (File exists)`,
		`mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3, 0) = 0x20000000`,
		`mmap(NULL, 12288, PROT_READ, MAP_SHARED, 3, 0x1000) = 0x20001000`,
		`poll([{fd=3, events=POLLIN}], 1, 0) = 0 (Timeout)`,
		`epoll_wait(5, [], 4, 0) = 0`,
		`poll([{fd=3, events=POLLIN}], 1, 0) = 1 ([{fd=3, revents=POLLIN}])`,
		`epoll_wait(5, [{events=EPOLLIN, data=0x3}], 4, 0) = 1`,
		`poll([{fd=3, events=POLLIN}], 1, 0) = 0 (Timeout)`,
		`epoll_wait(5, [], 4, 0) = 0`,
		`munmap(0x20000000, 4096) = 0`,
		`munmap(0x1, 4096) = -1 EINVAL (Invalid argument)`,
		`poll([{fd=3, events=POLLIN}], 1, 0) = 1 ([{fd=3, revents=POLLERR}])`,
		`poll([{fd=4, events=POLLIN}], 1, 0) = 1 ([{fd=4, revents=POLLIN}])`,
		`poll([{fd=99, events=POLLIN}], 1, 0) = 1 ([{fd=99, revents=POLLNVAL}])`,
		`poll(NULL, 1, 0) = -1 EFAULT (Bad address)`,
		`mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3, 0) = -1 EINVAL (Invalid argument)`,
		`read(3, 0x10004000, 4) = -1 EINVAL (Invalid argument)`,
		`read(3, 0x4000000000000000, 4) = -1 EFAULT (Bad address)`,
		`write(3, "\x63\x00\x00\x00\x01\x00\x20\x00", 8) = -1 EINVAL (Invalid argument)`,
		`pread64(3, 0x10004000, 8, 0) = -1 ESPIPE (Illegal seek)`,
		`pwrite64(4, "\x63\x00\x00\x00\x01\x00\x20\x00", 8, -9223372036854775808) = -1 EINVAL (Invalid argument)`,
		`read(99, 0x10004000, 8) = -1 EBADF (Bad file descriptor)`,

		`mkdir("/sys/fs/bpf/d", 0750) = 0`,
		`mkdir("/sys/fs/bpf/d", 0750) = -1 EEXIST (File exists)`,
		`mkdir("/sys/fs/bpf/a.b", 0750) = -1 EPERM (Operation not permitted)`,
		`mkdir("/sys/fs/bpf/x/y", 0750) = -1 ENOENT (No such file or directory)`,
		`symlink("d/m", "/sys/fs/bpf/s") = 0`,
		`link("/sys/fs/bpf/d/m", "/sys/fs/bpf/h") = 0`,
		`openat(AT_FDCWD, "/sys/fs/bpf/", O_RDONLY|O_DIRECTORY) = 5`,
		`rename("/sys/fs/bpf/h", "/sys/fs/bpf/g") = 0`,
		`rename("/sys/fs/bpf/g", "/sys/fs/bpf/d") = -1 EISDIR (Is a directory)`,
		`rmdir("/sys/fs/bpf/d") = -1 ENOTEMPTY (Directory not empty)`,
		`unlink("/sys/fs/bpf/d/m") = 0`,
		`rmdir("/sys/fs/bpf/d") = 0`,
		`openat(AT_FDCWD, "/sys/fs/bpf/g", O_RDONLY|O_DIRECTORY) = -1 ENOTDIR (Not a directory)`,

		`[pid 1000] fork() = 1001`,
		`[pid 1000] sendmsg(905, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="\0", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[99]}], msg_controllen=24, msg_flags=0}, 0) = -1 EBADF (Bad file descriptor)`,
		`[pid 1000] sendmsg(905, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="\0", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3]}], msg_controllen=24, msg_flags=0}, 0) = 1`,
		`[pid 1000] sendmsg(905, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="\0", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3]}], msg_controllen=24, msg_flags=0}, 0) = 1`,
		`[pid 1001] recvmsg(904, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="\0", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3]}], msg_controllen=24, msg_flags=MSG_CMSG_CLOEXEC}, MSG_CMSG_CLOEXEC) = 1`,
		`[pid 1001] fcntl(3, F_GETFD, 0) = 1`,
		`[pid 1001] prlimit64(0, RLIMIT_NOFILE, {rlim_cur=4, rlim_max=4}, NULL) = 0`,
		`[pid 1001] recvmsg(904, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="\0", iov_len=1}], msg_iovlen=1, msg_controllen=0, msg_flags=MSG_CTRUNC}, 0) = 1`,
		`[pid 1001] execve("/proc/self/exe", ["calls"], 0x7ffe00000000 /* 0 vars */) = 0`,

		`[pid 1000] clone(child_stack=NULL, flags=CLONE_FILES|SIGCHLD) = 1001`,
		`[pid 1001] dup(3) = 4`,
		`[pid 1000] clone(child_stack=NULL, flags=CLONE_VM|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD) = 1002`,
		`[pid 1002] unshare(CLONE_FILES) = 0`,
		`[pid 1000] fcntl(4, F_GETFD, 0) = 0`,
		`[pid 1001] exit_group(0) = ?`,
		`[pid 1001] +++ exited with 0 +++`,
		`[pid 1000] fcntl(4, F_GETFD, 0) = 0`,
		`[pid 1000] clone(child_stack=NULL, flags=CLONE_THREAD) = -1 EINVAL (Invalid argument)`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestDescriptorsOnThisKernel runs exported programs. Every call must have the same result as in bpfplay.
func TestDescriptorsOnThisKernel(t *testing.T) {
	onThisKernel(t, func(t *testing.T, r runner, release abi.Release, dir string) {
		for name, calls := range descriptorHistories(t) {
			if s := sessionWith(t, release, calls); r.tasks || !hasTasks(s, s.Len()) {
				r.try(t, dir, name, s)
			}
		}
	})
}

// TestUnmapOfAllMemory writes a history whose munmap has more pages than a program could name.
func TestUnmapOfAllMemory(t *testing.T) {
	s := sessionWith(t, abi.R(6, 18, 0), []core.Call{opCall(core.OpMunmap, ringAt, 0x7ffe00000000)})
	if got := text(t, s, "c"); !strings.Contains(got, "0x7ffe00000000") {
		t.Errorf("the C program has no munmap of 0x7ffe00000000 bytes:\n%s", got)
	}
}
