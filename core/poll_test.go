package core_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

const (
	pollAddr = core.ArenaStart + 0x3000
	pollAll  = core.POLLIN | core.POLLOUT | core.POLLRDNORM | core.POLLWRNORM
)

// poll polls one descriptor and returns the result and its revents.
func (k mmapKernel) poll(fd uint64, events uint16) (ret int64, revents uint16) {
	k.t.Helper()
	var p [8]byte
	binary.LittleEndian.PutUint32(p[:], uint32(fd))
	binary.LittleEndian.PutUint16(p[4:], events)
	ret = k.do(core.Call{Op: core.OpPoll, Args: core.Args{pollAddr, 1, 0}, Writes: []core.Write{{Addr: pollAddr, Bytes: p[:]}}})
	return ret, binary.LittleEndian.Uint16(k.read(pollAddr+6, 2))
}

func (k mmapKernel) wantPoll(name string, fd uint64, events, want uint16) {
	k.t.Helper()
	ret, revents := k.poll(fd, events)
	if revents != want || (ret != 0) != (want != 0) {
		k.t.Errorf("%s: poll(%#x) on %s returned %d with revents %#x, want revents %#x", name, events, k.r, ret, revents, want)
	}
}

// loadProg loads a socket filter.
func (k mmapKernel) loadProg(text string) uint64 {
	k.t.Helper()
	p, err := insn.Assemble(text)
	if err != nil {
		k.t.Fatal(err)
	}
	const at = core.ArenaStart + 0x4000
	code := append(insn.AppendAll(nil, p.Insns), "GPL\x00"...)
	a := fieldValues{&abi.ProgTypeField: uint64(abi.BPF_PROG_TYPE_SOCKET_FILTER), &abi.InsnCnt: uint64(len(p.Insns)), &abi.Insns: at, &abi.License: at + uint64(len(code)-4)}
	fd := k.do(a.call(k.r, abi.BPF_PROG_LOAD, core.Write{Addr: at, Bytes: code}))
	if fd < 0 {
		k.t.Fatalf("loading a program: %d", fd)
	}
	return uint64(fd)
}

// testRun runs a program on a packet.
func (k mmapKernel) testRun(prog uint64) {
	k.t.Helper()
	a := fieldValues{&abi.TestProgFD: prog, &abi.TestDataSizeIn: 64, &abi.TestDataIn: core.ArenaStart + 0x5000}
	if ret := k.do(a.call(k.r, abi.BPF_PROG_TEST_RUN)); ret != 0 {
		k.t.Fatalf("running a program: %d", ret)
	}
}

// TestPollReturnsWhatLinuxReturns has the results of Linux 6.18, and those of releases whose maps have no poll.
func TestPollReturnsWhatLinuxReturns(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	for name, fd := range map[string]uint64{"array": k.array(0), "hash": k.create(abi.BPF_MAP_TYPE_HASH, 4, 4, 1, 0), "perf": k.create(abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 1, 0)} {
		k.wantPoll(name, fd, pollAll, core.POLLERR)
		k.wantPoll(name, fd, 0, core.POLLERR)
	}
	k.wantPoll("ring buffer", k.create(abi.BPF_MAP_TYPE_RINGBUF, 0, 0, page, 0), pollAll, 0)
	user := k.create(abi.BPF_MAP_TYPE_USER_RINGBUF, 0, 0, page, 0)
	k.wantPoll("user ring buffer", user, pollAll, core.POLLOUT|core.POLLWRNORM)
	k.wantPoll("user ring buffer", user, 0, 0)
	k.wantPoll("program", k.loadProg("r0 = 0\nexit"), pollAll, pollAll)
	k.wantPoll("closed descriptor", 99, pollAll, core.POLLNVAL)
	k.wantPoll("negative descriptor", 1<<32-1, pollAll, 0)
	for _, c := range []struct {
		addr, n, timeout uint64
		want             int64
	}{
		{8, 1, 0, -14}, {8, 0, 0, 0}, {core.ArenaReadOnly, 1, 0, -14}, {0, 1 << 20, 0, -22}, {8, 4000000000, 0, -22},
		{8, 0, 1000, 0}, {8, 0, 1<<64 - 1, core.NotEmulated},
	} {
		k.want(core.Call{Op: core.OpPoll, Args: core.Args{c.addr, c.n, c.timeout}, Writes: []core.Write{{Addr: core.ArenaReadOnly, Bytes: []byte{99, 0, 0, 0, 1, 0, 0, 0}}}}, c.want)
	}
	if ret, _ := k.poll(0, pollAll); ret != core.NotEmulated {
		t.Errorf("poll of the terminal returned %d, want no result", ret)
	}
	for _, r := range []abi.Release{abi.R(4, 4, 0), abi.R(5, 7, 0)} {
		k := newMmapKernel(t, r)
		k.wantPoll("array", k.array(0), pollAll, pollAll)
	}
}

func epoll(op core.Op, args ...uint64) core.Call {
	c := core.Call{Op: op}
	copy(c.Args[:], args)
	return c
}

// ctl is epoll_ctl with an event.
func ctl(epfd, op, fd uint64, events uint32, data byte) core.Call {
	c := epoll(core.OpEpollCtl, epfd, op, fd, pollAddr)
	event := append(binary.LittleEndian.AppendUint32(nil, events), data, 0, 0, 0, 0, 0, 0, 0)
	c.Writes = []core.Write{{Addr: pollAddr, Bytes: event}}
	return c
}

// TestEpollReturnsWhatLinuxReturns has the results of Linux 6.18, in the order of the calls.
func TestEpollReturnsWhatLinuxReturns(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	arr, ring := k.array(0), k.create(abi.BPF_MAP_TYPE_RINGBUF, 0, 0, page, 0)
	k.want(epoll(core.OpEpollCreate1, 1), -22)
	const ep, add, del, mod = 5, core.EPOLL_CTL_ADD, core.EPOLL_CTL_DEL, core.EPOLL_CTL_MOD
	k.want(epoll(core.OpEpollCreate1, core.O_CLOEXEC), ep)
	wait := func(fd uint64, addr uint64, most int64) core.Call {
		return epoll(core.OpEpollWait, fd, addr, uint64(most), 0)
	}
	for _, c := range []struct {
		call core.Call
		want int64
	}{
		{epoll(core.OpEpollCtl, 99, add, arr, 0), -14},
		{ctl(99, add, arr, 1, 0), -9},
		{ctl(ep, add, 99, 1, 0), -9},
		{ctl(arr, add, arr, 1, 0), -22},
		{ctl(arr, add, ring, 1, 0), -22},
		{ctl(ep, add, ep, 1, 0), -22},
		{ctl(ep, 9, arr, 1, 0), -22},
		{epoll(core.OpEpollCtl, ep, 9, arr, 0), -14},
		{epoll(core.OpEpollCtl, ep, del, arr, 0), -2},
		{ctl(ep, mod, arr, 1, 0), -2},
		{ctl(ep, add, arr, core.EPOLLEXCLUSIVE|1, 0), 0},
		{ctl(ep, mod, arr, core.EPOLLEXCLUSIVE|1, 0), -22},
		{ctl(ep, mod, arr, 1, 0), -22},
		{wait(99, pollAddr, 0), -9},
		{wait(arr, pollAddr, 1), -22},
		{wait(ep, pollAddr, 0), -22},
		{wait(ep, pollAddr, -1), -22},
		{wait(ep, 1<<64-8, 1), -14},
		{wait(99, 1<<64-8, 1), -9},
		{wait(ep, 0, 1), -14},
		{wait(ep, core.ArenaReadOnly, 1), -14},
		{wait(ep, pollAddr, 1), 1},
		{wait(ep, pollAddr, 178956970), 1},
		{wait(ep, pollAddr, 178956971), -22},
		{epoll(core.OpEpollCtl, ep, del, arr, 0), 0},
		{ctl(ep, add, arr, core.EPOLLONESHOT|1, 0), 0},
		{wait(ep, pollAddr, 8), 1},
		{wait(ep, pollAddr, 8), 0},
		{ctl(ep, mod, arr, core.EPOLLET|1, 0), 0},
		{wait(ep, pollAddr, 8), 1},
		{wait(ep, pollAddr, 8), 0},
		{ctl(ep, add, arr, 1, 0), -17},
		{ctl(ep, mod, arr, 1, 1), 0},
		{core.Call{Op: core.OpDup, Args: core.Args{arr}}, 6},
		{ctl(ep, add, 6, 1, 2), 0},
	} {
		k.want(c.call, c.want)
	}
	for _, want := range []byte{1, 2} {
		k.want(wait(ep, pollAddr, 1), 1)
		if got := k.read(pollAddr, 12); got[0] != core.POLLERR || got[4] != want {
			t.Errorf("the event is %v, want events 8 and data %d", got, want)
		}
	}
	closing := func(fd uint64) core.Call { return core.Call{Op: core.OpClose, Args: core.Args{fd}} }
	k.want(wait(ep, pollAddr, 8), 2)
	k.wantPoll("epoll instance", ep, pollAll, core.POLLIN|core.POLLRDNORM)
	k.want(closing(arr), 0)
	k.want(wait(ep, pollAddr, 8), 2)
	k.want(closing(6), 0)
	k.want(wait(ep, pollAddr, 8), 0)
	k.wantPoll("epoll instance", ep, pollAll, 0)
	k.want(ctl(ep, add, k.loadProg("r0 = 0\nexit"), 1, 0), -1)

	old := newMmapKernel(t, abi.R(5, 4, 0))
	fd := old.array(0)
	old.want(epoll(core.OpEpollCreate1, 0), 4)
	old.want(ctl(4, add, fd, 1, 0), -1)
	old.want(wait(99, pollAddr, 0), -22) // before 6.15 the number comes first
}

// TestRingBufferConsumer is the whole loop: a program outputs a record, poll and epoll report it, the consumer reads it in
// mapped memory and stores its position, and nothing is left.
func TestRingBufferConsumer(t *testing.T) {
	const output = `
		*(u64 *)(r10 - 8) = 7
		r1 = map_fd 3
		r2 = r10
		r2 += -8
		r3 = 8
		r4 = FLAGS
		call 130
		r0 = 0
		exit`
	for _, r := range []abi.Release{abi.R(5, 10, 0), abi.R(6, 1, 0), abi.R(6, 18, 0), abi.R(7, 3, 0)} {
		k := newMmapKernel(t, r)
		if ring := k.create(abi.BPF_MAP_TYPE_RINGBUF, 0, 0, page, 0); ring != 3 {
			t.Fatalf("the ring buffer has descriptor %d, want 3", ring)
		}
		prog := k.loadProg(strings.Replace(output, "FLAGS", "0", 1))
		silent := k.loadProg(strings.Replace(output, "FLAGS", "1", 1)) // BPF_RB_NO_WAKEUP
		ep := uint64(k.do(epoll(core.OpEpollCreate1, 0)))
		k.want(ctl(ep, core.EPOLL_CTL_ADD, 3, core.POLLIN, 9), 0)
		wait := epoll(core.OpEpollWait, ep, pollAddr, 1, 0)
		k.want(mmap(page, readWrite, shared, 3, 0), firstArea)
		k.want(mmap(3*page, readOnly, shared, 3, page), firstArea+page)
		const producer, data = firstArea + page, firstArea + 2*page

		k.want(wait, 0)
		for n := uint64(1); n <= 3; n++ {
			k.testRun(prog)
			k.wantPoll("unread record", 3, pollAll, core.POLLIN|core.POLLRDNORM)
			k.want(wait, 1)
			if event := k.read(pollAddr, 5); event[0] != core.POLLIN || event[4] != 9 {
				t.Errorf("%s: the event is %v, want POLLIN with data 9", r, event)
			}
			if pos := binary.LittleEndian.Uint64(k.read(producer, 8)); pos != 16*n {
				t.Errorf("%s: the producer is at %d, want %d", r, pos, 16*n)
			}
			record := k.read(data+16*(n-1), 16)
			if record[0] != 8 || record[3]&0xc0 != 0 || record[8] != 7 {
				t.Errorf("%s: the record is %v, want 8 bytes, committed, with the number 7", r, record)
			}
			k.do(core.Call{Op: core.OpWork, Writes: []core.Write{{Addr: firstArea, Bytes: binary.LittleEndian.AppendUint64(nil, 16*n)}}})
			k.wantPoll("read record", 3, pollAll, 0)
			k.want(wait, 0)
		}
		k.testRun(silent) // poll sees the record, but nothing wakes up the epoll instance
		k.wantPoll("record without wakeup", 3, pollAll, core.POLLIN|core.POLLRDNORM)
		k.want(wait, 0)
	}
}
