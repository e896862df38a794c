package core

// Divergence is a known difference from Linux.
type Divergence struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Divergences are all known differences from Linux.
var Divergences = []Divergence{
	{"Tasks are numbered 0, 1, 2, …, and fork answers with the number of the child, where Linux has process ids.",
		"A history must give the same numbers each time, and recordings name tasks so."},
	{"The work queue waits until it is told to run, where Linux starts a kworker at once.",
		"The time between the last close and the freeing is what there is to see. A machine setting runs it after every call."},
	{"A task has eight pages of memory at 0x10000000, the last of them read-only for system calls; nothing else is mapped until something is written there.",
		"It is where recordings have it, and bad addresses are easy to find."},
	{"Descriptors 0, 1 and 2 lead to one terminal that is no map.",
		"Nothing that bpf() does depends on what they are."},
	{"caps gives a task the capabilities that are named, also ones that it had lost.",
		"It sets up a situation; capset would refuse."},
	{"A call of bpf() has three arguments. Where BPF_COMMON_ATTRS (7.x) says that there are five, the fifth counts as 0 in a program's first bpf(), and as more than a page in every later one.",
		"It is what a register happens to hold; so it was in the program that made the recordings."},
	{"Network devices: the loopback device, number 1, and no other. Memory nodes: number 0.",
		"The machines of the recordings have no more."},
	{"No program, BTF object, token, socket, perf event or control group can be made; a type of the kernel's own is never found for struct_ops.",
		"Only what maps need of them is here: a descriptor that is one of them does not exist."},
	{"A call of another kind in a pasted trace answers as it was traced. A BTF object that it made is taken to describe any map.",
		"What it did is not emulated, but the descriptors behind it have to be right."},
	{"The bpf LSM is active from 5.11 on, so inodes have room for the storage of BPF_MAP_TYPE_INODE_STORAGE. Descriptors that bpf() returned share one inode; every other file has its own.",
		"Debian's 5.10 does not activate the LSM, and later kernels do. A traced open does not show which inode it opened."},
	{"Memory is counted, not taken: one part in eight of the machine's memory is the kernel's, the rest is for maps.",
		"How much is really free when a map is made hangs on everything else that runs."},
	{"The order of keys in a map of type RHASH, and in a hash whose seed the kernel draws (from 4.19 on, without BPF_F_ZERO_SEED), is one of many that Linux may have.",
		"Linux draws such seeds at random, and a history must give the same bytes each time. The machine's seed draws another order."},
	{"All calls run on processor 0: what other processors keep in lists of their own for an LRU map stays as it was made.",
		"Which processor a call runs on is not for the caller to say, and recordings were made on the first."},
	{"There are only the folders /, /dev, /proc, /sys, /sys/fs and /sys/fs/bpf, where the bpf file system is mounted for everybody.",
		"Nothing else can be pinned to or got from."},
	{"Where the worker runs after every call, an RCU grace period lasts a hundred calls; else it lasts until the worker is told to run.",
		"A real one lasts some milliseconds, and there is no clock here. A program makes many calls in that time."},
	{"fdinfo leaves out the lines mnt_id and ino.",
		"They name a mount and an inode of the running system and differ from boot to boot."},
	{"What fdinfo gives as memlock holds the kernel's own structs in the size that they have in the recorded kernel of a series.",
		"Some tens of bytes of it change with the options that a kernel is built with, and with stable updates."},
	{"A prog_array is let go of with its last file, like any map. Linux first has a kworker empty it, so for a moment after the last close its id can still be found.",
		"It is empty here, since no program can be put in; how long the moment is depends on the kworker."},
	{"The machine is booted with mitigations=off: from 6.7 on, no array is rounded up to a power of two for a task without CAP_PERFMON.",
		"The recorded kernels were booted so. Before 6.7 this check does not read the boot parameter."},
	{"The kernel is built for up to 8192 processors: a cpumap may have as many entries.",
		"CONFIG_NR_CPUS is for the one to say who builds a kernel, and so the recorded ones are built."},
}
