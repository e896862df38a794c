package core

import (
	"encoding/binary"
	"testing"

	"bpfplay/core/abi"
)

// perfMachine has an event at descriptor ev whose buffer is mapped at addr, in slot 0 of the array m, and a program at prog
// that writes records to it.
type perfMachine struct {
	*attacher
	t     *Task
	m, ev int64
	prog  int64
	addr  uint64
}

const perfAttrAt = ArenaStart + 0x3000

// openPerf opens an event of the first CPU with wakeup_events or, with bit 14 of bits, wakeup_watermark.
func (a *attacher) openPerf(bits uint64, wakeup uint32) int64 {
	attr := append(words32(1, 64, 10, 0, 0, 0, 1<<10, 0, 0, 0), make([]byte, 24)...)
	binary.LittleEndian.PutUint64(attr[40:], bits)
	binary.LittleEndian.PutUint32(attr[48:], wakeup)
	a.k.Poke(a.k.Task(0), Write{perfAttrAt, attr})
	return a.k.PerfEventOpen(a.k.Task(0), perfAttrAt, -1, 0, -1, 8)
}

func newPerfMachine(t *testing.T, bits uint64, wakeup, prot uint32) *perfMachine {
	t.Helper()
	p := &perfMachine{attacher: newAttacher(t, abi.R(6, 18, 0), 6, 0)}
	p.t = p.k.Task(0)
	p.m = p.wants("MAP_CREATE", abi.BPF_MAP_CREATE, words32(4, 4, 4, 1, 0), -1)
	p.ev = p.openPerf(bits, wakeup)
	p.addr = uint64(p.k.Mmap(p.t, 0, 2*PAGE_SIZE, prot, MAP_SHARED, int32(p.ev), 0))
	p.k.Poke(p.t, Write{ArenaStart + 0x3800, words32(0, p.ev)})
	p.wants("MAP_UPDATE_ELEM", abi.BPF_MAP_UPDATE_ELEM, words32(p.m, 0, ArenaStart+0x3800, 0, ArenaStart+0x3804, 0, 0, 0), 0)
	return p
}

// output makes the test program of a run write n bytes, and returns the helper's result.
func (p *perfMachine) output(n int) int64 {
	p.Helper()
	const at = ArenaStart + 0x1000
	code := []byte("\x18\x12\x00\x00....\x00\x00\x00\x00\x00\x00\x00\x00" + // r2 = map
		"\xb4\x03\x00\x00\xff\xff\xff\xff" + // w3 = BPF_F_CURRENT_CPU
		"\xbf\xa4\x00\x00\x00\x00\x00\x00\x07\x04\x00\x00\x00\xfe\xff\xff" + // r4 = r10 - 512
		"\xb7\x05\x00\x00....\x85\x00\x00\x00\x19\x00\x00\x00\x95\x00\x00\x00\x00\x00\x00\x00GPL\x00")
	var fill []byte
	for off := -512; off < 0; off += 8 { // *(u64 *)(r10 + off) = n
		fill = append(fill, 0x7a, 0x0a, byte(off), byte(off>>8), byte(n), byte(n>>8), 0, 0)
	}
	binary.LittleEndian.PutUint32(code[4:], uint32(p.m))
	binary.LittleEndian.PutUint32(code[44:], uint32(n))
	code = append(fill, code...)
	p.k.Poke(p.t, Write{at, code})
	insns := int64(len(code)-4) / 8
	attr := append(words32(6, insns, at, 0, at+8*insns, 0), make([]byte, 48)...)
	p.prog = p.wants("PROG_LOAD", abi.BPF_PROG_LOAD, attr, -1)
	p.wants("PROG_TEST_RUN", abi.BPF_PROG_TEST_RUN, append(words32(p.prog, 0, 64, 0, at, 0), make([]byte, 56)...), 0)
	ret, _ := p.k.Read(0, ArenaStart+4, 4)
	p.k.Close(p.t, int32(p.prog))
	return int64(int32(binary.LittleEndian.Uint32(ret)))
}

// word returns a word of the mapped memory.
func (p *perfMachine) word(off uint64) uint64 {
	b, err := p.k.Read(0, p.addr+off, 8)
	if err != nil {
		p.Fatal(err)
	}
	return binary.LittleEndian.Uint64(b)
}

// polls returns the events that poll reports.
func (p *perfMachine) polls() uint32 {
	const at = ArenaStart + 0x3900
	p.k.Poke(p.t, Write{at, append(words32(p.ev), 0x45, 0, 0, 0)})
	p.k.Poll(p.t, at, 1, 0)
	b, _ := p.k.Read(0, at+6, 2)
	return uint32(binary.LittleEndian.Uint16(b))
}

// TestRecordsOfPrograms writes to a mapped event until it is full. The bytes are those of Linux 6.18 for the same calls.
func TestRecordsOfPrograms(t *testing.T) {
	p := newPerfMachine(t, 0, 3, PROT_READ|PROT_WRITE)
	if got := [3]uint64{p.word(perfPageSize), p.word(perfDataFrom), p.word(perfDataFrom + 8)}; got != [3]uint64{96, PAGE_SIZE, PAGE_SIZE} {
		t.Errorf("size, data_offset and data_size are %v", got)
	}
	for i, want := range []uint32{0, 0, POLLIN | POLLRDNORM} {
		if ret := p.output(5); ret != 0 || p.word(perfDataHead) != uint64(24*(i+1)) {
			t.Errorf("record %d: the helper returned %d, data_head is %d", i, ret, p.word(perfDataHead))
		}
		if got := p.polls(); got != want {
			t.Errorf("after record %d poll returns %#x, want %#x", i, got, want)
		}
	}
	if got := p.polls(); got != 0 {
		t.Errorf("poll returns a wakeup twice: %#x", got)
	}
	if head, size := p.word(PAGE_SIZE), p.word(PAGE_SIZE+8)&0xffffffff; head != 0x18_0001_00000009 || size != 12 {
		t.Errorf("the record begins with %#x, its raw data has %d bytes", head, size)
	}
	for n := 72; n+512+16 <= PAGE_SIZE-1; n += 520 {
		p.output(508)
	}
	full := p.word(perfDataHead)
	if ret := p.output(500); ret != -int64(abi.ENOSPC) || p.word(perfDataHead) != full {
		t.Errorf("without room the helper returned %d, data_head changed by %d", ret, p.word(perfDataHead)-full)
	}
	p.k.Poke(p.t, Write{p.addr + perfDataTail, binary.LittleEndian.AppendUint64(nil, full)})
	p.output(5)
	at := PAGE_SIZE + full%PAGE_SIZE
	if p.word(at) != 0x18_0000_00000002 || p.word(at+16) != 1 || p.word(perfDataHead) != full+48 {
		t.Errorf("the record of lost ones is %#x, with %d lost, data_head %d", p.word(at), p.word(at+16), p.word(perfDataHead)-full)
	}
}

// TestOverwritableRecords writes backward to an event that is mapped read-only.
func TestOverwritableRecords(t *testing.T) {
	p := newPerfMachine(t, abi.PerfWatermark|abi.PerfWriteBackward, 1, PROT_READ)
	for i := range 10 {
		if ret := p.output(508); ret != 0 || p.word(perfDataHead) != -uint64(520*(i+1)) {
			t.Errorf("record %d: the helper returned %d, data_head is -%d", i, ret, -p.word(perfDataHead))
		}
	}
	if got := p.word(PAGE_SIZE + p.word(perfDataHead)%PAGE_SIZE); got != 0x208_0001_00000009 {
		t.Errorf("the newest record begins with %#x", got)
	}
}

// TestEpollOfEvents waits for a record with epoll, which returns it once.
func TestEpollOfEvents(t *testing.T) {
	p := newPerfMachine(t, 0, 1, PROT_READ|PROT_WRITE)
	ep := p.k.EpollCreate1(p.t, 0)
	const at = ArenaStart + 0x3a00
	p.k.Poke(p.t, Write{at, append(words32(POLLIN), make([]byte, 8)...)})
	p.k.EpollCtl(p.t, int32(ep), EPOLL_CTL_ADD, int32(p.ev), at)
	for i, want := range []int64{0, 1, 0} {
		if i == 1 {
			p.output(8)
		}
		if got := p.k.EpollWait(p.t, int32(ep), at, 4, 0); got != want {
			t.Errorf("wait %d returned %d events, want %d", i, got, want)
		}
	}
}

// TestMmapOfEvents follows the checks of perf_mmap, and the life of the buffer.
func TestMmapOfEvents(t *testing.T) {
	a := newAttacher(t, abi.R(6, 18, 0), 6, 0)
	k, task := a.k, a.k.Task(0)
	ev := int32(a.openPerf(0, 1))
	mmap := func(pages, flags, off uint64) int64 {
		return k.Mmap(task, 0, pages*PAGE_SIZE, PROT_READ|PROT_WRITE, uint32(flags), ev, off)
	}
	for _, row := range []struct {
		pages, flags, off uint64
	}{{2, MAP_PRIVATE, 0}, {2, MAP_SHARED, PAGE_SIZE}, {4, MAP_SHARED, 0}} {
		if got := mmap(row.pages, row.flags, row.off); got != -int64(abi.EINVAL) {
			t.Errorf("%+v: mmap returned %d", row, got)
		}
	}
	first := mmap(2, MAP_SHARED, 0)
	if got := mmap(3, MAP_SHARED, 0); got != -int64(abi.EINVAL) {
		t.Errorf("mmap with another size returned %d", got)
	}
	second := mmap(2, MAP_SHARED, 0)
	k.Poke(task, Write{uint64(first) + perfDataTail, []byte{7}})
	if b, _ := k.Read(0, uint64(second)+perfDataTail, 1); b[0] != 7 {
		t.Error("two mappings have different memory")
	}
	child := k.Fork(task)
	if _, err := k.Read(child.Nr, uint64(first), 1); err == nil {
		t.Error("fork copied the mapping of an event")
	}
	if got := k.Munmap(task, uint64(first), PAGE_SIZE); got != NotEmulated {
		t.Errorf("munmap of a part returned %d", got)
	}
	k.Munmap(task, uint64(first), 2*PAGE_SIZE)
	k.Munmap(task, uint64(second), 2*PAGE_SIZE)
	if got := mmap(3, MAP_SHARED, 0); got < 0 {
		t.Errorf("mmap with another size, once unmapped, returned %d", got)
	}
	attr := append(words32(1, 64, 10, 0), make([]byte, 48)...)
	attr[40] = abi.PerfInherit
	k.Poke(task, Write{perfAttrAt, attr})
	ev = int32(k.PerfEventOpen(task, perfAttrAt, 0, -1, -1, 8))
	if got := mmap(2, MAP_SHARED, 0); got != -int64(abi.EINVAL) {
		t.Errorf("mmap of an inherited event returned %d", got)
	}
	if wrong := Miscounted(k); wrong != "" {
		t.Error(wrong)
	}
}

// TestSleepableProbes attaches a program with BPF_F_SLEEPABLE to a kprobe and to a uprobe.
func TestSleepableProbes(t *testing.T) {
	a := newAttacher(t, abi.R(6, 18, 0), 2, 0)
	const at = ArenaStart + 0x1000
	sleepable := a.wants("PROG_LOAD", abi.BPF_PROG_LOAD, append(words32(2, 2, at, 0, at+16, 0, 0, 0, 0, 0, 0, 1<<4), make([]byte, 24)...), -1)
	for i, want := range []int64{-int64(abi.EINVAL), 0} {
		a.k.Traced(a.k.Task(0), 20, TracedFD, PerfEventWhat([]string{"kprobe", "uprobe"}[i], "vfs_read", 0))
		if got := a.k.Ioctl(a.k.Task(0), 20, PERF_EVENT_IOC_SET_BPF, uint64(sleepable)); got != want {
			t.Errorf("SET_BPF of event %d returned %d, want %d", i, got, want)
		}
	}
}

// TestLinksOfProbes attaches programs to events that traced calls opened.
func TestLinksOfProbes(t *testing.T) {
	for _, row := range []struct {
		prog       int64
		what, info string
		kind       uint64
	}{
		{2, PerfEventWhat("uretprobe", "/bin/my bash", 0x1234), "/bin/my bash", 2},
		{5, PerfEventWhat("tracepoint", "console", 0), "console", 5},
		{5, "a perf event of the CPU clock", "", 6},
	} {
		a := newAttacher(t, abi.R(6, 18, 0), row.prog, 0)
		k, task := a.k, a.k.Task(0)
		ev := int64(20)
		if row.kind == 6 {
			a = newAttacher(t, abi.R(6, 18, 0), 7, 0)
			k, task = a.k, a.k.Task(0)
			ev = a.openPerf(0, 0)
		} else {
			k.Traced(task, int32(ev), TracedCloexecFD, row.what)
			other := newAttacher(t, abi.R(6, 18, 0), 7, 0)
			other.k.Traced(other.k.Task(0), int32(ev), TracedFD, row.what)
			other.wants("LINK_CREATE of another type", abi.BPF_LINK_CREATE, words32(3, ev, 41, 0), -int64(abi.EINVAL))
			if got := other.k.Ioctl(other.k.Task(0), int32(ev), PERF_EVENT_IOC_SET_BPF, 3); got != -int64(abi.EINVAL) {
				t.Errorf("SET_BPF of another type returned %d", got)
			}
		}
		link := a.wants("LINK_CREATE", abi.BPF_LINK_CREATE, words32(3, ev, 41, 0, 77, 0), -1)
		a.wants("LINK_CREATE again", abi.BPF_LINK_CREATE, words32(4, ev, 41, 0), -int64(abi.EEXIST))
		const at, name = ArenaStart + 0x2000, ArenaStart + 0x2800
		info := make([]byte, 64)
		ask := func(room, want int64) {
			t.Helper()
			binary.LittleEndian.PutUint32(info[32:], uint32(room))
			k.Poke(task, Write{at, info})
			a.wants("OBJ_GET_INFO_BY_FD", abi.BPF_OBJ_GET_INFO_BY_FD, words32(link, 64, at, 0), want)
			info, _ = k.Read(0, at, 64)
		}
		ask(0, 0)
		if kind, cookie := binary.LittleEndian.Uint64(info[16:]), binary.LittleEndian.Uint64(info[40:]); kind != row.kind || cookie != 77 {
			t.Errorf("%s: type %d, cookie %d", row.what, kind, cookie)
		}
		if lines, _ := k.Fdinfo(task, int32(link)); lines[len(lines)-1] != "cookie:\t77" {
			t.Errorf("%s: fdinfo is %q", row.what, lines)
		}
		if row.info == "" {
			continue
		}
		if n := binary.LittleEndian.Uint32(info[32:]); int(n) != len(row.info)+1 {
			t.Errorf("%s: name_len is %d", row.what, n)
		}
		ask(5, -int64(abi.EINVAL))
		binary.LittleEndian.PutUint64(info[24:], name)
		ask(5, -int64(abi.ENOSPC))
		ask(100, 0)
		if b, _ := k.Read(0, name, len(row.info)); string(b) != row.info {
			t.Errorf("the name is %q, want %q", b, row.info)
		}
		k.Close(task, int32(link))
		k.Close(task, int32(ev))
		k.Work()
		if wrong := Miscounted(k); wrong != "" {
			t.Error(wrong)
		}
	}
}
