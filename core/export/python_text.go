package export

// pythonHead is the text before the calls of a Python program.
var pythonHead = []piece{
	{"", `
import ctypes
import mmap
import os
import platform
import resource
import struct
import sys
`},
	{partSend, `
import socket
`},
	{partSleep, `
import time
`},
	{"", `

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
NR_BPF = {"x86_64": 321, "aarch64": 280, "riscv64": 280}[platform.machine()]
READ, WRITE = mmap.PROT_READ, mmap.PROT_WRITE
FIXED, FIXED_NOREPLACE = 0x10, 0x100000
out = 1  # descriptor for printing
`},
	{partAlone, `
differ = 0  # number of results that differ from bpfplay
`},
	{partTasks, `
me = 0  # number of this task: 0 for the first
at = 0  # number of the current call, counted over all tasks
shared = mmap.mmap(-1, 4096)  # number of the call that is next; 1 if a result differs from bpfplay


def now():
    return struct.unpack_from("=Q", shared, 0)[0]


def turn(task):
    """Waits until all earlier calls are done. Returns True if the call belongs to this task, else False at once."""
    global at
    at += 1
    for i in range(100000 if task == me else 0):
        if now() == at:
            return True
        time.sleep(0.0001)
    if task == me:
        os.write(out, b"task %d timed out\n" % task)
        os._exit(2)
    return False
`},
	{partExpect, `
contents = []  # memory that the next call must write


def expect(name, addr, data):
    contents.append((name, addr, data))


def compare():
    """Prints memory that a call wrote. Returns True if it is as in bpfplay."""
    same = True
    for name, addr, data in contents:
        got = ctypes.string_at(addr, len(data))
        text = "    %s: %s" % (name, got.hex(" "))
        if got != data:
            same, text = False, "%s, in bpfplay %s: DIFFERENT" % (text, data.hex(" "))
        os.write(out, text.encode() + b"\n")
    contents.clear()
    return same
`},
	{"", `


def report(call, got, expected=None):
    """Prints the result of a call and whether it matches the result in bpfplay."""
`},
	{partAlone, `
    global differ
    differ += expected not in (got, None)
`},
	{partTasks, `
    if expected not in (got, None):
        struct.pack_into("=Q", shared, 8, 1)
`},
	{"", `
    expected = got if expected is None else expected
    os.write(out, b"%d: %d, bpfplay returned %d%s\n" % (call, got, expected, b"" if got == expected else b": DIFFERENT"))
`},
	{partExpectAlone, `
    differ += not compare()
`},
	{partExpectTasks, `
    if not compare():
        struct.pack_into("=Q", shared, 8, 1)
`},
	{partTasks, `
    struct.pack_into("=Q", shared, 0, at + 1)
`},
	{"", `


def check(what, ok):
    if not ok:
        os.write(out, ("%s: %s\n" % (what, os.strerror(ctypes.get_errno()))).encode())
        os._exit(2)


def call(function, *args):
    """Returns the result of a system call, or its negated error number."""
    got = function(*[ctypes.c_long(a) if isinstance(a, int) else a for a in args])
    return -ctypes.get_errno() if got < 0 else got
`},
	{partBpf, `


def bpf(cmd, attr, size):
    return call(libc.syscall, NR_BPF, cmd, attr, size)
`},
	{"", `


def memory():
    """Maps eight pages, the last one read-only."""
    start = libc.mmap(0x10000000, 8 * 4096, READ | WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | FIXED, -1, 0)
    check("memory at 0x10000000", start == 0x10000000 and libc.mprotect(start + 7 * 4096, 4096, READ) == 0)
`},
	{partPages, `


def page(addr):
    start = libc.mmap(addr, 4096, READ | WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | FIXED_NOREPLACE, -1, 0)
    check("page already in use by this program", (start or 0) == addr)


def drop(addr):
    libc.munmap(addr, 4096)
`},
	{partClone, `


NR_CLONE = {"x86_64": 56, "aarch64": 220, "riscv64": 220}[platform.machine()]


def clone(flags):
    return libc.syscall(NR_CLONE, flags | 17, 0, 0, 0, 0)  # SIGCHLD
`},
	{partSend, `


def make_sockets():
    """Makes two sockets for each task: one at which it receives descriptors, and one at which others send them."""
    global sockets
    sockets = []
    for task in range({tasks}):
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        sockets.append([socket.socket(fileno=call(libc.fcntl, end.fileno(), 0, 902)) for end in pair])
        pair[0].close()
        pair[1].close()


def send_fd(fd, task):
    try:
        socket.send_fds(sockets[task][1], [b"\0"], [fd])
    except OSError as e:
        return -e.errno
    return 0


def recv_fd(flags):
    try:
`},
	{partSendTasks, `
        _, control, got, _ = sockets[me][0].recvmsg(1, socket.CMSG_SPACE(4), flags | socket.MSG_DONTWAIT)
`},
	{partSendAlone, `
        _, control, got, _ = sockets[0][0].recvmsg(1, socket.CMSG_SPACE(4), flags | socket.MSG_DONTWAIT)
`},
	{partSend, `
    except OSError as e:
        return -e.errno
    return -24 if got & socket.MSG_CTRUNC else struct.unpack("=i", control[0][2][:4])[0]
`},
	{partMmap, `


def map_memory(*args):
    start = libc.mmap(*args)
    return -ctypes.get_errno() if start == (1 << 64) - 1 else start


def unmap_memory(addr, n):
    return -ctypes.get_errno() if libc.munmap(addr, n) else 0
`},
	{partLock, `


def protect(addr, how):
    check("mprotect", libc.mprotect(addr, 4096, how) == 0)
`},
	{partZero, `


def zero(addr, n):
    ctypes.memset(addr, 0, n)
`},
	{partPut, `


def put32(addr, value):
    ctypes.memmove(addr, struct.pack("=I", value & 0xFFFFFFFF), 4)


def put64(addr, value):
    ctypes.memmove(addr, struct.pack("=Q", value & 0xFFFFFFFFFFFFFFFF), 8)
`},
	{partBytes, `


def put(addr, data):
    ctypes.memmove(addr, data, len(data))
`},
	{partInsns, `


def insns(addr, all):
    """Stores instructions: opcode, destination, source, offset, immediate."""
    for code, dst, src, off, imm in all:
        ctypes.memmove(addr, struct.pack("=BBhi", code, dst | src << 4, off, imm), 8)
        addr += 8
`},
	{partIDs, `


def find_ids(next_id):
    """Sets first, the difference between map IDs on this kernel and in bpfplay, from the ID of a temporary map."""
    global first
    create, info = (ctypes.c_uint32 * 4)(2, 4, 4, 1), (ctypes.c_uint32 * 20)()
    fd = libc.syscall(NR_BPF, 0, create, 16)
    ask = ctypes.create_string_buffer(struct.pack("=IIQ", max(fd, 0), ctypes.sizeof(info), ctypes.addressof(info)), 16)
    check("temporary map for the next ID", fd >= 0 and libc.syscall(NR_BPF, 15, ask, 16) == 0)
    os.close(fd)
    time.sleep(0.1)
    first = info[1] + 1 - next_id
    return 0


def real_id(addr):
    at = ctypes.c_uint32.from_address(addr)
    at.value = at.value + first
`},
	{partCreds, `


def become(effective):
    """Changes only the effective set. The permitted set stays, so that capabilities can be raised again."""
    head = struct.pack("=Ii", 0x20080522, 0)
    data = ctypes.create_string_buffer(24)
    check("capget", libc.capget(head, data) == 0)
    sets = list(struct.unpack("=6I", data.raw))
    sets[0], sets[3] = sets[1] & effective, sets[4] & effective >> 32
    check("capset", libc.capset(head, struct.pack("=6I", *sets)) == 0)


def set_caps(keep):
    global caps
    caps = keep & (1 << 64) - 1
    become(caps)
    return 0


def set_uid(to):
    become((1 << 64) - 1)
    libc.prctl(8, 1, 0, 0, 0)  # PR_SET_KEEPCAPS
    check("setresuid", libc.setresuid(to, to, to) == 0)
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE
    return set_caps(0 if to else caps)
`},
	{partNofile, `


def set_nofile(limit):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most if most < 0 else max(limit, most)))
    return 0
`},
	{partLocked, `


def set_memlock(limit):
    most = resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]
    try:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (limit, most if 0 <= limit < most or most < 0 else limit))
    except ValueError as e:
        os.write(out, b"RLIMIT_MEMLOCK, which bpf(2) ignores since Linux 5.11: %s\n" % str(e).encode())
    return 0
`},
	{partPins, `


def mount_bpf():
    """Mounts an empty bpf file system, writable by all users, in a private mount namespace."""
    check("unshare", libc.unshare(0x20000) == 0)
    check("mount /", libc.mount(b"none", b"/", None, ctypes.c_ulong(0x44000), None) == 0)
    check("mount /sys/fs/bpf", libc.mount(b"bpf", b"/sys/fs/bpf", b"bpf", ctypes.c_ulong(0), b"mode=0777") == 0)
`},
	{partOpened, `


def opened(fd, flags):
    """Stands in for a call that opened something other than a map at fd."""
    libc.dup3(out, fd, flags)
    return fd
`},
	{partUnseen, `


def unseen(below):
    """Fills all free descriptors below a limit, for files that were opened outside the trace."""
    return sum(libc.fcntl(fd, 1) < 0 and libc.dup3(out, fd, 0) == fd for fd in range(below))
`},
	{partOpen, `


def open_target(flags, path):
    libc.mkdir(os.fsencode(path), 0o755)  # a cgroup may be new
    return call(libc.open, os.fsencode(path), flags)
`},
	{partPidfd, `


def pidfd(task, flags):  # only the task itself
    return call(libc.syscall, 434, os.getpid(), flags)
`},
	{partFolder, `


def folder(path):
    os.makedirs(path, 0o755, exist_ok=True)
    return 0
`},
	{partList, `


def list_names(path):
    try:
        os.write(out, b"".join(b"    %s\n" % name for name in sorted(os.listdir(path))))
    except OSError as e:
        return -e.errno
    return 0
`},
	{partFdinfo, `


def fdinfo(fd):
    try:
        f = os.open("/proc/self/fdinfo/%d" % fd, os.O_RDONLY)
    except OSError as e:
        return -e.errno
    os.write(out, os.read(f, 4096))
    os.close(f)
    return 0
`},
	{partFresh, `


def fresh():
    """Has the effects of execve without ending this program: new memory, close-on-exec descriptors closed."""
`},
	{partCloneFresh, `
    libc.unshare(0x400)
`},
	{partFresh, `
    for fd in range(900):
        if libc.fcntl(fd, 1) == 1:
            libc.close(fd)
    memory()
    return 0
`},
	{partLeave, `


def leave(call):
    """Closes all descriptors, as exit does."""
`},
	{partCloneLeave, `
    libc.unshare(0x400)
`},
	{partLeave, `
    os.closerange(0, 900)
    report(call, 0, 0)
`},
	{partLeaveTask, `
    finish()
`},
	{partLeaveAlone, `
    os._exit(differ != 0)
`},
	{partTasks, `


def finish():
    try:
        while True:
            os.wait()
    except ChildProcessError:
        os._exit(struct.unpack_from("=Q", shared, 8)[0] != 0)
`},
	{"", `


def begin():
    global out
    out = call(libc.fcntl, 1, 1030, 900)
    os.closerange(3, 900)
    memory()
`},
	{partSend, `
    make_sockets()
`},
	{partTasks, `
    struct.pack_into("=Q", shared, 0, 1)
`},
	{partPins, `
    mount_bpf()
`},
	{partIDs, `
    find_ids({ids})
`},
	{partLocked, `
    set_memlock({memlock})
`},
	{partNofile, `
    set_nofile({nofiles})
    set_nofile({nofile})
`},
	{partCreds, `
    global caps
    caps = {caps}
    set_uid({uid})
    set_caps({caps})
`},
	{"", `


def main():
`},
	{partTasks, `
    global me
`},
	{"", `
    begin()
`},
}

// pythonFoot is the text after the calls of a Python program.
var pythonFoot = []piece{
	{partTasks, `

    finish()
`},
	{partAlone, `

    sys.exit(differ != 0)
`},
	{"", `


main()
`},
}
