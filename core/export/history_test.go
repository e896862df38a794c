package export

import (
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"

	"pgregory.net/rapid"
)

// histories draws histories whose results do not depend on a random seed, on IDs or on other programs of the machine, such
// as the files of descriptors 0, 1 and 2. tasks allows several tasks.
func histories(r abi.Release, tasks bool) *rapid.Generator[*history.Session] {
	return rapid.Custom(func(t *rapid.T) *history.Session {
		m := core.NewMachine(r)
		m.AutoWork = true
		m.Nofile = rapid.SampledFrom([]uint64{1024, 1024, 16, 6}).Draw(t, "nofile")
		if rapid.IntRange(0, 9).Draw(t, "who") == 0 {
			m.UID, m.Caps = 1000, abi.Caps(rapid.SampledFrom([]uint64{0, 1 << abi.CAP_BPF}).Draw(t, "caps"))
		}
		s, err := history.NewSession(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Do(someBpf(t, 0)); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 30).Draw(t, "calls") {
			living := livingTasks(s)
			if len(living) == 0 {
				break
			}
			if _, err := s.Do(someCall(t, s, living, tasks)); err != nil {
				t.Fatal(err)
			}
		}
		return s
	})
}

// weights lists the calls by how often they are drawn.
var weights = []core.Op{
	core.OpBpf, core.OpBpf, core.OpBpf, core.OpBpf, core.OpBpf, core.OpBpf, core.OpBpf, core.OpBpf, core.OpBpf, core.OpBpf,
	core.OpClose, core.OpDup, core.OpDup3, core.OpFcntl, core.OpFork, core.OpFork, core.OpExec, core.OpExit, core.OpRlimit,
	core.OpMemlock, core.OpUID, core.OpCaps, core.OpFdinfo, core.OpUnlink,
}

var somePaths = []string{"/sys/fs/bpf/a", "/sys/fs/bpf/b", "/sys/fs/bpf", "/sys/fs/bpf/a/b"}

func livingTasks(s *history.Session) []int {
	var living []int
	for _, v := range s.Kernel().View().Tasks {
		if v.Alive {
			living = append(living, v.Nr)
		}
	}
	return living
}

func someCall(t *rapid.T, s *history.Session, living []int, tasks bool) core.Call {
	c := core.Call{Op: rapid.SampledFrom(weights).Draw(t, "op"), Task: rapid.SampledFrom(living).Draw(t, "task")}
	small := func(name string) uint64 { return rapid.Uint64Range(0, 7).Draw(t, name) }
	switch c.Op {
	case core.OpBpf:
		return someBpf(t, c.Task)
	case core.OpFork:
		if !tasks {
			return core.Call{Task: c.Task, Op: core.OpDup, Args: core.Args{small("fd")}}
		}
		c.Args[0] = uint64(s.Kernel().FreeTask())
	case core.OpRlimit:
		c.Args[0] = rapid.SampledFrom([]uint64{1024, 8, 5}).Draw(t, "limit")
	case core.OpMemlock:
		c.Args[0] = rapid.SampledFrom([]uint64{core.RLIM_INFINITY, 1 << 16}).Draw(t, "limit")
	case core.OpUID:
		c.Args[0] = rapid.SampledFrom([]uint64{0, 1000}).Draw(t, "uid")
	case core.OpCaps:
		c.Args[0] = rapid.SampledFrom([]uint64{uint64(abi.AllCaps), 0, 1 << abi.CAP_BPF}).Draw(t, "caps")
	case core.OpUnlink:
		c.Path = rapid.SampledFrom(somePaths).Draw(t, "path")
	case core.OpDup3:
		c.Args = core.Args{small("from"), small("to"), rapid.SampledFrom([]uint64{0, 0, core.O_CLOEXEC, 1}).Draw(t, "flags")}
	case core.OpFcntl:
		c.Args = core.Args{small("fd"), rapid.SampledFrom([]uint64{0, 1, 2, 1030}).Draw(t, "cmd"), small("arg")}
	case core.OpFdinfo:
		c.Args[0] = 3 + small("fd")
	default:
		for i := range c.Op.Args() {
			c.Args[i] = small("fd")
		}
	}
	return c
}

// Addresses that pointers refer to.
const (
	keyAt   = core.ArenaStart + 0x1000
	valueAt = core.ArenaStart + 0x2000
	nextAt  = core.ArenaStart + 0x3000
)

func words(w ...uint32) []byte {
	var b []byte
	for _, v := range w {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// shapes are attrs of BPF_MAP_CREATE, valid and invalid.
var shapes = [][]uint32{
	{1, 4, 8, 4, abi.BPF_F_ZERO_SEED}, {1, 4, 8, 4, abi.BPF_F_ZERO_SEED | abi.BPF_F_NO_PREALLOC}, {2, 4, 8, 4, 0}, {2, 4, 8, 4}, {11, 8, 4, 8, 1},
	{22, 0, 4, 3, 0}, {23, 0, 4, 3, 0}, {12, 4, 4, 2, 0, 3}, {13, 4, 4, 2, abi.BPF_F_ZERO_SEED, 3}, {27, 0, 0, 4096, 0},
	{2, 4, 8, 0, 0}, {1, 0, 8, 4, 0}, {99, 4, 4, 4, 0}, {11, 8, 4, 8, 0}, {2, 4, 8, 4, abi.BPF_F_RDONLY}, {2, 4, 8, 4, abi.BPF_F_WRONLY}, {},
}

func someBpf(t *rapid.T, task int) core.Call {
	var writes []core.Write
	fd := uint32(rapid.IntRange(2, 6).Draw(t, "fd"))
	pointee := func(name string, addr uint64, b []byte) uint64 {
		switch rapid.IntRange(0, 9).Draw(t, name+" is") {
		case 0:
			return rapid.SampledFrom([]uint64{0, core.ArenaReadOnly, core.ArenaReadOnly + core.PAGE_SIZE, core.TASK_SIZE, 1 << 63}).Draw(t, name+" at")
		case 1:
			return addr // keeps the current bytes
		}
		writes = append(writes, core.Write{Addr: addr, Bytes: b})
		return addr
	}
	key := words(uint32(rapid.IntRange(0, 5).Draw(t, "key")), uint32(rapid.IntRange(0, 2).Draw(t, "more key")))
	value := words(uint32(rapid.IntRange(0, 7).Draw(t, "value")), 7)
	u64 := func(v uint64) []byte { return binary.LittleEndian.AppendUint64(nil, v) }
	flags := rapid.SampledFrom([]uint64{0, 0, 0, 1, 2, 3, 4}).Draw(t, "flags")
	attr := append(words(fd), 0, 0, 0, 0)
	cmd := rapid.SampledFrom([]abi.Cmd{0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 3, 4, 4, 6, 7, 21, 22, 25, 26, -1, 99}).Draw(t, "cmd")
	switch cmd {
	case abi.BPF_MAP_CREATE:
		attr = words(rapid.SampledFrom(shapes).Draw(t, "shape")...)
		if len(attr) == 20 && rapid.Bool().Draw(t, "named") {
			attr = append(abi.Grow(attr, abi.MapName.Offset), append([]byte("demo_1"), make([]byte, 10)...)...)
		}
	case abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:
		attr = append(attr, append(u64(pointee("key", keyAt, key)), append(u64(pointee("value", valueAt, value)), u64(flags)...)...)...)
	case abi.BPF_MAP_DELETE_ELEM:
		attr = append(attr, u64(pointee("key", keyAt, key))...)
	case abi.BPF_MAP_GET_NEXT_KEY:
		attr = append(attr, append(u64(pointee("key", keyAt, key)), u64(nextAt)...)...)
	case abi.BPF_OBJ_PIN, abi.BPF_OBJ_GET:
		if cmd == abi.BPF_OBJ_GET {
			fd = 0
		}
		path := rapid.SampledFrom(somePaths).Draw(t, "path")
		attr = append(u64(pointee("path", keyAt, append([]byte(path), 0))), words(fd, 0)...)
	case abi.BPF_MAP_UPDATE_BATCH, abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH:
		attr = append(u64(0), u64(nextAt)...)
		attr = append(attr, append(u64(pointee("keys", keyAt, append(key, key...))), u64(pointee("values", valueAt, value))...)...)
		attr = append(append(attr, words(2, fd)...), make([]byte, 16)...)
	}
	addr := uint64(core.ArenaStart)
	if rapid.IntRange(0, 19).Draw(t, "elsewhere") == 0 {
		addr = rapid.SampledFrom([]uint64{core.ArenaStart + 1, core.ArenaReadOnly, 0x30000000}).Draw(t, "attr at")
	}
	size := uint32(len(attr))
	if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
		size = rapid.SampledFrom([]uint32{0, 8, 16, 72, 200}).Draw(t, "size")
	}
	return core.Bpf(task, cmd, addr, size, append(writes, core.Write{Addr: addr, Bytes: attr})...)
}

// examples are links to histories that cover every call.
var examples = []string{
	"v1/k=seed/types=1/create(hash,4,8,16)/fork(1)/close(3)/t1.close(3)/work()",
	"v1/k=5.4/memlock=65536/create(array,4,4096,64)/create(array,4,8,16)",
	"v1/k=6.12/uid=1000/caps=0/create(hash,4,8,16)",
	"v1/k=6.18/create(lpm_trie,8,8,16,0)/create(lpm_trie,8,8,16,1)",
	"v1/k=6.18/create(hash,4,8,16)/w(10001000,2f7379732f66732f6270662f64656d6f00)/obj_pin(0x10001000,3)/close(3)/obj_get(0x10001000,0)/unlink(2f7379732f66732f6270662f64656d6f)",
	"v1/k=6.18/create(hash,4,4,2,64)/w(10001000,01000000)/w(10002000,0a000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,02000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,03000000)/update_elem(3,0x10001000,0x10002000,0)/lookup_elem(3,0x10001000,0x10002000)",
	"v1/k=6.18/create(array,4,8,4)/freeze(3)/update_elem(3,0x10001000,0x10002000,0)/fork(1)/t1.dup3(3,1,0)/t1.close(2)/t1.uid(1000)/t1.create(array,4,8,4)/t1.exit()/exec()/fcntl(3,1,0)/caps(0)/create(hash,4,4,4)/w(10007000,01)/w(30000000,02)/nofile(4)/fdinfo(0)/dup(0)/exit()",
	"v1/k=6.18/unseen(4)/traced(6,2,4250465f50524f475f4c4f4144)/create(array,4,8,4)/exec()/close(6)/close(4)/folder(2f7379732f66732f6270662f612f62)/traced(-22,0,78)/nextid(70)",
	"v1/k=6.18/create(array,4,8,4)/get_fd_by_id(1)/get_fd_by_id(900)/close(4)/close(3)/bpf(0,0,16)/bpf(5,10000000,16)/bpf(-1,10000000,16)",
}

// sessionOf replays a link, on release r unless it is the seed.
func sessionOf(t *testing.T, text string, r abi.Release) *history.Session {
	t.Helper()
	l, err := link.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if r != abi.Seed {
		m := core.NewMachine(r)
		m.UID, m.Caps, m.Nofile, m.AutoWork = l.Machine.UID, l.Machine.Caps, l.Machine.Nofile, true
		l.Machine = m
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

// drawn returns the number of histories that a test draws: usual, or BPF_HISTORIES if set.
func drawn(usual int) int {
	if n, err := strconv.Atoi(os.Getenv("BPF_HISTORIES")); err == nil {
		return n
	}
	return usual
}

// hostRelease returns the release of the kernel that runs the test.
func hostRelease(t *testing.T) abi.Release {
	text, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		t.Skip("no Linux: ", err)
	}
	number, _, _ := strings.Cut(strings.TrimSpace(string(text)), "-")
	r, err := abi.ParseRelease(number)
	if err != nil {
		t.Skip("this kernel is not emulated: ", err)
	}
	return r
}

func text(t testing.TB, s *history.Session, format string) string {
	t.Helper()
	out, err := Text(s, format, Options{Link: "https://bpfplay.example/#v1/k=seed"})
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", format, err))
	}
	return out
}
