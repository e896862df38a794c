// Package recording is for recordings: what real kernels return to bpf(2) calls.
//
// A recording is the judge of the emulated kernel. Command record makes one.
//
// # Lines
//
// A recording is text, one line for each call, write or result. Blank lines and lines that begin with # are ignored.
//
//	kernel RELEASE VERSION cpus 0-1
//
// is the first line: what uname(2) returned and the possible processors. If VERSION names a Debian package, such as
// "Debian 5.10.262-1", its number is the release, else RELEASE is.
//
//	scenario NAME [KEY=VALUE ...]
//
// starts a scenario on a new machine. Its first process, number 0, is root with every capability. Descriptors 0, 1
// and 2 are open and are not maps, 3 to 899 are closed. RLIMIT_NOFILE is 4096, RLIMIT_MEMLOCK is infinite, memory is
// zero, and the bpf file system at /sys/fs/bpf has mode 0777 and is empty. NAME begins with the class and a dash. The
// keys are:
//
//	nextid=N    the id of the next map; -1 before 4.13, which has no ids
//	nextprog=N  the id of the next program
//	nextbtf=N   the id of the next BTF object
//	unpriv=N    the sysctl kernel.unprivileged_bpf_disabled; 2 if absent; before 5.10 only 0 and 1 exist
//	types=T,... the registered map types, of the seed alone; T:enomem, T:einval and T:eperm fail in map_alloc
//
// These lines are calls. Each ends in " = RET", the result or minus the error number:
//
//	bpf CMD ADDR SIZE          bpf(CMD, ADDR, SIZE)
//	close FD
//	dup FD
//	dup3 OLD NEW FLAGS
//	fcntl FD CMD ARG           CMD 0 F_DUPFD, 1 F_GETFD, 2 F_SETFD, 3 F_GETFL, 1030 F_DUPFD_CLOEXEC
//	fork N                     the child is process N, and the result is 0
//	exec                       a new program: zeroed memory, close-on-exec descriptors closed
//	exit
//	rlimit nofile|memlock N    both limits of the process
//	uid N                      setresuid; any user but 0 loses every capability
//	caps HEX                   keeps those of its capabilities that are in a bit mask
//	grant HEX                  gives it exactly the capabilities of a bit mask (emulated kernels only)
//	unlink PATH
//	fdinfo FD                  reads /proc/self/fdinfo/FD
//	work                       the worker empties the work queue (seed only)
//	settle                     waits until grace periods have ended and the work queues are empty
//
// The other calls of an emulated kernel, such as open, perf_event_open and ioctl, have the names and arguments of
// [core.Op]. The recordings of class run and attach use them for cgroups, namespaces and events. No path has a space.
// Command record makes these three: open of a cgroup, which it makes if it does not exist, of a network namespace, or of
// a directory of the bpf file system.
//
// ADDR and HEX are hexadecimal, all other numbers decimal. CMD, FD, OLD, NEW and RET may be negative.
//
//	w ADDR HEX
//
// has no result: the process writes the bytes to its memory, even to the read-only page.
//
//	hide ADDR LEN
//	hidetail ADDR LEN
//
// have no result either. They name bytes that the next bpf call of the process writes and that differ from run to run,
// such as durations. After that call, the bytes get their old values back before memory is compared. hidetail does so
// only with the bytes after the first zero byte that the call left in the range.
//
// The lines after a call are its other effects:
//
//	m ADDR HEX    memory of the caller that the call changed; a run contains up to 8 unchanged bytes in a row
//	t LINE        a line of fdinfo, except mnt_id and ino
//	e EVENT       something that happened in the kernel, in order (seed only)
//
// The events are "map_alloc type=T map=M", "map_alloc type=T -ERRNO", "refcnt map=M VALUE", "fd FD map=M cloexec",
// "release map=M", "schedule_work map=M" and "map_free map=M by=kworker|syscall". M counts the maps of the scenario
// from 1.
//
// A call or write with "@N " before it is made by process N, any other by process 0.
//
//	end
//
// is the last line.
//
// # Memory
//
// A process has eight pages of memory from 0x10000000 to 0x10007fff. System calls can read the last page, but not write
// to it. Nothing else that a scenario names is mapped. Addresses from 0x7ffffffff000 are not user addresses.
//
// # Machine
//
// A recorded machine has 2 processors and 1024 MiB of memory, boots with mitigations=off and has no network device but
// the loopback. All processes run on processor 0. The register of a fifth system call argument, which only
// BPF_COMMON_ATTRS reads, is 0 in the first bpf call of a program and 0xffffffff in later ones; a child starts with
// what its parent has.
//
// # Which scenarios are recorded
//
// A scenario is recorded if two boots return the same, apart from map ids. The order of keys in a hash and the false
// positives of a bloom filter depend on a random seed; a scenario that creates such a map without BPF_F_ZERO_SEED is
// asked twelve more times.
package recording
