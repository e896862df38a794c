package export

import (
	"os"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// bpfCall makes a bpf call with an attr.
func bpfCall(cmd abi.Cmd, attr ...uint32) core.Call {
	b := words(attr...)
	return core.Bpf(0, cmd, core.ArenaStart, uint32(len(b)), core.Write{Addr: core.ArenaStart, Bytes: b})
}

// objectHistories are histories that open objects besides those of bpf.
func objectHistories(t testing.TB) map[string][]core.Call {
	open := core.Call{Op: core.OpOpen, Args: core.Args{core.O_CLOEXEC}, Path: "/sys/fs/cgroup/unified/bpfplay-test"}
	event := opCall(core.OpPerfEventOpen, pollAt, ^uint64(0), 0, ^uint64(0), 8)
	event.Writes = []core.Write{{Addr: pollAt, Bytes: words(1, 64, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)}}
	elem := bpfCall(abi.BPF_MAP_UPDATE_ELEM, 3, 0, pollAt, 0, pollAt+8, 0, 0, 0)
	elem.Writes = append(elem.Writes, core.Write{Addr: pollAt, Bytes: words(0, 0, 4)})
	return map[string][]core.Call{
		"cgroup": {open, loadProgram(t, abi.BPF_PROG_TYPE_CGROUP_SKB, "r0 = 1\nexit"),
			bpfCall(abi.BPF_PROG_ATTACH, 3, 4, 0, abi.BPF_F_ALLOW_MULTI), bpfCall(abi.BPF_PROG_ATTACH, 3, 4, 0, 0),
			bpfCall(abi.BPF_LINK_CREATE, 4, 3, 0, 0), bpfCall(abi.BPF_LINK_DETACH, 5), bpfCall(abi.BPF_LINK_UPDATE, 5, 4, 0, 0),
			bpfCall(abi.BPF_PROG_DETACH, 3, 4, 0), bpfCall(abi.BPF_PROG_DETACH, 3, 4, 0)},
		"events": {createMap(abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 2), event, elem, opCall(core.OpIoctl, 4, core.PERF_EVENT_IOC_DISABLE, 0),
			loadProgram(t, 7, "r0 = 0\nexit"), opCall(core.OpIoctl, 4, core.PERF_EVENT_IOC_SET_BPF, 5), opCall(core.OpIoctl, 4, core.PERF_EVENT_IOC_SET_BPF, 5)},
		"sockets": {opCall(core.OpSocket, 2, 1|core.O_CLOEXEC, 0), opCall(core.OpPidfdOpen, 0, 0), opCall(core.OpPidfdOpen, 0, 1)},
	}
}

// TestStraceOfObjects compares the lines with those that strace prints for the same calls.
func TestStraceOfObjects(t *testing.T) {
	var got []string
	for _, name := range []string{"cgroup", "events", "sockets"} {
		for _, line := range strings.Split(text(t, sessionWith(t, abi.R(6, 18, 0), objectHistories(t)[name]), "strace"), "\n") {
			if line != "" && !strings.HasPrefix(line, "bpf(BPF_MAP") && !strings.HasPrefix(line, "bpf(BPF_PROG_LOAD") && !strings.HasPrefix(line, "close(") {
				got = append(got, line)
			}
		}
	}
	want := []string{
		`openat(AT_FDCWD, "/sys/fs/cgroup/unified/bpfplay-test", O_RDONLY|O_CLOEXEC) = 3`,
		`bpf(BPF_PROG_ATTACH, {target_fd=3, attach_bpf_fd=4, attach_type=BPF_CGROUP_INET_INGRESS, attach_flags=BPF_F_ALLOW_MULTI}, 16) = 0`,
		`bpf(BPF_PROG_ATTACH, {target_fd=3, attach_bpf_fd=4, attach_type=BPF_CGROUP_INET_INGRESS, attach_flags=0}, 16) = -1 EPERM (Operation not permitted)`,
		`bpf(BPF_LINK_CREATE, {link_create={prog_fd=4, target_fd=3, attach_type=BPF_CGROUP_INET_INGRESS, flags=0}}, 16) = 5`,
		`bpf(BPF_LINK_DETACH, {link_detach={link_fd=5}}, 4) = 0`,
		`bpf(BPF_LINK_UPDATE, {link_update={link_fd=5, new_prog_fd=4, flags=0, old_prog_fd=0}}, 16) = -1 ENOLINK (Link has been severed)`,
		`bpf(BPF_PROG_DETACH, {target_fd=3, attach_bpf_fd=4, attach_type=BPF_CGROUP_INET_INGRESS}, 12) = 0`,
		`bpf(BPF_PROG_DETACH, {target_fd=3, attach_bpf_fd=4, attach_type=BPF_CGROUP_INET_INGRESS}, 12) = -1 ENOENT (No such file or directory)`,
		`perf_event_open({type=PERF_TYPE_SOFTWARE, size=0x40, config=PERF_COUNT_SW_BPF_OUTPUT, sample_period=0, sample_type=0x0, read_format=0, disabled=0, inherit=0, freq=0, watermark=0, write_backward=0, wakeup_events=0, ...}, -1, 0, -1, PERF_FLAG_FD_CLOEXEC) = 4`,
		`ioctl(4, PERF_EVENT_IOC_DISABLE, 0) = 0`,
		`ioctl(4, PERF_EVENT_IOC_SET_BPF, 5) = 0`,
		`ioctl(4, PERF_EVENT_IOC_SET_BPF, 5) = -1 EEXIST (File exists)`,
		`socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3`,
		`pidfd_open(1000, 0) = 4`,
		`pidfd_open(1000, 1) = -1 EINVAL (Invalid argument)`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestObjectsOnThisKernel runs exported programs. Every call must have the same result as in bpfplay.
func TestObjectsOnThisKernel(t *testing.T) {
	if _, err := os.Stat("/sys/fs/cgroup/unified/cgroup.procs"); err != nil {
		t.Skip("cgroup v2 is not mounted at /sys/fs/cgroup/unified")
	}
	t.Cleanup(func() { os.Remove("/sys/fs/cgroup/unified/bpfplay-test") })
	onThisKernel(t, func(t *testing.T, r runner, release abi.Release, dir string) {
		for name, calls := range objectHistories(t) {
			r.try(t, dir, name, sessionWith(t, release, calls))
		}
	})
}
