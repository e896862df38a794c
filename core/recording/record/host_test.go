//go:build linux && amd64

package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/recording"
)

// hostClasses leave out attr, whose calls are not all emulated.
var hostClasses = []string{"create", "elem", "model", "batch", "percpu", "life", "perm", "order", "nested", "lru"}

// hostKernel returns the host's kernel, or skips the test without the rights to record it.
func hostKernel(t *testing.T) *host {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("recording the host's kernel needs root")
	}
	guest, err := buildGuest(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &host{guest}
}

// TestHost records scenarios on the host's kernel and holds the emulated kernel of its release against them.
func TestHost(t *testing.T) {
	m := hostKernel(t)
	probe, err := m.run("scenario probe\nclose 3\n")
	if err != nil {
		t.Skipf("the host does not permit recording: %v", err)
	}
	line, _, _ := strings.Cut(probe, "\n")
	machine, err := recording.ParseMachine(line, "scenario probe")
	if err != nil {
		t.Skipf("%q: %v", line, err)
	}
	if err := checkKernel(probe, machine.Release); err != nil || !core.Emulated(machine.Release) {
		t.Skipf("the host's kernel cannot be compared: %q, %v", line, err)
	}
	if got, want := probe, line+"\nscenario probe nextid="; !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "\nclose 3 = -9\nend\n") {
		t.Fatalf("the host records %q, want %q and the result of close", got, want)
	}
	text, err := record(m, machine.Release, hostClasses, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	_, kept, err := split(text)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(hostClasses); len(kept) < want {
		t.Errorf("kept %d scenarios, want at least %d", len(kept), want)
	}
	for _, s := range kept {
		got, want := strings.Split(recording.Replay(line+"\n"+s.text), "\n"), strings.Split(line+"\n"+s.text, "\n")
		if !slices.EqualFunc(got, want, sameOnHost) {
			t.Errorf("%s differs:\nthe core %s\nthe host %s", s.name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// buildBytes is how much the structs of two builds of one release may differ, which memlock counts.
const buildBytes = 128

// sameOnHost compares two lines. The memory of a map may differ by a few bytes.
func sameOnHost(a, b string) bool {
	const memlock = "t memlock:\t%d"
	var x, y int
	if n, _ := fmt.Sscanf(a, memlock, &x); n == 1 {
		if n, _ := fmt.Sscanf(b, memlock, &y); n == 1 {
			return max(x-y, y-x) <= buildBytes
		}
	}
	return a == b
}

// TestRecordedFiles records calls on cgroups, namespaces and perf events, and holds the emulated kernel against them. What the
// scenario made is gone when it is asked again.
func TestRecordedFiles(t *testing.T) {
	m := hostKernel(t)
	asked := []string{
		"open 0 /sys/fs/cgroup/bpfplay-test/a = 3",
		"open 524288 /sys/fs/cgroup/bpfplay-test = 4", // O_CLOEXEC
		"open 0 /proc/self/ns/net = 5",
		"open 0 /sys/fs/bpf = 6",
		"w 10000800 47504c00",
		"w 10001000 b7000000010000009500000000000000",
		"w 10000000 08000000020000000010001000000000000800100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
		"bpf 5 10000000 72 = 7", // a cgroup_skb program
		"w 10000000 03000000070000000000000000000000",
		"bpf 8 10000000 16 = 0",
		"w 10003000 01000000400000000a00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
		"perf_event_open 10003000 -1 0 -1 8 = 8",
		"perf_event_open 10003000 -1 -1 -1 8 = -22",
		"ioctl 8 2400 0 = 0",
		"ioctl 8 2401 0 = 0",
		"ioctl 9 2400 0 = -9",
		"close 8 = 0",
		"fcntl 4 1 0 = 1",
	}
	for range 2 {
		text, err := m.run("scenario files\n" + strings.Join(asked, "\n") + "\nopen 577 /tmp/file = 8\nend\n")
		if err != nil {
			t.Skipf("the host does not permit recording: %v", err)
		}
		lines := strings.Split(strings.TrimSpace(text), "\n")
		if want := append(slices.Clone(asked), "? open 577 /tmp/file", "end"); !slices.Equal(lines[2:], want) {
			t.Fatalf("the host records\n%s\nwant\n%s", strings.Join(lines[2:], "\n"), strings.Join(want, "\n"))
		}
		line, _, _ := strings.Cut(text, " ")
		text = strings.Replace(text, "? open 577 /tmp/file\n", "", 1)
		if got := recording.Replay(text); line != "kernel" || got != text {
			t.Errorf("the core replays\n%s\nwant\n%s", got, text)
		}
	}
}

// TestRecordedProcesses records what processes inherit.
func TestRecordedProcesses(t *testing.T) {
	m := hostKernel(t)
	asked := []string{
		"scenario life-0-0",
		"rlimit nofile 12 = 0",
		"dup3 0 3 524288 = 3",
		"dup 1 = 4",
		"close 0 = 0",
		"w 10000000 0102",
		"fork 1 = 0",
		"@1 fcntl 3 1 0 = 1", // still close-on-exec
		"@1 fcntl 4 1 0 = 0",
		"@1 dup 4 = 0", // 0 was closed before the fork
		"@1 close 4 = 0",
		"fcntl 4 1 0 = 0", // the parent's
		"fcntl 3 1 0 = 1",
		"@1 exec = 0",
		"@1 close 3 = -9",
		"@1 close 0 = 0",
		"exec = 0",
		"close 3 = -9",
		"close 4 = 0",
		"close 0 = -9",
		"uid 1000 = 0",
		"fork 2 = 0",
		"@2 w 10000000 0100000004000000040000000100000000000000", // a hash
		"@2 bpf 0 10000000 20 = -1",                              // unprivileged
		"@2 exit = 0",
		"@2 close 1",
		"end",
	}
	text, err := m.run(strings.Join(asked, "\n"))
	if err != nil {
		t.Skipf("the host does not permit recording: %v", err)
	}
	got := strings.Split(strings.TrimSpace(text), "\n")[2:]
	want := slices.Clone(asked[1:])
	want[len(want)-2] = "? no process"
	if !slices.Equal(got, want) {
		t.Errorf("the host records\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
