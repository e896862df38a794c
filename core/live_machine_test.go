//go:build linux && amd64

package core

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"bpfplay/core/abi"
)

// liveMachine returns the machine that the host is. It skips the test if that is not emulated, or without root, which alone may
// make all calls.
func liveMachine(t *testing.T) Machine {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root may make all calls of bpf(2)")
	}
	m, err := hostMachine()
	if err != nil {
		t.Skipf("the host's kernel is not emulated: %v", err)
	}
	return m
}

func hostMachine() (Machine, error) {
	var uts syscall.Utsname
	if err := syscall.Uname(&uts); err != nil {
		return Machine{}, err
	}
	var name []byte
	for _, c := range uts.Release {
		if c != '.' && (c < '0' || c > '9') {
			break
		}
		name = append(name, byte(c))
	}
	release, err := abi.ParseRelease(string(name))
	if err != nil {
		return Machine{}, err
	}
	m := NewMachine(release)
	m.AutoWork, m.Nofile = true, liveRestoredNofile
	if m.CPUs, err = possibleCPUs(); err != nil {
		return m, err
	}
	var info syscall.Sysinfo_t
	if err := syscall.Sysinfo(&info); err != nil {
		return m, err
	}
	m.Memory = info.Totalram * uint64(info.Unit) >> 20
	if m.Caps, err = ownCaps(); err != nil {
		return m, err
	}
	if text, err := os.ReadFile("/proc/sys/kernel/unprivileged_bpf_disabled"); err == nil {
		m.Unpriv, _ = strconv.Atoi(strings.TrimSpace(string(text)))
	}
	return m, m.Check()
}

// possibleCPUs reads "0-1".
func possibleCPUs() (int, error) {
	text, err := os.ReadFile("/sys/devices/system/cpu/possible")
	if err != nil {
		return 0, err
	}
	_, last, many := strings.Cut(strings.TrimSpace(string(text)), "-")
	if !many {
		return 1, nil
	}
	n, err := strconv.Atoi(last)
	return n + 1, err
}

// ownCaps are the capabilities of the process.
func ownCaps() (abi.Caps, error) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), "CapEff:")
	word, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
	caps, err := strconv.ParseUint(word, 16, 64)
	return abi.Caps(caps), err
}
