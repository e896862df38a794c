package match

import (
	"fmt"
	"strings"
	"testing"
)

// replayText lists the calls of a replay, those that the text does not have in brackets, and each result of the text:
// "~3" is taken from it, "3≠0" differs from it.
func replayText(t *testing.T, text string) (calls, results string) {
	_, res := replayed(t, text, "6.12")
	var made, got []string
	for i, c := range res.Calls {
		line := c.String()
		if words := strings.Fields(line); words[0] == "bpf" {
			line = strings.Join(words[:2], " ")
		}
		if res.From[i] < 0 {
			line = "[" + line + "]"
		}
		made = append(made, line)
	}
	for _, v := range res.Verdicts {
		switch {
		case v.Traced:
			got = append(got, fmt.Sprintf("~%d", v.Want))
		case v.Known && !v.Agrees:
			got = append(got, fmt.Sprintf("%d≠%d", v.Got, v.Want))
		default:
			got = append(got, fmt.Sprint(v.Got))
		}
	}
	return strings.Join(made, ", "), strings.Join(got, " ")
}

// TestCallsOfTracesAreReplayed compares the calls and the results of replays with those that a reader of the trace expects.
func TestCallsOfTracesAreReplayed(t *testing.T) {
	for name, c := range map[string]struct{ text, calls, results string }{
		"bpf file systems": {
			`fsopen("bpf", FSOPEN_CLOEXEC) = 3
			fsconfig(3, FSCONFIG_SET_STRING, "delegate_maps", "hash", 0) = 0
			fsconfig(3, FSCONFIG_SET_FLAG, "ro", NULL, 0) = 0
			fsconfig(3, FSCONFIG_CMD_CREATE, NULL, NULL, 0) = 0
			fsmount(3, FSMOUNT_CLOEXEC, 0) = 4
			mkdir("/sys/fs/bpf/d", 0700) = 0
			bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 5
			bpf(BPF_OBJ_PIN, {pathname="/sys/fs/bpf/d/m", bpf_fd=5, file_flags=0}, 16) = 0
			move_mount(4, "", AT_FDCWD, "/sys/fs/bpf/d", MOVE_MOUNT_F_EMPTY_PATH) = 0
			bpf(BPF_OBJ_GET, {pathname="/sys/fs/bpf/d/m", bpf_fd=0, file_flags=0}, 16) = -1 ENOENT (No such file or directory)
			openat(4, ".", O_RDONLY) = 6
			bpf(BPF_TOKEN_CREATE, {token_create={flags=0, bpffs_fd=6}}, 8) = -1 EOPNOTSUPP (Operation not supported)
			close(6) = 0
			close(4) = 0
			close(3) = 0
			umount2("/sys/fs/bpf/d", 0) = 0
			mount("bpf", "/sys/fs/bpf/d", "bpf", 0, NULL) = 0
			umount2("/sys/fs/bpf/d", MNT_DETACH) = 0
			mount("none", "/mnt/elsewhere", "bpf", 0, NULL) = 0
			mount("none", "/sys/fs/bpf/d", "bpf", 0, "mode=0700") = 0
			umount2("/mnt/elsewhere", 0) = 0
			move_mount(4, "", AT_FDCWD, "/mnt/elsewhere", MOVE_MOUNT_F_EMPTY_PATH) = 0
			fsopen("tmpfs", 0) = 7
			fsconfig(7, FSCONFIG_CMD_CREATE, NULL, NULL, 0) = 0
			fsmount(7, 0, 0) = 8
			openat(AT_FDCWD, "/sys/fs/bpf/d", O_RDONLY|O_DIRECTORY) = 9
			openat(AT_FDCWD, "/sys/fs/bpf/x", O_RDWR|O_CREAT, 0600) = -1 EACCES (Permission denied)
`,
			"fsopen 1, fsconfig 3 delegate_maps hash, traced 0 0 fsconfig, fscreate 3, fsmount 3 1, mkdir /sys/fs/bpf/d 448, bpf 0, bpf 6, move_mount 4 /sys/fs/bpf/d, bpf 7, openat 4 . 0, bpf 36, close 6, close 4, close 3, umount /sys/fs/bpf/d, mount /sys/fs/bpf/d rw, traced 0 0 umount2, traced 0 0 mount, mount /sys/fs/bpf/d mode=0700, traced 0 0 umount2, traced 0 0 move_mount, [unseen 7], traced 7 1 fsopen, traced 0 0 fsconfig, traced 8 1 fsmount, open 0 /sys/fs/bpf/d",
			"3 0 ~0 0 4 0 5 0 0 -2 6 -95 0 0 0 0 0 ~0 ~0 0 ~0 ~0 ~7 ~0 ~8 9",
		},
		"duplicates and ranges of descriptors": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 3
			dup2(3, 3) = 3
			dup2(3, 7) = 7
			dup3(3, 3, 0) = -1 EINVAL (Invalid argument)
			fcntl(3, F_DUPFD_CLOEXEC, 10) = 12
			fcntl(3, F_DUPFD, 0) = 7
			close_range(7, 9, 0) = 0
			close_range(10, 4294967295, CLOSE_RANGE_CLOEXEC) = 0
			close_range(9, 7, 0) = -1 EINVAL (Invalid argument)
			pipe2([4, 5], O_CLOEXEC) = 0
			socketpair(AF_UNIX, SOCK_STREAM, 0, [6, 8]) = 0
			pipe(0) = -1 EFAULT (Bad address)
			eventfd2(0, EFD_CLOEXEC) = 9
			epoll_create1(0) = 10
			pidfd_open(12345, 0) = 11
			pidfd_open(12345, 0) = -1 ESRCH (No such process)
`,
			"bpf 0, fcntl 3 1 0, dup3 3 7 0, dup3 3 3 0, [traced 10 1 unseen], [traced 11 1 unseen], fcntl 3 1030 10, [close 7], [traced 4 1 unseen], [traced 5 1 unseen], [traced 6 1 unseen], fcntl 3 0 0, close 7, fcntl 10 2 1, fcntl 11 2 1, fcntl 12 2 1, traced -22 0 close_range, traced 0 0 pipe2, [close 4], [traced 4 1 pipe2], [close 5], [traced 5 1 pipe2], traced 0 0 socketpair, [close 6], [traced 6 1 socketpair], [unseen 8], [traced 8 1 socketpair], traced 9 2 eventfd2, [close 10], epoll_create1 0, [close 11], traced 11 1 pidfd_open",
			"3 3 7 -22 12 7 0 0 ~-22 ~0 ~0 ~9 10 ~11",
		},
		"mappings": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=8, max_entries=2, map_flags=BPF_F_MMAPABLE}, 72) = 3
			mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3, 0) = 0x7f1234560000
			mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f1234570000
			bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = -1 EBUSY (Device or resource busy)
			munmap(0x7f1234560000, 4096) = 0
			bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = 0
			munmap(0x7f1234570000, 4096) = 0
`,
			"bpf 0, mmap 7f1234560000 4096 3 1 3 0, bpf 22, munmap 7f1234560000 4096, bpf 22",
			"3 139716164190208 -16 0 0",
		},
		"polls": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=4096}, 72) = 3
			poll([{fd=3, events=POLLIN}], 1, 0) = 0 (Timeout)
			poll([{fd=3, events=POLLIN}], 1, -1) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)
			poll(0x1234, 1, 0) = -1 EFAULT (Bad address)
			epoll_create1(EPOLL_CLOEXEC) = 4
			epoll_ctl(4, EPOLL_CTL_ADD, 3, {events=EPOLLIN, data={u32=3, u64=3}}) = 0
			epoll_ctl(4, EPOLL_CTL_ADD, 3, 0x1234) = -1 EFAULT (Bad address)
			epoll_wait(4, [], 1, 0) = 0
			epoll_pwait(4, [], 1, 0, NULL, 8) = 0
			epoll_wait(4) = 0
`,
			"bpf 0, poll 10005000 1 0, epoll_create1 524288, epoll_ctl 4 1 3 10005000, epoll_ctl 4 1 3 1234, epoll_wait 4 10005000 1 0, epoll_wait 4 10005000 1 0, traced 0 0 epoll_wait",
			"3 0 4 0 -14 0 0 ~0",
		},
		"limits, users and namespaces": {
			`unshare(CLONE_NEWUSER|CLONE_NEWNS) = 0
			unshare(CLONE_NEWUSER) = 0
			unshare(CLONE_NEWNET) = 0
			unshare(CLONE_FS) = 0
			unshare(CLONE_NEWPID) = -1 EPERM (Operation not permitted)
			setuid(1000) = 0
			setuid(1000) = -1 EPERM (Operation not permitted)
			setresuid(-1, 1000, -1) = 0
			prlimit64(0, RLIMIT_MEMLOCK, {rlim_cur=65536, rlim_max=65536}, NULL) = 0
			prlimit64(0, RLIMIT_NOFILE, {rlim_cur=2048, rlim_max=4096}, NULL) = 0
			setrlimit(RLIMIT_CORE, {rlim_cur=0, rlim_max=0}) = 0
			setrlimit(RLIMIT_MEMLOCK, {rlim_cur=1, rlim_max=1}) = -1 EPERM (Operation not permitted)
			getpid() = 7
			unlinkat(AT_FDCWD, "/sys/fs/bpf/d", AT_REMOVEDIR) = -1 ENOENT (No such file or directory)
			mkdirat(AT_FDCWD, "/sys/fs/bpf/d", 0700) = 0
			unlinkat(AT_FDCWD, "/sys/fs/bpf/d", AT_REMOVEDIR) = 0
			rename("/sys/fs/bpf/a", "/sys/fs/bpf/b") = -1 ENOENT (No such file or directory)
			execve("/bin/true", ["true"], 0x7ffd1234 /* 20 vars */) = 0
			execve("/bin/none", ["none"], 0x7ffd1234 /* 20 vars */) = -1 ENOENT (No such file or directory)
			fork() = -1 EAGAIN (Resource temporarily unavailable)
`,
			"unshare 10020000, traced 0 0 unshare, traced 0 0 setuid, traced 0 0 setresuid, memlock 65536, rlimit nofile 2048, mkdir /sys/fs/bpf/d 448, rmdir /sys/fs/bpf/d, rename /sys/fs/bpf/a /sys/fs/bpf/b, exec",
			"0 ~0 ~0 ~0 0 0 0 0 -2 0",
		},
		"an unseen delete": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 3
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key="\x01\x00\x00\x00", value="\x01\x00\x00\x00\x00\x00\x00\x00", flags=BPF_ANY}, 32) = 0
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key="\x01\x00\x00\x00", value=0x7ffe2000}, 24) = -1 ENOENT (No such file or directory)
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key="\x02\x00\x00\x00", value=0x7ffe2000}, 24) = 0
`,
			"bpf 0, bpf 2, [bpf 3], bpf 1, [bpf 2], bpf 1",
			"3 0 -2 0",
		},
		"slots of a map of maps": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=8, max_entries=2}, 16) = 3
			bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY_OF_MAPS, key_size=4, value_size=4, max_entries=2, map_flags=0, inner_map_fd=3}, 72) = 4
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=4, key="\x01\x00\x00\x00", value=0x7ffe2000}, 24) = 0
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=4, key="\x01\x00\x00\x00", value=0x7ffe2000}, 24) = -1 ENOENT (No such file or directory)
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=4, key="\x00\x00\x00\x00", value=0x7ffe2000, flags=BPF_ANY}, 32) = 0
`,
			"bpf 0, bpf 0, [bpf 2], bpf 1, [bpf 3], bpf 1, bpf 2",
			"3 4 0 -2 0",
		},
		"prefixes of a trie": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_LPM_TRIE, key_size=8, value_size=8, max_entries=2, map_flags=BPF_F_NO_PREALLOC}, 72) = 3
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key="\x20\x00\x00\x00\x0a\x00\x00\x01", value=0x7ffe2000}, 24) = 0
			bpf(BPF_MAP_DELETE_ELEM, {map_fd=3, key="\x18\x00\x00\x00\x0a\x00\x00\x01"}, 16) = 0
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe1000, value=0x7ffe2000, flags=BPF_ANY}, 32) = -1 EINVAL (Invalid argument)
`,
			"bpf 0, [bpf 2], bpf 1, [bpf 2], bpf 3, bpf 2",
			"3 0 0 -22",
		},
		"a bloom filter": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_BLOOM_FILTER, key_size=0, value_size=4, max_entries=8}, 72) = 3
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key=NULL, value=0x7ffe2000}, 24) = -1 ENOENT (No such file or directory)
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key=NULL, value="\x01\x00\x00\x00"}, 24) = -1 ENOENT (No such file or directory)
`,
			"bpf 0, bpf 1, bpf 1",
			"3 -2 -2",
		},
		"devices and CPUs": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_DEVMAP, key_size=4, value_size=4, max_entries=2}, 72) = 3
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe1000, value=0x7ffe2000, flags=BPF_ANY}, 32) = 0
			bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_CPUMAP, key_size=4, value_size=4, max_entries=2}, 72) = 4
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=4, key=0x7ffe1000, value=0x7ffe2000, flags=BPF_ANY}, 32) = 0
			bpf(BPF_MAP_DELETE_ELEM, {map_fd=3, key=0x7ffe1000}, 16) = 0
`,
			"bpf 0, bpf 2, bpf 0, bpf 2, bpf 3",
			"3 0 4 0 0",
		},
		"batches": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=4}, 72) = 3
			bpf(BPF_MAP_LOOKUP_BATCH, {batch={in_batch=NULL, out_batch=0x7ffe1000, keys=0x7ffe2000, values=0x7ffe3000, count=2, map_fd=3, elem_flags=BPF_ANY, flags=0}}, 56) = 0
			bpf(BPF_MAP_DELETE_BATCH, {batch={keys=0x7ffe2000, count=2, map_fd=3, elem_flags=BPF_ANY, flags=0}}, 56) = 0
			bpf(BPF_MAP_UPDATE_BATCH, {batch={keys=0x7ffe2000, values=0x7ffe3000, count=2, map_fd=9, elem_flags=BPF_ANY, flags=0}}, 56) = -1 EBADF (Bad file descriptor)
`,
			"bpf 0, [bpf 2], [bpf 2], [bpf 2], bpf 24, bpf 27, bpf 26",
			"3 0 0 -9",
		},
		"ids from before": {
			`bpf(BPF_MAP_GET_NEXT_ID, {start_id=0, next_id=0, open_flags=0}, 12) = 0
			bpf(BPF_MAP_GET_NEXT_ID, {start_id=6, next_id=0, open_flags=0}, 12) = 0
			bpf(BPF_MAP_GET_NEXT_ID, {start_id=7, next_id=0, open_flags=0}, 12) = -1 ENOENT (No such file or directory)
`,
			"[nextid 1], [bpf 0], [bpf 6], [close 3], bpf 12, [nextid 7], [bpf 0], [bpf 6], [close 3], bpf 12, bpf 12",
			"0 0 -2",
		},
		"passed descriptors": {
			`[pid 10] socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0
			[pid 10] bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 5
			[pid 10] clone(child_stack=NULL, flags=SIGCHLD) = 11
			[pid 10] sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5]}], msg_controllen=24, msg_flags=0}, 0) = 1
			[pid 11] recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[9]}], msg_controllen=24, msg_flags=0}, 0) = 1
			[pid 11] bpf(BPF_MAP_FREEZE, {map_fd=9}, 4) = 0
			[pid 11] recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[12]}], msg_controllen=24, msg_flags=0}, 0) = 1
			[pid 10] sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5]}], msg_controllen=24, msg_flags=0}, 0) = -1 EPIPE (Broken pipe)
			[pid 10] sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5]}], msg_controllen=24, msg_flags=0}, 0) = 1
			[pid 11] recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[13]}], msg_controllen=24, msg_flags=0}, 0) = -1 EAGAIN (Resource temporarily unavailable)
			[pid 10] clone(child_stack=NULL, flags=SIGCHLD) = -1 EAGAIN (Resource temporarily unavailable)
`,
			"traced 0 0 socketpair, [traced 3 1 socketpair], [traced 4 1 socketpair], bpf 0, fork 1, sendfd 5 1, [@1 unseen 9], @1 recvfd 0, @1 bpf 22 10000000 4, [@1 traced 12 1 unseen], traced 1 0 sendmsg",
			"~0 5 1 0 9 0 ~1 ~1",
		},
		"bytes of messages": {
			`[pid 10] socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0
			[pid 10] bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 5
			[pid 10] clone(child_stack=NULL, flags=SIGCHLD) = 11
			[pid 10] sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="hello", iov_len=5}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5]}], msg_controllen=24, msg_flags=0}, 0) = 5
			[pid 10] sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="hello", iov_len=5}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5]}], msg_controllen=24, msg_flags=0}, 0) = 3
			[pid 10] sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=0x7ffe1000, msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5]}], msg_controllen=24, msg_flags=0}, 0) = 3
			[pid 11] recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="hello", iov_len=5}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[9]}], msg_controllen=24, msg_flags=0}, 0) = 5
			[pid 11] recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="hello", iov_len=5}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[10]}], msg_controllen=24, msg_flags=0}, 0) = 5
			[pid 11] recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="hello", iov_len=5}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[11]}], msg_controllen=24, msg_flags=0}, 0) = 5
`,
			"traced 0 0 socketpair, [traced 3 1 socketpair], [traced 4 1 socketpair], bpf 0, fork 1, sendfd 5 1, sendfd 5 1, sendfd 5 1, [@1 unseen 9], @1 recvfd 0, @1 recvfd 0, @1 recvfd 0",
			"~0 5 1 0 0≠3 0 9 10 11",
		},
		"a clone that fails": {
			`[pid 10] bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 3
			[pid 10] setuid(1000) = 0
			[pid 10] clone(child_stack=NULL, flags=CLONE_NEWNS|SIGCHLD) = 11
			[pid 10] close(3) = 0
`,
			"bpf 0, uid 1000, clone 1 20000, close 3",
			"3 0 -1≠11 0",
		},
		"a clone that fails, seen from its child": {
			`[pid 10] bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 3
			[pid 10] setuid(1000) = 0
			[pid 10] clone(child_stack=NULL, flags=CLONE_NEWNS|SIGCHLD <unfinished ...>
			[pid 11] close(3) = 0
			[pid 10] <... clone resumed>) = 11
			[pid 10] close(3) = 0
`,
			"bpf 0, uid 1000, clone 1 20000, clone 1 20000, close 3",
			"3 0 -1≠11 0≠0 0",
		},
		"descriptors of more than 32 bits": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 3
			dup(0x100000003) = 4
			dup3(0x100000004, 0x10000000a, 0) = 10
			fcntl(0x10000000a, F_DUPFD, 0x100000014) = 20
			close_range(0xffffffff00000014, 0x100000014, 0) = 0
			close_range(0xffffffffffffffff, 3, 0) = 0
			close(0x100000004) = 0
			close(0x100000004) = -1 EBADF (Bad file descriptor)
`,
			"bpf 0, dup 3, dup3 4 10 0, fcntl 10 0 4294967316, close 20, close 4, close 4",
			"3 4 10 20 0 0 0 -9",
		},
		"state from a recording": {
			`kernel 6.12.0 cpus 0-1
			scenario x
			folder /sys/fs/bpf/a
			traced 3 1 perf_event_open
			w 10000000 09000000
			bpf 22 10000000 4 = -9
			nextid 5
			unseen 4
			end
`,
			"folder /sys/fs/bpf/a, traced 3 1 perf_event_open, bpf 22, nextid 5, unseen 4",
			"0 ~3 -9 0 0",
		},
		"perf events": {
			`perf_event_open({type=PERF_TYPE_SOFTWARE, size=PERF_ATTR_SIZE_VER0, config=PERF_COUNT_SW_CPU_CLOCK, sample_period=0, sample_type=0, read_format=0}, 0, -1, -1, PERF_FLAG_FD_CLOEXEC) = 3
			perf_event_open({type=PERF_TYPE_HARDWARE, size=PERF_ATTR_SIZE_VER0, config=PERF_COUNT_HW_CPU_CYCLES, sample_period=0, sample_type=0, read_format=0}, 0, -1, -1, 0) = 4
			ioctl(4, PERF_EVENT_IOC_ENABLE, 0) = 0
			ioctl(3, PERF_EVENT_IOC_ENABLE, 0) = 0
			bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 5
`,
			"perf_event_open 10005000 0 -1 -1 8, traced 4 1 perf_event_open, traced 0 0 ioctl, ioctl 3 2400 0, bpf 0",
			"3 ~4 ~0 0 5",
		},
		"dup2 of one descriptor": {
			`dup2(9, 9) = -1 EBADF (Bad file descriptor)
			dup2(3, 3) = 3
			bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = 0
`,
			"fcntl 9 1 0, [traced 3 1 unseen], fcntl 3 1 0, [bpf 0], [dup3 4 3 524288], [close 4], bpf 22",
			"-9 3 0",
		},
		"files of programs, and pins": {
			`bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=4<anon_inode:bpf-prog>, info_len=232, info=0x7ffe1000}}, 16) = 0
			bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=5, info_len=232, info=0x7ffe1000}}, 16) = 0
			close(6<anon_inode:bpf-prog>) = 0
			bpf(BPF_OBJ_PIN, {pathname="/sys/fs/bpf/p", bpf_fd=7<anon_inode:bpf-prog>, file_flags=0}, 16) = 0
			bpf(BPF_MAP_FREEZE, {map_fd=8<anon_inode:bpf-prog>}, 4) = -1 EINVAL (Invalid argument)
			bpf(BPF_OBJ_GET, {pathname="/sys/fs/bpf/p", bpf_fd=0, file_flags=0}, 16) = 9
			bpf(BPF_OBJ_PIN, {pathname="/sys/fs/bpf/m", bpf_fd=10, file_flags=0}, 16) = 0
			bpf(BPF_OBJ_PIN, {pathname="/sys/fs/bpf/m", bpf_fd=10, file_flags=0}, 16) = 0
			bpf(BPF_OBJ_PIN, {pathname="/sys/fs/bpf/q", bpf_fd=10, file_flags=0}, 16) = -1 EEXIST (File exists)
`,
			"[traced 4 1 BPF_PROG_LOAD], traced 0 0 BPF_OBJ_GET_INFO_BY_FD, [traced 5 1 unseen], traced 0 0 BPF_OBJ_GET_INFO_BY_FD, [traced 6 1 BPF_PROG_LOAD], close 6, [traced 7 1 BPF_PROG_LOAD], traced 0 0 BPF_OBJ_PIN, [traced 8 1 BPF_PROG_LOAD], bpf 22, [unseen 9], traced 9 2 BPF_OBJ_GET, [bpf 0], bpf 6, [unlink /sys/fs/bpf/m], bpf 6, [bpf 0], [bpf 6], [close 11], bpf 6",
			"~0 ~0 0 ~0 -22 ~9 0 0 -17",
		},
		"pins": {
			`bpf(BPF_OBJ_GET, {pathname="/sys/fs/bpf/m", bpf_fd=0, file_flags=0}, 16) = 3
			bpf(BPF_OBJ_GET, {pathname="/sys/fs/bpf/m", bpf_fd=0, file_flags=0}, 16) = -1 ENOENT (No such file or directory)
			unlink("/sys/fs/bpf/unseen") = 0
			unlink("/tmp/file") = 0
			bpf(BPF_OBJ_GET, {pathname="/sys/fs/bpf/p", bpf_fd=0, file_flags=0}, 16) = 4<anon_inode:bpf-prog>
			bpf(BPF_OBJ_GET, {pathname="/sys/fs/bpf/n", bpf_fd=0, file_flags=0}, 16) = 5
			bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=5, info_len=232, info=0x7ffe1000}}, 16) = 0
`,
			"[bpf 0], [bpf 6], [close 3], bpf 7, [unlink /sys/fs/bpf/m], bpf 7, traced 0 0 unlink, traced 0 0 unlink, traced 4 2 BPF_OBJ_GET, traced 5 2 BPF_OBJ_GET, traced 0 0 BPF_OBJ_GET_INFO_BY_FD",
			"3 -2 ~0 ~0 ~4 ~5 ~0",
		},
		"processes and threads": {
			`[pid 10] bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 3
			[pid 10] clone(child_stack=0x7f00, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD) = 11
			[pid 11] bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = 0
			[pid 11] exit(0) = ?
			[pid 10] clone(child_stack=NULL, flags=CLONE_NEWUSER|SIGCHLD) = 12
			[pid 12] clone(child_stack=NULL, flags=CLONE_NEWUSER|CLONE_NEWNS|SIGCHLD) = 13
			[pid 12] setuid(0) = 0
			[pid 13] bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = -1 EPERM (Operation not permitted)
			[pid 10] exit_group(0) = ?
`,
			"bpf 0, bpf 22, clone 1 10000000, @1 clone 2 20000, @1 traced 0 0 setuid, @2 bpf 22 10000000 4, exit",
			"3 11 0 0 1 2 ~0 -1 0",
		},
		"a trie with an element": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_LPM_TRIE, key_size=8, value_size=8, max_entries=4, map_flags=BPF_F_NO_PREALLOC}, 72) = 3
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key="\x0c\x00\x00\x00\x0a\x10\x00\x00", value="\x01\x00\x00\x00\x00\x00\x00\x00", flags=BPF_ANY}, 32) = 0
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key="\x20\x00\x00\x00\x0a\x1f\x00\x01", value=0x7ffe2000}, 24) = 0
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key="\x20\x00\x00\x00\x0a\x20\x00\x01", value=0x7ffe2000}, 24) = 0
			bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key="\x08\x00\x00\x00\x0a\x10\x00\x00", value=0x7ffe2000}, 24) = 0
`,
			"bpf 0, bpf 2, bpf 1, [bpf 2], bpf 1, [bpf 2], bpf 1",
			"3 0 0 0 0",
		},
		"an LRU hash": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_LRU_HASH, key_size=4, value_size=8, max_entries=2}, 72) = 3
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key="\x01\x00\x00\x00", value=0x7ffe2000, flags=BPF_NOEXIST}, 32) = 0
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key="\x01\x00\x00\x00", value=0x7ffe2000, flags=BPF_NOEXIST}, 32) = -1 EEXIST (File exists)
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key="\x02\x00\x00\x00", value=0x7ffe2000, flags=BPF_EXIST}, 32) = -1 ENOENT (No such file or directory)
			bpf(BPF_MAP_LOOKUP_AND_DELETE_ELEM, {map_fd=3, key="\x04\x00\x00\x00", value=0x7ffe2000}, 32) = 0
`,
			"bpf 0, bpf 2, bpf 2, bpf 2, [bpf 2], bpf 21",
			"3 0 -17 -2 0",
		},
		"a full hash": {
			`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 16) = 3
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe1000, value=0x7ffe2000, flags=BPF_ANY}, 32) = 0
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe1000, value=0x7ffe2000, flags=BPF_ANY}, 32) = 0
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe1100, value=0x7ffe2000, flags=BPF_ANY}, 32) = 0
			bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe1200, value=0x7ffe2000, flags=BPF_ANY}, 32) = -1 E2BIG (Argument list too long)
`,
			"bpf 0, bpf 2, bpf 2, bpf 2, bpf 2",
			"3 0 0 0 -7",
		},
	} {
		calls, results := replayText(t, strings.ReplaceAll(c.text, "\n\t\t\t", "\n"))
		if calls != c.calls {
			t.Errorf("%s: the calls are\n%s\nwant\n%s", name, calls, c.calls)
		}
		if results != c.results {
			t.Errorf("%s: the results are\n%s\nwant\n%s", name, results, c.results)
		}
	}
}
