package scenario

import (
	"bpfplay/core/abi"
)

const (
	lifeCalls = 26
	lifeTasks = 5
	oCloexec  = 0x80000 // O_CLOEXEC
)

// life is the state of a scenario of class life.
type life struct {
	*drawer
	tasks  []int // the living ones
	forked int   // children so far
	shapes []shape
}

// lifeSteps are drawn with equal chance.
var lifeSteps = []func(*life){
	(*life).makeMap, (*life).makeMap, (*life).makeMap, (*life).close, (*life).close, (*life).dup, (*life).dup3, (*life).fcntl, (*life).fork,
	(*life).exec, (*life).exit, (*life).openByID, (*life).nextID, (*life).askInfo, (*life).pin, (*life).get, (*life).unlink, (*life).fdinfo,
	(*life).useMap,
}

func (d *drawer) lifeClass() {
	l := &life{drawer: d, tasks: []int{0}}
	if d.percent(30) {
		d.line("rlimit nofile %d", 3+d.IntN(6))
	}
	for range lifeCalls {
		d.task = pick(d, l.tasks...)
		pick(d, lifeSteps...)(l)
	}
}

// fd returns a descriptor that may be a map's.
func (l *life) fd() uint32 { return firstFD + uint32(pick(l.drawer, 0, 0, 1, 1, 2, 3, 4)) }

func (l *life) makeMap() {
	s := l.named(l.shape())
	l.shapes = append(l.shapes, s)
	l.create(s)
}

func (l *life) close() {
	fd := l.fd()
	if l.percent(10) {
		fd = uint32(l.IntN(firstFD))
	}
	l.line("close %d", fd)
}

func (l *life) dup() { l.line("dup %d", l.fd()) }

func (l *life) dup3() { l.line("dup3 %d %d %d", l.fd(), l.IntN(12), pick(l.drawer, 0, 0, oCloexec, 1)) }

func (l *life) fcntl() {
	const setFD = 2
	cmd := pick(l.drawer, 0, 1, setFD, 3, 1030)
	arg := l.IntN(12)
	if cmd == setFD {
		arg = l.IntN(2)
	}
	l.line("fcntl %d %d %d", l.fd(), cmd, arg)
}

func (l *life) fork() {
	if l.forked+1 < lifeTasks {
		l.forked++
		l.line("fork %d", l.forked)
		l.tasks = append(l.tasks, l.forked)
	}
}

func (l *life) exec() {
	if l.percent(30) {
		l.line("exec")
	}
}

// exit ends a child. The first process stays.
func (l *life) exit() {
	if l.task == 0 || l.percent(50) {
		return
	}
	l.line("exit")
	var rest []int
	for _, t := range l.tasks {
		if t != l.task {
			rest = append(rest, t)
		}
	}
	l.tasks = rest
}

// id writes an attr that begins with the id of a map of the scenario, or of one before or after.
func (l *life) id(lowest int) {
	l.write(attrAt, make([]byte, abi.AttrMax))
	l.line("w %x id%+d", uint64(attrAt), lowest+l.IntN(6))
}

func (l *life) openByID() {
	l.id(0)
	l.line("bpf %d %x %d", abi.BPF_MAP_GET_FD_BY_ID, uint64(attrAt), pick(l.drawer, 4, 12, 12, 16))
}

func (l *life) nextID() {
	l.id(-1)
	l.line("bpf %d %x %d", abi.BPF_MAP_GET_NEXT_ID, uint64(attrAt), pick(l.drawer, 8, 12, 16))
}

func (l *life) askInfo() { l.info(l.fd()) }

// path writes a path and returns its address.
func (l *life) path() uint64 {
	path := pick(l.drawer, pins...)
	if l.percent(15) {
		path = pick(l.drawer, "/sys/fs/bpf/no/c", "/sys/fs/bpf", "/sys/fs/bpf/a.b", "relative", "")
	}
	l.write(pathAt, append([]byte(path), 0))
	return l.pointer(pathAt)
}

var pins = []string{"/sys/fs/bpf/a", "/sys/fs/bpf/b"}

func (l *life) pin() {
	attr := &abi.Attr{}
	number(attr, &abi.Pathname, l.path())
	number(attr, &abi.ObjFD, uint64(l.fd()))
	l.roughCall(abi.BPF_OBJ_PIN, attr)
}

func (l *life) get() {
	attr := &abi.Attr{}
	number(attr, &abi.Pathname, l.path())
	number(attr, &abi.ObjFlags, pick[uint64](l.drawer, 0, 0, 0, abi.BPF_F_RDONLY, abi.BPF_F_WRONLY, abi.BPF_F_RDONLY|abi.BPF_F_WRONLY, 32))
	l.roughCall(abi.BPF_OBJ_GET, attr)
}

func (l *life) unlink() { l.line("unlink %s", pick(l.drawer, pins...)) }

func (l *life) fdinfo() { l.line("fdinfo %d", l.fd()) }

func (l *life) useMap() {
	if len(l.shapes) > 0 {
		s := pick(l.drawer, l.shapes...)
		l.elem(l.fd(), &s)
	}
}
