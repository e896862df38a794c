package core

// Divergence is a known difference from Linux.
type Divergence struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Divergences has all known differences from Linux.
var Divergences = []Divergence{
	{"Tasks are numbered 0, 1, 2, …, and fork returns the number of the child. Linux has process ids.",
		"A history must produce the same numbers each time, and recordings name tasks by these numbers."},
	{"The work queue waits until the user runs it. Linux starts a kworker at once.",
		"The state between the last close and the freeing of a map stays visible. A machine setting runs the queue after every call."},
	{"A task has eight pages of memory at 0x10000000. System calls can only read the last page. Nothing else is mapped until the task writes there.",
		"The recordings use these addresses, and bad addresses are easy to find."},
	{"Descriptors 0, 1 and 2 refer to one terminal, which is not a map.",
		"bpf() treats every file that is not a map alike."},
	{"caps gives a task the named capabilities, even those that it has dropped. capset(2) would fail.",
		"It sets up a state for the calls that follow."},
	{"A bpf() call has three arguments. With BPF_COMMON_ATTRS (7.x) it should have five. The fifth counts as 0 in a program's first bpf() and as more than a page in every later one.",
		"It is the value that a register happens to have. The program that made the recordings had these values."},
	{"The only network device is the loopback device, number 1. The only memory node is number 0.",
		"The machines of the recordings have only these."},
	{"Programs, BTF objects, tokens, sockets, perf events and control groups cannot be created. For struct_ops, no type of the kernel is ever found.",
		"Only the checks that maps make on them are emulated. A descriptor of one of them never exists."},
	{"Other calls in a pasted trace return the traced result. A BTF object that such a call created is taken to describe any map.",
		"These calls are not emulated, but the descriptors of the calls after them must be correct."},
	{"The bpf LSM is active since 5.11, so inodes have room for the storage of BPF_MAP_TYPE_INODE_STORAGE. Descriptors that bpf() returned share one inode. Every other file has a separate inode.",
		"Debian's 5.10 does not activate the LSM, and later kernels do. A traced open does not show which inode it opened."},
	{"Memory is counted, not allocated. The kernel takes one eighth of the machine's memory, and maps can take the rest.",
		"The memory that is free when a map is created depends on everything else that runs."},
	{"The key order of an RHASH map, or of a hash whose seed the kernel draws (since 4.19, without BPF_F_ZERO_SEED), is one of many possible in Linux.",
		"Linux draws such seeds at random, but a history must produce the same bytes each time. The machine's seed setting selects another order."},
	{"All calls run on processor 0. The per-processor lists that an LRU map keeps for other processors never change.",
		"The caller does not choose the processor of a call, and the recordings were made on processor 0."},
	{"The only directories are /, /dev, /proc, /sys, /sys/fs and /sys/fs/bpf. The bpf file system is mounted on the last and is writable for every user.",
		"Maps can only be pinned in the bpf file system."},
	{"If the worker runs after every call, an RCU grace period lasts a hundred calls. Otherwise it lasts until the user runs the worker.",
		"A real one lasts some milliseconds, in which a program makes many calls. The emulator has no clock."},
	{"fdinfo leaves out the lines mnt_id and ino.",
		"They name a mount and an inode of the running system and differ from boot to boot."},
	{"The memlock line of fdinfo counts the kernel's own structs with the sizes of the recorded kernel of each series.",
		"It differs by some tens of bytes between build options and between stable updates."},
	{"Programs are interpreted, but counted as compiled: prog_jited is 1. The information on a program has jited_prog_len and load_time 0, and a call that asks for machine code, kernel addresses or rewritten instructions is not emulated.",
		"They differ with the processor, the compiler and the boot."},
	{"Programs with a signature or a token, programs that attach to another program, and those that the verifier here cannot decide about are not emulated.",
		"An invented result would be wrong for some of them."},
	{"The machine is booted with mitigations=off. Since 6.7, the kernel then rounds no array up to a power of two for a task without CAP_PERFMON.",
		"The recorded kernels were booted with this parameter. Before 6.7 this check does not read it."},
	{"The kernel is built for up to 8192 processors, so a cpumap can have as many entries.",
		"CONFIG_NR_CPUS is a build option, and the recorded kernels have this value."},
}
