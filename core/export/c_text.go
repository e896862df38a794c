package export

// cHead is the text before the calls of a C program.
var cHead = []piece{
	{"", `
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
`},
	{partInsns, `
#include <linux/bpf.h>
`},
	{partCreds, `
#include <linux/capability.h>
`},
	{partPoll, `
#include <poll.h>
`},
	{partPins, `
#include <sched.h>
`},
	{partClone, `
#include <sched.h>
#include <signal.h>
`},
	{"", `
#include <stdint.h>
#include <stdio.h>
#include <string.h>
`},
	{partPoll, `
#include <sys/epoll.h>
`},
	{"", `
#include <sys/mman.h>
`},
	{partPins, `
#include <sys/mount.h>
`},
	{partCreds, `
#include <sys/prctl.h>
`},
	{"", `
#include <sys/resource.h>
`},
	{partSend, `
#include <sys/socket.h>
`},
	{partOpen, `
#include <fcntl.h>
#include <sys/stat.h>
`},
	{partFolder, `
#include <sys/stat.h>
`},
	{partDirs, `
#include <sys/stat.h>
`},
	{partList, `
#include <dirent.h>
`},
	{"", `
#include <sys/syscall.h>
`},
	{partTasks, `
#include <sys/wait.h>
`},
	{"", `
#include <unistd.h>

static int out;  /* copy of descriptor 1 for printing; high, so that it does not get in the way */
static long res; /* result of the last call */
`},
	{partTasks, `
static int me;   /* number of this task: 0 for the first */
static int at;   /* number of the current call, counted over all tasks */
static struct {
	volatile int now;    /* number of the call that is next */
	volatile int differ; /* number of results that differ from bpfplay */
} *all;                      /* shared by all tasks */
`},
	{partAlone, `
static int differ; /* number of results that differ from bpfplay */
`},
	{partExpect, `

/* Memory that the next call must write. */
static struct {
	const char *name, *bytes;
	uintptr_t addr;
	int size;
} contents[8];
static int expected_contents;

static void expect(const char *name, uintptr_t addr, const char *bytes, int size)
{
	contents[expected_contents].name = name;
	contents[expected_contents].addr = addr;
	contents[expected_contents].bytes = bytes;
	contents[expected_contents++].size = size;
}

static void print_bytes(const char *text, const unsigned char *bytes, int size)
{
	dprintf(out, "%s", text);
	for (int i = 0; i < size; i++)
		dprintf(out, " %02x", bytes[i]);
}

/* Prints memory that a call wrote. Returns 1 if it differs from that in bpfplay. */
static int compare(void)
{
	int differs = 0;

	for (int i = 0; i < expected_contents; i++) {
		const unsigned char *got = (void *)contents[i].addr, *want = (const void *)contents[i].bytes;
		int same = !memcmp(got, want, contents[i].size);

		dprintf(out, "    %s", contents[i].name);
		print_bytes(":", got, contents[i].size);
		if (!same)
			print_bytes(", in bpfplay", want, contents[i].size);
		dprintf(out, same ? "\n" : ": DIFFERENT\n");
		differs |= !same;
	}
	expected_contents = 0;
	return differs;
}
`},
	{"", `

/* Prints the result of a call and whether it matches the result in bpfplay. */
static void report(int call, long expected)
{
	long got = res == -1 ? -errno : res;
	int same = got == expected || res == expected;

	dprintf(out, "%d: %ld, bpfplay returned %ld%s\n", call, got, same ? got : expected, same ? "" : ": DIFFERENT");
`},
	{partExpect, `
	same &= !compare();
`},
	{partAlone, `
	differ += !same;
}
`},
	{partTasks, `
	all->differ += !same;
	all->now = at + 1;
}

/* Waits until all earlier calls are done. Returns 1 if the call belongs to this task, else 0 at once. */
static int turn(int task)
{
	at++;
	if (task != me)
		return 0;
	for (int i = 0; all->now != at; i++) {
		if (i == 100000) {
			dprintf(out, "task %d timed out\n", task);
			_exit(2);
		}
		usleep(100);
	}
	return 1;
}
`},
	{"", `

static void failed(const char *what)
{
	dprintf(out > 0 ? out : 2, "%s: %s\n", what, strerror(errno));
	_exit(2);
}

/* Maps eight pages, the last one read-only. */
static void memory(void)
{
	char *at = mmap((void *)0x10000000, 8 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (at == MAP_FAILED || mprotect(at + 7 * 4096, 4096, PROT_READ))
		failed("memory at 0x10000000");
}
`},
	{partPointer, `

static void *pointer(uintptr_t addr)
{
	return (void *)addr;
}
`},
	{partPages, `

static void page(uintptr_t addr)
{
	if (mmap((void *)addr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != (void *)addr)
		failed("page already in use by this program");
}
`},
	{partIDs, `

static uint32_t first; /* difference between map IDs on this kernel and in bpfplay */

/* Map IDs are sequential, so the ID of a temporary map reveals the next one. */
static void find_ids(uint32_t next)
{
	uint32_t create[4] = {2, 4, 4, 1}, info[20] = {0}; /* an array; struct bpf_map_info */
	struct { uint32_t fd, len; uint64_t info; } ask = {0, sizeof(info), (uintptr_t)info};
	int fd = syscall(__NR_bpf, 0, create, sizeof(create));

	ask.fd = fd;
	if (fd < 0 || syscall(__NR_bpf, 15, &ask, sizeof(ask)))
		failed("temporary map for the next ID");
	close(fd);
	first = info[1] + 1 - next;
	usleep(100000);
	res = 0;
}
`},
	{partRealID, `

static void real_id(uintptr_t addr)
{
	*(uint32_t *)addr += first;
}
`},
	{partCreds, `

static uint32_t uid;
static uint64_t caps = ~0ull;

/* Changes only the effective set. The permitted set stays, so that capabilities can be raised again. */
static void become(uint64_t effective)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2] = {{0, 0, 0}, {0, 0, 0}};

	if (syscall(__NR_capget, &head, data))
		failed("capget");
	for (int i = 0; i < 2; i++)
		data[i].effective = data[i].permitted & (uint32_t)(effective >> 32 * i);
	if (syscall(__NR_capset, &head, data))
		failed("capset");
}

static void set_caps(uint64_t keep)
{
	caps = keep;
	become(caps);
	res = 0;
}

static void set_uid(uint32_t to)
{
	become(~0ull);
	prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	if (syscall(__NR_setresuid, to, to, to))
		failed("setresuid");
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	uid = to;
	set_caps(uid ? 0 : caps);
}
`},
	{partNofile, `

static void set_nofile(uint64_t limit)
{
	struct rlimit l;

	getrlimit(RLIMIT_NOFILE, &l);
	if (limit > l.rlim_max)
		l.rlim_max = limit;
	l.rlim_cur = limit;
	if (setrlimit(RLIMIT_NOFILE, &l))
		failed("RLIMIT_NOFILE");
	res = 0;
}
`},
	{partLocked, `

static void set_memlock(uint64_t limit)
{
	struct rlimit l;

	getrlimit(RLIMIT_MEMLOCK, &l);
	l.rlim_cur = limit;
	if (limit > l.rlim_max)
		l.rlim_max = limit;
	if (setrlimit(RLIMIT_MEMLOCK, &l))
		dprintf(out, "RLIMIT_MEMLOCK, which bpf(2) ignores since Linux 5.11: %s\n", strerror(errno));
	res = 0;
}
`},
	{partPins, `

/* Mounts an empty bpf file system, writable by all users, in a private mount namespace. */
static void mount_bpf(void)
{
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("bpf", "/sys/fs/bpf", "bpf", 0, "mode=0777"))
		failed("/sys/fs/bpf");
}
`},
	{partOpened, `

/* Stands in for a call that opened something other than a map at this descriptor. */
static void opened(int fd, int flags)
{
	dup3(out, fd, flags);
	res = fd;
}
`},
	{partUnseen, `

/* Fills all free descriptors below a limit, for files that were opened outside the trace. */
static void unseen(int below)
{
	res = 0;
	for (int fd = 0; fd < below; fd++)
		if (fcntl(fd, F_GETFD) < 0 && dup3(out, fd, 0) == fd)
			res++;
}
`},
	{partOpen, `

static long open_target(int flags, const char *path)
{
	mkdir(path, 0755); /* a cgroup may be new */
	return open(path, flags);
}
`},
	{partPidfd, `

static long pidfd(int task, int flags)
{
	(void)task; /* only the task itself */
	return syscall(__NR_pidfd_open, getpid(), flags);
}
`},
	{partFolder, `

static void folder(const char *path)
{
	char name[4096];

	for (size_t n = 1; n <= strlen(path) && n < sizeof(name); n++) {
		if (path[n] != '/' && path[n] != 0)
			continue;
		memcpy(name, path, n);
		name[n] = 0;
		mkdir(name, 0755);
	}
	res = 0;
}
`},
	{partList, `

static long list(const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort);

	for (int i = 0; i < n; i++)
		if (names[i]->d_name[0] != '.')
			dprintf(out, "    %s\n", names[i]->d_name);
	return n < 0 ? -1 : 0;
}
`},
	{partFdinfo, `

static void fdinfo(int fd)
{
	char text[4096];
	ssize_t n;
	int f;

	snprintf(text, sizeof(text), "/proc/self/fdinfo/%d", fd);
	res = f = open(text, O_RDONLY);
	if (f < 0)
		return;
	while ((n = read(f, text, sizeof(text))) > 0)
		dprintf(out, "%.*s", (int)n, text);
	close(f);
	res = 0;
}
`},
	{partFresh, `

/* Has the effects of execve without ending this program: new memory, close-on-exec descriptors closed. */
static void fresh(void)
{
`},
	{partCloneFresh, `
	unshare(CLONE_FILES);
`},
	{partFresh, `
	for (int fd = 0; fd < 900; fd++)
		if (fcntl(fd, F_GETFD) == FD_CLOEXEC)
			close(fd);
	memory();
	res = 0;
}
`},
	{partLeave, `

/* Closes all descriptors, as exit does. */
static void leave(int call)
{
`},
	{partCloneLeave, `
	unshare(CLONE_FILES);
`},
	{partLeave, `
	for (int fd = 0; fd < 900; fd++)
		close(fd);
	res = 0;
	report(call, 0);
`},
	{partLeaveTask, `
	while (wait(NULL) > 0)
		;
	_exit(all->differ != 0);
}
`},
	{partLeaveAlone, `
	_exit(differ != 0);
}
`},
	{partSend, `

/* Each task receives descriptors at one end of a pair of sockets: 902 for task 0, 904 for task 1. Others send at the other end. */
static void make_sockets(void)
{
	for (int task = 0; task < {tasks}; task++) {
		int pair[2];

		if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) || fcntl(pair[0], F_DUPFD, 902 + 2 * task) < 0 || fcntl(pair[1], F_DUPFD, 903 + 2 * task) < 0)
			failed("sockets");
		close(pair[0]);
		close(pair[1]);
	}
}

union control {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int))];
};

static long send_fd(int fd, int task)
{
	char text = 0;
	struct iovec data = {&text, 1};
	union control control = {.head = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control.bytes)};

	memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
	return sendmsg(903 + 2 * task, &message, 0) < 0 ? -1 : 0;
}

static long recv_fd(int flags)
{
	char text;
	int fd;
	struct iovec data = {&text, 1};
	union control control;
	struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control.bytes)};

`},
	{partSendTasks, `
	if (recvmsg(902 + 2 * me, &message, flags | MSG_DONTWAIT) < 0)
		return -1;
`},
	{partSendAlone, `
	if (recvmsg(902, &message, flags | MSG_DONTWAIT) < 0)
		return -1;
`},
	{partSend, `
	if (message.msg_flags & MSG_CTRUNC) {
		errno = EMFILE;
		return -1;
	}
	memcpy(&fd, CMSG_DATA(&control.head), sizeof(fd));
	return fd;
}
`},
	{"", `

static void begin(void)
{
	out = fcntl(1, F_DUPFD_CLOEXEC, 900);
	if (out < 0)
		failed("descriptor 900");
	for (int fd = 3; fd < 900; fd++)
		close(fd);
	memory();
`},
	{partSend, `
	make_sockets();
`},
	{partTasks, `
	all = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all == MAP_FAILED)
		failed("shared memory");
	all->now = 1;
`},
	{partPins, `
	mount_bpf();
`},
	{partIDs, `
	find_ids({ids});
`},
	{partLocked, `
	set_memlock({memlock});
`},
	{partNofile, `
	set_nofile({nofiles});
	set_nofile({nofile});
`},
	{partCreds, `
	caps = {caps};
	set_uid({uid});
	set_caps({caps});
`},
	{"", `
}

int main(void)
{
	begin();
`},
}

// cFoot is the text after the calls of a C program.
var cFoot = []piece{
	{partTasks, `

	while (wait(NULL) > 0)
		;
	return all->differ != 0;
}
`},
	{partAlone, `

	return differ != 0;
}
`},
}
