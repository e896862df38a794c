package core

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// attacher is a kernel with programs at descriptors 3 to 6.
type attacher struct {
	*testing.T
	k *Kernel
}

func words32(v ...int64) (b []byte) {
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, uint32(x))
	}
	return b
}

func newAttacher(t *testing.T, r abi.Release, typ, attach int64) *attacher {
	t.Helper()
	k, err := New(NewMachine(r))
	if err != nil {
		t.Fatal(err)
	}
	a := &attacher{t, k}
	const at = ArenaStart + 0x1000
	k.Poke(k.Task(0), Write{at, []byte("\xb7\x00\x00\x00\x01\x00\x00\x00\x95\x00\x00\x00\x00\x00\x00\x00GPL\x00")})
	for range 4 {
		attr := append(words32(typ, 2, at, 0, at+16), make([]byte, 52)...)
		binary.LittleEndian.PutUint32(attr[68:], uint32(attach))
		a.wants("PROG_LOAD", abi.BPF_PROG_LOAD, attr, -1)
	}
	return a
}

// bpf makes a call, and returns its result.
func (a *attacher) bpf(cmd abi.Cmd, attr []byte) int64 {
	a.k.Poke(a.k.Task(0), Write{ArenaStart, attr})
	return a.k.Bpf(a.k.Task(0), cmd, ArenaStart, uint32(len(attr)))
}

// wants makes a call; want -1 stands for any descriptor.
func (a *attacher) wants(what string, cmd abi.Cmd, attr []byte, want int64) int64 {
	a.Helper()
	got := a.bpf(cmd, attr)
	if got != want && (want != -1 || got < 0) {
		a.Errorf("%s returned %d, want %d", what, got, want)
	}
	if wrong := Miscounted(a.k); wrong != "" {
		a.Errorf("after %s: %s", what, wrong)
	}
	return got
}

// attached returns the indices of the programs that a query lists, and the revision.
func (a *attacher) attached(fd, effective int64) (nrs []int, revision uint64) {
	a.Helper()
	attr := append(words32(fd, 0, effective, 0, ArenaStart+0x4000, 0, 8, 0), make([]byte, 32)...)
	a.wants("PROG_QUERY", abi.BPF_PROG_QUERY, attr, 0)
	b, _ := a.k.Read(0, ArenaStart, 64)
	ids, _ := a.k.Read(0, ArenaStart+0x4000, 32)
	for i := range int(binary.LittleEndian.Uint32(b[24:])) {
		nrs = append(nrs, int(a.k.progIDs.find(binary.LittleEndian.Uint32(ids[4*i:])).Nr))
	}
	return nrs, binary.LittleEndian.Uint64(b[56:])
}

// TestProgramsOfCgroups follows what Linux 6.18 returns for the same calls.
func TestProgramsOfCgroups(t *testing.T) {
	a := newAttacher(t, abi.R(6, 18, 0), 8, 0)
	parent, child := a.k.Open(a.k.Task(0), "/sys/fs/cgroup/web", 0), a.k.Open(a.k.Task(0), "/sys/fs/cgroup/web/one", 0)
	attach := func(what string, cgroup, prog, flags, replace, relative, want int64) {
		t.Helper()
		a.wants(what, abi.BPF_PROG_ATTACH, append(words32(cgroup, prog, 0, flags, replace, relative), make([]byte, 8)...), want)
	}
	expect := func(fd, effective int64, revision uint64, want ...int) {
		t.Helper()
		if got, rev := a.attached(fd, effective); !slices.Equal(got, want) || rev != revision {
			t.Errorf("programs %v, revision %d, want %v, %d", got, rev, want, revision)
		}
	}
	attach("without flags", parent, 3, 0, 0, 0, 0)
	attach("below it", child, 4, 0, 0, 0, -int64(abi.EPERM))
	expect(child, 1, 0, 1)
	attach("again", parent, 3, 0, 0, 0, 0)
	attach("with other flags", parent, 4, abi.BPF_F_ALLOW_MULTI, 0, 0, -int64(abi.EPERM))
	a.wants("detach without a name", abi.BPF_PROG_DETACH, words32(parent, 0, 0), 0)
	for fd := int64(3); fd < 6; fd++ {
		attach("multi", parent, fd, abi.BPF_F_ALLOW_MULTI, 0, 0, 0)
	}
	attach("twice", parent, 3, abi.BPF_F_ALLOW_MULTI, 0, 0, -int64(abi.EINVAL))
	expect(parent, 0, 7, 1, 2, 3)
	attach("the child", child, 6, 0, 0, 0, 0)
	expect(child, 1, 0, 4, 1, 2, 3)
	attach("replace", parent, 6, abi.BPF_F_ALLOW_MULTI|abi.BPF_F_REPLACE, 4, 0, 0)
	expect(parent, 0, 8, 1, 4, 3)
	attach("after the first", parent, 4, abi.BPF_F_ALLOW_MULTI|abi.BPF_F_AFTER, 0, 3, 0)
	expect(parent, 0, 9, 1, 2, 4, 3)
	attach("before itself", parent, 3, abi.BPF_F_ALLOW_MULTI|abi.BPF_F_BEFORE|abi.BPF_F_AFTER, 0, 3, -int64(abi.EINVAL))

	link := a.wants("LINK_CREATE", abi.BPF_LINK_CREATE, words32(4, parent, 0, 0), -1)
	expect(parent, 0, 10, 1, 2, 4, 3, 2)
	a.wants("LINK_UPDATE", abi.BPF_LINK_UPDATE, words32(link, 5, 0, 0), 0)
	a.wants("LINK_UPDATE of another", abi.BPF_LINK_UPDATE, words32(link, 5, abi.BPF_F_REPLACE, 4), -int64(abi.EPERM))
	expect(parent, 0, 11, 1, 2, 4, 3, 3)
	lines, _ := a.k.Fdinfo(a.k.Task(0), int32(link))
	if text := strings.Join(lines, " "); !strings.Contains(text, "link_type:\tcgroup link_id:\t1") || !strings.Contains(text, "attach_type:\t0") {
		t.Errorf("fdinfo: %s", text)
	}
	a.wants("LINK_DETACH", abi.BPF_LINK_DETACH, words32(link), 0)
	a.wants("LINK_UPDATE once detached", abi.BPF_LINK_UPDATE, words32(link, 4, 0, 0), -int64(abi.ENOLINK))
	expect(parent, 0, 12, 1, 2, 4, 3)
	for fd := int64(3); fd < 7; fd++ {
		a.k.Close(a.k.Task(0), int32(fd))
	}
	a.k.Work()
	expect(parent, 0, 12, 1, 2, 4, 3)
}

// TestLinkOutlivesItsProgramDescriptor closes the descriptors of a program and of its link, which waits for a grace period.
func TestLinkOutlivesItsProgramDescriptor(t *testing.T) {
	for _, row := range []struct {
		r    abi.Release
		left int // programs after the link is closed, before the grace period ends
	}{{abi.R(6, 1, 192), 3}, {abi.R(6, 18, 0), 4}} {
		a := newAttacher(t, row.r, 17, 0)
		a.k.Poke(a.k.Task(0), Write{ArenaStart + 0x2000, []byte("sched_switch\x00")})
		link := a.wants("RAW_TRACEPOINT_OPEN", abi.BPF_RAW_TRACEPOINT_OPEN, words32(ArenaStart+0x2000, 0, 3, 0), -1)
		a.k.Close(a.k.Task(0), 3)
		a.k.Work()
		if n := len(a.k.progIDs.objects); n != 4 {
			t.Errorf("%v: %d programs have ids while the link exists, want 4", row.r, n)
		}
		a.k.Close(a.k.Task(0), int32(link))
		if n := len(a.k.progIDs.objects); n != row.left {
			t.Errorf("%v: %d programs have ids after the link is closed, want %d", row.r, n, row.left)
		}
		a.k.Work()
		if n := len(a.k.progs); n != 3 {
			t.Errorf("%v: %d programs are left, want 3", row.r, n)
		}
	}
}

// TestEventsInArrays puts perf events into an array, whose slots are emptied when its file is closed.
func TestEventsInArrays(t *testing.T) {
	a := newAttacher(t, abi.R(6, 18, 0), 7, 0)
	k, task := a.k, a.k.Task(0)
	m := a.wants("MAP_CREATE", abi.BPF_MAP_CREATE, words32(4, 4, 4, 2, 0), -1)
	attr := append(words32(1, 64, 10, 0), make([]byte, 48)...)
	k.Poke(task, Write{ArenaStart + 0x3000, attr})
	open := func(cpu int32) int64 { return k.PerfEventOpen(task, ArenaStart+0x3000, -1, cpu, -1, 8) }
	if got := open(-1); got != -int64(abi.EINVAL) {
		t.Errorf("an event of no task and no CPU: %d", got)
	}
	event := open(0)
	k.Poke(task, Write{ArenaStart + 0x3800, words32(0, event, m)})
	update := func(value uint64) []byte {
		return words32(m, 0, ArenaStart+0x3800, 0, int64(value), 0, 0, 0)
	}
	a.wants("update with an event", abi.BPF_MAP_UPDATE_ELEM, update(ArenaStart+0x3804), 0)
	a.wants("update with a map", abi.BPF_MAP_UPDATE_ELEM, update(ArenaStart+0x3808), -int64(abi.EBADF))
	again := k.Dup(task, int32(m))
	k.Close(task, int32(event))
	k.Close(task, int32(again))
	a.wants("delete", abi.BPF_MAP_DELETE_ELEM, words32(m, 0, ArenaStart+0x3800, 0), 0)
	a.wants("delete again", abi.BPF_MAP_DELETE_ELEM, words32(m, 0, ArenaStart+0x3800, 0), -int64(abi.ENOENT))

	event = open(0)
	for i, want := range []int64{0, -int64(abi.EEXIST)} {
		if got := k.Ioctl(task, int32(event), PERF_EVENT_IOC_SET_BPF, 3); got != want {
			t.Errorf("SET_BPF number %d returned %d, want %d", i, got, want)
		}
	}
	if wrong := Miscounted(k); wrong != "" {
		t.Error(wrong)
	}
}
