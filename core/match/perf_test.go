package match

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/history"
)

// perfTrace is what bcc and libbpf do: they map an event for the output of programs, and attach a program to a tracepoint, once
// with ioctl and once with a link.
const perfTrace = `bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_PERF_EVENT_ARRAY, key_size=4, value_size=4, max_entries=2, map_flags=0, inner_map_fd=0, map_name="events", map_ifindex=0}, 72) = 3
perf_event_open({type=PERF_TYPE_SOFTWARE, size=PERF_ATTR_SIZE_VER7, config=PERF_COUNT_SW_BPF_OUTPUT, sample_period=1, sample_type=PERF_SAMPLE_RAW, read_format=0, disabled=0, inherit=0, precise_ip=0 /* arbitrary skid */, watermark=0, wakeup_events=1, ...}, -1, 0, -1, PERF_FLAG_FD_CLOEXEC) = 4
mmap(NULL, 36864, PROT_READ|PROT_WRITE, MAP_SHARED, 4, 0) = 0x7f6c1c200000
mmap(NULL, 16384, PROT_READ|PROT_WRITE, MAP_SHARED, 4, 0) = -1 EINVAL (Invalid argument)
ioctl(4, PERF_EVENT_IOC_ENABLE, 0) = 0
bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe9e522dbc, value=0x7ffe9e522dc0, flags=BPF_ANY}, 32) = 0
epoll_create1(EPOLL_CLOEXEC) = 5
epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLIN, data={u32=0, u64=0}}) = 0
perf_event_open({type=PERF_TYPE_TRACEPOINT, size=PERF_ATTR_SIZE_VER7, config=784, sample_period=0, sample_type=0, read_format=0, disabled=0, inherit=0, ...}, -1, 0, -1, PERF_FLAG_FD_CLOEXEC) = 6
bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_TRACEPOINT, insn_cnt=2, insns=[{code=BPF_ALU64|BPF_K|BPF_MOV, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0x1}, {code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}], license="GPL", log_level=0, log_size=0, log_buf=NULL}, 48) = 7
ioctl(6, PERF_EVENT_IOC_SET_BPF, 7) = 0
bpf(BPF_LINK_CREATE, {link_create={prog_fd=7, target_fd=6, attach_type=BPF_PERF_EVENT, flags=0}}, 64) = -1 EEXIST (File exists)
bpf(BPF_LINK_CREATE, {link_create={prog_fd=7, target_fd=4, attach_type=BPF_PERF_EVENT, flags=0}}, 64) = -1 EINVAL (Invalid argument)
munmap(0x7f6c1c200000, 36864) = 0
close(4) = 0
`

// TestPerfEventsAreJudged replays it. The core must give every result but that of the tracepoint, which depends on the machine.
func TestPerfEventsAreJudged(t *testing.T) {
	text, res := replayed(t, perfTrace, "6.18")
	if len(text.Calls) != 15 || res.Judged != 14 || res.Agree != 14 {
		t.Errorf("%d calls, %+v", len(text.Calls), res.Tally)
	}
	for i, v := range res.Verdicts {
		if !v.Agrees && i != 8 {
			t.Errorf("call %d, %s: %+v", i, text.Calls[i].Name, v)
		}
	}
}

// probesTrace attaches a program that holds a map to several functions of a file, as libbpf does for a pattern. The link alone
// holds both at the end.
const probesTrace = `bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=4, max_entries=1}, 72) = 3
bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_KPROBE, insn_cnt=4, insns=[{code=BPF_LD|BPF_DW|BPF_IMM, dst_reg=BPF_REG_1, src_reg=BPF_REG_1, off=0, imm=0x3}, {code=BPF_LD|BPF_W|BPF_IMM, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}, {code=BPF_ALU64|BPF_K|BPF_MOV, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}, {code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}], license="GPL", log_level=0, log_size=0, log_buf=NULL, kern_version=KERNEL_VERSION(6, 18, 0), prog_flags=0, prog_name="p", prog_ifindex=0, expected_attach_type=BPF_TRACE_UPROBE_MULTI}, 148) = 4
bpf(BPF_LINK_CREATE, {link_create={prog_fd=4, target_fd=0, attach_type=BPF_TRACE_UPROBE_MULTI, flags=0, uprobe_multi={path=0x5581, offsets=0x5582, ref_ctr_offsets=NULL, cookies=NULL, cnt=2, flags=0, pid=0}}}, 64) = 5
close(3) = 0
close(4) = 0
`

// TestProbesHoldTheirMap replays it.
func TestProbesHoldTheirMap(t *testing.T) {
	text, res := replayed(t, probesTrace, "6.18")
	if len(text.Unread) != 0 {
		t.Errorf("unread lines: %+v", text.Unread)
	}
	s, err := history.With(res.Machine, res.Calls)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(core.Call{Op: core.OpWork}); err != nil {
		t.Fatal(err)
	}
	v := s.Kernel().View()
	if len(v.Maps) != 1 || len(v.Progs) != 1 || v.Maps[0].Refcnt != 1 || res.Judged-res.Agree != 0 {
		t.Errorf("%d maps and %d programs are left, want one each: %+v", len(v.Maps), len(v.Progs), res.Tally)
	}
}
