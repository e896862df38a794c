//go:build linux && amd64

package btf

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
)

// liveLoads is how many random BTF the live test loads, unless BPF_LIVE_BTF in the environment is another number.
const liveLoads = 5000

// TestLive loads random BTF into this machine's kernel and into the parser of its release. Results and logs must agree.
func TestLive(t *testing.T) {
	if os.Geteuid() != 0 || testing.Short() {
		t.Skip("only root may load BTF")
	}
	release := hostRelease(t)
	const size = 1 << 16
	buf := make([]byte, size)
	accepted := 0
	loads := uint64(liveLoads)
	if n, err := strconv.ParseUint(os.Getenv("BPF_LIVE_BTF"), 10, 32); err == nil {
		loads = n
	}
	for seed := range loads {
		data := drawn(seed)
		clear(buf[:1])
		var attr [32]byte
		put64 := func(at int, p *byte) { *(*uint64)(unsafe.Pointer(&attr[at])) = uint64(uintptr(unsafe.Pointer(p))) }
		put32 := func(at int, v uint32) { *(*uint32)(unsafe.Pointer(&attr[at])) = v }
		if len(data) == 0 {
			continue
		}
		put64(0, &data[0])
		put64(8, &buf[0])
		put32(16, uint32(len(data)))
		put32(20, size)
		put32(24, 1)
		fd, _, errno := syscall.Syscall(321, uintptr(abi.BPF_BTF_LOAD), uintptr(unsafe.Pointer(&attr[0])), 28)
		runtime.KeepAlive(data)
		if errno == syscall.EPERM || errno == syscall.ENOSYS {
			t.Skipf("the host does not permit BPF_BTF_LOAD: %v", errno)
		}
		if errno == 0 {
			syscall.Close(int(fd))
			accepted++
		}
		log := bpflog.New(release, bpflog.Buffer{Level: 1, Size: size, Given: true, Writable: size})
		result := Parse(release, data, log)
		if result.Declined != "" {
			continue
		}
		want := abi.Errno(0)
		if result.Refusal != nil {
			want = result.Refusal.Rule.Errno
		}
		ours, _, _ := log.Finish()
		if abi.Errno(errno) != want || text(buf) != text(ours) {
			t.Fatalf("seed %d: the kernel returns %s, the rules %s\n%x\nkernel:\n%s\nrules:\n%s", seed, abi.Errno(errno).Name(), want.Name(), data, text(buf), text(ours))
		}
	}
	t.Logf("%s: %d loads, %d accepted", release, loads, accepted)
}

// text returns a log up to its NUL.
func text(log []byte) string {
	b, _, _ := bytes.Cut(log, []byte{0})
	return string(b)
}

func hostRelease(t *testing.T) abi.Release {
	var u syscall.Utsname
	if err := syscall.Uname(&u); err != nil {
		t.Fatal(err)
	}
	var name []byte
	for _, c := range u.Release {
		name = append(name, byte(c))
	}
	number, _, _ := strings.Cut(text(name), "-")
	r, err := abi.ParseRelease(number)
	if err != nil {
		t.Skipf("the host's kernel is not emulated: %v", err)
	}
	return r
}
